"""What a letter command answers: the letter, its checklist and warnings, in the language of the person."""

import shlex
from typing import TYPE_CHECKING, Any

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins
from leakguard.cli.locking import advice
from leakguard.errors import LeakguardError, LinkOnly, NotFound, Refused, UsageError
from leakguard.model.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from leakguard.exporting.encryption.lock import Lock
    from leakguard.services.notify import Wish, Written

_LOOKED_UP = ("host", "registrar", "cdn")


def together(parts: "tuple[Wish, ...]", write: "Callable[[Wish], Written]") -> Answer:
    """Several letters and one summary. What is refused is told with its reason and does not stop the others."""
    letters: list[Written] = []
    refused: list[tuple[Wish, LeakguardError]] = []
    for part in parts:
        try:
            letters.append(write(part))
        except LinkOnly:
            raise
        except (Refused, UsageError, NotFound) as error:
            refused.append((part, error))
    lines = [f"Letters: {len(letters)}. Refused: {len(refused)}."]
    for letter in letters:
        notice, state = letter.notice, "complete" if letter.notice.complete else "draft"
        lines.append(f"{notice.id}  {state}  {notice.regime} to {notice.recipient}, {len(notice.urls)} address(es)")
        lines += [f"  Send it through: {notice.channel}"] if notice.channel else []
        lines += [f"  Written: {path}" for path in letter.files]
        lines += [f"  MISSING  {element.label or element.id}" for element in notice.elements if not element.present]
    for part, reason in refused:
        lines.append(f"REFUSED  {', '.join((*part.findings, *part.links, *part.urls))}: {reason.message}")
        lines += [f"  {reason.hint}"] if reason.hint else []
    fields = {
        "letters": [{**data(each.notice), "files": [str(path) for path in each.files]} for each in letters],
        "refused": [
            {
                "findings": list(part.findings),
                "links": list(part.links),
                "urls": list(part.urls),
                "error": {"code": reason.code, "kind": reason.kind, "message": reason.message, "hint": reason.hint},
            }
            for part, reason in refused
        ],
    }
    whole = not refused and all(letter.notice.complete for letter in letters)
    return Answer("notice-batch/1", fields, tuple(lines), (NEXT_STATUS,), 0 if whole else 3 if letters else 1)


def written(made: "Written", *, printed: bool, lock: "Lock | None" = None) -> Answer:
    """One letter. `printed` puts its text on the screen."""
    from leakguard.text.words import explaining

    notice, words = made.notice, explaining(made.reader)

    def say(key: str, **values: object) -> str:
        return words.say(f"answer.{key}", **values)

    lines = [*made.advice.splitlines(), ""] if made.advice else []
    lines += [*notice.text.splitlines(), "", *notice.sheet.splitlines(), ""] if printed else []
    lines += [say("made", id=notice.id, regime=notice.regime, recipient=made.to)]
    lines += [say("channel", channel=notice.channel)] if notice.channel else []
    lines += [say("file", path=path) for path in made.files]
    lines += [advice(lock)] if made.files else []
    for element in notice.elements:
        mark, label = say("present" if element.present else "missing"), words.fact(element.label) or element.id
        lines.append(f"{mark}  {label}{f' ({element.ref})' if element.ref else ''}")
    lines.append(say("complete" if notice.complete else "draft"))
    if clock := notice.clock:
        limit = f"{clock.value} {words.find('units', clock.unit)}"
        lines.append(say("clock", limit=limit, runs_from=words.fact(clock.runs_from)))
    lines += [say("warning", text=warning) for warning in notice.warnings]
    notes: tuple[str, ...] = (f"next: {say('send_it', id=notice.id) if notice.complete else say('again')}",)
    if not notice.channel and notice.urls and notice.recipient_type in _LOOKED_UP:
        notes = (f"hint: {say('who_hosts', url=shlex.quote(notice.urls[0]))}", *notes)
    return Answer(
        "notice/1",
        {**data(notice), "files": [str(path) for path in made.files], "encrypted": lock is not None, "text": notice.text},
        tuple(lines),
        notes,
        0 if notice.complete else 3,
    )


def data(notice: Notice) -> dict[str, Any]:
    """A letter for scripts."""
    return {
        "notice": notice.id,
        "regime": notice.regime,
        "recipient": notice.recipient,
        "complete": notice.complete,
        "files": [],
        "elements": [
            {"id": e.id, "ref": e.ref, "basis": e.basis.value, "certainty": e.certainty, "present": e.present}
            for e in notice.elements
        ],
        "clock": builtins(notice.clock),
        "deadline": builtins(notice.deadline),
        "warnings": list(notice.warnings),
        "channel": notice.channel,
        "urls": list(notice.urls),
        "state": notice.state.value,
        "sent": builtins(notice.sent),
        "how": notice.how,
        "receipt": notice.receipt,
        "acknowledged": builtins(notice.acknowledged),
        "refused": builtins(notice.refused),
        "why": notice.why,
        "removed": builtins(notice.removed),
        "back": builtins(notice.back),
        "language": notice.language,
        "follows": notice.follows,
    }
