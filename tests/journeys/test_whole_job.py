"""From a folder of pictures to a sealed case: every step as a person takes it, in order, in one case."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from pypdf import PdfReader

from tests.support.journey import Journey
from tests.support.pictures import Pictures
from tests.support.servers import WebSite


class Clock:
    """The time as the journey goes on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def test_from_a_folder_of_pictures_to_a_sealed_case(tmp_path: Path, pictures: Pictures, leak_site: WebSite) -> None:
    clock = Clock()
    me = Journey(tmp_path, now=clock)
    page = leak_site.url + "/album"

    # A case, with the real cost of its passphrase.
    made = me.run("init", "--no-input", "--role", "self", "--everyone-adult", "yes", "--declare", "own", "--country", "US")
    assert made.code == 0
    assert "next: leakguard add" in made.stderr

    # My own pictures are fingerprinted, not stored.
    assert me.run("add", pictures.originals, "--label", "beach 2021", "--shared-with", "someone_else").code == 0
    originals = me.run("originals", "--json").json["originals"]
    assert [original["label"] for original in originals] == ["beach 2021"] * 3
    assert not any(original["kept"] for original in originals)
    assert me.run("add", pictures.originals, "--json").json["originals"][0]["status"] == "known"

    # What was found: a folder, an archive, and a page that is recorded from the same fetch.
    checked = me.run("check", pictures.downloads, pictures.album, page, "--capture", "--json")
    assert checked.code == 0
    assert checked.json["counts"] == {"exact": 1, "copy": 4, "altered": 0, "possible": 0, "none": 4, "unreadable": 0}
    assert [target.split("/")[-1] for target in leak_site.paths] == ["album", "copy.jpg", "stranger.jpg"]

    # A person decides; pictures are told in words.
    findings = me.run("findings", "--json").json["findings"]
    online = next(finding for finding in findings if finding["locator"].startswith("http"))
    wrong = next(finding for finding in findings if finding["locator"].endswith("mirrored.jpg"))
    shown = me.run("findings", "show", online["id"])
    assert "hxxp://127[.]0[.]0[.]1" in shown.stdout
    assert "of 256 bits" in shown.stdout
    assert me.run("findings", "confirm", online["id"]).code == 0
    assert me.run("findings", "dismiss", wrong["id"], "--why", "I put that one up myself").code == 0
    blurred, real = tmp_path / "blurred.png", tmp_path / "real.jpg"
    assert me.run("findings", "reveal", online["id"], "--out", blurred).code == 0
    assert me.run("findings", "reveal", online["id"], "--out", real, "--unblur", "--yes").code == 0
    assert blurred.read_bytes().startswith(b"\x89PNG")
    assert real.read_bytes() == pictures.copy

    # Evidence again, by the finding's name; a threat, with what was sent; an address that nobody opens.
    captured = me.run("capture", online["id"], "--json").json["captures"]
    assert [(capture["target"], capture["findings"]) for capture in captured] == [(page, [online["id"]])]
    chat = tmp_path / "chat.txt"
    chat.write_text("pay, or more follow\n", "utf-8")
    threat = ("note", "A threat by message", "--from", "someone_else", "--at", "2026-11-19T22:15+00:00")
    assert me.run(*threat, "--attach", chat).code == 0
    assert me.run("note", "What I told my lawyer", "--private").code == 0
    assert me.run("link", "add", "https://social.example/p/17", "--account", "someone_else", "--note", "a link to it").code == 0
    told = me.run("timeline").stdout
    assert told.index("A threat by message") < told.index("Found a copy") < told.index("Page recorded as exhibit 2")
    assert "hxxps://social[.]example/p/17" in told

    # The letter: a draft says what is missing, a signed one is complete. Nothing is sent.
    write = ("notice", "write", "--regime", "us-tida", "--finding", online["id"], "--to", "platform")
    draft = me.run(*write)
    assert draft.code == 3
    assert "MISSING  your signature" in draft.stdout
    assert "This is a draft" in draft.stdout
    assert me.run("profile", "--name", "Alex Example", "--email", "alex@example.org", "--time-zone", "UTC").code == 0
    letters = tmp_path / "letters"
    signed = me.run(*write, "--sign", "Alex Example", "--format", "txt,eml", "--out", letters, "--json")
    assert signed.code == 0
    assert signed.json["complete"]
    assert signed.json["deadline"] is None
    (eml,) = (Path(file) for file in signed.json["files"] if file.endswith(".eml"))
    mail = message_from_bytes(eml.read_bytes(), policy=policy.default)
    assert online["locator"] in mail.get_content()
    assert not list(mail.iter_attachments())

    # The clock starts when it was received, to the hour.
    notice = signed.json["notice"]
    refused = me.run("notice", "sent", notice, "--at", "2026-11-22T00:00+00:00")
    assert (refused.code, "has not come yet" in refused.stderr) == (1, True)
    early = me.run("notice", "sent", notice, "--at", "2026-11-20T08:30+00:00")
    assert (early.code, f"{notice} was written at" in early.stderr) == (1, True)
    clock.time = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    sent = me.run("notice", "sent", notice, "--at", "2026-11-20T10:30+00:00", "--receipt", "T-1", "--json").json
    assert datetime.fromisoformat(sent["deadline"]) == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    status = me.run("status", "--json").json
    assert ([due["notice"] for due in status["due"]], status["overdue"]) == ([notice], [])
    assert "\ndue: " in me.run("status").stdout
    clock.time += timedelta(days=3)
    status = me.run("status", "--json").json
    assert (status["due"], [late["notice"] for late in status["overdue"]]) == ([], [notice])
    assert "\nOVERDUE: " in me.run("status").stdout
    assert online["id"] in status["next"]

    # What others read: the report, and bundles of three levels, none with the private note.
    report = tmp_path / "report.pdf"
    assert me.run("report", "--out", report, "--for", "lawyer").code == 0
    text = " ".join("".join(leaf.extract_text() for leaf in PdfReader(report).pages).split())
    assert "A threat by message" in text
    assert "What I told my lawyer" not in text
    for level in ("full", "working", "hashes"):
        out = tmp_path / f"bundle-{level}"
        written = me.run("export", "bundle", "--out", out, "--level", level, "--to", "A lawyer", "--no-encrypt", "--json").json
        manifest = hashlib.sha256((out / "manifest-sha256.txt").read_bytes()).hexdigest()
        assert written["manifest_sha256"] == manifest
        assert me.run("verify", out, "--manifest", manifest).code == 0
        assert me.run("verify", out, "--manifest", "0" * 64).code == 5
        held = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
        assert b"What I told my lawyer" not in held
        assert pictures.copy not in held

    # The case verifies; one flipped bit does not, and its item is named.
    verified = me.run("verify")
    assert verified.code == 0
    assert "0 failed" in verified.stdout
    capture = tmp_path / "bundle-full/data/captures/exhibit-0001/capture.json"
    flip(capture)
    broken = me.run("verify", tmp_path / "bundle-full")
    assert broken.code == 5
    assert "FAILED" in broken.stdout
    assert "data/captures/exhibit-0001/capture.json" in broken.stdout
    objects = [path for path in (me.case / "objects").rglob("*") if path.is_file()]
    flip(max(objects, key=lambda path: path.stat().st_size))
    spoiled = me.run("verify", "--json")
    assert spoiled.code == 5
    assert spoiled.json["result"] == "fail"
    assert [check for check in spoiled.json["checks"] if check["result"] == "no" and check["item"] and check["why"]]
    assert me.run("timeline").code == 0  # what is undamaged stays readable

    # The custody log knows every act; then the case is destroyed, on a yes only.
    log = [json.loads(line) for line in me.run("custody", "--json").json["lines"]]
    assert {event["event"] for event in log} >= {
        "case",
        "add",
        "check",
        "review",
        "reveal",
        "capture",
        "note",
        "link",
        "notice",
        "report",
        "export",
    }
    assert [event["detail"]["blurred"] for event in log if event["event"] == "reveal"] == ["yes", "no"]
    assert me.run("wipe", "--no-input").code == 4
    assert me.case.exists()
    assert me.run("wipe", "--yes").code == 0
    assert me.run("status").code == 7


def flip(path: Path) -> None:
    """One bit, in the middle."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
