"""status and timeline say the same in a window, one fact a line, and as JSON; and what keeps a case from being destroyed."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from leakguard.model.check import Review
from tests.support.journey import Journey

pytest.importorskip("pty", reason="there are no pseudo-terminals on Windows")

from tests.support.person import Person

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def drawn(journey: Journey, *arguments: str, columns: int = 80, **variables: str) -> str:
    """What a window of so many columns shows."""
    environment = journey.environment() | {"COLUMNS": str(columns), **variables}
    with Person(journey.command(*arguments), environment, journey.home) as person:
        assert person.leaves() == 0
        return person.screen


def words(text: str) -> str:
    """Without what belongs to the screen: escapes, indentation, line ends, and the marks between label and value."""
    return re.sub(r"[\s:()]+", "", _ESCAPES.sub("", text))


@pytest.fixture
def full(found: Journey) -> Journey:
    """Findings, letters with clocks, a hold, a closed case that has a day to be kept up to, hostile and long text."""
    found.now = lambda: datetime.now(UTC)
    assert found.run("profile", "--name", "Alex Example", "--email", "alex@example.org").code == 0
    for number, days in enumerate((26, 7)):
        written = datetime.now(UTC) - timedelta(days=days, hours=1)
        found.now = lambda written=written: written
        url = f"https://www.reddit.com/r/example/comments/{number}?{'long' * 30}"
        letter = found.run("notice", "write", "--regime", "us-tida", "--url", url, "--sign", "Alex Example", "--json").json[
            "notice"
        ]
        found.now = lambda: datetime.now(UTC)
        received = written + timedelta(minutes=30)  # no whole hour ago: two runs in a row say the same of how late it is
        assert found.run("notice", "sent", letter, "--at", received.isoformat(timespec="minutes")).code == 0
    found.run("link", "add", "https://ex\u0430mple.org/a", "--note", "[bold]x[/bold] \u202e reversed")
    found.run("note", "Words that go on. " * 30, "--from", "someone_else", "--private")
    found.run("hold", "add", "--for", "The court", "--why", "Hearing in May.")
    return found


@pytest.mark.parametrize("columns", [80, 60, 40])
@pytest.mark.parametrize("command", ["status", "timeline"])
def test_window_and_plain_lines_hold_the_same(full: Journey, command: str, columns: int) -> None:
    lines = full.run(command, "--plain").stdout.splitlines()
    screen = drawn(full, command, columns=columns)
    shown = words(screen)
    for line in lines:
        if command == "timeline" and " UTC  " in line:
            day, _, rest = line.partition(" ")
            assert f"{day}UTC" in shown
            line = rest.replace(" UTC", "", 1)
        line = re.sub(r"^(next|also open): ", "", line)
        assert words(line) in shown, line
    wide = [line for line in _ESCAPES.sub("", screen).splitlines() if len(line) > columns]
    assert [line for line in wide if not re.match(r" +(hxxps?://|leakguard )\S", line)] == []


def test_json_holds_the_same_facts(full: Journey) -> None:
    plain, answer = full.run("status", "--plain").stdout, full.run("status", "--json").json
    facts = dict(line.split(": ", 1) for line in plain.splitlines() if ": " in line)
    assert int(facts["Originals"]) == answer["originals"]
    total = sum(answer["findings"].values())
    assert facts["Matches"] == f"{total}: " + ", ".join(f"{answer['findings'][state]} {state}" for state in Review)
    assert int(facts["Addresses written down"]) == answer["links"]
    assert facts["Letters"].startswith(f"{len(answer['notices'])}: ")
    for notice in answer["due"] + answer["overdue"]:
        assert notice["notice"] in plain
    for hold in answer["holds"]:
        assert f"{hold['id']} for {hold['by']}" in facts["Hold"]
    assert facts["next"] == answer["next"]
    assert [f"{step['command']}   ({step['why']})" in plain for step in answer["steps"]] == [True] * len(answer["steps"])


def test_the_timeline_counts_first_and_as_json_too(full: Journey) -> None:
    lines, answer = full.run("timeline", "--plain").stdout.splitlines(), full.run("timeline", "--json").json
    assert lines[0].startswith(f"Entries: {sum(answer['counts'].values())}, ")
    assert len(lines) == 2 + len(answer["entries"])
    for line, entry in zip(lines[2:], answer["entries"], strict=True):
        assert entry["subject"] in line
        assert entry["at"][:10] in line
        assert ("(private)" in line) is entry["private"]


def test_without_colour_no_escape_carries_one(full: Journey) -> None:
    plain = drawn(full, "status", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", plain)
    assert words(plain) == words(drawn(full, "status"))
    assert "\x1b" not in drawn(full, "status", TERM="dumb")


def test_a_held_case_is_not_destroyed_until_the_hold_is_lifted(ready: Journey) -> None:
    hold = ready.run("hold", "add", "--for", "The court", "--why", "Hearing in May.", "--json").json["holds"][0]["id"]
    before = ready.bytes()
    refused = ready.run("wipe", "--yes", "--json")
    assert (refused.code, refused.error["kind"]) == (1, "refused")
    assert "The court" in refused.error["message"]
    assert ready.bytes() == before
    assert ready.run("hold", "lift", hold, "--why", "It is over.").code == 0
    assert ready.run("wipe", "--yes").code == 0
    assert not ready.case.exists()


def test_a_case_that_opens_no_more_is_destroyed_only_when_told_so(ready: Journey) -> None:
    head = bytearray((ready.case / "head").read_bytes())
    head[40] ^= 1
    (ready.case / "head").write_bytes(head)
    refused = ready.run("wipe", "--yes", "--json")
    assert refused.code == 1
    assert "--unopened" in refused.error["hint"]
    assert ready.case.exists()
    assert ready.run("wipe", "--yes", "--unopened").code == 0
    assert not ready.case.exists()
