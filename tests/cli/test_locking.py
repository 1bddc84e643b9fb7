"""What leaves is locked, in a way that was chosen: by option, by a question, never by a guess, and passwords are shown once."""

import json
import sys
from pathlib import Path

import pyrage
import pytest

from leakguard.exporting.encryption.lock import Key, decrypted
from leakguard.model.evidence import ExportReceipt
from leakguard.vault.vault import Vault
from tests.support.journey import PASSPHRASE, Journey

PASSWORD = "cabin lemon orbit velvet pencil moss"
EXPORT = ("export", "bundle", "--level", "hashes", "--to", "A lawyer")


def export(ready: Journey, *options: str | Path):
    return ready.run(*EXPORT, "--out", ready.home / "bundle", *options, "--json")


@pytest.fixture
def password(ready: Journey) -> Path:
    (ready.home / "password").write_text(f"{PASSWORD}\n")
    return ready.home / "password"


@pytest.mark.parametrize(("way", "name"), [("page", "bundle.html"), ("zip", "bundle.zip")])
def test_a_password_from_a_file_locks_it(ready: Journey, password: Path, way: str, name: str) -> None:
    answer = export(ready, "--encrypt", way, "--password-file", password)
    assert (answer.json["path"], answer.json["encrypted"]) == (str(ready.home / name), True)
    assert PASSWORD not in answer.stdout + answer.stderr
    with decrypted(Path(answer.json["path"]), Key(PASSWORD)) as opened:
        assert opened.name == "files.zip"
    assert not (ready.home / "bundle").exists()


def test_a_public_key_locks_it_from_an_option_or_a_file_and_stands_in_the_receipt(ready: Journey) -> None:
    mine = pyrage.x25519.Identity.generate()
    public = str(mine.to_public())
    (ready.home / "keys.txt").write_text(f"# my lawyer\n{public}\n\n")
    for number, given in enumerate((public, ready.home / "keys.txt")):
        out = ready.home / f"b{number}"
        answer = ready.run(*EXPORT, "--out", out, "--recipient", given, "--json")
        assert answer.json["path"] == f"{out}.zip.age"
        with decrypted(Path(answer.json["path"]), Key(identity=str(mine).encode())) as opened:
            assert opened.file.read(2) == b"PK"
        (ready.home / "private.txt").write_text(f"{mine}\n")
        assert ready.run("verify", answer.json["path"], "--json").error["kind"] == "input-needed"
        private = ("--identity", ready.home / "private.txt")
        assert ready.run("verify", answer.json["path"], *private, "--json").json["result"] == "pass"
    with Vault.open(ready.case, PASSPHRASE) as vault:
        assert [(receipt.encrypted, receipt.lock) for receipt in vault.find(ExportReceipt)] == [(True, f"age {public}")] * 2
    custody = json.dumps(ready.run("custody", "--json").json)
    assert public in custody


WRONG = {
    "nothing said": ((), 4),
    "yes to everything is not a way": (("--yes",), 4),
    "a page without a password": (("--encrypt", "page"), 4),
    "age without a key": (("--encrypt", "age"), 4),
    "locked and in clear": (("--encrypt", "page", "--no-encrypt"), 2),
    "a key for a page": (("--encrypt", "page", "--recipient", "age1abc"), 2),
    "a key and a password": (("--recipient", "age1abc", "--password-file", "password"), 2),
    "not a key": (("--recipient", "ssh-ed25519 AAAA"), 1),
    "no such file": (("--recipient", "nothing-here"), 1),
    "a private key": (("--recipient", "AGE-SECRET-KEY-1ABCDEF"), 1),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_locked_is_refused_before_anything_is_written(ready: Journey, password: Path, case: str) -> None:
    options, code = WRONG[case]
    before, there = ready.bytes(), sorted(ready.home.iterdir())
    answer = export(ready, *options)
    assert answer.code == code
    assert answer.error["hint"]
    assert "AGE-SECRET" not in answer.stderr
    assert ready.bytes() == before
    assert sorted(ready.home.iterdir()) == there


def test_a_short_password_is_refused(ready: Journey, password: Path) -> None:
    password.write_text("short\n")
    before = ready.bytes()
    assert export(ready, "--encrypt", "zip", "--password-file", password).error["kind"] == "refused"
    assert ready.bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of POSIX")
def test_at_a_terminal_it_is_asked_and_a_made_up_password_is_shown_there_once(ready: Journey) -> None:
    from tests.support.person import Person

    command = ready.command(*EXPORT, "--out", ready.home / "bundle")
    with Person(command, ready.environment(), ready.home, streams=True) as person:
        person.waits_for("Number")
        person.types("1")
        person.waits_for("New password for the file")
        person.types("")
        assert person.leaves() == 0
    streams = (ready.home / "stdout").read_text() + (ready.home / "stderr").read_text()
    made_up = person.screen.split("shown only now:")[1].splitlines()[1].strip()
    assert len(made_up.split()) == 6
    assert made_up not in streams
    with decrypted(ready.home / "bundle.html", Key(made_up)) as opened:
        assert opened.name == "files.zip"


def test_a_letter_to_whoever_comes_next_is_locked_as_the_first_was(ready: Journey, password: Path) -> None:
    ready.run("profile", "--name", "Alex Example", "--email", "alex@example.org")
    about = ("--url", "https://www.reddit.com/r/x/comments/1/", "--sign", "Alex Example", "--no-input", "--json")
    first = ready.run("notice", "write", "--regime", "us-tida", *about).json["notice"]
    assert ready.run("notice", "sent", first).code == 0
    assert ready.run("notice", "answered", first, "--refused").code == 0
    locked = ("--encrypt", "page", "--password-file", password)
    assert ready.run("notice", "follow-up", first, *locked, "--json").error["kind"] == "usage"
    answer = ready.run("notice", "follow-up", first, *locked, "--out", ready.home / "letters", "--json").json
    assert answer["encrypted"] is True
    assert [Path(file).suffix for file in answer["files"]] == [".html"] * len(answer["files"])
    with decrypted(Path(answer["files"][0]), Key(PASSWORD)) as opened:
        assert b"Federal Trade Commission" in opened.file.read()
    assert list((ready.home / "letters").rglob("*.txt")) == []
