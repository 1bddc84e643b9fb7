"""The time stamps that a case holds: keeping them, asking which are missing, and telling of them in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from leakguard.evidence.bracket import HEAD
from leakguard.model.evidence import Capture, ExportReceipt
from leakguard.model.seal import Seal, Sealed
from leakguard.services import custody
from leakguard.services.stamping import Answered
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

CUSTODY = "custody"
"""The subject of a seal of the custody log alone."""

_WHAT = {
    Sealed.START: "the moment before",
    Sealed.CAPTURE: "the record",
    Sealed.CUSTODY: "the custody log",
    Sealed.BUNDLE: "the bundle",
}


def of(vault: Vault, subject: str) -> tuple[Seal, ...]:
    """The seals of a capture, a receipt, or CUSTODY, oldest first."""
    return tuple(made for made in vault.find(Seal) if made.subject == subject)


def missing(vault: Vault, subject: str, urls: Sequence[str], digest: str = "") -> tuple[str, ...]:
    """The authorities of `urls` that have not stamped it (or this digest of it) yet."""
    stamped = {made.url for made in of(vault, subject) if made.what is not Sealed.START and digest in ("", made.sha256)}
    return tuple(url for url in urls if url not in stamped)


def keep(
    tx: Transaction,
    what: Sealed,
    subject: str,
    digest: str,
    made: datetime,
    answer: Answered,
    objects: Sequence[str],
    tools: Tools,
) -> Seal:
    """Write a stamp down, and in the custody log. `objects` are its question, answer and root, stored already."""
    stamp = answer.stamp
    query, reply, root = objects
    seal = Seal(
        id=tx.new_id(Seal),
        what=what,
        subject=subject,
        sha256=digest,
        url=answer.url,
        authority=stamp.authority,
        serial=stamp.serial,
        made=made,
        asked=answer.asked,
        time=stamp.time,
        plus_minus=stamp.plus_minus,
        clock_offset=answer.offset.seconds,
        clock_plus_minus=answer.offset.plus_minus,
        query=query,
        reply=reply,
        root=root,
        root_name=stamp.root.name,
        root_sha256=stamp.root.sha256,
    )
    tx.put(seal)
    late = {"stamped_late_by": duration(seal.late_by)} if seal.late_by else {}
    detail = {
        "seal": seal.id,
        "what": _WHAT[what],
        "time": f"{stamp.time:%Y-%m-%d %H:%M:%S} UTC",
        "authority": stamp.authority,
        **late,
    }
    custody.record(tx, tools, "seal", subject, **detail)
    return seal


@dataclass(frozen=True)
class Reach:
    """`seal` shows that the log was, up to `line` (counted from 1), what it is now, at the seal's time."""

    line: int
    seal: Seal


def reach(vault: Vault) -> tuple[Reach, ...]:
    """How far each authority has sealed the custody log, the farthest first. Of the seals of captures, which hold the log's last
    line, only where captures may be looked at."""
    places = {sha256(line.encode()).hexdigest(): number for number, line in enumerate(custody.lines(vault), 1)}
    captures = () if vault.frozen else vault.find(Capture)
    heads = {made.id: part.sha256 for made in captures for part in made.parts if part.name == HEAD}
    heads |= {receipt.id: receipt.custody_head for receipt in vault.find(ExportReceipt)}
    best: dict[str, Reach] = {}
    for seal in vault.find(Seal):
        if seal.what is Sealed.START:
            continue
        head = seal.sha256 if seal.what is Sealed.CUSTODY else heads.get(seal.subject, "")
        line = places.get(head, 0)
        if line and (seal.authority not in best or line > best[seal.authority].line):
            best[seal.authority] = Reach(line, seal)
    return tuple(sorted(best.values(), key=lambda each: -each.line))


def store(tx: Transaction, answer: Answered) -> tuple[str, str, str]:
    """Put question, answer and root into the case, and give their objects."""
    query, reply, root = (
        tx.add_object(data, media=False) for data in (answer.query, answer.reply, answer.stamp.root.pem.encode())
    )
    return query, reply, root


def words(seal: Seal) -> str:
    """One plain sentence; the authority's name is foreign text."""
    late = f", stamped late by {duration(seal.late_by)}" if seal.late_by else ""
    when = f"{seal.time:%Y-%m-%d %H:%M:%S} UTC"
    return f"{_WHAT[seal.what].capitalize()} was stamped at {when} by {seal.authority} ({seal.url}){late}."


def duration(time: timedelta) -> str:
    """In words, by its largest unit, rounded down."""
    for seconds, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if count := int(time.total_seconds()) // seconds:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
