"""Pixels into fingerprints that other programs understand: PDQ, pHash, digests.

Goals: an original's signals equal, to the bit, what other tools compute from the same pixels.
Anti-goals: deciding what a distance means (that is `matching`); recognising people; telling a picture back from its fingerprint.
"""
