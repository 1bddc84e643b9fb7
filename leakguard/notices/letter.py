"""Writes one letter. Nothing is sent, nothing is signed unless the request says so, and nothing but words goes in."""

from dataclasses import dataclass, replace
from typing import Any

from leakguard.errors import UsageError
from leakguard.facts.law import Regime
from leakguard.model.notice import Element, NoticeClock
from leakguard.notices import elements, refusals, regimes, warnings
from leakguard.notices.recipients import Recipient, Route
from leakguard.notices.request import LetterRequest
from leakguard.notices.telling import called
from leakguard.notices.values import values
from leakguard.text import outline
from leakguard.text.isolates import bare
from leakguard.text.templates import Templates
from leakguard.text.words import ENGLISH, Words, explaining


@dataclass(frozen=True)
class Letter:
    """A finished text and what belongs to it.

    `lines` are the letter, marked for what they are, from which every format is made. `statements` are the sentences that a
    signature stands under: show them before asking for one. `sheet` tells the person how to send the letter, with the text for
    each field of a form. `routes` are the ways to the recipient, the first one first.
    """

    regime: str
    recipient: Recipient
    language: str
    subject: str
    lines: tuple[outline.Line, ...]
    sheet: str
    statements: tuple[str, ...]
    elements: tuple[Element, ...]
    clock: NoticeClock | None
    follow_up_days: int | None
    routes: tuple[Route, ...]
    warnings: tuple[str, ...]
    urls: tuple[str, ...]
    signed_by: str

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return outline.plain(self.lines)

    @property
    def complete(self) -> bool:
        """True only when no element is missing, the signature included. Anything else is a draft that says so."""
        return all(element.present for element in self.elements)

    @property
    def channel(self) -> str:
        """The address of the first way, empty where none is known."""
        return self.routes[0].address if self.routes else ""


def write(request: LetterRequest) -> Letter:
    """The letter for this request.

    Raises Refused with the reason (that there is no text for the regime yet may be one), LinkOnly in a link-only case, UsageError
    for an address that is none, NotFound for a regime or language that does not exist.
    """
    regime, told = regimes.get(request.regime), explaining(request.reader)
    refusals.check(regime, request, told)
    if not request.copies and regime.addresses == "needed":
        raise UsageError("A letter needs at least one address.", "Add --finding ID or --url URL.")
    templates, reader = Templates(request.language), Templates(told.language)
    data = outline.MARKS | values(regime, request) | {"doubts": warnings.unread(regime, told)}
    frame = f"notices/{request.recipient.type}.txt.j2"
    clauses, framed = (_blocks(templates, name, data) for name in (regimes.clauses(regime), frame))
    checklist = elements.checklist(regime, request, {name for name, lines in (framed | clauses).items() if lines})
    clauses["request"] += framed.get("also", [])
    data |= clauses | {"subject": " ".join(clauses["subject"])}
    data["missing"] = [_named(element, Words(request.language)) for element in checklist if not element.present]
    lines = outline.parse(templates.render(frame, data))
    data |= {"before": _told(reader, regimes.clauses(regime), "first", data), "recipient": bare(called(request.recipient, told))}
    data |= {"how": _told(reader, frame, "how", data), "unread": request.language != ENGLISH}
    data["other_language"] = told.find("written_in", request.language) if request.language != told.language else ""
    return Letter(
        regime=regime.id,
        recipient=request.recipient,
        language=request.language,
        subject=bare(data["subject"]),
        lines=lines,
        sheet=bare(outline.plain(outline.parse(reader.render("notices/how-to-send.txt.j2", data)))),
        statements=tuple(bare(sentence) for sentence in clauses["statements"]),
        elements=checklist,
        clock=_clock(regime),
        follow_up_days=regime.deadline.follow_up_days,
        routes=request.recipient.routes_for(regime),
        warnings=warnings.about(regime, request, told),
        urls=tuple(copy["url"] for copy in data["copies"]),
        signed_by=bare(data["signed_by"]),
    )


def explain(language: str) -> str:
    """What speaks for a request about privacy and what for a copyright notice: to be read before choosing."""
    return Templates(explaining(language).language).render("notices/privacy-or-copyright.txt.j2", {})


def _named(element: Element, words: Words) -> Element:
    return replace(element, label=words.fact(element.label))


def _blocks(templates: Templates, name: str, data: dict[str, Any]) -> dict[str, list[str]]:
    return {block: [line for line in text.splitlines() if line.strip()] for block, text in templates.blocks(name, data).items()}


def _told(reader: Templates, name: str, block: str, data: dict[str, Any]) -> list[str]:
    """What a text says to the person, with its gaps. A law has no text in the languages that none of its recipients reads."""
    return reader.blocks(name, data).get(block, "").splitlines() if reader.has(name) else []


def _clock(regime: Regime) -> NoticeClock | None:
    limit = regime.deadline
    if limit.value is None or limit.unit is None:
        return None
    return NoticeClock(value=limit.value, unit=limit.unit, runs_from=limit.runs_from)
