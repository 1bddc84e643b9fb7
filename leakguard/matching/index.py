"""Which originals may be in a candidate: each local feature of it votes for like ones of the originals, and votes count together
only where they agree on how the original would have been turned, resized and placed.

Inverted lists by word with Hamming embedding and weak geometric consistency (Jegou, Douze and Schmid, ECCV 2008), then the place
that a single pair of features tells (Lowe, IJCV 2004, 7.3). In numpy: FAISS would be twelve times as fast for exhaustive search,
but a candidate needs only some millions of comparisons, and its wheel weighs as much as everything else together.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from leakguard.matching.query import Guise, Query
from leakguard.signals import vocabulary
from leakguard.signals.scale_space import Floats
from leakguard.signals.sketch import Trace

T = TypeVar("T", bound=np.generic)

_REACH = 38
"""Bits of 128 in which the signatures of like features differ at the most: of unlike ones 1 in 130 comes as near."""

_EACH = 30
"""Like features that one of the candidate's may have: with more, it says nothing."""

_MOST_WORDS = 4
"""Words that a feature is looked up under at the most: with few originals there would be time for 64, and with 4 as many copies
are found and more of the small ones, because unlike features vote less."""

_AT_ONCE = 100_000
"""Pairs of features that are compared in one go."""

_SOFT = 24.0
"""Bits at which a vote counts 1/e (Jegou and others weigh by a Gaussian of a quarter of the bits)."""

_TURNS, _SIZES = 12, 24
"""Bins of the first vote: 30 degrees, and two thirds of a doubling of the size (in pixels per longer side of the original)."""

_TOGETHER = 250
"""Votes per original that are compared with each other."""


_AXES: tuple[Callable[[Trace], Floats], ...] = (
    lambda trace: trace.x,
    lambda trace: trace.y,
    lambda trace: trace.size,
    lambda trace: trace.angle,
)


class Placement(NamedTuple):
    """An original that may be there. `scale` is in pixels of the candidate per longer side of the original, `turn` in radians,
    and
    (`x`, `y`), in pixels, where the middle of the original would be. `votes` says how much speaks for it."""

    original: int
    guise: Guise
    votes: float
    scale: float
    turn: float
    x: float
    y: float


class _Hits(NamedTuple):
    """Pairs of a feature of the candidate and one of an original, with the weight of each pair's vote."""

    asked: NDArray[np.intp]
    known: NDArray[np.intp]
    weight: NDArray[np.float32]


class Index:
    """The features of all originals; each comes with its width and height in units of the longer side."""

    def __init__(self, originals: Sequence[tuple[float, float, Trace]]) -> None:
        traces = [trace for _, _, trace in originals]
        self._count = len(originals)
        self._middles = np.array([(width / 2, height / 2) for width, height, _ in originals], np.float32).reshape(-1, 2)
        words = _joined([trace.words for trace in traces], np.uint16)
        order = np.argsort(words, kind="stable")
        self._starts = np.searchsorted(words[order], np.arange(vocabulary.COUNT + 1))
        sizes = np.diff(self._starts)
        self._usual = max(1.0, float(np.square(sizes).sum() / max(1, sizes.sum())))
        """Features under the word of a feature: more than the mean, because many have the frequent words."""
        self._owner = np.repeat(np.arange(self._count, dtype=np.int32), [len(trace.words) for trace in traces])[order]
        self._x, self._y, self._size, self._angle = (
            _joined([axis(trace) for trace in traces], np.float32)[order] for axis in _AXES
        )
        signatures = _joined([trace.signatures for trace in traces], np.uint64).reshape(-1, 2)[order]
        self._halves, self._other_halves = (np.ascontiguousarray(half) for half in signatures.T)

    def vote(self, queries: Sequence[Query], most: int, work: int) -> list[Placement]:
        """The `most` likeliest placements, likeliest first, for about `work` comparisons of two features.

        With few originals that is nearly all pairs; with many, each feature meets only those of the words nearest to it.
        """
        found = [placement for query in queries for placement in self._placements(query, most, work // len(queries))]
        return sorted(found, key=lambda placement: -placement.votes)[:most]

    def _hits(self, query: Query, work: int) -> _Hits:
        """The likest features of originals for each of the query's, without a loop over the words."""
        count = len(query.x)
        each = int(np.clip(work / (count * self._usual), 1, _MOST_WORDS))
        words, signatures = vocabulary.words(query.descriptions, each), vocabulary.signatures(query.descriptions)
        first, sizes = self._starts[:-1][words], np.diff(self._starts)[words]
        # So many at a time that what is compared stays in the processor's cache.
        step = max(1, _AT_ONCE * count // max(1, int(sizes.sum())))
        found = [
            self._near(first[start : start + step], sizes[start : start + step], signatures, start)
            for start in range(0, count, step)
        ]
        asked, place, bits = (np.concatenate(column) for column in zip(*found, strict=True))
        # Of each feature the nearest `_EACH`, by a histogram of its distances.
        histogram = np.bincount(asked * (_REACH + 1) + bits, minlength=count * (_REACH + 1))
        limit = np.maximum((histogram.reshape(count, _REACH + 1).cumsum(1) <= _EACH).sum(1), 1)
        kept = np.flatnonzero(bits < limit[asked])
        asked, place = asked[kept], place[kept]
        # What repeats itself, on either side, says little of a place (Jegou and others, On the Burstiness of Visual Elements,
        # CVPR 2009): a photographed screen has hundreds of like dots.
        bursts = np.bincount(asked, minlength=count)[asked] * np.bincount(place, minlength=len(self._owner))[place]
        weight = np.exp(-np.square(bits[kept] / _SOFT)) / np.sqrt(bursts)
        return _Hits(asked, place, weight.astype(np.float32))

    def _near(
        self, first: NDArray[np.intp], sizes: NDArray[np.intp], signatures: vocabulary.Signatures, start: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint8]]:
        """Features of the query from number `start` on, those of originals within reach in the lists given, and their bits."""
        each, per_feature = sizes.shape[1], sizes.sum(1)
        first, sizes = first.ravel(), sizes.ravel()
        lists = zip(first.tolist(), (first + sizes).tolist(), strict=True)
        halves = np.concatenate([self._halves[low:high] for low, high in lists])
        halves ^= np.repeat(signatures[start : start + len(per_feature), 0], per_feature)
        bits = np.bitwise_count(halves)
        # Half of the signature turns most away.
        near = np.flatnonzero(bits <= _REACH // 2 + 1)
        ends = np.cumsum(sizes)
        within = np.searchsorted(ends, near, side="right")
        asked, place = start + within // each, near + (first + sizes - ends)[within]
        bits = bits[near] + np.bitwise_count(self._other_halves[place] ^ signatures[asked, 1])
        kept = np.flatnonzero(bits <= _REACH)
        return asked[kept], place[kept], bits[kept]

    def _placements(self, query: Query, most: int, work: int) -> Iterator[Placement]:
        if not len(query.x) or not len(self._owner):
            return
        hits = self._hits(query, work)
        owner = self._owner[hits.known]
        turn = (query.angle[hits.asked] - self._angle[hits.known]) % np.float32(2 * np.pi)
        growth = np.log2(query.size[hits.asked] / self._size[hits.known])
        turn_bin, size_bin = turn * (_TURNS / (2 * np.pi)), np.clip(growth * 1.5, 0, _SIZES - 2)
        votes = np.zeros(self._count * _TURNS * _SIZES)
        for turn_next in (0, 1):
            for size_next in (0, 1):
                bins = (turn_bin.astype(np.int64) + turn_next) % _TURNS * _SIZES + size_bin.astype(np.int64) + size_next
                votes += np.bincount(owner * np.int64(_TURNS * _SIZES) + bins, hits.weight, len(votes))
        table = votes.reshape(self._count, -1)
        strongest = table.max(1)
        order = np.argsort(owner, kind="stable")
        starts = np.searchsorted(owner[order], np.arange(self._count + 1))
        for number in np.argsort(-strongest, kind="stable")[: 4 * most]:
            if strongest[number] <= 0:
                return
            turn_peak, size_peak = divmod(int(table[number].argmax()), _SIZES)
            own = order[starts[number] : starts[number + 1]]
            off = np.abs((turn_bin[own] - turn_peak + _TURNS / 2) % _TURNS - _TURNS / 2)
            own = own[(off <= 1.5) & (np.abs(size_bin[own] - size_peak) <= 1.5)]
            own = own[np.argsort(-hits.weight[own], kind="stable")[:_TOGETHER]]
            yield self._together(query, int(number), hits, own, turn[own], growth[own])

    def _together(
        self,
        query: Query,
        number: int,
        hits: _Hits,
        own: NDArray[np.intp],
        turn: NDArray[np.float32],
        growth: NDArray[np.float32],
    ) -> Placement:
        """The placement on which most of these hits agree, each of which tells a whole one."""
        scale, (asked, known) = np.exp2(growth), (hits.asked[own], hits.known[own])
        across = (self._middles[number, 0] - self._x[known]) * scale
        down = (self._middles[number, 1] - self._y[known]) * scale
        x = query.x[asked] + np.cos(turn) * across - np.sin(turn) * down
        y = query.y[asked] + np.sin(turn) * across + np.cos(turn) * down
        agree = np.hypot(x[:, None] - x, y[:, None] - y) < 0.12 * np.sqrt(scale[:, None] * scale)
        agree &= np.abs(growth[:, None] - growth) < 0.5
        agree &= np.abs((turn[:, None] - turn + np.pi) % (2 * np.pi) - np.pi) < 0.4
        weight = hits.weight[own]
        support = agree @ weight
        best = int(support.argmax())
        members = agree[best]
        share = weight[members] / weight[members].sum()
        middle_turn = np.angle((share * np.exp(1j * turn[members])).sum())
        return Placement(
            number,
            query.guise,
            float(support[best]),
            float(np.exp2((share * growth[members]).sum())),
            float(middle_turn),
            float((share * x[members]).sum()),
            float((share * y[members]).sum()),
        )


def _joined(parts: Sequence[NDArray[T]], dtype: type[T]) -> NDArray[T]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
