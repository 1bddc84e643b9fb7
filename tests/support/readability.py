"""A small counter of how hard a text is to read: Flesch-Kincaid grade (Kincaid et al., 1975) with counted vowel groups."""

import re

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
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


# Flesch reading ease as fitted to each language: 100 is very easy, 0 very hard. Amstad 1978 (German), Kandel and Moles 1958
# (French), Fernández Huerta 1959 (Spanish): (constant, per word in a sentence, per syllable in a word).
_EASE = {"de": (180.0, 1.0, 58.5), "fr": (207.0, 1.015, 73.6), "es": (206.84, 1.02, 60.0)}
_VOWELS = {"de": "[aeiouyäöü]+", "fr": "[aeiouyàâéèêëîïôûùœæ]+", "es": "[aeiouáéíóúü]+"}


def ease(text: str, language: str) -> float:
    """How easy a German, French or Spanish text is, on the Flesch scale of its language. Silent French endings are left out."""
    found = sentences(text)
    said = [word.lower() for sentence in found for word in words(sentence)]
    if language == "fr":
        said = [re.sub(r"(?<=[^aeiouyéèê])(es?|ent)$", "", word) or word for word in said]
    counted = sum(max(1, len(re.findall(_VOWELS[language], word))) for word in said)
    constant, per_word, per_syllable = _EASE[language]
    return constant - per_word * len(said) / len(found) - per_syllable * counted / len(said)


def grade(text: str) -> float:
    """The US school grade that a reader needs: 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    found = sentences(text)
    said = [word for sentence in found for word in words(sentence)]
    return 0.39 * len(said) / len(found) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
