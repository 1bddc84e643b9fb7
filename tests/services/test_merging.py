"""Two cases of one person in a new one: nothing is lost, what is the same is there once, and the old ones stay."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from leakguard.errors import Damaged, Refused
from leakguard.exporting.bundle import Level
from leakguard.model.case import Case, Consent
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, CustodyEntry, Link, Note, Origin
from leakguard.model.look import CopyState, Look
from leakguard.model.media import Original
from leakguard.model.notice import NoticeState
from leakguard.model.seal import Seal, SigningKey
from leakguard.services import answers, custody, ending, export, findings, links, merging, notes, notify, profile, verify
from leakguard.services.tools import Tools
from leakguard.vault.codec import KINDS
from leakguard.vault.vault import Vault
from tests.services.desk import Desk, age

WORDS = "words of the new one"


@pytest.fixture
def merged(found: Desk, helped: Desk, tmp_path: Path) -> Iterator[tuple[merging.Merged, Vault]]:
    for original in found.vault.find(Original):
        with found.vault.write() as tx:
            tx.put(type(original)(**{**vars(original), "label": "beach"}))
    for original in helped.vault.find(Original):
        with helped.vault.write() as tx:
            tx.put(type(original)(**{**vars(original), "label": "sea"}))
    links.add(found.vault, "https://example.org/other", found.tools)
    notes.add(found.vault, "Seen by a friend.", found.tools)
    before = found.bytes(), helped.bytes()
    made = merging.merge(found.vault, helped.vault, tmp_path / "both", WORDS, found.tools)
    assert (found.bytes(), helped.bytes()) == before
    with Vault.open(tmp_path / "both", WORDS) as vault:
        yield made, vault


def test_records_and_files_of_both_are_there_and_originals_once(merged, found, helped):
    made, vault = merged
    assert made.originals == 3
    assert [original.id for original in vault.find(Original)] == [original.id for original in found.vault.find(Original)]
    for kind in (Link, Note, Consent):
        assert set(vault.find(kind)) == {*found.vault.find(kind), *helped.vault.find(kind)}
    assert {f.id for f in vault.find(Finding)} == {f.id for desk in (found, helped) for f in desk.vault.find(Finding)}
    assert {f.match.original for f in vault.find(Finding)} <= {original.id for original in vault.find(Original)}
    for desk in (found, helped):
        for id, media in desk.vault.object_ids():
            assert (id, media) in vault.object_ids()
            assert vault.read_object(id) == desk.vault.read_object(id)
    assert verify.case(vault).passed


def test_conflicts_are_said_and_kept(merged):
    made, vault = merged
    assert sum("label of o-" in conflict for conflict in made.conflicts) == 3
    assert any("role of the case" in conflict for conflict in made.conflicts)
    (origin,) = vault.find(Origin)
    assert origin.conflicts == made.conflicts


def test_the_log_of_the_first_goes_on_and_that_of_the_second_is_whole(merged, found, helped):
    _, vault = merged
    (origin,) = vault.find(Origin)
    lines = custody.lines(vault)
    assert lines[: len(found.log())] == custody.lines(found.vault)
    event = json.loads(lines[len(found.log())])
    assert (event["subject"], event["detail"]["act"]) == (origin.id, "merged another case")
    assert vault.read_object(origin.log).decode().splitlines() == custody.lines(helped.vault)
    assert any(check.check == "custody log end" or origin.id in check.item for check in verify.case(vault).checks)


def test_exhibits_go_on_counting_and_their_old_numbers_are_known(helped, new, tmp_path):
    other: Desk = new()
    with other.vault.write() as tx:
        (capture,) = helped.vault.find(Capture)
        tx.put(type(capture)(**{**vars(capture), "id": "c-other000", "exhibit": 4, "parts": (), "findings": ()}))
    merging.merge(other.vault, helped.vault, tmp_path / "both", WORDS, helped.tools)
    with Vault.open(tmp_path / "both", WORDS) as vault:
        assert [(made.id, made.exhibit) for made in vault.find(Capture)] == [("c-other000", 4), (capture.id, 5)]
        assert vault.find(Origin)[0].exhibits == ((capture.id, 1, 5),)


def test_the_same_copy_found_twice_is_one_and_two_opinions_become_none(found, tmp_path):
    twin = tmp_path / "twin"
    found.vault.copy(twin, WORDS)
    first, second, third = found.vault.find(Finding)
    findings.review(found.vault, first.id, Review.CONFIRMED, found.tools)
    with closing(Vault.open(twin, WORDS)) as other:
        findings.review(other, first.id, Review.DISMISSED, found.tools, why="Somebody else.")
        findings.review(other, second.id, Review.CONFIRMED, found.tools)
        made = merging.merge(found.vault, other, tmp_path / "both", "other words", found.tools)
    assert (made.originals, made.findings) == (3, 3)
    assert any(first.id in conflict and "looked at again" in conflict for conflict in made.conflicts)
    with Vault.open(tmp_path / "both", "other words") as vault:
        reviews = {finding.id: finding.review for finding in vault.find(Finding)}
    assert reviews == {first.id: Review.UNREVIEWED, second.id: Review.CONFIRMED, third.id: Review.UNREVIEWED}


def test_an_id_that_both_gave_to_different_things_is_given_anew(new, tmp_path):
    one, two = new(), new()
    for desk, text in ((one, "first"), (two, "second")):
        with desk.vault.write() as tx:
            tx.put(Note(id="t-same0000", text=text, at=desk.clock(), written=desk.clock()))
            custody.record(tx, desk.tools, "note", "t-same0000")
    merging.merge(one.vault, two.vault, tmp_path / "both", WORDS, Tools(now=one.clock))
    with Vault.open(tmp_path / "both", WORDS) as vault:
        assert {note.text for note in vault.find(Note)} == {"first", "second"}
        assert len({note.id for note in vault.find(Note)}) == 2
        assert verify.case(vault).passed


@pytest.mark.parametrize("which", [0, 1])
def test_a_link_only_case_and_another_stay_apart(new, helped, tmp_path, which):
    cases = [helped, new()]
    age(cases[which])
    before = [desk.bytes() for desk in cases]
    with pytest.raises(Refused, match="stay apart"):
        merging.merge(cases[0].vault, cases[1].vault, tmp_path / "both", WORDS, helped.tools)
    with pytest.raises(Refused):
        merging.merge(cases[0].vault, cases[1].vault, helped.folder, WORDS, helped.tools)
    assert [desk.bytes() for desk in cases] == before
    assert not (tmp_path / "both").exists()


def test_a_record_of_every_kind_arrives_and_the_first_keeps_its_key(new, helped, tmp_path, authority):
    """Whatever a case can hold; a new kind of record belongs into this test."""
    helped.stamped_by(authority)
    vault, tools = helped.vault, helped.tools
    profile.update(vault, {"name": "Robin Example", "email": "robin@example.org"}, tools)
    wish = notify.Wish(regime="us-tida", urls=("https://www.reddit.com/r/x/comments/1/",), sign="Robin Example")
    notice = notify.write(vault, wish, ("txt",), None, tools).notice
    with vault.write() as tx:
        tx.put(replace(notice, complete=True))
        copy = tx.find(Finding)[0]
        look = Look(
            id=tx.new_id(Look), at=helped.clock(), url=copy.url, finding=copy.id, seen=CopyState.UP, state=CopyState.UP, why=""
        )
        tx.put(look)
        custody.record(tx, tools, "recheck", look.id)
    notify.mark_sent(vault, notice.id, tools)
    answers.record(vault, notice.id, NoticeState.REFUSED, tools, why="Not us.")
    ending.hold(vault, "The court", "Hearing in May.", tools)
    export.write_bundle(vault, tmp_path / "bundle", Level.HASHES, "A. Lawyer", tools)
    merging.merge(new().vault, vault, tmp_path / "once", WORDS, tools)
    with closing(Vault.open(tmp_path / "once", WORDS)) as second:
        first: Desk = new()
        export.write_bundle(first.vault, tmp_path / "theirs", Level.HASHES, "A. Lawyer", first.tools)
        made = merging.merge(first.vault, second, tmp_path / "both", "other words", tools)
        with closing(Vault.open(tmp_path / "both", "other words")) as both:
            for kind in KINDS.values():
                there, here = second.find(kind), both.find(kind)
                assert there, f"the second case holds no {kind.kind}"
                if kind not in (Case, CustodyEntry, SigningKey, Capture, Seal):
                    assert set(map(repr, there)) <= set(map(repr, here)), kind.kind
            assert len(both.find(Seal)) >= len(second.find(Seal))
            assert both.find(SigningKey) == first.vault.find(SigningKey) != second.find(SigningKey)
            assert verify.case(both).passed
    assert any("key of its own" in conflict for conflict in made.conflicts)


def test_a_file_that_cannot_be_read_stops_it_and_nothing_is_made(found, helped, tmp_path):
    (file, *_) = (path for path in (helped.folder / "objects").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Damaged):
        merging.merge(found.vault, helped.vault, tmp_path / "both", WORDS, found.tools)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found", "helped"]


def test_two_copies_of_a_case_that_both_went_on_become_one(helped, tmp_path):
    helped.vault.copy(tmp_path / "copy", WORDS)
    links.add(helped.vault, "https://example.org/1", helped.tools)
    with closing(Vault.open(tmp_path / "copy", WORDS)) as other:
        links.add(other, "https://example.org/2", helped.tools)
        merging.merge(helped.vault, other, tmp_path / "both", "other words", helped.tools)
    with Vault.open(tmp_path / "both", "other words") as vault:
        assert len(vault.find(Link)) == 3
        assert vault.find(Note) == helped.vault.find(Note)
        assert vault.find(Capture) == helped.vault.find(Capture)
        assert vault.find(Consent) == helped.vault.find(Consent)
        assert verify.case(vault).passed
