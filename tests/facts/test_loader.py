"""The schema of the fact files: what is refused, what each fact carries, when it goes stale."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from leakguard.errors import Damaged
from leakguard.facts import loader
from leakguard.facts.review import is_stale
from leakguard.facts.rows import Certainty, Confidence, Keeps, Statement

FILE = """
seen: 2026-11-30
keeps: statute
sources:
  good: {url: 'https://law.example.org/', kind: text, age: '2026', as_seen: 2026-11-30, tier: statute}
  poor: {url: null, found_as: a list, kind: list, age: '2020', as_seen: 2026-11-30, tier: weak}
facts:
- {text: One., confidence: verified, src: [poor, good], ref: s.1}
- {text: Two., confidence: verified, src: [poor], keeps: contact}
- {text: Three., confidence: recalled, keeps: phone, seen: 2026-01-31}
"""


def read(tmp_path: Path, text: str) -> tuple[Statement, ...]:
    path = tmp_path / "facts.yaml"
    path.write_text(text, "utf-8")
    return loader.read(path, tuple[Statement, ...])


def test_certainty_is_confidence_times_the_tier_of_the_best_source(tmp_path: Path) -> None:
    assert [fact.certainty for fact in read(tmp_path, FILE)] == [Certainty.STATUTE, Certainty.WEAK, Certainty.RECALLED]


def test_what_is_below_official_says_to_check_it(tmp_path: Path) -> None:
    assert [fact.remark for fact in read(tmp_path, FILE)] == ["", "open or check before use", "open or check before use"]
    assert [certainty for certainty in Certainty if not certainty.check_first] == [Certainty.STATUTE, Certainty.OFFICIAL]


def test_a_fact_keeps_its_sources_and_the_day_it_was_seen(tmp_path: Path) -> None:
    first, _, third = read(tmp_path, FILE)
    assert [source.url for source in first.src] == [None, "https://law.example.org/"]
    assert (first.seen, third.seen) == (date(2026, 11, 30), date(2026, 1, 31))


def test_review_comes_after_twelve_six_or_three_months(tmp_path: Path) -> None:
    reviews = [fact.review for fact in read(tmp_path, FILE)]
    assert reviews == [date(2027, 11, 28), date(2027, 5, 28), date(2026, 4, 28)]
    assert {Keeps.STATUTE: 12, Keeps.CHANGING: 6, Keeps.CONTACT: 6, Keeps.PHONE: 3} == loader.REVIEW_MONTHS


def test_a_fact_is_stale_from_the_day_after_its_review(tmp_path: Path) -> None:
    fact = read(tmp_path, FILE)[0]
    assert not is_stale(fact, fact.review)
    assert is_stale(fact, fact.review + timedelta(days=1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ref: s.1", "paragraph: s.1"),
        ("src: [poor]", "src: [unknown]"),
        ("confidence: recalled", "confidence: certain"),
        ("confidence: recalled", "confidence: verified"),
        ("confidence: verified, src: [poor], keeps", "confidence: recalled, src: [poor], keeps"),
        ("tier: weak", "tier: rumour"),
        ("as_seen: 2026-11-30, tier: weak", "tier: weak"),
        ("text: One.", "text: 1"),
        ("keeps: contact", "keeps: forever"),
        ("keeps: statute", "kept: statute"),
        ("facts:", "facts: ["),
        (FILE, ""),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(Damaged, match=r"facts\.yaml"):
        read(tmp_path, FILE.replace(old, new, 1))


def test_every_fact_has_a_source_or_says_that_it_has_none() -> None:
    facts = list(loader.every_fact())
    assert len({where for where, _ in facts}) == len(facts) > 800
    for where, fact in facts:
        assert bool(fact.src) == (fact.confidence is Confidence.VERIFIED), where
        assert all(source.url or source.found_as for source in fact.src), where
        assert fact.seen < fact.review, where


def test_importing_reads_no_file() -> None:
    """The start of the program must not pay for facts that nobody asked for."""
    code = "import leakguard.notices.letter as _; from leakguard.facts import loader as l; print(l.regimes.cache_info().currsize)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "0"
