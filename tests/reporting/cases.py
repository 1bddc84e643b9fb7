"""Made-up cases of any size, and what the tests read back from a PDF."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from leakguard.model.check import NotChecked, Review
from leakguard.model.evidence import PageKind
from leakguard.model.media import Media, Verdict
from leakguard.reporting import incident
from leakguard.reporting.data import (
    CheckRow,
    ExhibitRow,
    FindingRow,
    Happened,
    LinkRow,
    NoticeRow,
    OriginalRow,
    PartRow,
    ReportData,
    TimelineRow,
)

NOW = datetime(2026, 3, 4, 13, 5, 33, tzinfo=UTC)
_VERDICTS = (Verdict.EXACT, Verdict.COPY, Verdict.ALTERED, Verdict.POSSIBLE)
_REVIEWS = (Review.CONFIRMED, Review.CONFIRMED, Review.UNREVIEWED, Review.DISMISSED)


@cache
def thumbnail(seed: int) -> bytes:
    """A wholly blurred made-up picture with an outlined region, as PNG."""
    blocks = np.random.default_rng(seed).integers(40, 220, (9, 12, 3), dtype=np.uint8)
    picture = Image.fromarray(blocks).resize((240, 180), Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(9))
    ImageDraw.Draw(picture).polygon([(30, 30), (200, 40), (190, 150), (40, 140)], outline="white")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def finding(number: int, **fields: Any) -> FindingRow:
    site = f"https://site{number % 11}.example.org/gallery/{number}/"
    row: dict[str, Any] = {
        "id": f"f-{number:08d}",
        "address": f"{site}image-{number:05d}.jpg?size=large",
        "page": site,
        "first_seen": NOW - timedelta(days=9, hours=number),
        "last_seen": NOW - timedelta(hours=number % 7),
        "verdict": _VERDICTS[number % 4],
        "why": f"The picture looks the same as the original o-7k2m9x4t: {number % 60} of 256 bits differ.",
        "original": "o-7k2m9x4t (first picture)",
        "pdq_distance": number % 60,
        "inliers": 41 + number if number % 2 else None,
        "part": (1.0, 0.98, 0.6, 0.35)[number % 4],
        "state": ("up", "gone", "", "back")[number % 4],
        "state_at": NOW - timedelta(hours=2) if number % 4 != 2 else None,
        "region": bool(number % 2),
        "mirrored": number % 5 == 0,
        "width": 1280,
        "height": 960,
        "review": _REVIEWS[number % 4],
        "review_why": "another person" if number % 4 == 3 else "",
        "sha256": f"{number:064x}",
        "exhibits": (number // 3 + 1,) if number % 3 == 0 else (),
        "thumbnail": thumbnail(number % 20) if number % 6 != 5 else None,
    }
    return FindingRow(**row | fields)


def exhibit(number: int, **fields: Any) -> ExhibitRow:
    address = f"https://site{number}.example.org/gallery/"
    started = NOW - timedelta(days=3)
    whole = number % 2 == 1
    row: dict[str, Any] = {
        "number": number,
        "id": f"c-{number:08d}",
        "address": address,
        "final_address": "" if whole else f"https://www.site{number}.example.org/",
        "status": 200,
        "kind": PageKind.PAGE,
        "started": started,
        "finished": started + timedelta(seconds=9),
        "complete": whole,
        "completeness": "" if whole else "One picture of the page did not arrive.",
        "missing": () if whole else (NotChecked(f"{address}a.jpg", "The server did not answer in 30 seconds."),),
        "withheld": 14,
        "parts": tuple(
            PartRow(name, f"{number * 99991:064x}", 12345) for name in ("capture.warc.gz", "tls-site.example.org.pem")
        ),
    }
    return ExhibitRow(**row | fields)


def notice(number: int, **fields: Any) -> NoticeRow:
    sent = number % 2 == 1
    row: dict[str, Any] = {
        "id": f"n-{number:08d}",
        "regime": "EU Digital Services Act, Article 16",
        "recipient": f"Site {number}",
        "addresses": (f"https://site{number}.example.org/gallery/{number}/image.jpg",),
        "written": NOW - timedelta(days=2),
        "sent": NOW - timedelta(days=1) if sent else None,
        "deadline": NOW + timedelta(days=1) if sent else None,
        "complete": sent,
        "missing": () if sent else ("signature",),
    }
    return NoticeRow(**row | fields)


def case(findings: int, /, **fields: Any) -> ReportData:
    """A case with so many findings and with everything that belongs to them."""
    gaps = (NotChecked("https://site3.example.org/private", "The server asked for a login."),)
    row: dict[str, Any] = {
        "case_name": "case-river-lamp",
        "created": NOW - timedelta(days=12),
        "role": "the person in the pictures",
        "generated": NOW,
        "time_zone": "Europe/Berlin",
        "country": "DE",
        "program": "leakguard 0.1.0",
        "consent": ("The person at the keyboard declared: these are pictures of me.",),
        "originals": (OriginalRow(id="o-7k2m9x4t", label="first picture", sha256="ab" * 32, media=Media.IMAGE),),
        "checks": (
            CheckRow(
                id="x-00000001",
                started=NOW - timedelta(days=1),
                finished=NOW,
                targets=("https://site3.example.org/gallery/", "exports/chat.zip"),
                items=120 + findings,
                found=findings,
                not_checked=gaps,
            ),
        ),
        "findings": tuple(finding(number) for number in range(findings)),
        "links": (LinkRow(id="l-ab12cd34", address="https://forum.example.org/t/99123", added=NOW, account="@user_1"),),
        "exhibits": tuple(exhibit(number) for number in range(1, findings // 3 + 1)),
        "notices": tuple(notice(number) for number in range(1, findings // 3 + 1)),
        "timeline": tuple(
            TimelineRow(
                NOW - timedelta(hours=5 * at), "A message came: “pay or I post more”.", "a messenger", tuple(Happened)[at % 5]
            )
            for at in range(2 * findings)
        ),
    }
    return ReportData(**row | fields)


def report(data: ReportData) -> bytes:
    return incident.render(data).pdf


@cache
def usual(findings: int) -> bytes:
    """The report of a case of that size, made once for all tests that only read it."""
    return report(case(findings))


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


@lru_cache(maxsize=8)
def pages(pdf: bytes) -> list[str]:
    """The text of each page; reading it takes longer than making it, so it is read once."""
    return [page.extract_text() for page in reader(pdf).pages]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def joined(pdf: bytes) -> str:
    """The text without spaces and line ends, to look for what may have been wrapped."""
    return "".join(text(pdf).split())


def fonts(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every font that any page or form names."""
    seen: set[int] = set()
    waiting = [page["/Resources"].get_object() for page in reader(pdf).pages]
    while waiting:
        resources = waiting.pop()
        for font in resources.get("/Font", {}).values():
            yield font.get_object()
        for thing in resources.get("/XObject", {}).values():
            form = thing.get_object()
            if "/Resources" in form and thing.idnum not in seen:
                seen.add(thing.idnum)
                waiting.append(form["/Resources"].get_object())
