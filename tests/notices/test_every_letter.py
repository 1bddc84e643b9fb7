"""Every law and text, for every kind of letter and every recipient: a whole letter, or a refusal with its reason."""

import re

import pytest

from leakguard.errors import LinkOnly, Refused, UsageError
from leakguard.facts import loader
from leakguard.facts.law import Regime
from leakguard.facts.letters import NoticeType
from leakguard.facts.places import RecipientType
from leakguard.notices import letter, recipients, regimes
from leakguard.notices.letter import Letter
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import Copy, LetterRequest
from tests.notices.letters import AT_HOME, ORDINARY, PAGE, request

TO = {
    RecipientType.PLATFORM: ("reddit", "platform"),
    RecipientType.MESSAGING: ("telegram",),
    RecipientType.HOST: ("host", "hetzner", "abuse@network.example.org"),
    RecipientType.CDN: ("cloudflare",),
    RecipientType.SEARCH: ("google-search", "yandex"),
    RecipientType.REGISTRAR: ("registrar",),
    RecipientType.PAYMENT: ("paypal",),
    RecipientType.APP_STORE: ("google-play",),
    RecipientType.AD_NETWORK: ("ad_network",),
    RecipientType.EMAIL: ("email",),
    RecipientType.POLICE: ("police",),
    RecipientType.BANK: ("bank",),
    RecipientType.EMPLOYER_SCHOOL: ("employer", "school"),
    RecipientType.LAWYER: ("lawyer",),
    RecipientType.AUTHORITY: ("authority",),
}
EVERYBODY = {to: recipients.resolve(to, PAGE) for names in TO.values() for to in names}
REGIMES = {regime.id: regime for regime in loader.regimes()}
KINDS = {kind.id: kind for kind in loader.notice_types()}
every_regime = pytest.mark.parametrize("regime", REGIMES.values(), ids=REGIMES)
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def asked(regime: Regime, recipient: Recipient, **changes: object) -> LetterRequest:
    """A request with everything that any letter could need, signed."""
    supplied = {
        "recipient": recipient,
        "copies": () if regime.addresses == "none" else (Copy(url=PAGE),),
        "profile": AT_HOME,
        "took_the_picture": True,
        "no_violence": True,
        "offence": "a provision",
        "context": "In my own words.",
        "account": "someone_92",
        **({key: ORDINARY["follow-up"][key] for key in ("following", "events")} if regime.id == "follow-up" else {}),
    }
    made = request("us-tida", **supplied | changes)
    return LetterRequest(**{**vars(made), "regime": regime.id})


def answer(regime: Regime, recipient: Recipient, **changes: object) -> Letter | Refused:
    try:
        return letter.write(asked(regime, recipient, **changes))
    except Refused as refusal:
        return refusal


def test_all_types_of_recipients_are_walked() -> None:
    assert set(TO) == set(RecipientType)
    assert all(EVERYBODY[to].type is type for type, names in TO.items() for to in names)


@every_regime
def test_a_law_and_a_recipient_give_a_whole_letter_or_a_reason(regime: Regime) -> None:
    for recipient in EVERYBODY.values():
        whole_or_reasoned(regime, recipient)


def whole_or_reasoned(regime: Regime, recipient: Recipient) -> None:
    got = answer(regime, recipient)
    if isinstance(got, Refused):
        assert got.message.endswith((".", ")"))
        assert got.hint
        return
    assert recipient.type in (*regime.recipients, *regime.doubtful)
    assert got.complete, [element.id for element in got.elements if not element.present]
    assert "DRAFT" not in got.text
    assert not re.search(r"\[[a-z]|None(?! of)|\n\n\n", got.text)
    assert "Signed electronically: Sam Example" in got.text
    assert "How to send this letter" in got.sheet
    refs = {element.id: element.ref for element in regime.elements}
    assert {element.id: element.ref for element in got.elements} == refs


@every_regime
def test_a_law_that_serves_letters_serves_one_to_each_of_its_recipients(regime: Regime) -> None:
    for type in regime.recipients:
        served = [answer(regime, EVERYBODY[to], paid_for_it=True) for to in TO[type]]
        assert all(isinstance(got, Letter) for got in served), type


@every_regime
def test_it_refuses_every_recipient_whom_it_does_not_name(regime: Regime) -> None:
    for type, names in TO.items():
        if type not in regime.recipients and type not in regime.doubtful:
            assert all(isinstance(answer(regime, EVERYBODY[to]), Refused) for to in names), type


@every_kind
def test_each_of_the_26_laws_gives_each_of_the_15_kinds_of_letters_or_says_why_not(kind: NoticeType) -> None:
    """The kind chooses who gets it; a law that does not fit is refused. With somebody under 18 there is no letter at all."""
    laws = [regime for regime in REGIMES.values() if regime.law]
    assert (len(laws), len(KINDS)) == (26, 15)
    for law in laws:
        for recipient in EVERYBODY.values():
            if kind.recipient in (None, recipient.type, recipient.id):
                whole_or_reasoned(law, recipient)
                assert isinstance(answer(law, recipient, link_only=True), LinkOnly)


@every_kind
@pytest.mark.parametrize("country", ["US", "DE", "IN", "ZA"])
def test_a_kind_of_letter_alone_finds_its_text_or_says_what_to_choose_from(kind: NoticeType, country: str) -> None:
    for recipient in EVERYBODY.values():
        try:
            chosen = regimes.choose(kind.id, recipient, country)
        except UsageError as error:
            assert not kind.texts or kind.id == "escalation"
            assert error.hint
            continue
        assert chosen.id in kind.texts or chosen in regimes.suggest(recipient, country)
        got = answer(chosen, recipient)
        assert isinstance(got, Letter) or got.hint


@every_regime
def test_nothing_is_written_under_any_of_them_when_somebody_may_have_been_under_18(regime: Regime) -> None:
    for recipient in EVERYBODY.values():
        assert isinstance(answer(regime, recipient, link_only=True), LinkOnly)


def test_whom_the_person_knows_needs_no_regime_and_no_address() -> None:
    for to, id in (
        ("police", "police-statement"),
        ("bank", "threat-bank"),
        ("employer", "employer-school-note"),
        ("school", "employer-school-note"),
        ("lawyer", "lawyer-draft"),
    ):
        assert regimes.choose("", recipients.resolve(to, ""), "US").id == id


def test_a_threat_is_told_to_the_service_the_police_and_the_bank_and_to_nobody_else() -> None:
    for to, id in (("instagram", "threat-report"), ("police", "threat-police"), ("bank", "threat-bank")):
        assert regimes.choose("sextortion", recipients.resolve(to, ""), "US").id == id
    for to in ("someone@mail.example.org", "lawyer", "school"):
        recipient = recipients.resolve(to, PAGE)
        got = answer(regimes.choose("sextortion", recipient, "US"), recipient)
        assert isinstance(got, Refused)
        assert "Nothing is ever written to the person who threatens." in got.message
        assert got.hint == "What to do first: leakguard support --threatened."


def test_an_escalation_is_written_to_a_letter_that_was_sent() -> None:
    with pytest.raises(UsageError) as error:
        regimes.choose("escalation", EVERYBODY["reddit"], "US")
    assert "leakguard notice follow-up" in error.value.hint


def test_a_draft_against_the_person_who_shared_is_only_for_where_nobody_is_in_danger() -> None:
    got = answer(REGIMES["lawyer-draft"], EVERYBODY["lawyer"], no_violence=False)
    assert isinstance(got, Refused)
    assert "--no-violence" in got.hint


@pytest.mark.parametrize("id", ["threat-bank", "employer-school-note"])
def test_a_bank_an_employer_and_a_school_get_no_address_of_a_picture(id: str) -> None:
    (type,) = REGIMES[id].recipients
    for to in TO[type]:
        refusal = answer(REGIMES[id], EVERYBODY[to], copies=(Copy(url=PAGE),))
        assert isinstance(refusal, Refused)
        assert "names no address" in refusal.message


def test_every_regime_that_serves_letters_is_among_the_ordinary_ones_that_are_tested_word_by_word() -> None:
    assert set(ORDINARY) == {regime.id for regime in regimes.writable()}
