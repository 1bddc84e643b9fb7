"""What was recalled, or read in a weak source, is never told as certain: not in a letter, its sheet, a warning or a refusal."""

import pytest

from leakguard.errors import Refused
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.rows import CHECK_FIRST, Fact
from leakguard.notices import regimes
from tests.notices.test_every_letter import EVERYBODY, answer, every_regime
from tests.support.journey import Journey

SAID_FROM = 25
"""Characters: what is shorter, such as a number or a name, stands in other sentences too."""


def unsure() -> dict[str, Fact]:
    """Every sentence of a fact that is to be checked before use, but for citations, whose doubts the letter's warnings name one
    by one, and for what good practice asks of a letter, which claims nothing."""
    claims = ((where, fact) for where, fact in loader.every_fact() if not where.endswith("citation") and "elements/" not in where)
    found = {fact.says: fact for _, fact in claims if fact.remark}
    return {says: fact for says, fact in found.items() if len(says) >= SAID_FROM}


UNSURE = unsure()
SURE = {fact.says for _, fact in loader.every_fact() if not fact.remark}


def told_as_certain(lines: list[str]) -> list[str]:
    return [line for line in lines if CHECK_FIRST not in line and any(says in line for says in UNSURE if says not in SURE)]


def test_there_is_much_that_is_not_sure() -> None:
    assert len(UNSURE) > 500
    assert {str(fact.certainty) for fact in UNSURE.values()} >= {"recalled", "weak", "secondary"}


@every_regime
def test_a_letter_and_what_comes_with_it_tell_nothing_unsure_as_certain(regime: Regime) -> None:
    lines = set[str]()
    country = sorted(regime.countries)[0] if regime.countries else "AU"
    for recipient in EVERYBODY.values():
        got = answer(regime, recipient, country=country)
        if isinstance(got, Refused):
            lines |= {got.message}
        else:
            lines |= {*got.sheet.splitlines(), *got.warnings}
            assert not [says for says in UNSURE if says in got.text], "no fact that is to be checked stands in a letter"
    assert told_as_certain(sorted(lines)) == []


@every_regime
def test_no_address_and_no_number_of_an_unsure_body_or_way_stands_without_the_word(regime: Regime) -> None:
    for place in (regime.instead, *(way.text for way in regime.escalation if not way.remark)):
        for body in (regime.body, regime.dispute):
            if body and body.remark and body.address in place and body.address:
                assert CHECK_FIRST in place, place


def test_what_a_law_rests_on_without_an_official_text_is_named_with_every_letter() -> None:
    for regime in regimes.writable():
        for recipient in EVERYBODY.values():
            got = answer(regime, recipient)
            if not isinstance(got, Refused) and regime.unsure:
                assert any("Not read in an official text of this law" in warning for warning in got.warnings)


@pytest.mark.parametrize("more", [(), ("--threatened",), ("--minors",)])
def test_whom_to_call_says_what_to_check(journey: Journey, more: tuple[str, ...]) -> None:
    for country in loader.countries():
        lines = journey.run("support", country.code, *more).stdout.split("\n\n")
        for line in country.lines:
            blocks = [block for block in lines if block.startswith(f"{line.name}\n")]
            assert all(CHECK_FIRST in block for block in blocks) or not line.remark, line.name
        assert told_as_certain(lines[0].splitlines()) == []
