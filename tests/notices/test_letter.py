"""What every letter keeps: its checklist, its signature, its agent, its clock, its silence about the picture and this program."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leakguard.errors import NotFound, Refused, UsageError
from leakguard.facts import loader
from leakguard.model.case import Profile
from leakguard.model.media import Media
from leakguard.notices import letter
from leakguard.notices.request import Copy
from leakguard.notices.values import MAX_QUOTED
from tests.notices.letters import AGENT, ORDINARY, PAGE, request, write

every_regime = pytest.mark.parametrize("regime", ORDINARY)


@every_regime
def test_a_signed_letter_with_everything_in_it_is_complete(regime: str) -> None:
    made = write(regime)
    assert made.complete
    assert "DRAFT" not in made.text
    assert "Signed electronically: Sam Example" in made.text


@every_regime
def test_the_checklist_is_the_regimes_own(regime: str) -> None:
    row = next(row for row in loader.regimes() if row.id == regime)
    made = write(regime)
    assert [(e.id, e.ref, e.basis, e.certainty) for e in made.elements] == [
        (e.id, e.ref, e.basis, str(e.certainty)) for e in row.elements
    ]


@every_regime
@pytest.mark.parametrize("agent", [False, True])
def test_a_paragraph_in_a_letter_is_one_that_the_facts_have(regime: str, agent: bool) -> None:
    row = next(row for row in loader.regimes() if row.id == regime)
    refs = " ".join(filter(None, (getattr(fact, "ref", None) for _, fact in loader.walk(row, ""))))
    made = write(regime, **({"profile": AGENT, "signed_by": "Alex Helper"} if agent else {}))
    cited = re.findall(r"\(((?:Art\.|s\.|rule )[^()\s]*(?:[ ]?[^()\n]*\([^()]*\))*[^()]*)\)", made.text)
    assert not [ref for ref in cited if ref not in refs]
    assert row.law or not cited


@every_regime
def test_a_sentence_that_is_signed_cites_only_what_was_read_in_a_sure_source(regime: str) -> None:
    row = next(row for row in loader.regimes() if row.id == regime)
    signed = " ".join(write(regime).statements)
    assert not [element.id for element in row.elements if element.ref and element.remark and element.ref in signed]


@every_regime
def test_unsigned_is_a_draft_that_says_so_and_says_what_is_missing(regime: str) -> None:
    made = write(regime, signed_by="")
    assert not made.complete
    assert made.text.startswith("NOT SIGNED - DRAFT\n")
    missing = [element for element in made.elements if not element.present]
    assert [element.id for element in missing] == ["signature"]
    assert f"- your signature ({missing[0].ref or 'good practice, no paragraph'})\n" in made.text
    assert "Signed: ____" in made.text


@every_regime
def test_every_missing_element_is_named_with_its_paragraph(regime: str) -> None:
    made = write(regime, signed_by="", profile=Profile(), offence="")
    missing = [element for element in made.elements if not element.present]
    assert {"contact", "name_email", "identity"} & {element.id for element in missing}
    for element in missing:
        assert f"- {element.label} ({element.ref or 'good practice, no paragraph'})\n" in made.text


def test_signed_but_not_complete_is_a_draft_as_well() -> None:
    made = write("us-tida", profile=Profile(name="Sam Example"))
    assert made.text.startswith("NOT COMPLETE - DRAFT\n")
    assert [element.id for element in made.elements if not element.present] == ["contact"]


@every_regime
def test_what_a_signature_stands_under_is_in_the_letter_and_can_be_shown_before(regime: str) -> None:
    draft, signed = write(regime, signed_by=""), write(regime)
    assert draft.statements == signed.statements
    assert all(f"{sentence}\n" in signed.text for sentence in signed.statements)


@every_regime
def test_an_agent_signs_as_agent_and_states_the_authority(regime: str) -> None:
    made = write(regime, profile=AGENT, signed_by="Alex Helper")
    assert "Signed electronically: Alex Helper, for Sam Example" in made.text
    assert "I am authorised to act for Sam Example: a written authority of 3 November 2026." in made.text
    assert "of me" not in made.text
    assert "I am the person shown" not in made.text


@every_regime
def test_an_agent_without_authority_may_draft_but_not_sign(regime: str) -> None:
    powerless = replace(AGENT, authority="")
    assert "[say what authorises you]" in write(regime, profile=powerless, signed_by="").text
    with pytest.raises(Refused, match="what allows it"):
        write(regime, profile=powerless, signed_by="Alex Helper")


def test_where_the_law_sets_a_time_there_is_a_clock_and_everywhere_else_a_day_to_follow_up() -> None:
    made = {regime: write(regime) for regime in ORDINARY}
    clocks = {regime: (letter.clock.value, letter.clock.unit) for regime, letter in made.items() if letter.clock}
    assert clocks == {
        "us-tida": (48, "hours"),
        "eu-gdpr-17": (1, "calendar month"),
        "uk-osa-iic-report": (48, "hours"),
        "in-it-3-2-b": (2, "hours"),
        "nz-hdca-24": (48, "hours"),
    }
    tida = made["us-tida"].clock
    assert tida is not None
    assert "platform's process" in tida.runs_from
    assert all((letter.clock is None) == (letter.follow_up_days is not None) for letter in made.values())
    days = {id: made[id].follow_up_days for id in ("us-dmca-512c", "us-dmca-512d", "eu-dsa-16", "host-abuse", "br-mci-21")}
    assert days == {"us-dmca-512c": 7, "us-dmca-512d": 7, "eu-dsa-16": 7, "host-abuse": 5, "br-mci-21": 5}


@every_regime
def test_the_postal_address_is_given_only_where_the_law_speaks_of_one(regime: str) -> None:
    made = write(regime, profile=Profile(name="Sam Example", email="sam@example.org", address="1 Example Street"))
    assert ("1 Example Street" in made.text) == (regime in ("us-dmca-512c", "us-dmca-512d", "nz-hdca-24"))


@every_regime
@pytest.mark.parametrize("synthetic", [False, True])
def test_the_letter_neither_names_this_program_nor_describes_the_picture_nor_blames(regime: str, synthetic: bool) -> None:
    made = write(regime, synthetic=synthetic)
    text = f"{made.subject} {made.text} {made.sheet}".lower()
    unwanted = (
        "leakguard",
        "nude",
        "naked",
        "sexual",
        "breast",
        "pornograph",
        "revenge",
        "victim",
        "illegal act of yours",
        "you failed",
    )
    assert not [word for word in unwanted if word in text]


def test_a_made_up_picture_is_called_so() -> None:
    assert "made or changed with software" in write("us-tida", synthetic=True).text
    assert any("rarely your work" in warning for warning in write("us-dmca-512c", synthetic=True).warnings)


@pytest.mark.parametrize(
    ("types", "word"),
    [((Media.IMAGE,), "picture"), ((Media.VIDEO,), "video"), ((Media.IMAGE, Media.VIDEO), "picture or video")],
)
def test_pictures_and_videos_are_called_what_they_are(types: tuple[Media, ...], word: str) -> None:
    copies = tuple(Copy(url=f"{PAGE}/{number}", type=type) for number, type in enumerate(types))
    assert f"the intimate {word} at each address" in write("us-tida", copies=copies).text


def test_a_country_without_a_link_to_the_regime_is_pointed_out() -> None:
    assert any("United States" in warning for warning in write("us-tida", country="DE").warnings)
    assert any("European Union" in warning for warning in write("eu-dsa-16", country="US").warnings)
    assert not any("links it to" in warning for warning in write("us-dmca-512c", country="FR").warnings)


def test_old_law_and_old_addresses_are_pointed_out() -> None:
    written = datetime(2028, 1, 1, tzinfo=UTC)
    warnings = letter.write(replace(request("host-abuse", to="cloudflare"), written=written)).warnings
    assert any("last looked at on 22 November 2026" in warning for warning in warnings)
    assert any("https://abuse.cloudflare.com/ is not sure" in warning for warning in warnings)
    assert not any(
        "is not sure" in warning or "looked at" in warning for warning in write("host-abuse", to="cloudflare").warnings
    )


def test_own_words_stay_whole_and_words_of_others_are_cut() -> None:
    made = write("us-tida", context="word " * 300, account="x" * 1000)
    assert ("word " * 300).strip() in made.text
    assert f'"{"x" * (MAX_QUOTED - 1)}…"' in made.text


def test_a_signature_that_is_not_the_name_in_the_profile_is_pointed_out() -> None:
    assert any("signature" in warning for warning in write("us-tida", signed_by="Somebody Else").warnings)


def test_no_letter_without_an_address_or_with_one_that_is_none() -> None:
    with pytest.raises(UsageError):
        letter.write(request("us-tida", copies=()))
    for url in ("javascript:alert(1)", "/etc/passwd", "https://", "https://a\nb.example.org/"):
        with pytest.raises(UsageError):
            letter.write(request("us-tida", copies=(Copy(url=url),)))


def test_an_unknown_regime_or_language_is_answered_with_those_that_exist() -> None:
    with pytest.raises(NotFound) as error:
        letter.write(replace(request("us-tida"), regime="us-tidal"))
    assert "us-tida" in error.value.hint
    with pytest.raises(NotFound) as error:
        letter.write(request("us-tida", language="tlh"))
    assert "en" in error.value.hint


@pytest.mark.parametrize(
    ("country", "number"), [("IT", "112 / 113 ("), ("US", "911 ("), ("FR", "112 ("), ("AU", "000 ("), ("NG", "112 (")]
)
def test_a_threat_names_the_emergency_number_of_the_country_first(country: str, number: str) -> None:
    sheet = write("threat-report", country=country).sheet
    assert f"The emergency number where you live: {number}" in sheet
    assert sheet.index("The emergency number") < sheet.index("2. Do not pay")
    assert "The emergency number where you live" not in write("threat-report", country="ZZ").sheet


@pytest.mark.parametrize(
    ("country", "way"),
    [("AU", "eSafety Commissioner"), ("IT", "Garante"), ("ES", "aepd.es"), ("KR", "1366"), ("JP", "Safe-Line")],
)
def test_where_an_authority_takes_copies_down_or_no_law_gives_a_letter_the_other_way_is_told(country: str, way: str) -> None:
    assert any("another way beside this letter" in told and way in told for told in write("host-abuse", country=country).warnings)


@pytest.mark.parametrize("country", ["US", "GB", "IN", "DE", "UA"])
def test_where_the_law_gives_a_letter_no_other_way_is_told(country: str) -> None:
    assert not any("another way beside" in told for told in write("host-abuse", country=country).warnings)


def test_the_police_a_bank_and_an_authority_are_the_other_way_themselves() -> None:
    for regime in ("police-statement", "threat-bank", "follow-up"):
        assert not any("another way beside" in told for told in write(regime, country="AU").warnings)
