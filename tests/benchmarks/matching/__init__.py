"""How well, how fast and how safely the matcher finds pictures that were posted again. Run: python -m tests.benchmarks.matching

Goals: attacks whose geometry is known to the pixel, the same for everybody from one seed; recall, false positives, region,
milliseconds and bytes of the matcher beside the hashes that others use, measured in one process on the same pictures.
Anti-goals: pictures in the project (they come from test dependencies, generators, a folder beside the checkout); tuning to them.
"""
