"""File names, titles and notes are written by others. On a screen they are harmless; in JSON they are what they were."""

import os
from pathlib import Path

import pytest

from tests.support.journey import Journey
from tests.support.pictures import Pictures

NASTY = {
    "an escape sequence": "\x1b[2J\x1b]0;owned\x07.jpg",
    "text turned around": "photo\u202egpj.exe",
    "an invisible character": "pho\u200bto.jpg",
    "markup": "[bold red]photo[bold].jpg",
    "an emoji's name": ":skull:.jpg",
    "a line break": "photo\nleakguard: all is well\n.jpg",
    "a carriage return": "photo\rVerified.jpg",
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these names cannot exist on Windows")


@pytest.fixture(params=list(NASTY.values()), ids=list(NASTY))
def file(request: pytest.FixtureRequest, tmp_path: Path, pictures: Pictures) -> Path:
    path: Path = tmp_path / request.param
    path.write_bytes(pictures.copy)
    return path


def harmless(shown: str) -> bool:
    return all(char == "\n" or (char.isprintable() and char not in "\u202e\u200b") for char in shown)


def test_a_file_name_is_shown_harmlessly_and_is_raw_in_json(enrolled: Journey, file: Path) -> None:
    shown = enrolled.run("check", file)
    listed = enrolled.run("findings")
    for outcome in (shown, listed):
        assert harmless(outcome.stdout)
        assert harmless(outcome.stderr)
        assert "leakguard: all is well" not in outcome.stdout.splitlines()
    assert "[bold red]" in listed.stdout or "bold" not in file.name
    assert ":skull:" in listed.stdout or "skull" not in file.name
    (finding,) = enrolled.run("findings", "--json").json["findings"]
    assert finding["locator"] == str(file)


def test_an_error_that_names_it_is_harmless_too(ready: Journey, file: Path) -> None:
    file.unlink()
    outcome = ready.run("check", file)
    assert outcome.code == 1
    assert len(outcome.stderr.splitlines()) == 3  # the warning about private networks, the error, its hint
    assert harmless(outcome.stderr)
    assert str(file) in ready.run("check", file, "--json").error["message"]


def test_notes_are_kept_raw_and_shown_harmlessly(ready: Journey) -> None:
    text = "He wrote: \x1b[31mpay\u202e[/red] or else\nsecond line"
    ready.run("note", text)
    shown = ready.run("timeline").stdout
    assert harmless(shown)
    assert "\\x1b[31mpay\\u202e[/red] or else\\x0asecond line" in shown
    assert ready.run("timeline", "--json").json["entries"][0]["text"] == text


def test_addresses_cannot_be_opened_by_accident_and_show_their_real_host(ready: Journey) -> None:
    ready.run("link", "add", "https://ex\u0430mple.org/a")
    shown = ready.run("timeline").stdout
    assert "hxxps://xn--exmple-4nf[.]org/a" in shown
    assert ready.run("timeline", "--json").json["entries"][0]["address"] == "https://ex\u0430mple.org/a"
