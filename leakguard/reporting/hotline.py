"""The sheet for a hotline or the police in a link-only case: addresses, accounts, dates, and whom to call.

Addresses are exact here, because a hotline must be able to use them; they are text and not links. Nothing on the sheet comes
from a picture, and nothing describes one.
"""

from collections.abc import Iterator

from leakguard.model.case import Adults
from leakguard.reporting import as_pdf, english
from leakguard.reporting.content import Address, Block, Document, Fields, Note, Paragraph, Section, Table, Value
from leakguard.reporting.data import ContactRow, HotlineData, LinkRow
from leakguard.reporting.document import Sheet
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean


def compose(data: HotlineData) -> Document:
    """The sheet as a document that any renderer can draw."""
    clock = Clock(data.time_zone)
    rules = english.HOTLINE_RULES_ADULT if data.adults is Adults.YES else english.HOTLINE_RULES
    blanks = Paragraph(f"Reported to {'_' * 24}   on {'_' * 12}   reference number {'_' * 18}")
    sections = [Section("addresses", "Addresses", (*_links(data, clock), blanks))]
    if data.contacts:
        sections.append(Section("contacts", "Whom to call or write to", (_contacts(data),)))
    return Document(
        title=english.HOTLINE_TITLE,
        head=f"Case: {clean(data.case_name, limit=60)}",
        foot=f"Made {clock.moment(data.generated)}",
        made=data.generated,
        language=english.LANGUAGE,
        country=data.country,
        contents=False,
        usable=True,
        cover=(Paragraph(english.ADULTS[data.adults]), Note("Please note", rules)),
        sections=tuple(sections),
    )


def render(data: HotlineData) -> Sheet:
    """The sheet as PDF: the same bytes for the same data."""
    return as_pdf.render(compose(data))


def _links(data: HotlineData, clock: Clock) -> Iterator[Block]:
    if not data.links:
        yield Paragraph("No address has been written down yet.")
    for number, link in enumerate(data.links, 1):
        yield Fields(tuple(_link(number, link, clock)))


def _link(number: int, row: LinkRow, clock: Clock) -> Iterator[tuple[str, Value]]:
    yield f"{number}. Address", Address(row.address)
    for label, value in (
        ("Account", row.account),
        ("Seen", row.seen),
        ("Written down", clock.moment(row.added)),
        ("Note", row.note),
    ):
        if value:
            yield label, value


def _contacts(data: HotlineData) -> Table:
    return Table("Whom to call or write to", ("Who", "What for", "How"), tuple(map(_contact, data.contacts)), (2.6, 4.9, 3.5))


def _contact(row: ContactRow) -> tuple[Value, ...]:
    first, *others = (*row.reach, "")
    how = (", ".join(filter(None, (first, row.hours))), *filter(None, others))
    return row.name, "; ".join(filter(None, (row.what, row.caution))), how
