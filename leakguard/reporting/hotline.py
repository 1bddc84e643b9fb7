"""The sheet for a hotline or the police in a link-only case: addresses, accounts, dates, and whom to call.

Addresses are exact here, because a hotline must be able to use them; they are text and not links. Nothing on the sheet comes
from a picture, and nothing describes one.
"""

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable, KeepTogether

from leakguard.model.case import Adults
from leakguard.reporting import english, fonts
from leakguard.reporting.blocks import EXACT, FIELD, TITLE, Heading, bullets, exact, field, note, opening, paragraph
from leakguard.reporting.data import ContactRow, HotlineData, LinkRow
from leakguard.reporting.document import Cover, Sheet, build
from leakguard.reporting.text import Text
from leakguard.reporting.times import Clock

_TITLE = "Addresses to report"
_WHOLE = replace(EXACT, size=10, leading=14, before=10, most_lines=2000)


def render(data: HotlineData) -> Sheet:
    """The sheet as PDF: the same bytes for the same data."""
    fonts.register()
    clock = Clock(data.time_zone)
    cover = Cover(
        title=_TITLE,
        head=f"Case: {data.case_name}",
        foot=f"Made {clock.moment(data.generated)}",
        made=data.generated,
        language=english.LANGUAGE,
        country=data.country,
    )
    return build(list(_story(data, clock)), cover)


def _story(data: HotlineData, clock: Clock) -> Iterator[Flowable]:
    yield paragraph(_TITLE, TITLE)
    yield paragraph(english.ADULTS[data.adults])
    yield note("Please note", english.HOTLINE_RULES_ADULT if data.adults is Adults.YES else english.HOTLINE_RULES)
    yield from opening(Heading("Addresses", "addresses"))
    if not data.links:
        yield paragraph("No address has been written down yet.")
    for number, link in enumerate(data.links, 1):
        yield KeepTogether(list(_link(number, link, clock)))
    if data.contacts:
        yield from opening(Heading("Whom to call or write to", "contacts"))
        for number, contact in enumerate(data.contacts, 1):
            yield KeepTogether(list(_contact(number, contact)))
    yield from opening(Heading("For the answer", "answer"))
    for label in ("Reported to", "On (date)", "Reference number"):
        yield field(label, "_" * 48)


def _link(number: int, row: LinkRow, clock: Clock) -> Iterator[Flowable]:
    yield Text(exact(row.address), _WHOLE, label=f"{number}. Address")
    for label, value in (
        ("Account", row.account),
        ("Seen", row.seen),
        ("Written down", clock.moment(row.added)),
        ("Note", row.note),
    ):
        if value:
            yield Text(value, FIELD, label=label)


def _contact(number: int, row: ContactRow) -> Iterator[Flowable]:
    yield Heading(row.name, f"contact-{number}", 2)
    yield from bullets(filter(None, (row.what, *row.reach, row.hours, row.caution)))
