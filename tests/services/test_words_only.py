"""A link-only case changes hands as addresses and words. Whoever looks into the file finds nothing that came from a picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from leakguard.errors import Refused
from leakguard.model.case import Adults, Case, Consent, Profile, Role
from leakguard.model.evidence import Capture, Link, Note
from leakguard.services import case, consent, custody, handover, links, merging, notes, profile, verify
from leakguard.vault import archive
from leakguard.vault.codec import KINDS
from leakguard.vault.vault import Vault
from tests.services.desk import Desk, age

WORDS = "words of the receiver"
_PLAIN = {"case", "consent", "custody", "link", "note", "profile", "hold", "receipt"}


@pytest.fixture
def frozen(helped: Desk, tmp_path: Path) -> Desk:
    """A case that worked with pictures, and then may have been of somebody under 18."""
    (tmp_path / "chat.txt").write_text("pay, or more follow\n", "utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 may hold pictures")
    notes.add(helped.vault, "They wrote.", helped.tools, attach=[tmp_path / "chat.txt", tmp_path / "scan.pdf"])
    notes.add(helped.vault, "A" * 900, helped.tools)
    profile.update(helped.vault, {"name": "Robin Example", "time_zone": "Europe/Berlin"}, helped.tools)
    age(helped)
    return helped


@contextmanager
def taken_over(desk: Desk, file: Path, path: Path) -> Iterator[Vault]:
    handover.receive(file, path, WORDS, desk.tools)
    with Vault.open(path, WORDS) as theirs:
        yield theirs


def everything(vault: Vault) -> str:
    """Every record and every file that a case holds, whatever its rules say."""
    records = [msgspec.json.encode(record).decode() for kind in KINDS.values() for record in vault.find(kind)]
    return "\n".join((*records, *(vault.read_object(id).decode("utf-8", "replace") for id, _ in vault.object_ids())))


def traces(desk: Desk) -> set[str]:
    """The ids and digests of all that derives from pictures, and the names of its files."""
    case.set_age(desk.vault, Adults.YES, desk.tools)
    records = [msgspec.to_builtins(each) for kind in KINDS.values() if kind.media for each in desk.vault.find(kind)]
    age(desk)
    found: set[str] = set()
    waiting: list[object] = list(records)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [
                part for name, part in value.items() if name in {"id", "sha256", "fingerprint", "parts", "object", "thumbnail"}
            ]
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, str) and len(value) >= 10:
            found.add(value)
    return found


def test_addresses_and_words_arrive_and_nothing_of_a_picture(frozen, tmp_path):
    made = handover.hand_over(frozen.vault, tmp_path / "file", "A. Lawyer", WORDS, frozen.tools)
    assert (made.words_only, made.left_out) == (True, 2)
    told = traces(frozen)
    assert len(told) > 10
    with taken_over(frozen, tmp_path / "file", tmp_path / "theirs") as theirs:
        assert theirs.get(Case, "case").link_only
        assert theirs.find(Link) == frozen.vault.find(Link)
        assert [note.text for note in theirs.find(Note)] == ["A call at night.", "They wrote."]
        assert [file.name for file in theirs.find(Note)[1].attachments] == ["chat.txt"]
        assert theirs.find(Profile) == frozen.vault.find(Profile)
        assert verify.case(theirs).passed
        case.set_age(theirs, Adults.YES, frozen.tools)  # nothing is kept back by the rules alone
        assert {kind.kind for kind in KINDS.values() if theirs.count(kind)} <= _PLAIN
        assert [media for _, media in theirs.object_ids()] == [False]
        held = everything(theirs)
    assert [trace for trace in told if trace in held] == []
    assert verify.case(frozen.vault).passed


def test_both_logs_tell_of_it_and_the_new_one_says_how_the_old_one_ended(frozen, tmp_path):
    ended = handover.words_only.digest(custody.lines(frozen.vault)[-1])
    made = handover.hand_over(frozen.vault, tmp_path / "file", "A. Lawyer", WORDS, frozen.tools)
    assert frozen.log()[-1] == ("hand-over", made.receipt, {"act": "handed over", "to": "A. Lawyer", "sha256": made.sha256})
    with taken_over(frozen, tmp_path / "file", tmp_path / "theirs") as theirs:
        log = custody.lines(theirs)
    assert ended in log[0]
    assert ["made for the receiver" in log[-2], "received" in log[-1]] == [True, True]


def test_it_is_handed_on_by_its_receiver(frozen, tmp_path):
    handover.hand_over(frozen.vault, tmp_path / "file", "A. Worker", WORDS, frozen.tools)
    with taken_over(frozen, tmp_path / "file", tmp_path / "theirs") as theirs:
        handover.hand_over(theirs, tmp_path / "again", "A. Lawyer", WORDS, frozen.tools)
    with taken_over(frozen, tmp_path / "again", tmp_path / "hers") as hers:
        assert hers.find(Link) == frozen.vault.find(Link)
        assert verify.case(hers).passed


def test_private_notes_and_consent_are_as_everywhere(frozen, tmp_path):
    notes.add(frozen.vault, "For my lawyer.", frozen.tools, private=True)
    made = handover.hand_over(frozen.vault, tmp_path / "file", "A. Lawyer", WORDS, frozen.tools)
    assert made.private_left_out == 1
    with taken_over(frozen, tmp_path / "file", tmp_path / "theirs") as theirs:
        assert "For my lawyer." not in everything_written(theirs)
    consent.revoke(frozen.vault, frozen.tools)
    before = frozen.bytes()
    with pytest.raises(Refused, match="consent"):
        handover.hand_over(frozen.vault, tmp_path / "again", "A. Lawyer", WORDS, frozen.tools)
    assert frozen.bytes() == before


def everything_written(vault: Vault) -> list[str]:
    return [note.text for note in vault.find(Note)]


def test_a_file_that_holds_more_is_not_taken_over(helped, tmp_path):
    """Made by other means: a link-only case with its pictures in it."""
    code = helped.vault.copy(tmp_path / "copy", WORDS)
    with Vault.open(tmp_path / "copy", code) as copy, copy.write() as tx:
        tx.put(replace(tx.get(Case, "case"), everyone_adult=Adults.NO))
    archive.pack(tmp_path / "copy", tmp_path / "file", helped.tools.progress)
    with pytest.raises(Refused, match="more than addresses"):
        handover.receive(tmp_path / "file", tmp_path / "theirs", WORDS, helped.tools)
    assert not (tmp_path / "theirs").exists()


def test_a_picture_that_calls_itself_text_is_not_taken_over(new, pictures, tmp_path):
    desk: Desk = new(everyone_adult=Adults.UNSURE)
    with desk.vault.write() as tx:
        tx.add_object((pictures.originals / "beach-0.jpg").read_bytes(), media=False)
    archive.pack(desk.folder, tmp_path / "file", desk.tools.progress)
    with pytest.raises(Refused, match="more than addresses"):
        handover.receive(tmp_path / "file", tmp_path / "theirs", "six plain words", desk.tools)


def test_two_link_only_cases_become_one_of_their_words(new, frozen, tmp_path):
    other: Desk = new(Role.WORKER, everyone_adult=Adults.NO)
    links.add(other.vault, "https://example.org/another", other.tools)
    with other.vault.write() as tx:
        taken = replace(frozen.vault.find(Note)[0], text="Something else, under an id that both have.", attachments=())
        tx.put(taken)
        custody.record(tx, other.tools, "note", taken.id)
    before = frozen.bytes(), other.bytes()
    made = merging.merge(frozen.vault, other.vault, tmp_path / "both", WORDS, frozen.tools)
    assert (frozen.bytes(), other.bytes()) == before
    assert (made.words_only, made.left_out) == (True, 2)
    with Vault.open(tmp_path / "both", WORDS) as both:
        assert {link.url for link in both.find(Link)} == {link.url for desk in (frozen, other) for link in desk.vault.find(Link)}
        assert taken.text in everything_written(both)
        assert "A call at night." in everything_written(both)
        assert both.find(Consent) == frozen.vault.find(Consent)
        assert verify.case(both).passed
        case.set_age(both, Adults.YES, frozen.tools)
        assert not both.find(Capture)
