"""The custody log: canonical lines in a chain, and every place where it was changed is named."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.evidence import custody
from leakguard.model.verification import Answer

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
texts = st.text(max_size=20)
events = st.tuples(st.sampled_from(list(custody.Event)), texts, st.dictionaries(texts, texts, max_size=3))


def log(*events_of_log) -> list[str]:
    lines: list[str] = []
    for number, (event, subject, detail) in enumerate(events_of_log):
        previous = lines[-1] if lines else None
        at = AT + timedelta(seconds=number)
        lines.append(custody.line(previous, at=at, who="self", event=event, subject=subject, detail=detail))
    return lines


def five() -> list[str]:
    return log(*(("capture", f"c-{number}", {"exhibit": str(number)}) for number in range(5)))


def failing(lines: list[str], head: str | None = None) -> list[str]:
    return [check.item for check in custody.verify(lines, head=head) if check.result is Answer.NO]


def test_a_line_is_canonical_json_that_names_the_line_before_it():
    first, second = log(("capture", "c-1", {"b": "2", "a": "ü"}), ("export", "r-1", {}))
    assert first == (
        '{"at":"2026-03-01T12:00:00Z","detail":{"a":"ü","b":"2"},"event":"capture",'
        f'"prev":"{"0" * 64}","seq":1,"subject":"c-1","who":"self"}}'
    )
    assert json.loads(second)["prev"] == hashlib.sha256(first.encode()).hexdigest() == custody.digest(first)
    assert json.loads(second)["seq"] == 2


def test_times_are_written_in_utc():
    local = datetime(2026, 3, 1, 14, 30, 0, 250, tzinfo=timezone(timedelta(hours=2)))
    assert json.loads(custody.line(None, at=local, who="self", event="note", subject="t", detail={}))["at"] == (
        "2026-03-01T12:30:00.000250Z"
    )


@pytest.mark.parametrize(
    "wrong",
    [{"who": "jane"}, {"event": "party"}, {"at": AT.replace(tzinfo=None)}],
    ids=["account name", "unknown event", "naive time"],
)
def test_a_line_is_refused_for(wrong):
    right = {"at": AT, "who": "worker", "event": "note", "subject": "t-1", "detail": {}}
    with pytest.raises(ValueError):
        custody.line(None, **{**right, **wrong})


@given(st.lists(events, min_size=1, max_size=8))
def test_any_log_that_was_written_verifies_and_survives_a_file(written):
    lines = log(*written)
    text = "".join(f"{line}\n" for line in lines)
    assert text.splitlines() == lines
    checks = custody.verify(text.encode().decode().splitlines(keepends=True), head=custody.digest(lines[-1]))
    assert [check.result for check in checks] == [Answer.YES]


@given(st.lists(events, min_size=1, max_size=6), st.data())
def test_any_edit_of_any_line_is_found_and_named(written, data):
    lines = log(*written)
    head = custody.digest(lines[-1])
    number = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[number]) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"], exclude_characters=lines[number][at]))
    lines[number] = lines[number][:at] + other + lines[number][at + 1 :]
    assert any(f"line {number + 1}" in item.split(" and ") for item in failing(lines, head))


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_a_rewritten_field_in_canonical_form_is_found_and_named(written, data):
    lines = log(*written)
    number = data.draw(st.integers(0, len(lines) - 2))
    entry = json.loads(lines[number])
    entry["subject"] += "x"
    lines[number] = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert failing(lines) == [f"line {number + 1} and line {number + 2}"]


def test_a_missing_line_is_named():
    lines = five()
    del lines[2]
    assert failing(lines) == ["line 3", "line 2 and line 3"]


def test_an_inserted_line_is_named():
    lines = five()
    lines.insert(3, custody.line(lines[2], at=AT, who="self", event="note", subject="false", detail={}))
    assert set(failing(lines)) == {"line 4 and line 5"}


def test_reordered_lines_are_named():
    lines = five()
    lines[1], lines[2] = lines[2], lines[1]
    assert {"line 2 and line 3"} <= set(failing(lines))


def test_a_log_without_its_beginning_does_not_verify():
    assert failing(five()[1:]) == ["line 1", "line 1"]


def test_a_cut_off_end_shows_only_against_the_digest_of_the_last_line():
    lines = five()
    head = custody.digest(lines[-1])
    assert failing(lines[:3]) == []
    assert [check.result for check in custody.verify(lines[:3])] == [Answer.YES, Answer.NOT_CHECKED]
    assert failing(lines[:3], head) == ["line 3"]


def test_an_empty_log_does_not_verify():
    assert failing([]) == ["line 1"]


@pytest.mark.parametrize("junk", ["", "{}", "[1]", "null", "[" * 100_000, '{"seq":' + "9" * 5000 + "}", "\udcff"])
def test_junk_in_place_of_a_line_is_named(junk):
    lines = five()
    lines[2] = junk
    assert "line 3" in failing(lines)


def test_every_event_has_a_plain_sentence():
    for event in custody.Event:
        (line,) = log((event, "c-1", {"because_of": "a reason"}))
        assert custody.words(line).startswith("2026-03-01 12:00:00 UTC: the person in the pictures ")
        assert custody.words(line).endswith(": c-1 (because of: a reason).")


@pytest.mark.parametrize("last", range(1, 6))
def test_a_line_that_the_log_must_still_hold_vouches_for_all_before_it(last):
    lines = five()
    whole, end = custody.verify(lines, held=custody.digest(lines[last - 1]))
    assert whole.result is Answer.YES
    assert (end.result, end.item) == (Answer.NOT_CHECKED, f"after line {last}")
    assert failing(lines[:last]) == []
    cut = custody.verify(lines[: last - 1], held=custody.digest(lines[last - 1]))
    assert [check.result for check in cut][-1] is Answer.NO


def test_the_subjects_of_a_log_are_those_of_its_readable_lines():
    lines = five()
    lines[2] = lines[2].replace("c-2", "c-9", 1).replace(":", ": ", 1)
    assert custody.subjects([*lines, "", "{}", "[" * 100_000]) == {"c-0", "c-1", "c-3", "c-4"}
