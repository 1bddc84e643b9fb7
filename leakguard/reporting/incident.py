"""The incident report: one section after the other, chosen by who will read it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportlab.platypus import Flowable, PageBreak

from leakguard.errors import UsageError
from leakguard.reporting import english, fonts
from leakguard.reporting.blocks import BOLD, TITLE, ContentsLine, Heading, bullets, field, opening, paragraph
from leakguard.reporting.data import ReportData
from leakguard.reporting.document import Cover, Sheet, build
from leakguard.reporting.findings import checked, findings, links, originals
from leakguard.reporting.records import exhibits, notices, timeline
from leakguard.reporting.summary import about, ground, summary
from leakguard.reporting.times import Clock


@dataclass(frozen=True)
class Section:
    """A part of the report. `new_page` starts it on a page of its own."""

    key: str
    title: str
    body: Callable[[ReportData, Clock], Iterator[Flowable]]
    new_page: bool = False


def _method(_: ReportData, __: Clock) -> Iterator[Flowable]:
    yield from bullets(english.METHOD)
    yield Heading("Limits", "limits", 2)
    yield from bullets(english.LIMITS)


def _verify(_: ReportData, __: Clock) -> Iterator[Flowable]:
    first, *commands, last = english.VERIFY
    yield paragraph(first)
    yield from bullets(commands)
    yield paragraph(last)


def _glossary(_: ReportData, __: Clock) -> Iterator[Flowable]:
    yield from (field(word, meaning) for word, meaning in english.GLOSSARY)


_TITLE = "Incident report"
GENERAL = "general"
SECTIONS: dict[str, tuple[Section, ...]] = {
    GENERAL: (
        Section("summary", "Summary", summary, new_page=True),
        Section("checked", "What was checked, and what could not be", checked, new_page=True),
        Section("findings", "Findings", findings, new_page=True),
        Section("links", "Addresses written down by hand", links),
        Section("timeline", "Timeline", timeline, new_page=True),
        Section("notices", "Notices", notices),
        Section("exhibits", "Exhibits", exhibits, new_page=True),
        Section("originals", "Originals", originals),
        Section("ground", "Declaration and consent", ground),
        Section("method", "Method and limits", _method, new_page=True),
        Section("verify", "How to verify", _verify),
        Section("glossary", "Glossary", _glossary),
    )
}
"""What each audience reads, in this order."""


def render(data: ReportData, *, audience: str = GENERAL) -> Sheet:
    """The incident report as PDF: the same bytes for the same data. Raises UsageError for an audience without a report."""
    if audience not in SECTIONS:
        raise UsageError(f"There is no report for {audience!r} yet.", f"Choose one of: {', '.join(SECTIONS)}")
    fonts.register()
    clock = Clock(data.time_zone)
    sections = SECTIONS[audience]
    headings = [Heading(f"{number}. {section.title}", section.key) for number, section in enumerate(sections, 1)]
    story: list[Flowable] = [paragraph(_TITLE, TITLE), *about(data, clock), paragraph("Contents", BOLD)]
    story += map(ContentsLine, headings)
    for section, heading in zip(sections, headings, strict=True):
        if section.new_page:
            story.append(PageBreak())
        story += [*opening(heading), *section.body(data, clock)]
    cover = Cover(
        title=_TITLE,
        head=f"Case: {data.case_name}",
        foot=f"Made {clock.moment(data.generated)}",
        made=data.generated,
        language=english.LANGUAGE,
        country=data.country,
    )
    return build(story, cover)
