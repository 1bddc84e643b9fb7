"""Laws that serve no letter, and laws whose letter is not there yet: refused in plain words, with a way on."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leakguard.errors import LeakguardError, LinkOnly, Refused
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.notices import letter, recipients, regimes, warnings
from leakguard.notices.request import LetterRequest
from leakguard.text.templates import languages
from leakguard.text.words import Words
from tests.notices.letters import ORDINARY, PAGE, REDDIT, request, write

NO_LETTER = {regime.id: regime for regime in loader.regimes() if regime.no_letter}


def about(regime: str, url: str = REDDIT, to: str = "", **changes: object) -> LetterRequest:
    base = request("us-tida", took_the_picture=True, offence="the law", recipient=recipients.resolve(to, url))
    return replace(base, regime=regime, **changes)


@pytest.mark.parametrize("regime", NO_LETTER.values(), ids=NO_LETTER)
def test_a_law_that_gives_no_notice_is_refused_with_the_reason_and_what_to_do_instead(regime: Regime) -> None:
    assert regime.no_letter is not None
    with pytest.raises(Refused) as error:
        letter.write(about(regime.id))
    assert regime.no_letter.text in error.value.message
    assert error.value.hint.startswith(regime.instead)


def test_an_offence_that_serves_no_letter_leads_to_the_statement_for_the_police() -> None:
    for regime, text in (("uk-66b", "--type police"), ("de", "--type police"), ("us-6851", "--type perpetrator")):
        with pytest.raises(Refused) as error:
            letter.write(about(regime))
        assert text in error.value.hint


def test_a_reason_that_is_only_remembered_is_not_shown_as_certain() -> None:
    with pytest.raises(Refused, match="open or check before use"):
        letter.write(about("fr"))
    with pytest.raises(Refused) as error:
        letter.write(about("au-iba"))
    assert "check before use" not in error.value.message


def test_a_removal_notice_of_the_australian_commissioner_is_not_written_by_the_person() -> None:
    with pytest.raises(Refused, match="Only the eSafety Commissioner can give a removal notice"):
        letter.write(about("au-iba", country="AU"))


def test_every_law_that_serves_a_letter_has_a_text_for_it() -> None:
    assert regimes.writable() == tuple(regime for regime in loader.regimes() if not regime.no_letter)


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_language_without_the_text_is_refused_before_anything_else_and_says_where_to_read_on(language: str) -> None:
    with pytest.raises(Refused) as error:
        letter.write(about("in-it-3-2-b", to="police", language=language, copies=()))
    message = f"There is no text for a complaint under rule 3(2)(b) of the IT Rules in the language {language!r}."
    assert error.value.message == message
    assert error.value.hint == "Write it in English: --language en"


@pytest.mark.parametrize("regime", NO_LETTER)
def test_a_link_only_case_hears_that_it_is_one_and_nothing_of_laws(regime: str) -> None:
    with pytest.raises(LinkOnly):
        letter.write(about(regime, link_only=True))


def test_only_what_can_be_written_is_ever_suggested() -> None:
    assert {regime.id for regime in regimes.writable()} == set(ORDINARY)
    countries = {code for regime in loader.regimes() for code in regime.countries}
    for service in loader.places().services:
        recipient = recipients.resolve(service.id, PAGE)
        for country in countries:
            assert {regime.id for regime in regimes.suggest(recipient, country)} <= set(ORDINARY)


def test_every_regime_answers_every_recipient_with_a_letter_or_a_reason() -> None:
    for regime in loader.regimes():
        for to in ("", "host", "platform", "bing-search", "cloudflare", "paypal", "nobody@example.org"):
            try:
                letter.write(about(regime.id, to=to))
            except LeakguardError as error:
                assert error.hint, (regime.id, to)


def test_what_was_not_read_in_an_official_text_is_named_part_by_part() -> None:
    india = warnings.about(regimes.get("in-it-3-2-b"), about("in-it-3-2-b", country="IN"), Words("en"))
    (named,) = (warning for warning in india if "Not read in an official text" in warning)
    assert "its name and number; its time limit; what kind of content it is" in named
    unsure = {regime for regime in ORDINARY if any("Not read in" in line for line in write(regime).warnings)}
    assert unsure == {"in-it-3-2-b", "nz-hdca-24", "br-mci-21"}
    for regime in unsure:
        assert "Not read in an official text of this law. Check before you rely on it:\n- " in write(regime).sheet


def test_a_signed_sentence_says_nothing_of_a_law_of_which_no_official_text_was_read() -> None:
    """The person can vouch for what happened, but not for a paragraph that nobody has read."""
    for regime in regimes.writable():
        signed = " ".join(write(regime.id).statements)
        if regime.unsure:
            assert not re.search(r"\d|\b(Act|law|rule|article|section)\b", signed), regime.id


def test_facts_past_their_review_warn_with_the_letter_the_law_apart_from_the_addresses() -> None:
    def old(*day: int) -> list[str]:
        made = letter.write(replace(request("us-tida"), written=datetime(*day, 12, tzinfo=UTC)))
        return [warning.partition(" was ")[0] for warning in made.warnings if "Check whether it still holds" in warning]

    assert old(2026, 11, 23) == old(2027, 5, 22) == []
    assert old(2027, 5, 23) == ["What is known of the recipient"]
    sheet = letter.write(replace(request("us-tida"), written=datetime(2027, 5, 23, 12, tzinfo=UTC))).sheet
    assert "https://www.reddit.com/report\n" in sheet
    assert "(open or check before use; not looked at since 22 November 2026)" in sheet
    assert old(2027, 11, 23) == ["The law behind this letter", "What is known of the recipient"]
