"""The answer on stdout, everything else on stderr; the same facts with and without decoration."""

import subprocess
import sys

import pytest

from leakguard.cli.table import Table
from leakguard.cli.writing import wrapped
from tests.support.journey import Journey
from tests.support.pictures import Pictures


def test_the_answer_is_on_stdout_and_the_next_step_on_stderr(enrolled: Journey, pictures: Pictures) -> None:
    outcome = enrolled.run("check", pictures.downloads)
    assert outcome.stdout.startswith("Looked at 5 pictures and videos.\n  1 exact copy\n  2 copies\n  2 without a match\n")
    assert "Skipped in" in outcome.stdout
    assert "next: leakguard findings" in outcome.stderr.splitlines()
    assert not any(line.startswith(("next:", "hint:", "warning:")) for line in outcome.stdout.splitlines())


def test_quiet_keeps_the_answer_and_the_warnings(enrolled: Journey, pictures: Pictures) -> None:
    outcome = enrolled.run("check", pictures.downloads, "--quiet")
    assert outcome.stdout.startswith("Looked at")
    assert [line for line in outcome.stderr.splitlines() if not line.startswith("warning:")] == []


def test_nothing_found_is_done_and_says_that_it_is_not_the_same_as_not_there(enrolled: Journey, pictures: Pictures) -> None:
    outcome = enrolled.run("check", pictures.downloads / "somebody.jpg")
    assert outcome.code == 0
    assert "Not found is not the same as not there" in outcome.stdout
    assert "only exact copies" in outcome.stdout


def test_plain_gives_one_fact_a_line(found: Journey) -> None:
    decorated, plain = found.run("findings").stdout, found.run("findings", "--plain").stdout
    assert decorated.splitlines()[0].split() == ["finding", "verdict", "review", "where"]
    assert "\nverdict: exact\n" in plain
    assert "\nreview: unreviewed\n" in plain
    assert "  " not in plain


def test_a_table_keeps_its_last_column_whole() -> None:
    address = "hxxps://example[.]org/" + "a" * 90
    lines = list(Table(("finding", "where"), (("f-1", address), ("f-22222222", "b.jpg"))).columns())
    assert lines == ["finding     where", f"f-1         {address}", "f-22222222  b.jpg"]


def test_long_lines_break_between_words_and_addresses_stay_whole() -> None:
    address = "hxxps://example[.]org/" + "a" * 90
    line = f"Not checked: {address}: The server does not accept connections at this time of the night."
    pieces = list(wrapped(line, 79))
    assert [piece for piece in pieces if address in piece] == [f"{address}:"]
    assert all(len(piece) <= 79 or address in piece for piece in pieces)
    assert " ".join(pieces) == line


def test_rows_go_on_indented() -> None:
    first, *rest = wrapped("f-1  copy  " + "word " * 40, 60)
    assert first.startswith("f-1  copy  word")
    assert all(piece.startswith("    word") for piece in rest)


def test_without_a_terminal_no_line_is_broken_and_nothing_is_coloured(found: Journey) -> None:
    outcome = found.process("findings")
    assert outcome.stdout == found.run("findings").stdout
    assert "\x1b" not in outcome.stdout + outcome.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head on Windows")
def test_a_reader_that_goes_away_ends_it_in_silence(found: Journey) -> None:
    with subprocess.Popen(
        found.command("custody"), env=found.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""


def test_a_list_of_targets_comes_through_a_pipe(enrolled: Journey, pictures: Pictures) -> None:
    listed = f"# what I found\n{pictures.downloads / 'same.jpg'}\n\n{pictures.album}\n"
    outcome = enrolled.process("check", "-", "--json", stdin=listed.encode())
    assert [target["kind"] for target in outcome.json["targets"]] == ["file", "archive"]


def test_a_list_of_targets_comes_from_a_file(enrolled: Journey, pictures: Pictures) -> None:
    file = enrolled.home / "list.txt"
    file.write_text(f"{pictures.album}\n", "utf-8")
    assert enrolled.run("check", "--from", file, "--json").json["targets"][0]["target"] == str(pictures.album)
