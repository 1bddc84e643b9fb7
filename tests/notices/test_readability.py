"""Short sentences in plain words. Letters may reach grade 8, because statutes have their own words; what the person reads, 6."""

import pytest

from leakguard.facts import loader
from leakguard.notices import letter
from leakguard.notices.letter import Letter
from tests.notices.letters import AGENT, ORDINARY, write
from tests.support.readability import grade

LETTERS = {
    f"{regime}-{'agent' if agent else 'self'}": write(
        regime, synthetic=agent, **({"profile": AGENT, "signed_by": "Alex Helper"} if agent else {})
    )
    for regime in ORDINARY
    for agent in (False, True)
}
every_letter = pytest.mark.parametrize("made", LETTERS.values(), ids=LETTERS)


def test_the_counter_knows_an_easy_text_from_a_hard_one() -> None:
    easy = "The cat sat on the mat. It was warm."
    hard = "Notwithstanding contractual stipulations, jurisdictional considerations necessitate comprehensive documentation."
    assert grade(easy) < 2
    assert grade(hard) > 20


@every_letter
def test_a_letter_is_plain_enough(made: Letter) -> None:
    assert grade(made.text) <= 8


@every_letter
def test_how_to_send_is_easier_than_the_letter(made: Letter) -> None:
    own = made.sheet.replace("\n".join(made.statements), "").partition("Text for the fields")
    assert grade(own[0] + own[2].partition("Before you send")[2]) <= 6


def test_the_choice_between_the_routes_is_easy_to_read() -> None:
    assert grade(letter.explain("en")) <= 6


def test_what_to_do_about_a_threat_is_easy_to_read() -> None:
    steps = loader.sextortion()
    assert grade("\n".join(statement.text for statement in (*steps.first, *steps.then))) <= 6


def test_warnings_are_easy_enough() -> None:
    warnings = {warning for made in LETTERS.values() for warning in made.warnings}
    assert grade("\n".join(warnings)) <= 8


def test_what_is_said_of_a_law_is_plain_enough_and_why_there_is_no_letter_is_easy() -> None:
    for regime in loader.regimes():
        said = [fact.says for where, fact in loader.walk(regime, "") if not where.endswith("citation")]
        assert grade("\n".join(said)) <= 8, regime.id
    reasons = [f"{regime.no_letter.text}\n{regime.instead}" for regime in loader.regimes() if regime.no_letter]
    assert grade("\n".join(reasons)) <= 6
