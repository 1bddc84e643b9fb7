"""From a target (an address, a file, a folder, an archive) to candidates: bytes with a digest, told apart by content.

Goals: everything that a person would call "in there" is looked at, once, in a fixed order; what could not be looked at is said,
with the reason; hostile archives and pages are taken apart by the sandbox's worker only; one picture at a time is in memory.
Anti-goals: deciding what matches, keeping anything, following links to other pages, running scripts.
"""
