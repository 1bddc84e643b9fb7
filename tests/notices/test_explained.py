"""The explanation follows the person: every sentence of a sheet, a warning and a refusal is in their language."""

import re
from collections.abc import Iterator

import pytest
import yaml

from leakguard.errors import Refused
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.notices import regimes
from leakguard.notices.letter import Letter
from leakguard.text.templates import languages, root
from leakguard.text.words import Words
from tests.notices.letters import AGENT
from tests.notices.test_every_letter import EVERYBODY, REGIMES, answer

OTHERS = ("de", "fr", "es")
every_language = pytest.mark.parametrize("language", OTHERS)


def told_with_letters() -> Iterator[str]:
    """Every sentence of the facts that a letter, its sheet, its warnings or a refusal may tell the person."""
    for law in loader.regimes():
        yield from (law.jurisdiction, law.instead, law.why_not, law.no_letter.text if law.no_letter else "")
    for law in regimes.writable():
        yield from (element.label for element in law.elements)
        yield from (pitfall.text for pitfall in law.pitfalls if pitfall.warn)
        yield from (way.text for way in law.escalation)
        yield from (body.name for body in (law.body, law.dispute) if body)
        yield from (law.synthetic.text if law.sworn else "", law.deadline.runs_from)
    for kind in loader.notice_types():
        yield kind.title
        yield from (pitfall.text for pitfall in kind.pitfalls)
    for service in loader.places().services:
        yield from (note.text for note in service.notes)
        yield from (channel.note for channel in service.channels)
    yield from (step.text for step in loader.sextortion().first)
    yield from (step.text for step in loader.sextortion().then if step.text.startswith("Save "))


SAID = {sentence for sentence in told_with_letters() if sentence} - {"any"}


def translations(language: str) -> dict[str, str]:
    return dict(yaml.safe_load((root() / language / "facts.yaml").read_text("utf-8")))


def test_there_are_four_languages() -> None:
    assert set(languages()) == {"en", *OTHERS}


@every_language
def test_every_sentence_of_the_facts_is_translated_and_none_stands_for_a_fact_that_has_changed_since(language: str) -> None:
    translated = translations(language)
    bodies = {law.body.name for law in loader.regimes() if law.body} | {
        law.dispute.name for law in loader.regimes() if law.dispute
    }
    assert SAID - set(translated) == set()
    assert set(translated) - SAID - bodies == set()


@every_language
def test_a_translation_keeps_numbers_commands_and_addresses(language: str) -> None:
    kept = re.compile(r"https?://[^\s)]*[^\s).,]|--[a-z-]+|\b\d+\b|leakguard [a-z]+")
    for sentence, translated in translations(language).items():
        assert sorted(kept.findall(translated)) == sorted(kept.findall(sentence)), (sentence, translated)


ENGLISH = re.compile(r"\b(?:the|and|this|your|with|which|what|how)\b")
"""Words of English sentences, in small letters: names such as TAKE IT DOWN Act stay as they are."""


@every_language
@pytest.mark.parametrize("regime", REGIMES.values(), ids=REGIMES)
def test_no_english_falls_through_for_any_law_and_any_recipient(language: str, regime: Regime) -> None:
    mark = Words(language).say("cautions.untranslated", text="").strip()[-5:]
    for recipient in EVERYBODY.values():
        for changes in ({}, {"profile": AGENT, "synthetic": True, "offence": "", "country": "", "signed_by": "X"}):
            got = answer(regime, recipient, reader=language, **changes)
            said = [got.message, got.hint] if isinstance(got, Refused) else [*got.warnings, explained(got)]
            for text in said:
                assert mark not in text, text
                assert not ENGLISH.findall(text), text


def explained(letter: Letter) -> str:
    """The sheet without the letter's own sentences, which are in the language of whoever gets it."""
    own = set(letter.text.splitlines())
    return "\n".join(line for line in letter.sheet.splitlines() if line not in own)
