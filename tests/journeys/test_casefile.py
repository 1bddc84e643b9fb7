"""A case changes hands on the command line, and what leaves in clear says so."""

from pathlib import Path

import pytest

from leakguard.model.case import Declaration, Role
from leakguard.services.case import Terms
from tests.support.journey import Journey


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("words that the sender chose\n", "utf-8")
    return path


def test_a_worker_hands_the_case_to_the_person_and_nothing_stays(journey: Journey, secret: Path) -> None:
    journey.begin(Role.WORKER, Declaration.CONSENT, consent=Terms("A. Person"))
    journey.run("note", "A call at night.")
    journey.run("note", "For the lawyer.", "--private")
    file = journey.home / "for them"
    made = journey.run("export", "case", "--to", "A. Person", "--out", file, "--new-passphrase-file", secret, "--json")
    assert made.code == 0
    assert (made.json["schema"], made.json["encrypted"], made.json["private_left_out"]) == ("leakguard/export/1", True, 1)
    assert b"A call at night" not in file.read_bytes()
    assert journey.run("verify").code == 0
    assert (
        "leakguard wipe"
        in journey.run("export", "case", "--to", "B", "--out", journey.home / "b", "--new-passphrase-file", secret).stderr
    )
    (journey.home / "b").unlink()
    theirs = journey.home / "theirs"
    taken = ("import", file, "--case", theirs, "--role", "self", "--json")
    wrong = journey.run(*taken)
    assert (wrong.code, wrong.error["kind"]) == (7, "wrong-passphrase")
    assert not theirs.exists()
    journey.variables["LEAKGUARD_PASSPHRASE_FILE"] = str(secret)
    received = journey.run(*taken)
    assert (received.code, received.json["schema"], received.json["failing"]) == (0, "leakguard/import/1", [])
    assert received.json["sha256"] == made.json["manifest_sha256"]
    assert journey.run("import", file, "--case", theirs).code == 1
    assert "A call at night." in journey.run("timeline", "--case", theirs).stdout
    assert journey.run("verify", "--case", theirs).code == 0
    assert "handed over" in journey.run("custody", "--case", theirs).stdout
    journey.variables["LEAKGUARD_PASSPHRASE_FILE"] = str(journey.home / "passphrase")
    assert journey.run("wipe", "--yes").code == 0
    left = sorted(path.name for path in journey.home.iterdir())
    assert left == ["for them", "passphrase", "secret", "theirs"]


def test_two_cases_become_one_only_where_somebody_says_that_they_are_of_one_person(ready: Journey, secret: Path) -> None:
    file, other, both = (ready.home / name for name in ("file", "other", "both"))
    ready.run("export", "case", "--to", "me", "--out", file, "--new-passphrase-file", secret)
    ready.run("import", file, "--case", other, "--passphrase-file", secret)
    passphrase = ready.variables.pop("LEAKGUARD_PASSPHRASE_FILE")
    assert ready.run("import", file, "--case", other, "--passphrase-file", secret).code in (0, 1)
    ready.run("link", "add", "https://example.org/1", "--case", other, "--passphrase-file", secret)
    ready.variables["LEAKGUARD_PASSPHRASE_FILE"] = passphrase
    ready.run("link", "add", "https://example.org/2")
    merge = ("merge", other, "--out", both, "--other-passphrase-file", secret, "--new-passphrase-file", secret, "--json")
    refused = ready.run(*merge)
    assert (refused.code, refused.error["kind"], both.exists()) == (4, "input-needed", False)
    made = ready.run(*merge, "--yes")
    assert (made.code, made.json["schema"]) == (0, "leakguard/merge/1")
    ready.variables["LEAKGUARD_PASSPHRASE_FILE"] = str(secret)
    assert ready.run("status", "--case", both, "--json").json["links"] == 2
    assert ready.run("verify", "--case", both).code == 0


def test_reports_and_letters_say_that_they_are_in_clear_or_are_locked(ready: Journey, secret: Path) -> None:
    home = ready.home
    assert "in clear" in ready.run("report", "--out", home / "clear.pdf").stdout
    locked = ready.run("report", "--out", home / "r.pdf", "--encrypt", "zip", "--password-file", secret, "--json").json
    assert (Path(locked["path"]), locked["encrypted"]) == (home / "r.pdf.zip", True)
    assert not (home / "r.pdf").exists()
    write = (
        "notice",
        "write",
        "--regime",
        "us-tida",
        "--url",
        "https://www.reddit.com/r/example/comments/1",
        "--format",
        "txt,eml",
    )
    assert "in clear" in ready.run(*write, "--out", home / "letters").stdout
    made = ready.run(*write, "--out", home / "locked", "--encrypt", "page", "--password-file", secret, "--json").json
    assert made["encrypted"] is True
    assert sorted(Path(file).name.split("-", 2)[2] for file in made["files"]) == sorted(
        path.name.split("-", 2)[2] for path in (home / "locked").iterdir()
    )
    assert all(path.suffix == ".html" and b"reddit" not in path.read_bytes() for path in (home / "locked").iterdir())
    before = ready.bytes()
    assert ready.run(*write, "--encrypt", "page", "--password-file", secret).code == 2
    assert ready.run("report", "--out", home / "s.pdf", "--encrypt", "zip").code == 4
    assert ready.bytes() == before
