"""Comparing in several processes: the same answers as in one, no process for a few pictures, none left behind, and no picture
unanswered when one dies."""

from collections.abc import Iterator
from contextlib import closing
from functools import cache

import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.model.media import Match, Original, Verdict
from leakguard.services.matchers import ALONE, Matchers
from leakguard.services.parallel import in_order
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.packed import pack
from leakguard.signals.sketch import sketch
from tests.matching.conftest import enrol

PICTURES = [madeup.scene(seed, 320, 240) for seed in range(3)]
FLAT = np.full((64, 64, 3), 200, np.uint8)
CANDIDATES = [PICTURES[0], FLAT, np.ascontiguousarray(PICTURES[1][40:200, 60:260])]


@cache
def enrolled() -> tuple[list[Original], dict[str, bytes]]:
    originals = [enrol(f"o-{number}", rgb) for number, rgb in enumerate(PICTURES)]
    return originals, {original.id: pack(sketch(rgb)) for original, rgb in zip(originals, PICTURES, strict=True)}


@pytest.fixture
def matchers() -> Iterator[Matchers]:
    with Matchers(*enrolled(), 2) as made:
        yield made


def compared(matchers: Matchers, count: int) -> list[Match]:
    def one(number: int) -> Match:
        rgb = CANDIDATES[number % len(CANDIDATES)]
        return matchers.match(fingerprint(rgb, candidate=True), rgb, rgb.shape[1], rgb.shape[0])

    with closing(in_order(one, range(count), 3, 6)) as found:
        return list(found)


def test_a_process_answers_as_this_one_does(matchers):
    found = compared(matchers, ALONE + 8)
    assert [process.alive for process in matchers.processes] == [True]
    assert [match.original for match in found[:3]] == ["o-0", None, "o-1"]
    for number, match in enumerate(found):
        assert match.like(found[number % 3])
        assert match.why == found[number % 3].why


def test_a_few_pictures_start_no_process(matchers):
    compared(matchers, ALONE)
    assert matchers.processes == ()


def test_where_a_process_dies_the_picture_is_compared_here(matchers):
    compared(matchers, ALONE + 8)
    matchers.processes[0]._process.kill()
    assert [match.verdict for match in compared(matchers, 6)] == 2 * [Verdict.EXACT, Verdict.NONE, Verdict.ALTERED]


def test_processes_end_with_the_run():
    with Matchers(*enrolled(), 2) as matchers:
        compared(matchers, ALONE + 8)
        (process,) = matchers.processes
        assert process.alive
    assert not process.alive


def test_so_many_originals_that_a_second_set_of_them_would_take_too_much_memory_are_compared_here():
    many: list[Original] = [enrol(f"o-{number}", None) for number in range(2000)]
    with Matchers(many, {}, 64) as matchers:
        assert matchers.most == 0
