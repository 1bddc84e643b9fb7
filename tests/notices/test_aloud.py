"""Every letter that can be written, in every language, to every recipient, signed and as a draft: what a machine can hear of it.

Somebody has read each of them aloud as well; the golden files are those that were read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from leakguard.facts import loader
from leakguard.notices import letter, regimes
from leakguard.notices.letter import Letter
from leakguard.text import outline
from leakguard.text.templates import languages
from tests.notices.letters import AGENT
from tests.notices.test_every_letter import EVERYBODY, asked
from tests.support.readability import sentences, words

LONGEST = {"en": 25, "de": 27, "fr": 30, "es": 30}
"""Words of a sentence of ours."""

LATIN = re.compile(
    r"\b(bona fide|prima facie|inter alia|mutatis|ex parte|ipso|de facto|de iure|de jure|ultra vires|ad hoc|pursuant|hereby"
    r"|herein|aforementioned|thereof|whereas|heretofore|susdit|susmentionné|sub iudice)\b",
    re.IGNORECASE,
)
PROGRAM = re.compile(r"leakguard|software that wrote|this program", re.IGNORECASE)
BLAME = re.compile(r"\b(your fault|you should have|careless|why did you|selbst schuld|votre faute|su culpa)\b", re.IGNORECASE)
BLANK = re.compile(r"\[[a-zäöüéèàçñ]", re.IGNORECASE)
QUOTES = {"en": '"', "de": "„“", "fr": "«»", "es": "«»"}


VARIANTS: dict[str, dict[str, object]] = {
    "signed": {},
    "signed with little": {"account": "", "context": "", "offence": "", "work": ""},
    "a draft of an agent": {"profile": AGENT, "signed_by": "", "synthetic": True, "offence": "", "context": ""},
}


def every_letter(language: str) -> Iterator[tuple[str, Letter, bool]]:
    """(what it is, the letter, whether it must be whole)."""
    for regime in regimes.writable(language):
        for to, recipient in EVERYBODY.items():
            if recipient.type not in (*regime.recipients, *regime.doubtful):
                continue
            for what, changes in VARIANTS.items():
                request = asked(regime, recipient, language=language, reader=language, paid_for_it=True, **changes)
                made = letter.write(request)
                yield f"{language} {regime.id} to {to}, {what}", made, made.complete


def faults(made: Letter, whole: bool) -> Iterator[str]:
    text = f"{made.subject}\n{made.text}"
    own = re.sub(r"\b20(22/2065|16/679)\b.*", "", text)
    yield from (f"too long: {each}" for each in sentences(own) if len(words(each)) > LONGEST[made.language])
    for what, pattern in (("Latin", LATIN), ("the program", PROGRAM), ("blame", BLAME)):
        yield from (f"{what}: {found}" for found in pattern.findall(f"{text}\n{made.sheet}"))
    if whole:
        yield from (f"a blank: {found}" for found in BLANK.findall(made.text))
    lines = [line for line in made.text.splitlines() if len(words(line)) > 3]
    yield from (f"said twice: {line}" for line in {line for line in lines if lines.count(line) > 1})
    for part in (made.text, made.sheet):
        yield from (f"empty lines: {found!r}" for found in re.findall(r".*\n\n\n", part))
        yield from (f"two spaces: {line}" for line in part.splitlines() if "  " in line.strip() or line != line.rstrip())
        yield from (f"a space before a point: {line}" for line in part.splitlines() if re.search(r"\w [.,]", line))
        yield from (f"two points: {line}" for line in part.splitlines() if re.search(r"[.,;:] ?[.,;]", line))
    yield from (f"quotes of another language: {mark}" for mark in set('"„“«»') - set(QUOTES[made.language]) if mark in made.text)


@pytest.mark.parametrize("language", languages())
def test_every_letter_reads_well_aloud(language: str) -> None:
    letters = list(every_letter(language))
    assert len(letters) > 60
    found = {name: told for name, made, whole in letters if (told := sorted(set(faults(made, whole))))}
    assert found == {}


def test_what_it_listens_for_is_heard() -> None:
    _, made, _ = next(every_letter("en"))
    for wrong in (
        f"This sentence {'goes on and ' * 20}on.",
        "Pursuant to the law I ask you.",
        "Written with leakguard for me.",
        "I ask for [what you ask for] now.",
        "Please write to me soon.\nPlease write to me soon.",
        "One line.\n\n\nAnother line.",
        "Two  spaces in a line.",
        "A space before the point .",
        "Two points at the end..",
        "The account calls itself „someone“.",
    ):
        assert list(faults(replace(made, lines=outline.parse(wrong)), whole=True)), wrong


PARAGRAPH = re.compile(r"\(((?:Art\.|art\.|s\.|ss\.|rule|section) ?\d(?:[^()]|\([^()]*\))*)\)")


def test_no_letter_names_a_paragraph_that_the_facts_do_not_have() -> None:
    named = set[tuple[str, str]]()
    for name, made, _ in every_letter("en"):
        facts = [fact for _, fact in loader.walk(regimes.get(made.regime), "")]
        known = " ".join(filter(None, (getattr(fact, "ref", None) for fact in facts)))
        for paragraph in PARAGRAPH.findall(made.text):
            first = paragraph.removesuffix(" as amended")
            assert first in known, (name, paragraph)
            named.add((made.regime, paragraph))
    assert len(named) > 15
