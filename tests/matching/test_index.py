"""Votes of local features: which originals they speak for, and where."""

import numpy as np
import pytest
from numpy.typing import NDArray

from leakguard.matching.index import Index, Placement
from leakguard.matching.query import UPRIGHT, Query
from leakguard.signals import vocabulary
from leakguard.signals.sketch import Trace

Points = NDArray[np.float32]
SIDE, TURN, MIDDLE = 400.0, 0.5, (300.0, 260.0)
"""Where the originals of these tests are in the candidate: pixels per longer side, radians, and the place of the middle."""


def described(seed: int, count: int) -> NDArray[np.float32]:
    drawn = np.abs(np.random.default_rng(seed).normal(size=(count, 128)).astype(np.float32))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def scattered(seed: int, count: int) -> Points:
    return np.random.default_rng(seed).uniform(0.05, 0.95, (count, 2)).astype(np.float32)


def original(places: Points, descriptions: NDArray[np.float32]) -> tuple[float, float, Trace]:
    count = len(places)
    size, angle = np.full(count, 0.02, np.float32), np.zeros(count, np.float32)
    words, signatures = vocabulary.words(descriptions)[:, 0], vocabulary.signatures(descriptions)
    return 1.0, 1.0, Trace(places[:, 0], places[:, 1], size, angle, words, signatures)


def seen(places: Points, descriptions: NDArray[np.float32]) -> Query:
    """The candidate that shows features of the originals at these places of theirs."""
    turned = (places - 0.5) @ np.array([(np.cos(TURN), np.sin(TURN)), (-np.sin(TURN), np.cos(TURN))], np.float32)
    x, y = (turned * SIDE + MIDDLE).astype(np.float32).T
    count = len(places)
    return Query(UPRIGHT, x, y, np.full(count, 0.02 * SIDE, np.float32), np.full(count, TURN, np.float32), descriptions)


def together(*queries: Query) -> Query:
    x, y, size, angle, descriptions = (np.concatenate(column) for column in zip(*(each[1:] for each in queries), strict=True))
    return Query(UPRIGHT, x, y, size, angle, descriptions)


def voted(originals: list[tuple[float, float, Trace]], query: Query, most: int = 3) -> list[Placement]:
    return Index(originals).vote([query], most, 10_000_000)


def test_a_placement_tells_size_turn_and_place() -> None:
    places, descriptions = scattered(1, 20), described(1, 20)
    (found,) = voted([original(places, descriptions)], seen(places, descriptions))
    assert (found.scale, found.turn, found.x, found.y) == pytest.approx((SIDE, TURN, *MIDDLE), rel=0.01)
    assert found.exact == pytest.approx(found.votes)


def test_features_that_stand_elsewhere_vote_but_do_not_fit() -> None:
    """Two things that are drawn alike have like features at nearly the same places: more votes, but no placement fits them."""
    places, other, descriptions, alike = scattered(1, 10), scattered(2, 60), described(1, 10), described(2, 60)
    moved = other + np.random.default_rng(3).uniform(-0.09, 0.09, other.shape).astype(np.float32)
    first, second = voted(
        [original(places, descriptions), original(other, alike)], together(seen(places, descriptions), seen(moved, alike))
    )
    assert (first.original, second.original) == (1, 0)
    assert first.votes > second.votes
    assert first.exact < second.exact == pytest.approx(second.votes)


def test_an_original_is_found_by_the_place_however_many_others_are_only_turned_and_sized_alike() -> None:
    places, descriptions = scattered(1, 40), described(1, 40)
    others, queries = [], [seen(places, descriptions)]
    for number in range(8):
        alike = described(100 + number, 120)
        others.append(original(scattered(200 + number, 120), alike))
        queries.append(seen(scattered(300 + number, 120), alike))
    found = voted([*others, original(places, descriptions)], together(*queries), most=1)
    assert [each.original for each in found] == [8]


def test_what_repeats_itself_says_less_than_what_is_seen_once() -> None:
    descriptions = described(1, 9)
    once, often = scattered(1, 8), scattered(2, 8)
    like = np.repeat(descriptions[8:], 8, axis=0)
    found = voted(
        [original(often, like), original(once, descriptions[:8])], together(seen(often, like), seen(once, descriptions[:8]))
    )
    assert found[0].original == 1


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_ask_finds_nothing(count: int) -> None:
    nothing = seen(scattered(1, 0), described(1, 0))
    assert voted([original(scattered(1, 5), described(1, 5))] * count, nothing) == []
