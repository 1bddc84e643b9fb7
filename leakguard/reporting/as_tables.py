"""Findings, notices and timeline as data: CSV for a spreadsheet, JSON for a program. Addresses are exact in both.

CSV follows RFC 4180, in UTF-8 with a mark at its start, which spreadsheets need to read it as such. A cell that a spreadsheet
would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"): = + - @ and their full-width forms, tab, carriage
return and line feed; also behind blanks, which some programs drop. JSON is left as it is.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from leakguard.reporting.data import FindingRow, NoticeRow, ReportData, TimelineRow
from leakguard.reporting.sections.wording import numbered
from leakguard.text.clean import clean

SCHEMA = "leakguard/report-data/1"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

Cell = str | int | float | bool | None
Row = dict[str, Cell | Sequence[Cell] | Sequence[dict[str, str]]]


def tables(data: ReportData) -> dict[str, list[Row]]:
    """The rows by the name of their table; times in ISO 8601, UTC."""
    return {
        "findings": [_finding(number, row) for number, row in numbered(data)],
        "notices": [_notice(number, row) for number, row in enumerate(data.notices, 1)],
        "timeline": [_event(row) for row in data.timeline],
    }


def as_json(data: ReportData, audience: str) -> bytes:
    """All three tables as one object."""
    head = {"schema": SCHEMA, "case": data.case_name, "made": _time(data.generated), "for": audience}
    return (json.dumps({**head, **tables(data)}, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def as_csv(data: ReportData) -> dict[str, bytes]:
    """Each table as a file of its own, by file name. A list in a cell has one entry a line."""
    return {f"{name}.csv": _csv(_HEADS[name], rows) for name, rows in tables(data).items()}


def defused(cell: str) -> str:
    """The text of a cell so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def _csv(head: Sequence[str], rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(row[name]) for name in head] for row in rows)
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return defused("\n".join(clean(_entry(entry)) for entry in value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, (int, float)) else defused(clean(str(value), multiline=True))


def _entry(entry: object) -> str:
    return " ".join(map(str, entry.values())) if isinstance(entry, dict) else str(entry)


def _finding(number: int, row: FindingRow) -> Row:
    return {
        "number": number,
        "id": row.id,
        "verdict": row.verdict.value,
        "review": row.review.value,
        "review_why": row.review_why,
        "address": row.address,
        "page": row.page,
        "first_seen": _time(row.first_seen),
        "last_seen": _time(row.last_seen),
        "state": row.state or None,
        "state_at": _time(row.state_at),
        "original": row.original,
        "pdq_distance": row.pdq_distance,
        "matching_points": row.inliers,
        "part": row.part,
        "mirrored": row.mirrored,
        "same_scene": row.same_scene,
        "media": row.media.value,
        "width": row.width,
        "height": row.height,
        "sha256": row.sha256,
        "exhibits": list(row.exhibits),
    }


def _notice(number: int, row: NoticeRow) -> Row:
    return {
        "number": number,
        "id": row.id,
        "regime": row.regime,
        "recipient": row.recipient,
        "addresses": list(row.addresses),
        "written": _time(row.written),
        "sent": _time(row.sent),
        "how": row.how,
        "clock": row.clock or None,
        "deadline": _time(row.deadline),
        "complete": row.complete,
        "missing": list(row.missing),
        "receipt": row.receipt,
        "answers": [asdict(answer) | {"at": _time(answer.at) or ""} for answer in row.answers],
        "state": row.state.value,
        "follows": row.follows,
    }


def _event(row: TimelineRow) -> Row:
    return {"at": _time(row.at), "kind": row.kind.value, "what": row.what, "source": row.source, "about": row.key}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


_HEADS = {
    "findings": (
        *("number", "id", "verdict", "review", "review_why", "address", "page", "first_seen", "last_seen", "state", "state_at"),
        *("original", "pdq_distance", "matching_points", "part", "mirrored", "same_scene", "media", "width", "height", "sha256"),
        "exhibits",
    ),
    "notices": (
        *("number", "id", "regime", "recipient", "addresses", "written", "sent", "how", "clock", "deadline", "complete"),
        *("missing", "receipt", "answers", "state", "follows"),
    ),
    "timeline": ("at", "kind", "what", "source", "about"),
}
