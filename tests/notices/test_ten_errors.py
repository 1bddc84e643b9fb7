"""The ten errors that letter generators make. Numbers are those of the design's list."""

from dataclasses import replace

import pytest

from leakguard.errors import LinkOnly, Refused
from leakguard.facts import loader
from leakguard.notices import letter, recipients, regimes
from leakguard.notices.letter import Letter
from leakguard.notices.request import Copy
from tests.notices.letters import ORDINARY, PAGE, REDDIT, WITH_ADDRESS, request, write

every_regime = pytest.mark.parametrize("regime", ORDINARY)
OATHS = ("perjury", "swear", "sworn", "oath", "affirm", "penalty")


def said(made: Letter) -> str:
    """All that reaches the recipient."""
    return f"{made.subject}\n{made.text}".lower()


@pytest.mark.parametrize("regime", [regime for regime in ORDINARY if not regime.startswith("us-dmca")])
def test_1_no_oath_where_the_statute_asks_for_none(regime: str) -> None:
    assert not [word for word in OATHS if word in said(write(regime))]


def test_2_take_it_down_claims_nothing_about_underwear_email_or_new_uploads() -> None:
    made = write("us-tida")
    assert not [
        word for word in ("underwear", "lingerie", "re-upload", "future", "prevent", "hash-shar") if word in made.text.lower()
    ]
    assert "reasonable efforts" in made.text
    assert "known identical copies" in made.text
    assert any("Underwear" in warning for warning in made.warnings)
    assert any("new uploads" in warning for warning in made.warnings)


@pytest.mark.parametrize("to", ["email", "host", "registrar", "cloudflare", "ad_network", "paypal"])
def test_2_take_it_down_is_refused_where_the_recipient_is_no_covered_platform(to: str) -> None:
    with pytest.raises(Refused) as error:
        write("us-tida", to=to, url=PAGE)
    assert "people post for others" in error.value.message
    fitting = {"registrar": "registrar-report", "ad_network": "ad-report", "paypal": "payment-report", "email": ""}
    text = fitting.get(to, "host-abuse")
    assert error.value.hint == (f"What fits here: --regime {text}" if text else "Write to the site itself, or to its host.")


@pytest.mark.parametrize(("to", "url"), [("platform", PAGE), ("", "https://mega.nz/file/1"), ("bing-search", PAGE)])
def test_2_take_it_down_warns_where_it_is_not_sure_that_the_recipient_is_covered(to: str, url: str) -> None:
    assert any(
        "it is not sure that a TAKE IT DOWN Act request reaches it" in warning
        for warning in write("us-tida", to=to, url=url).warnings
    )
    assert not any("it is not sure that" in warning for warning in write("us-tida", to="", url=REDDIT).warnings)


@pytest.mark.parametrize("answer", [None, False])
def test_3_copyright_is_only_for_whoever_took_the_picture_and_said_so(answer: bool | None) -> None:
    with pytest.raises(Refused) as error:
        write("us-dmca-512c", took_the_picture=answer)
    assert "took the picture" in error.value.message
    assert "us-tida" in error.value.hint


@pytest.mark.parametrize("regime", ["us-dmca-512c", "us-dmca-512d"])
def test_3_the_perjury_sentence_is_about_authority_and_not_about_accuracy(regime: str) -> None:
    statements = write(regime).statements
    sworn = [sentence for sentence in statements if "perjury" in sentence]
    accurate = [sentence for sentence in statements if "accurate" in sentence]
    assert len(sworn) == len(accurate) == 1
    assert "authorised to act for the owner" in sworn[0]
    assert "accurate" not in sworn[0]
    assert statements.index(accurate[0]) < statements.index(sworn[0])


def test_4_no_copyright_notice_to_a_search_engine_that_has_a_form_for_intimate_pictures() -> None:
    with pytest.raises(Refused) as error:
        write("us-dmca-512c", to="google-search")
    assert "https://support.google.com/websearch/answer/6302812" in error.value.hint
    assert "public trace" in error.value.message


@pytest.mark.parametrize("to", ["google-search", "bing-search"])
def test_4_the_notice_for_search_engines_is_only_for_whom_such_a_form_does_not_serve(to: str) -> None:
    with pytest.raises(Refused) as error:
        write("us-dmca-512d", to=to)
    assert "Use its form for intimate pictures: https://" in error.value.hint
    assert write("us-dmca-512d", to=to, paid_for_it=True).complete


def test_5_the_dsa_has_no_number_of_hours() -> None:
    made = write("eu-dsa-16")
    assert made.clock is None
    assert made.follow_up_days == 7
    assert not [word for word in ("hour", "24", "48", "removal order", "deadline") if word in said(made).replace("2022/2065", "")]


def test_5_the_dsa_letter_names_the_national_offence_or_is_not_complete() -> None:
    with_offence, without = write("eu-dsa-16"), write("eu-dsa-16", offence=" ")
    assert with_offence.complete
    assert "section 201a of the German Criminal Code" in with_offence.text
    assert [(element.id, element.ref) for element in without.elements if not element.present] == [
        ("explanation", "Art. 16(2)(a)")
    ]
    assert "(Art. 16(2)(a))" in without.text


@pytest.mark.parametrize("regime", WITH_ADDRESS)
def test_5_every_exact_address_is_in_the_letter(regime: str) -> None:
    made = write(regime)
    assert made.urls == (ORDINARY[regime]["url"],)
    assert f"1. {ORDINARY[regime]['url']}\n" in made.text
    front_page = write(regime, copies=(Copy(url="https://photos.example.org"),))
    assert any("front page" in warning for warning in front_page.warnings)


def test_6_india_has_two_hours_and_says_that_no_official_text_was_read_for_them() -> None:
    made = write("in-it-3-2-b")
    assert made.clock is not None
    assert (made.clock.value, made.clock.unit) == (2, "hours")
    assert "24" not in said(made)
    assert "as far as i know, the limit is 2 hours" in said(made)
    assert any("before the courts" in warning for warning in made.warnings)
    assert any("Not read in an official text of this law: its name and number; its time limit" in w for w in made.warnings)
    assert "- its time limit\n" in made.sheet


def test_7_a_removal_notice_of_the_australian_commissioner_is_not_written_by_the_person() -> None:
    with pytest.raises(Refused, match="Only the eSafety Commissioner can give a removal notice"):
        letter.write(replace(request("us-tida"), regime="au-iba", country="AU"))


def test_8_data_protection_is_never_the_first_or_the_only_way() -> None:
    made = write("eu-gdpr-17")
    assert any("beside the routes for intimate pictures" in warning for warning in made.warnings)
    assert "only where you have a real doubt" in made.text
    for service in loader.places().services:
        fitting = [regime.id for regime in regimes.suggest(recipients.resolve(service.id, PAGE), "DE")]
        assert fitting[:1] != ["eu-gdpr-17"] or service.type == "search"


@every_regime
def test_8_nobody_is_told_to_attach_a_picture_or_an_identity_card(regime: str) -> None:
    made = write(regime)
    assert "Attach nothing: no picture, no screenshot, no identity card." in made.sheet
    assert "identity card" not in made.text
    assert "No picture comes with this letter." in made.text


@pytest.mark.parametrize("to", ["host", "cloudflare", "hetzner"])
@pytest.mark.parametrize("regime", ["host-abuse", "eu-dsa-16"])
def test_9_it_is_said_that_a_host_or_network_may_pass_the_letter_on(regime: str, to: str) -> None:
    made = write(regime, to=to)
    assert any("pass a complaint on" in warning for warning in made.warnings)
    keep_back = "Please do not pass my name or my contact on"
    assert keep_back in made.text
    assert made.channel == "" or keep_back in made.sheet


def test_9_new_zealand_hands_the_notice_to_the_author_so_the_name_is_kept_back() -> None:
    made = write("nz-hdca-24")
    assert any("The notice goes to the author" in warning for warning in made.warnings)
    assert "May the author learn who I am? NO." in made.statements


def test_9_the_notes_of_a_recipient_that_passes_reports_on_come_with_the_letter() -> None:
    assert "passes the report to the site and its host" in write("host-abuse", to="cloudflare").sheet
    assert "published" in write("us-dmca-512c", to="", url="https://github.com/example/1").sheet


def test_9_copyright_says_first_where_the_name_goes_and_what_an_objection_does() -> None:
    warnings = write("us-dmca-512c").warnings
    assert "go to the uploader" in warnings[0]
    assert "10 to 14 business days" in warnings[1]
    choice = letter.explain("en")
    assert choice.index("Privacy") < choice.index("Copyright")
    assert "penalty of perjury" in choice


@every_regime
def test_10_no_letter_at_all_when_somebody_may_have_been_under_18(regime: str) -> None:
    with pytest.raises(LinkOnly):
        letter.write(request(regime, link_only=True))
