"""Notes with files beside them, and the sender's details."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from leakguard.errors import LeakguardError, NotFound, Refused, UsageError
from leakguard.model.case import Profile
from leakguard.model.evidence import Note
from leakguard.services import notes, profile

YESTERDAY = datetime(2026, 2, 28, 23, tzinfo=UTC)


def test_a_note_is_kept_with_its_time_and_its_files(desk, tmp_path):
    (tmp_path / "chat.txt").write_text("pay or else")
    made = notes.add(desk.vault, "A threat.", desk.tools, at=YESTERDAY, source="someone_else", attach=[tmp_path / "chat.txt"])
    assert desk.vault.find(Note) == (made,)
    assert (made.at, made.source, made.private) == (YESTERDAY, "someone_else", False)
    assert made.written > made.at
    (file,) = made.attachments
    assert (file.name, file.size, file.media, file.sha256) == ("chat.txt", 11, False, sha256(b"pay or else").hexdigest())
    assert desk.vault.read_object(file.object) == b"pay or else"


def test_a_picture_beside_a_note_is_media(desk, pictures, tmp_path):
    (tmp_path / "shot.txt").write_bytes(pictures.copy)
    assert notes.add(desk.vault, "Look.", desk.tools, attach=[tmp_path / "shot.txt"]).attachments[0].media


def test_a_file_that_cannot_be_attached_leaves_no_note(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(notes, "MAX_ATTACHMENT", 100)
    (tmp_path / "large").write_bytes(bytes(101))
    (tmp_path / "folder").mkdir()
    before = desk.bytes()
    for name, error in [("none", NotFound), ("large", Refused), ("folder", LeakguardError)]:
        with pytest.raises(error) as caught:
            notes.add(desk.vault, "Look.", desk.tools, attach=[tmp_path / name])
        assert name in caught.value.message
        assert caught.value.hint
    assert desk.bytes() == before


def test_details_are_changed_one_by_one(desk):
    assert profile.update(desk.vault, {}, desk.tools) == Profile()
    profile.update(desk.vault, {"name": "Alex Example", "time_zone": "Europe/Berlin"}, desk.tools)
    profile.update(desk.vault, {"email": "alex@example.org"}, desk.tools)
    known = profile.known(desk.vault)
    assert (known.name, known.email) == ("Alex Example", "alex@example.org")
    assert profile.zone(known).key == "Europe/Berlin"


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "Europe"])
def test_a_time_zone_nobody_knows_changes_nothing(desk, name):
    before = desk.bytes()
    with pytest.raises(UsageError):
        profile.update(desk.vault, {"time_zone": name}, desk.tools)
    assert desk.bytes() == before


def test_no_time_zone_is_utc(desk):
    profile.update(desk.vault, {"time_zone": "Europe/Berlin"}, desk.tools)
    assert profile.update(desk.vault, {"time_zone": ""}, desk.tools).time_zone == "UTC"
