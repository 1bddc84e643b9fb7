"""The map of spread: earliest first, a changed copy under the nearest copy seen before it, each file once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leakguard.model.check import Review
from leakguard.model.media import Verdict
from leakguard.reporting.content import Tree
from leakguard.reporting.data import FindingRow
from leakguard.reporting.sections.variants import variants
from leakguard.reporting.spread import DEEPEST, spread
from leakguard.reporting.times import Clock
from leakguard.reporting.written import plain
from tests.reporting.cases import NOW, case, finding, text, usual


def seen(day: int, verdict: Verdict = Verdict.COPY, **fields: Any) -> FindingRow:
    usual: dict[str, Any] = {
        "id": f"f-{day}",
        "original": "o-1",
        "mirrored": False,
        "part": 1.0,
        "pdq_distance": 4,
        "thumbnail": None,
    }
    return finding(day, verdict=verdict, first_seen=NOW + timedelta(days=day), **(usual | fields))


def test_the_earliest_copy_stands_first() -> None:
    (copies,) = spread([seen(3), seen(1), seen(2)]).values()
    assert [copy.finding.id for copy in copies] == ["f-1", "f-2", "f-3"]


def test_a_changed_copy_hangs_on_the_nearest_copy_that_was_seen_before() -> None:
    rows = [
        seen(1, part=1.0),
        seen(2, Verdict.ALTERED, part=0.6),
        seen(3, Verdict.ALTERED, part=0.55),
        seen(4, Verdict.ALTERED, part=0.99),
        seen(5, Verdict.ALTERED, part=0.6, mirrored=True),
    ]
    (copies,) = spread(rows).values()
    nearest = {copy.finding.id: copy.nearest and copy.nearest.id for copy in copies}
    assert nearest == {"f-1": None, "f-2": "f-1", "f-3": "f-2", "f-4": "f-1", "f-5": "f-2"}
    assert [copy.depth for copy in copies] == [0, 1, 2, 2, 1]


def test_nothing_hangs_on_a_later_or_an_only_possible_copy_or_on_another_original() -> None:
    rows = [seen(1, Verdict.ALTERED), seen(2, Verdict.POSSIBLE), seen(3, Verdict.ALTERED), seen(0, original="o-2")]
    trees = spread(rows)
    assert {copy.finding.id: copy.nearest for copy in trees["o-1"]}["f-1"] is None
    assert {copy.finding.id: copy.nearest and copy.nearest.id for copy in trees["o-1"]}["f-3"] == "f-1"
    assert len(trees["o-2"]) == 1


def test_the_same_file_at_several_places_is_one_copy() -> None:
    (copies,) = spread([seen(1, sha256="a" * 64), seen(2, sha256="a" * 64), seen(3)]).values()
    assert [len(copy.again) for copy in copies] == [1, 0]


@given(
    st.lists(
        st.builds(
            lambda day, verdict, part, mirrored, bits, file: seen(
                day, verdict, part=part, mirrored=mirrored, pdq_distance=bits, sha256=f"{file:064x}", id=f"f-{day}-{file}"
            ),
            st.integers(0, 50),
            st.sampled_from([Verdict.EXACT, Verdict.COPY, Verdict.ALTERED, Verdict.POSSIBLE]),
            st.none() | st.floats(0, 1),
            st.booleans(),
            st.none() | st.integers(0, 256),
            st.integers(0, 30),
        ),
        max_size=40,
    )
)
def test_every_finding_is_there_once_and_hangs_on_something_earlier(rows: list[FindingRow]) -> None:
    copies = [copy for tree in spread(rows).values() for copy in tree]
    told = [row for copy in copies for row in (copy.finding, *copy.again)]
    assert sorted(map(id, told)) == sorted(map(id, rows))
    for copy in copies:
        assert copy.depth <= DEEPEST
        assert copy.nearest is None or copy.nearest.first_seen <= copy.finding.first_seen


def test_a_thousand_changed_copies_one_after_the_other_are_no_trouble() -> None:
    (copies,) = spread(seen(day, Verdict.ALTERED, part=day / 1000) for day in range(1000)).values()
    assert len(copies) == 1000


def test_many_copies_that_differ_only_in_time_and_place_share_a_line_with_all_their_numbers() -> None:
    rows = [
        seen(0),
        *(seen(day) for day in (1, 2, 3, 5)),
        seen(4, Verdict.ALTERED, part=0.5, mirrored=True),
        seen(6, sha256="6" * 64),
        seen(7, sha256="6" * 64),
    ]
    rows = [replace(row, review=Review.CONFIRMED) for row in rows]
    (tree,) = (block for block in variants(case(0, findings=tuple(rows)), Clock("UTC")) if isinstance(block, Tree))
    first, changed, together, twice = (" ".join(map(plain, branch.texts)) for branch in tree.branches)
    assert first.startswith("Finding 1: copy, site0[.]example[.]org First seen here 4 Mar 2026")
    assert "nearest to finding 1; left and right swapped; shows about 50 % of the original." in changed
    assert together.startswith(
        "4 copies, 4 places First seen here 5 Mar 2026, 13:05 to 9 Mar 2026, 13:05 (UTC). Findings 2–5: site1"
    )
    assert twice.endswith("The same file again, 1 time: finding 8.")


def test_the_report_calls_it_an_observation() -> None:
    told = " ".join(text(usual(3)).split())
    assert "This is an observation. It does not show who took a picture from where" in told


def test_a_copy_without_a_digest_hangs_on_nothing_and_least_of_all_on_itself() -> None:
    (copies,) = spread([finding(0, sha256=""), finding(2, sha256="", original=finding(0).original)]).values()
    assert [(copy.depth, len(copy.again)) for copy in copies] == [(0, 1)]
