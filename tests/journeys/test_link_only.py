"""A case that may concern someone under 18 keeps addresses and dates only: nothing is fetched, read, made or deleted."""

import hashlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from leakguard.model.case import Adults
from tests.support.journey import Journey
from tests.support.pictures import Pictures
from tests.support.servers import WebSite

Refusals = dict[str, list[str | Path]]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text("pay, or more follow\n", "utf-8")
    return path


def media_commands(home: Path, pictures: Pictures, page: str, finding: str = "f-00000000") -> Refusals:
    """Every command that would read, make, fetch or describe media."""
    picture = pictures.originals / "beach-0.jpg"
    notice: list[str | Path] = ["notice", "write", "--url", page, "--to", "platform", "--sign", "A", "--regime"]
    return {
        "add": ["add", pictures.originals],
        "add and keep": ["add", picture, "--keep"],
        "originals": ["originals"],
        "check a folder": ["check", pictures.downloads],
        "check a file": ["check", picture],
        "check an archive": ["check", pictures.album],
        "check an address": ["check", page],
        "check and capture": ["check", page, "--capture"],
        "findings": ["findings"],
        "findings show": ["findings", "show", finding],
        "findings confirm": ["findings", "confirm", finding],
        "findings dismiss": ["findings", "dismiss", finding],
        "findings reveal": ["findings", "reveal", finding, "--out", home / "revealed"],
        "findings unblur": ["findings", "reveal", finding, "--unblur", "--yes", "--out", home / "revealed"],
        "capture": ["capture", page],
        "capture a finding": ["capture", finding],
        "capture everything": ["capture", page, "--everything", "--why", "a reason"],
        "a copyright letter": [*notice, "us-dmca-512c"],
        "a letter": [*notice, "us-tida"],
        "a letter about a finding": ["notice", "write", "--finding", finding, "--regime", "us-tida"],
        "attach a picture": ["note", "Look", "--attach", picture],
        "attach an archive": ["note", "Look", "--attach", pictures.album],
        "a report": ["report", "--out", home / "report.pdf"],
        "a bundle": ["export", "bundle", "--out", home / "bundle", "--to", "Police", "--no-encrypt"],
        "a bundle of hashes": ["export", "bundle", "--out", home / "bundle", "--level", "hashes", "--to", "P", "--no-encrypt"],
    }


def assert_all_refused(journey: Journey, commands: Refusals) -> None:
    before = journey.bytes()
    there = set(journey.home.iterdir())
    for name, arguments in commands.items():
        outcome = journey.run(*arguments, "--json")
        assert (name, outcome.code, outcome.error["kind"]) == (name, 1, "refused")
        assert outcome.error["hint"]
        assert outcome.stdout == ""
    assert journey.bytes() == before
    assert set(journey.home.iterdir()) == there


@pytest.mark.parametrize("answer", [Adults.NO, Adults.UNSURE])
def test_from_the_start_it_refuses_media_and_reaches_no_site(
    journey: Journey, pictures: Pictures, leak_site: WebSite, text: Path, answer: Adults
) -> None:
    journey.begin(everyone_adult=answer)
    assert_all_refused(journey, media_commands(journey.home, pictures, leak_site.url + "/album"))
    # Addresses, accounts, dates and words are kept.
    assert journey.run("link", "add", leak_site.url + "/album", "--account", "someone_else", "--seen", "2026-11-19").code == 0
    assert journey.run("note", "A threat", "--attach", text).code == 0
    assert "someone_else" in journey.run("timeline").stdout
    status = journey.run("status", "--json").json
    assert status["link_only"]
    assert "hotline" in status["next"]
    sheet = journey.home / "hotline.pdf"
    assert journey.run("report", "--for", "hotline", "--out", sheet).code == 0
    told = words(sheet)
    assert "/album" in told
    assert "someone_else" in told
    assert "CyberTipline" in told
    assert leak_site.requests == []


def test_init_says_what_such_a_case_keeps_and_whom_to_call(journey: Journey) -> None:
    made = journey.run("init", "--no-input", "--role", "self", "--everyone-adult", "unsure", "--country", "US")
    assert made.code == 0
    assert "It is link-only" in made.stdout
    assert "leakguard support" in made.stdout
    assert "next: leakguard link add URL" in made.stderr


def test_later_its_media_stay_untouched_and_unread_until_everyone_is_known_to_be_adult(
    enrolled: Journey, pictures: Pictures, leak_site: WebSite
) -> None:
    page = leak_site.url + "/album"
    assert enrolled.run("check", pictures.downloads, page, "--capture").code == 0
    finding = enrolled.run("findings", "--json").json["findings"][0]["id"]
    assert enrolled.run("profile", "--name", "Alex Example", "--email", "alex@example.org").code == 0
    objects = digests(enrolled.case / "objects")
    asked = len(leak_site.requests)

    changed = enrolled.run("age", "unsure")
    assert changed.code == 0
    assert "link-only" in changed.stdout
    assert "next: leakguard support" in changed.stderr

    assert_all_refused(enrolled, media_commands(enrolled.home, pictures, page, finding))
    assert len(leak_site.requests) == asked
    assert digests(enrolled.case / "objects") == objects

    # What a hotline needs is there: the page, as an address. Nothing tells of a picture.
    sheet = enrolled.home / "hotline.pdf"
    assert enrolled.run("report", "--for", "hotline", "--out", sheet).code == 0
    told = words(sheet)
    assert page in told
    for trace in (finding, "copy.jpg", "same.jpg", "beach", "exhibit", "SHA", "sha256", "PDQ"):
        assert trace not in told
    assert sum(len(leaf.images) for leaf in PdfReader(sheet).pages) == 0
    timeline = enrolled.run("timeline", "--json").json["entries"]
    assert {entry["kind"] for entry in timeline} <= {"link", "note"}

    # The rest can be verified without reading media, and a new key or passphrase changes nothing of that.
    verified = enrolled.run("verify", "--json")
    assert verified.code == 0
    assert any(check["result"] == "not checked" and "link-only" in check["why"] for check in verified.json["checks"])
    assert len(leak_site.requests) == asked

    # Sure of it after all: everything is as it was.
    assert enrolled.run("age", "yes", "--no-input").code == 4
    assert enrolled.run("age", "yes", "--yes").code == 0
    assert enrolled.run("findings", "show", finding).code == 0
    assert digests(enrolled.case / "objects") == objects
    assert enrolled.run("verify").code == 0
    assert enrolled.run("check", pictures.album).code == 0


def test_the_hotline_sheet_is_for_link_only_cases(ready: Journey) -> None:
    outcome = ready.run("report", "--for", "hotline", "--out", ready.home / "sheet.pdf", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "refused")


def words(pdf: Path) -> str:
    """The text of all pages, with every run of white space one space."""
    return " ".join("\n".join(leaf.extract_text() for leaf in PdfReader(pdf).pages).split())


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
