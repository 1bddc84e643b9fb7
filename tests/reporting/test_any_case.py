"""Whatever stands in any field, a report is made: nobody can stop a report by way of a title."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakguard.reporting import hotline
from leakguard.reporting.data import HotlineData, ReportData
from tests.reporting.cases import reader, report

hostile = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(
        [
            "x" * 10_000,
            "\u202e" * 300,
            "😀" * 400,
            "א" * 3000,
            "<b>" * 100,
            "https://" + "é" * 3000,
            "https://[::1",
            "\n" * 500,
            " " * 2000,
        ]
    ),
)
moments = st.datetimes(timezones=st.just(UTC))
counts = st.integers(0, 10**12)


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's declared type, with hostile text wherever there is text."""
    if kind is str:
        return hostile
    if kind is datetime:
        return moments
    if kind is bool:
        return st.booleans()
    if kind is int:
        return counts
    if kind is float:
        return st.floats(allow_nan=False)
    if kind is bytes:
        return st.binary(max_size=40)
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=2).map(tuple)
    if get_origin(kind) is UnionType:
        return st.one_of(*map(anything, get_args(kind)))
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return st.fixed_dictionaries({field.name: anything(hints[field.name]) for field in fields(kind)}).map(
        lambda given: kind(**given)
    )


@given(anything(ReportData))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_case_becomes_a_report(data: ReportData) -> None:
    assert reader(report(data)).pages


@given(anything(HotlineData))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_case_becomes_a_hotline_sheet(data: HotlineData) -> None:
    assert reader(hotline.render(data).pdf).pages
