"""Making a case, its consents, and the minors question."""

from datetime import date
from pathlib import Path

import pytest

from leakguard.errors import LeakguardError, LinkOnly, NoCase, NotFound, Refused, StorageError, UsageError
from leakguard.model.case import Adults, Case, Consent, Declaration, Role, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.model.media import Original
from leakguard.services import case, consent, findings, links, rules
from leakguard.services.case import Answers, Terms
from leakguard.services.tools import Tools
from leakguard.vault.kdf import MINIMUM
from leakguard.vault.vault import Vault
from tests.services.desk import Desk, age

OWN, FAKE, CONSENT = Declaration


def answers(role=Role.SELF, declaration=OWN, adults=Adults.YES, country="us", terms=None) -> Answers:
    return Answers(role, adults, declaration, country, "en", terms)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (answers(country="USA"), UsageError),
        (answers(country="1A"), UsageError),
        (answers(Role.FRIEND, OWN), Refused),
        (answers(Role.WORKER, FAKE), Refused),
        (answers(Role.SELF, CONSENT, terms=Terms("Robin")), Refused),
        (answers(Role.SELF, CONSENT, Adults.UNSURE), Refused),
        (answers(Role.LAWYER, CONSENT), UsageError),
    ],
)
def test_answers_that_do_not_fit_make_no_case(tmp_path, wrong, error):
    with pytest.raises(error):
        case.create(tmp_path / "case", "words", wrong, Tools(), MINIMUM)
    assert not (tmp_path / "case").exists()


def test_a_case_knows_its_answers_and_its_consent(new):
    desk: Desk = new(Role.WORKER, consent=Terms("Robin Example", (Scope.CHECK, Scope.EXPORT), date(2027, 1, 31), "by phone"))
    made = desk.vault.get(Case, "case")
    assert (made.role, made.declaration, made.country, made.link_only) == (Role.WORKER, CONSENT, "US", False)
    (given,) = consent.show(desk.vault)
    assert (given.given_by, given.scopes, given.until) == ("Robin Example", (Scope.CHECK, Scope.EXPORT), date(2027, 1, 31))
    assert [event for event, _, _ in desk.log()] == ["case", "consent"]


def test_a_case_that_cannot_be_finished_is_not_left_behind(tmp_path):
    def broken():
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        case.create(tmp_path / "case", "words", answers(), Tools(now=broken), MINIMUM)
    assert not Vault.exists(tmp_path / "case")
    vault, _ = case.create(tmp_path / "case", "words", answers(), Tools(), MINIMUM)
    vault.close()


def test_a_case_whose_making_was_killed_says_so(tmp_path):
    with Vault.create(tmp_path / "case", "words", cost=MINIMUM)[0] as vault, pytest.raises(NoCase) as caught:
        rules.case_of(vault)
    assert "leakguard wipe" in caught.value.hint


def test_becoming_link_only_writes_down_the_addresses_of_what_was_found_and_freezes_it(helped):
    desk: Desk = helped
    (finding,), (capture,) = desk.vault.find(Finding), desk.vault.find(Capture)
    log = len(desk.log())
    age(desk)
    addresses = [link.url for link in desk.vault.find(Link)]
    assert addresses == ["https://example.org/profile", finding.page]
    assert desk.vault.find(Link)[-1].seen == "2026-03-01"
    for media in (Original, Finding, Capture):
        with pytest.raises(LinkOnly):
            desk.vault.find(media)
    with pytest.raises(LinkOnly):
        desk.vault.read_object(capture.parts[0].object)
    assert [event for event, _, _ in desk.log()[log:]] == ["link", "age"]


def test_what_was_dismissed_is_no_address_for_a_hotline(helped):
    (finding,) = helped.vault.find(Finding)
    with helped.vault.write() as tx:
        for made in tx.find(Capture):
            tx.delete(Capture, made.id)
    findings.review(helped.vault, finding.id, Review.DISMISSED, helped.tools)
    age(helped)
    assert [link.url for link in helped.vault.find(Link)] == ["https://example.org/profile"]


def test_an_address_is_written_down_once_and_media_come_back_untouched(helped):
    before = helped.vault.find(Finding)
    for answer in (Adults.UNSURE, Adults.NO, Adults.YES, Adults.NO, Adults.YES):
        age(helped, answer)
    assert helped.vault.find(Finding) == before
    assert len(helped.vault.find(Link)) == 2


def test_a_consent_is_renewed_in_the_words_of_the_last_and_never_removed(new):
    desk: Desk = new(Role.FRIEND, consent=Terms("Robin Example", (Scope.CHECK,)))
    renewed = consent.renew(desk.vault, desk.tools, until=date(2027, 1, 1))
    assert (renewed.given_by, renewed.scopes, renewed.until) == ("Robin Example", (Scope.CHECK,), date(2027, 1, 1))
    wider = consent.renew(desk.vault, desk.tools, given_by="Robin E.", scopes=(Scope.EXPORT,))
    assert (wider.given_by, wider.scopes) == ("Robin E.", (Scope.EXPORT,))
    assert [each.id for each in consent.revoke(desk.vault, desk.tools, wider.id)] == [wider.id]
    assert len(consent.revoke(desk.vault, desk.tools)) == 2
    assert len(desk.vault.find(Consent)) == 3
    with pytest.raises(NotFound):
        consent.revoke(desk.vault, desk.tools)


def test_the_newest_consent_that_covers_an_act_is_the_one_it_rests_on(new):
    desk: Desk = new(Role.FRIEND)
    newer = consent.renew(desk.vault, desk.tools, scopes=(Scope.EXPORT,))
    now = desk.clock()
    assert rules.covering_consent(desk.vault, Scope.EXPORT, now) == newer
    assert rules.covering_consent(desk.vault, Scope.CHECK, now) == consent.show(desk.vault)[0]


def test_who_gives_a_first_consent_must_be_said(new):
    desk: Desk = new(Role.LAWYER, everyone_adult=Adults.UNSURE)
    with pytest.raises(UsageError):
        consent.renew(desk.vault, desk.tools)
    assert consent.renew(desk.vault, desk.tools, given_by="Robin Example").scopes == tuple(Scope)


def test_ones_own_pictures_need_no_consent(desk):
    with pytest.raises(Refused):
        consent.renew(desk.vault, desk.tools, given_by="me")


@pytest.mark.parametrize("address", ["", "words", "ftp://example.org/", "https://", "javascript:alert(1)"])
def test_only_a_web_address_is_written_down(desk, address):
    before = desk.bytes()
    with pytest.raises(UsageError):
        links.add(desk.vault, address, desk.tools)
    assert desk.bytes() == before


def test_an_address_is_kept_as_it_was_typed_and_never_fetched(desk, leak_site):
    made = links.add(desk.vault, f"{leak_site.url}/album#3", desk.tools, account="someone_else", seen="in May", note="a link")
    assert desk.vault.find(Link) == (made,)
    assert (made.url, made.account, made.seen, made.note) == (f"{leak_site.url}/album#3", "someone_else", "in May", "a link")
    assert leak_site.requests == []


def test_no_case_is_made_over_another(tmp_path: Path):
    vault, _ = case.create(tmp_path / "case", "words", answers(), Tools(), MINIMUM)
    vault.close()
    with pytest.raises(LeakguardError):
        case.create(tmp_path / "case", "other", answers(), Tools(), MINIMUM)
    Vault.open(tmp_path / "case", "words").close()
