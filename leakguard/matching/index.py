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

from leakguard.matching.bins import Bins, Told
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

_CLOSER, _SPREAD = (0.12, 0.06, 0.03), 0.02
"""How far, in longer sides, hits may be off as a placement is fitted to them; and how far apart they must lie to tell a size."""

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
    and (`x`, `y`), in pixels, where the middle of the original would be. `votes` says how much speaks for it, `exact` how much
    of that fits to 3 % of the longer side."""

    original: int
    guise: Guise
    votes: float
    scale: float
    turn: float
    x: float
    y: float
    exact: float = 0.0


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
        # What repeats itself, on either side, says little of a place (Jegou and others, On the Burstiness of Visual Elements,
        # CVPR 2009): a photographed screen has hundreds of like dots.
        bursts = np.bincount(asked, minlength=count)[asked] * np.bincount(place, minlength=len(self._owner))[place]
        weight = np.exp(-np.square(bits / _SOFT)) / np.sqrt(bursts)
        return _Hits(asked, place, weight.astype(np.float32))

    def _near(
        self, first: NDArray[np.intp], sizes: NDArray[np.intp], signatures: vocabulary.Signatures, start: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint8]]:
        """Features of the query from number `start` on, for each the nearest of those in the lists given, and their bits."""
        per_feature, count = sizes.sum(1), len(sizes)
        first, sizes = first.ravel(), sizes.ravel()
        lists = [slice(low, high) for low, high in zip(first.tolist(), (first + sizes).tolist(), strict=True)]
        row, bits = np.repeat(np.arange(count), per_feature), np.zeros(int(sizes.sum()), np.uint8)
        for known, own in zip((self._halves, self._other_halves), signatures[start : start + count].T, strict=True):
            differing = np.concatenate([known[each] for each in lists])
            differing ^= own[row]
            bits += np.bitwise_count(differing)
        near = np.flatnonzero(bits <= _REACH)
        row, bits = row[near], bits[near]
        # Of each feature the nearest `_EACH`, by a histogram of its distances: of drawn pictures nearly all are near.
        histogram = np.bincount(row * (_REACH + 1) + bits, minlength=count * (_REACH + 1))
        limit = np.maximum((histogram.reshape(count, _REACH + 1).cumsum(1) <= _EACH).sum(1), 1)
        kept = np.flatnonzero(bits < limit[row])
        near, row, bits = near[kept], row[kept], bits[kept]
        ends = np.cumsum(sizes)
        return row + start, near + (first + sizes - ends)[np.searchsorted(ends, near, side="right")], bits

    def _placements(self, query: Query, most: int, work: int) -> Iterator[Placement]:
        if not len(query.x) or not len(self._owner):
            return
        hits = self._hits(query, work)
        told, owner = self._told(query, hits), self._owner[hits.known]
        bins = Bins(told, len(owner) / self._count)
        cells = bins.all() + owner.astype(np.int64) * bins.count
        votes = np.bincount(cells.ravel(), np.tile(hits.weight, len(cells)), self._count * bins.count).reshape(self._count, -1)
        strongest = votes.max(1)
        order = np.argsort(owner, kind="stable")
        starts = np.searchsorted(owner[order], np.arange(self._count + 1))
        for number in np.argsort(-strongest, kind="stable")[: 4 * most]:
            if strongest[number] <= 0:
                return
            own = bins.near(int(votes[number].argmax()), order[starts[number] : starts[number + 1]])
            own = own[np.argsort(-hits.weight[own], kind="stable")[:_TOGETHER]]
            yield self._together(query, int(number), hits, own, told)

    def _told(self, query: Query, hits: _Hits) -> Told:
        """What each hit by itself tells: how the original would be turned and resized, and where its middle would be."""
        asked, known = hits.asked, hits.known
        turn = (query.angle[asked] - self._angle[known]) % np.float32(2 * np.pi)
        growth = np.log2(query.size[asked] / self._size[known])
        scale, middle = np.exp2(growth), self._middles[self._owner[known]]
        across, down = (middle[:, 0] - self._x[known]) * scale, (middle[:, 1] - self._y[known]) * scale
        x = query.x[asked] + np.cos(turn) * across - np.sin(turn) * down
        y = query.y[asked] + np.sin(turn) * across + np.cos(turn) * down
        return Told(turn, growth, x, y)

    def _together(self, query: Query, number: int, hits: _Hits, own: NDArray[np.intp], told: Told) -> Placement:
        """The placement on which most of these hits agree, each of which tells a whole one."""
        turn, growth, x, y = (each[own] for each in told)
        scale, weight = np.exp2(growth), hits.weight[own]
        agree = np.hypot(x[:, None] - x, y[:, None] - y) < 0.12 * np.sqrt(scale[:, None] * scale)
        agree &= np.abs(growth[:, None] - growth) < 0.5
        agree &= np.abs((turn[:, None] - turn + np.pi) % (2 * np.pi) - np.pi) < 0.4
        support = agree @ weight
        best = int(support.argmax())
        members = agree[best]
        share = weight[members] / weight[members].sum()
        found = Placement(
            number,
            query.guise,
            float(support[best]),
            float(np.exp2((share * growth[members]).sum())),
            float(np.angle((share * np.exp(1j * turn[members])).sum())),
            float((share * x[members]).sum()),
            float((share * y[members]).sum()),
        )
        return found._replace(exact=self._exact(query, hits.asked[own], hits.known[own], weight, found))

    def _exact(
        self, query: Query, asked: NDArray[np.intp], known: NDArray[np.intp], weight: NDArray[np.float32], found: Placement
    ) -> float:
        """Votes of the hits that one similarity, fitted to them ever closer, takes to where they are seen."""
        own, seen = self._x[known] + 1j * self._y[known], query.x[asked] + 1j * query.y[asked]
        grow = found.scale * np.exp(1j * found.turn)
        move = complex(found.x, found.y) - grow * complex(*self._middles[found.original])
        fits = np.zeros(len(own), bool)
        for radius in _CLOSER:
            off = np.abs(grow * own + move - seen)
            fits = off < max(radius * abs(grow), 2)
            if not fits.any():
                break
            share = weight[fits] / weight[fits].sum()
            apart, shown = own[fits] - (share * own[fits]).sum(), seen[fits] - (share * seen[fits]).sum()
            spread = (share * np.abs(apart) ** 2).sum()
            if spread < _SPREAD**2:
                break
            grow = (share * np.conj(apart) * shown).sum() / spread
            move = (share * (seen[fits] - grow * own[fits])).sum()
        return float(weight[fits].sum())


def _joined(parts: Sequence[NDArray[T]], dtype: type[T]) -> NDArray[T]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)
