"""What the letter commands answer: letters, their checklists, clocks and warnings, in the language of the person."""

import shlex
from typing import TYPE_CHECKING, Any

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins
from leakguard.cli.locking import unasked
from leakguard.cli.table import Table
from leakguard.errors import LeakguardError, LinkOnly, NotFound, Refused, UsageError
from leakguard.model.notice import Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from leakguard.exporting.encryption.lock import Lock
    from leakguard.services.notify import Wish, Written
    from leakguard.text.words import Words

_LOOKED_UP = ("host", "registrar", "cdn")


def together(parts: "tuple[Wish, ...]", write: "Callable[[Wish], Written]", words: "Words", lock: "Lock | None" = None) -> Answer:
    """Several letters and one summary. What is refused is told with its reason and does not stop the others."""
    letters: list[Written] = []
    refused: list[tuple[Wish, LeakguardError]] = []
    for part in parts:
        try:
            letters.append(write(part))
        except LinkOnly:
            raise
        except (Refused, UsageError, NotFound) as error:
            words.retell(error)
            refused.append((part, error))
    say = _saying(words)
    lines = [say("counted", letters=len(letters), refused=len(refused))]
    for letter in letters:
        notice = letter.notice
        lines.append(f"{say('made', id=notice.id, regime=notice.regime, recipient=letter.to)} {_stands(notice, words)}")
        lines += [f"  {url}" for url in notice.urls]
        lines += [f"  {say('channel', channel=notice.channel)}"] if notice.channel else []
        lines += [f"  {say('file', path=path)}" for path in letter.files]
        missing = (element for element in notice.elements if not element.present)
        lines += [f"  {say('missing')}  {words.fact(element.label) or element.id}" for element in missing]
    lines += [words.sentence(unasked(lock))] if any(letter.files for letter in letters) else []
    warned = dict.fromkeys(warning for letter in letters for warning in letter.notice.warnings)
    lines += [say("warning", text=warning) for warning in warned]
    for part, reason in refused:
        lines.append(f"{say('refused')}  {', '.join((*part.findings, *part.links, *part.urls))}: {reason.message}")
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
    return Answer("notice-batch/1", fields, tuple(lines), _next(words), 0 if whole else 3 if letters else 1)


def written(made: "Written", *, printed: bool, lock: "Lock | None" = None) -> Answer:
    """One letter. `printed` puts its text on the screen."""
    from leakguard.text.words import explaining

    notice, words = made.notice, explaining(made.reader)
    say = _saying(words)
    lines = [*made.advice.splitlines(), ""] if made.advice else []
    lines += [*notice.text.splitlines(), "", *notice.sheet.splitlines(), ""] if printed else []
    lines += [say("made", id=notice.id, regime=notice.regime, recipient=made.to)]
    lines += [say("channel", channel=notice.channel)] if notice.channel else []
    lines += [say("file", path=path) for path in made.files]
    lines += [words.sentence(unasked(lock))] if made.files else []
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


def every(notices: tuple[Notice, ...], words: "Words", zone: "tzinfo") -> Answer:
    """All letters, with their clocks in the person's time zone."""
    from leakguard.notices.telling import named

    say, fields = _saying(words), {"notices": [data(notice) for notice in notices]}
    if not notices:
        return Answer("notices/1", fields, (say("none_yet"),), _next(words))
    rows = tuple(
        (n.id, n.regime, _state(n, words), f"{n.due.astimezone(zone):%Y-%m-%d %H:%M}" if n.due else "-", named(n, words))
        for n in notices
    )
    headings = ("letter", "regime", "state", "due", "recipient")
    return Answer("notices/1", fields, (Table(tuple(say(f"column_{name}", zone=zone) for name in headings), rows),))


def received(notice: Notice, words: "Words", zone: "tzinfo") -> Answer:
    """A letter whose clock runs now."""
    from leakguard.notices.telling import named

    say = _saying(words)
    lines = [say("received", id=notice.id, recipient=named(notice, words))]
    if notice.deadline:
        lines.append(say("due", moment=words.moment(notice.deadline.astimezone(zone))))
    else:
        lines.append(say("no_clock"))
    if notice.follow_up and not notice.deadline:
        lines.append(say("ask_again", date=words.date(notice.follow_up.astimezone(zone).date())))
    return Answer("notice/1", data(notice), (" ".join(lines),), _next(words))


def answered(notice: Notice, words: "Words") -> Answer:
    """What the recipient said, and what can come after it."""
    say, stands = _saying(words), f"{notice.id}: {_state(notice, words)}."
    if notice.state is not NoticeState.REFUSED:
        return Answer("notice/1", data(notice), (stands,), _next(words))
    return Answer("notice/1", data(notice), (stands, say("go_on")), (f"next: {say('follow_up', id=notice.id)}",))


def _saying(words: "Words") -> "Callable[..., str]":
    return lambda key, **values: words.say(f"answer.{key}", **values)


def _stands(notice: Notice, words: "Words") -> str:
    return words.say("answer.complete" if notice.complete else "answer.draft")


def _state(notice: Notice, words: "Words") -> str:
    return words.find("states", notice.state if notice.complete else "draft")


def _next(words: "Words") -> tuple[str]:
    return (words.sentence(NEXT_STATUS),)


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
