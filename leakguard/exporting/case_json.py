"""case.json: what a case knows, for machines, at the moment of an export.

The object's first key is `schema`, "leakguard/case/1"; fields are only ever added. Times are ISO 8601 in UTC. Its other keys:

- level, made: what kind of bundle this is, and when it was put together; full_manifest_sha256: the `full` bundle that a working
  copy is linked to, or null; custody_head: the SHA-256 of the last line of custody.jsonl, or null without a log.
- case: country, language, opened.
- captures: one per exhibit, with `parts`: name, sha256, size, and `file`, its place below data/, or null where it was left out.
- originals: id, sha256, type, added. No picture, no perceptual hash, no label.
- findings: address (a file is named without its folder), page, sha256, type, match, times, size, what a person said of it, and
  `blurred`, the place of its blurred picture below data/, or null.
- looks: what was seen when somebody looked again whether a copy is there; `proof` is the answer, like one of `parts`, or null.
- notices, links: as they were written. timeline: notes that are not private, each with `attachments` like `parts`.

Left out everywhere: fingerprints, private notes, dismissed findings, and folders of this computer.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime

from leakguard.model.check import Finding
from leakguard.model.evidence import Attachment, Capture, Link, Note
from leakguard.model.look import Look
from leakguard.model.media import Original
from leakguard.model.notice import Notice
from leakguard.text.locators import without_folder

SCHEMA = "leakguard/case/1"
Place = Callable[[str], str | None]
"""Where a stored object stands in this bundle, below data/; None where it was left out."""


def as_json(value: Mapping[str, object]) -> bytes:
    """JSON for people and machines: indented, in the order given, ASCII, ending in a line feed."""
    return json.dumps(value, indent=2, ensure_ascii=True, default=_plain).encode() + b"\n"


def capture(record: Capture, place: Place) -> dict[str, object]:
    return {
        "id": record.id,
        "exhibit": record.exhibit,
        "target": record.target,
        "final_url": record.final_url,
        "status": record.status,
        "shown": record.page,
        "route": record.route,
        "started": record.started,
        "finished": record.finished,
        "complete": record.complete,
        "missing": [asdict(missed) for missed in record.missing],
        "withheld": record.withheld,
        "everything_why": record.everything_why,
        "findings": record.findings,
        "sealed": record.sealed,
        "sealed_late": record.sealed_late,
        "parts": [
            {"name": part.name, "sha256": part.sha256, "size": part.size, "file": place(part.object)} for part in record.parts
        ],
    }


def original(record: Original) -> dict[str, object]:
    return {"id": record.id, "sha256": record.sha256, "type": record.type, "added": record.added}


def finding(record: Finding, place: Place) -> dict[str, object]:
    return {
        "id": record.id,
        "address": without_folder(record.locator),
        "page": record.page and without_folder(record.page),
        "sha256": record.sha256,
        "type": record.type,
        "match": asdict(record.match),
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
        "width": record.width,
        "height": record.height,
        "review": record.review,
        "review_why": record.review_why,
        "captures": record.captures,
        "blurred": place(record.thumbnail) if record.thumbnail else None,
    }


def look(record: Look, place: Place) -> dict[str, object]:
    proof = record.proof
    return {
        **{key: value for key, value in asdict(record).items() if key != "proof"},
        "proof": {"name": proof.name, "sha256": proof.sha256, "size": proof.size, "file": place(proof.object)} if proof else None,
    }


def notice(record: Notice) -> dict[str, object]:
    return asdict(record)


def link(record: Link) -> dict[str, object]:
    return asdict(record)


def note(record: Note, place: Place) -> dict[str, object]:
    return {
        "id": record.id,
        "at": record.at,
        "written": record.written,
        "from": record.source,
        "text": record.text,
        "attachments": [attachment(each, place) for each in record.attachments],
    }


def attachment(record: Attachment, place: Place) -> dict[str, object]:
    return {"name": record.name, "sha256": record.sha256, "size": record.size, "file": place(record.object)}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value).__name__}")
