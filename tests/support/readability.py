"""A small counter of how hard a text is to read: Flesch-Kincaid grade (Kincaid et al., 1975) with counted vowel groups."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
# What a reader skips or cannot split: addresses, digests, references to paragraphs, dates, numbers.
_SKIPPED = re.compile(r"\S*://\S+|\S+@\S+|\b[0-9a-f]{16,}\b|\([^)]*\d[^)]*\)|\S*\d\S*")


def sentences(text: str) -> list[str]:
    """Sentences with three words or more; shorter ones are headings and names."""
    parts = (part.strip(" -") for part in _SENTENCE_END.split(_SKIPPED.sub(" ", text)))
    return [part for part in parts if len(_WORD.findall(part)) >= 3]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e; at least one."""
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and len(groups) > 1
    return max(1, len(groups) - silent)


def grade(text: str) -> float:
    """The US school grade that a reader needs: 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    found = sentences(text)
    said = [word for sentence in found for word in words(sentence)]
    return 0.39 * len(said) / len(found) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
