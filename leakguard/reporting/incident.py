"""The incident report: which parts each reader gets, and in which order. One source, four readers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from leakguard.errors import UsageError
from leakguard.reporting import as_pdf, english
from leakguard.reporting.content import Block, Document
from leakguard.reporting.content import Section as Part
from leakguard.reporting.data import ReportData
from leakguard.reporting.document import Sheet
from leakguard.reporting.sections import checked, events, exhibits, findings, ground, letters, summary, variants
from leakguard.reporting.selection import LAWYER, PLATFORM, POLICE, SELF, selected
from leakguard.reporting.times import Clock
from leakguard.text.clean import clean


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    title: str
    body: Callable[[ReportData, Clock], Iterator[Block]]


SECTIONS = {
    "overview": Section("Findings at a glance", findings.overview),
    "findings": Section("Findings one by one", findings.findings),
    "timeline": Section("Timeline", events.timeline),
    "spread": Section("How it spread, as seen here", variants.variants),
    "notices": Section("Notices", letters.notices),
    "links": Section("Addresses written down by hand", checked.links),
    "people": Section("People and consent", ground.people),
    "checked": Section("What was checked, and what could not be", checked.checked),
    "exhibits": Section("Exhibits", exhibits.exhibits),
    "originals": Section("Originals", checked.originals),
    "method": Section("Method, accuracy and limits", ground.method),
    "verify": Section("How to verify", ground.verify),
    "glossary": Section("Glossary", ground.glossary),
}
_END = ("method", "verify", "glossary")
READERS: dict[str, tuple[str, ...]] = {
    SELF: (
        *("overview", "timeline", "notices", "findings", "spread", "links"),
        *("checked", "exhibits", "originals", "people", *_END),
    ),
    POLICE: (
        *("people", "overview", "timeline", "findings", "spread", "links"),
        *("notices", "exhibits", "originals", "checked", *_END),
    ),
    LAWYER: (
        *("overview", "timeline", "notices", "findings", "spread", "links"),
        *("exhibits", "originals", "checked", "people", *_END),
    ),
    PLATFORM: ("overview", "findings", "notices", *_END),
}
"""What each reader gets after the summary, in this order."""


def compose(data: ReportData, audience: str = LAWYER) -> Document:
    """The report as a document that any renderer can draw. Raises UsageError for an audience without a report."""
    if audience not in READERS:
        raise UsageError(f"There is no report for {audience!r}.", f"Choose one of: {', '.join(READERS)}")
    data = selected(data, audience)
    clock = Clock(data.time_zone)
    asks = english.ASKS[audience] if data.standing else english.ASKS_WITHOUT_FINDINGS[audience]
    parts = {"summary": Section("Summary", partial(summary.summary, asks=asks))}
    parts |= {key: SECTIONS[key] for key in READERS[audience] if key not in _without_findings(data)}
    return Document(
        title=english.TITLE,
        label=english.TITLES[audience],
        head=f"Case: {clean(data.case_name, limit=60)}",
        foot=f"Made {clock.moment(data.generated)}",
        made=data.generated,
        language=english.LANGUAGE,
        country=data.country,
        cover=tuple(summary.cover(data, clock)),
        sections=tuple(
            Part(key, f"{number}. {part.title}", tuple(part.body(data, clock)), new_page=number <= 2)  # the summary stands alone
            for number, (key, part) in enumerate(parts.items(), 1)
        ),
    )


def _without_findings(data: ReportData) -> tuple[str, ...]:
    """What has nothing to say: the glance at the findings says already that there are none."""
    return (*(() if data.findings else ("findings",)), *(() if data.standing else ("spread",)))


def render(data: ReportData, *, audience: str = LAWYER) -> Sheet:
    """The report as PDF: the same bytes for the same data. Raises UsageError for an audience without a report."""
    return as_pdf.render(compose(data, audience))
