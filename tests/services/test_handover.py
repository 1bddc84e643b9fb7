"""A whole case changes hands: verified before it is accepted, under a key that the sender does not have."""

from dataclasses import replace
from pathlib import Path

import pytest

from leakguard.errors import (
    CaseBusy,
    Damaged,
    LeakguardError,
    NotFound,
    Refused,
    UsageError,
    VerificationFailed,
    WrongPassphrase,
)
from leakguard.model.case import Case, Consent, Declaration, Role
from leakguard.model.evidence import Capture, ExportReceipt, Link, Note
from leakguard.services import consent, custody, handover, notes, verify
from leakguard.services.case import Terms
from leakguard.services.handover import Keeper
from leakguard.vault.staging import staging
from leakguard.vault.vault import Vault
from tests.services.desk import Desk

WORDS = "words of the receiver"


@pytest.fixture
def packed(helped: Desk, tmp_path: Path) -> Path:
    handover.hand_over(helped.vault, tmp_path / "for them", "A. Person", WORDS, helped.tools)
    return tmp_path / "for them"


def receive(desk: Desk, file: Path, path: Path, **options) -> handover.Received:
    return handover.receive(file, path, options.pop("secret", WORDS), desk.tools, **options)


def test_everything_arrives_and_both_logs_tell_of_it(helped, packed, tmp_path):
    made = receive(helped, packed, tmp_path / "theirs")
    with Vault.open(tmp_path / "theirs", WORDS) as theirs:
        for kind in (Capture, Consent, Link, Note):
            assert theirs.find(kind) == helped.vault.find(kind)
        for id, _ in helped.vault.object_ids():
            assert theirs.read_object(id) == helped.vault.read_object(id)
        assert verify.case(theirs).passed
        log = custody.lines(theirs)
    assert log[: len(helped.log()) - 1] == custody.lines(helped.vault)[:-1]
    assert ["made for the receiver" in log[-2], "received" in log[-1], made.sha256 in log[-1]] == [True] * 3
    (receipt,) = helped.vault.find(ExportReceipt)
    assert (receipt.to, receipt.level, receipt.manifest_sha256) == ("A. Person", "case", made.sha256)
    assert helped.log()[-1][:2] == ("hand-over", receipt.id)
    assert verify.case(helped.vault).passed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["for them", "helped", "theirs"]


def test_a_passphrase_of_ones_own_locks_the_sender_out(helped, packed, tmp_path):
    receive(helped, packed, tmp_path / "theirs", new_passphrase="only mine")
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "theirs", WORDS)
    Vault.open(tmp_path / "theirs", "only mine").close()


def test_private_notes_go_only_when_told_to(helped, tmp_path):
    kept = notes.add(helped.vault, "For my lawyer.", helped.tools, private=True)
    for private in (False, True):
        file = tmp_path / f"{private}"
        made = handover.hand_over(helped.vault, file, "A. Person", WORDS, helped.tools, private=private)
        assert made.private_left_out == (not private)
        receive(helped, file, tmp_path / f"theirs {private}")
        with Vault.open(tmp_path / f"theirs {private}", WORDS) as theirs:
            assert (kept in theirs.find(Note)) is private
            assert verify.case(theirs).passed
    assert kept in helped.vault.find(Note)


def test_the_person_herself_takes_over_what_a_worker_began(new, tmp_path):
    worker: Desk = new(Role.WORKER)
    handover.hand_over(worker.vault, tmp_path / "for them", "A. Person", WORDS, worker.tools)
    receive(worker, tmp_path / "for them", tmp_path / "theirs", keeper=Keeper(Role.SELF))
    with Vault.open(tmp_path / "theirs", WORDS) as theirs:
        case = theirs.get(Case, "case")
        assert (case.role, case.declaration) == (Role.SELF, Declaration.OWN)
        assert verify.case(theirs).passed


def test_who_acts_for_somebody_needs_a_consent(desk, tmp_path):
    handover.hand_over(desk.vault, tmp_path / "for them", "A. Lawyer", WORDS, desk.tools)
    with pytest.raises(UsageError):
        receive(desk, tmp_path / "for them", tmp_path / "theirs", keeper=Keeper(Role.LAWYER))
    assert not (tmp_path / "theirs").exists()
    receive(desk, tmp_path / "for them", tmp_path / "theirs", keeper=Keeper(Role.LAWYER, Terms("A. Person")))
    with Vault.open(tmp_path / "theirs", WORDS) as theirs:
        assert theirs.get(Case, "case").declaration is Declaration.CONSENT
        assert [consent.given_by for consent in theirs.find(Consent)] == ["A. Person"]


def test_without_consent_or_where_something_is_nothing_is_handed_over(helped, tmp_path):
    (tmp_path / "taken").write_bytes(b"mine")
    before = helped.bytes()
    with pytest.raises(Refused):
        handover.hand_over(helped.vault, tmp_path / "taken", "A. Person", WORDS, helped.tools)
    with staging(tmp_path / "busy"), pytest.raises(CaseBusy):
        handover.hand_over(helped.vault, tmp_path / "busy", "A. Person", WORDS, helped.tools)
    assert helped.bytes() == before
    consent.revoke(helped.vault, helped.tools)
    before = helped.bytes()
    with pytest.raises(Refused):
        handover.hand_over(helped.vault, tmp_path / "out", "A. Person", WORDS, helped.tools)
    assert helped.bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["helped", "taken"]
    assert (tmp_path / "taken").read_bytes() == b"mine"


def test_a_refused_import_changes_nothing_anywhere(helped, packed, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    broken = tmp_path / "broken"
    raw = bytearray(packed.read_bytes())
    raw[len(raw) // 2] ^= 1
    broken.write_bytes(raw)
    before = helped.bytes()
    for file, path, secret, error in (
        (packed, "helped", WORDS, Refused),
        (packed, "there", WORDS, Refused),
        (packed, "link", WORDS, Refused),
        (packed, "new", "wrong words", WrongPassphrase),
        (broken, "new", WORDS, Damaged),
        (tmp_path / "none", "new", WORDS, NotFound),
        (helped.folder / "index", "new", WORDS, Damaged),
    ):
        with pytest.raises(error) as caught:
            receive(helped, file, tmp_path / path, secret=secret)
        assert isinstance(caught.value, LeakguardError)
        assert caught.value.hint
    assert helped.bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "for them", "helped", "link", "there"]


def test_what_does_not_verify_is_accepted_only_when_told_and_that_is_logged(helped, tmp_path):
    with helped.vault.write() as tx:
        (capture,) = tx.find(Capture)
        tx.put(replace(capture, parts=tuple(replace(part, sha256="0" * 64) for part in capture.parts)))
        tx.put(Link(id="l-unheard0", url="https://example.org/", added=helped.clock()))
    handover.hand_over(helped.vault, tmp_path / "for them", "A. Person", WORDS, helped.tools)
    with pytest.raises(VerificationFailed, match="exhibit 1"):
        receive(helped, tmp_path / "for them", tmp_path / "theirs")
    assert not (tmp_path / "theirs").exists()
    made = receive(helped, tmp_path / "for them", tmp_path / "theirs", accept_damage=True)
    assert any("l-unheard0" in item for item in made.failing)
    with Vault.open(tmp_path / "theirs", WORDS) as theirs:
        assert "not_intact" in custody.lines(theirs)[-1]


def test_what_a_killed_run_left_is_removed_by_the_next(helped, packed, tmp_path):
    left = tmp_path / ".theirs.part"
    (left / "case").mkdir(parents=True)
    (left / "case" / "index").write_bytes(b"half")
    (left / "busy").touch()
    receive(helped, packed, tmp_path / "theirs")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["for them", "helped", "theirs"]
