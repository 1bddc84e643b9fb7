"""Whatever leaves the encrypted case in clear is said to be in clear, with the way to lock it where there is one."""

from pathlib import Path

import pytest

from tests.support.journey import Journey

NOTICE = ("notice", "write", "--regime", "us-tida", "--sign", "Alex Example", "--url", "https://www.reddit.com/r/a/comments/1")
SAID = "It is written in clear. Keep it where only you can read it, or lock it with --encrypt."
LOCKED = "It is locked."


@pytest.fixture
def there(found: Journey) -> Journey:
    assert found.run("profile", "--name", "Alex Example", "--email", "alex@example.org").code == 0
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("report", "--format", "html"),
        ("report", "--format", "csv"),
        NOTICE,
        (*NOTICE, "--url", "https://www.reddit.com/r/a/comments/2", "--batch"),
    ],
    ids=lambda words: "-".join((words[0], words[-1])),
)
def test_what_is_written_in_clear_says_so_and_can_be_locked(there: Journey, tmp_path: Path, words: tuple[str, ...]) -> None:
    password = tmp_path / "password"
    password.write_text("a long enough password\n", "utf-8")
    assert SAID in there.run(*words, "--out", tmp_path / "clear").stdout
    if "csv" not in words:
        locked = there.run(*words, "--out", tmp_path / "locked", "--encrypt", "zip", "--password-file", password).stdout
        assert LOCKED in locked
        assert SAID not in locked


def test_a_calendar_a_picture_and_a_bundle_say_that_they_are_in_clear(there: Journey, tmp_path: Path) -> None:
    finding = there.run("findings", "--json").json["findings"][0]["id"]
    assert "in clear" in there.run("status", "--ics", tmp_path / "dates.ics").stdout
    assert "in clear" in there.run("findings", "reveal", finding, "--out", tmp_path / "blurred.png").stdout
    assert "in clear" in there.run("export", "bundle", "--to", "A", "--out", tmp_path / "bundle", "--no-encrypt").stdout
    assert there.run("export", "bundle", "--to", "A", "--out", tmp_path / "asked").code == 4, "a bundle is never in clear unasked"
