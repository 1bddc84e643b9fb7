"""The ground it all stands on: who acts with what consent, how it was done, what that can and cannot show, how to check it."""

from collections.abc import Iterator

from leakguard.reporting import english
from leakguard.reporting.content import Block, Bullets, Code, Fields, Heading, Paragraph, Ref, Table
from leakguard.reporting.data import ReportData
from leakguard.reporting.times import Clock


def people(data: ReportData, _: Clock) -> Iterator[Block]:
    rows = [("Who acts", english.ROLES.get(data.role, data.role))]
    if data.person:
        rows.append(("Name", data.person))
    yield Fields(tuple(rows))
    yield Heading("Declaration and consent", "consent")
    yield Bullets(data.consent) if data.consent else Paragraph("Nothing is recorded about consent.")
    yield Paragraph(english.SHOWN, quiet=True)


def method(_: ReportData, __: Clock) -> Iterator[Block]:
    yield Bullets(english.METHOD)
    yield Heading("How accurate this is", "accuracy")
    yield Bullets(english.ACCURACY)
    yield Heading("Limits", "limits")
    yield Bullets(english.LIMITS)
    yield Heading("How to read this report", "how-to-read")
    yield Bullets(english.HOW_TO_READ)


def verify(data: ReportData, __: Clock) -> Iterator[Block]:
    first, *commands, last = english.VERIFY
    yield Paragraph(first)
    yield Fields(tuple((system, Code(command)) for system, command in (line.split(": ", 1) for line in commands)))
    yield Paragraph(last)
    yield Heading("Seals of the exhibits", "seals")
    if not data.exhibits:
        yield Paragraph("There are no exhibits, so there is nothing to seal.")
        return
    yield Paragraph(english.SEALS)
    rows = tuple(
        (Ref(f"Exhibit {row.number}", f"exhibit-{row.number}"), tuple(seal.words for seal in row.seals) or "not sealed")
        for row in data.exhibits
    )
    yield Table("Seals of the exhibits", ("Exhibit", "Time stamp"), rows, (2, 8))


def glossary(_: ReportData, __: Clock) -> Iterator[Block]:
    yield Fields(english.GLOSSARY)
