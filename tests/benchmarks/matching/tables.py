"""The measurements as plain tables."""

from collections.abc import Iterator, Mapping, Sequence

from leakguard.matching.thresholds import TABLE
from tests.benchmarks.matching.accuracy import OURS, Key, Score
from tests.benchmarks.matching.candidates import NEGATIVE
from tests.benchmarks.matching.costs import Costs, Spread
from tests.benchmarks.matching.same_scene import Pairs
from tests.benchmarks.matching.several import Several


def accuracy(scores: Sequence[Score]) -> Iterator[str]:
    """Recall by tier and family for every method, then what was wrongly named."""
    ours = scores[0]
    tiers = sorted(
        {tier for tier, _ in ours.asked} - {NEGATIVE, f"shared {NEGATIVE}"},
        key=lambda tier: ("shared" in tier, tier == "extreme", tier),
    )
    yield _line(["found, %", "n", *(score.name.split(" (")[0].removeprefix("imagehash ") for score in scores), "possible"])
    for tier in tiers:
        shares = [_percent(_of_tier(score.found, tier), _of_tier(score.asked, tier)) for score in scores]
        asked = _of_tier(ours.asked, tier)
        yield _line([tier, asked, *shares, _percent(_of_tier(ours.possible, tier), asked)])
        for key in sorted(key for key in ours.asked if key[0] == tier):
            shares = [_percent(score.found[key], score.asked[key]) for score in scores]
            yield _line([f"  {key[1]}", ours.asked[key], *shares, _percent(ours.possible[key], ours.asked[key])])
    yield ""
    yield _line(["method", "originals", "false", "negative pairs", "other pairs", "median ms", "p95 ms"])
    for score in scores:
        spread = Spread.of(score.milliseconds)
        yield _line(
            [
                score.name,
                score.originals,
                len(score.false),
                f"{score.unrelated:,}",
                f"{score.crossed:,}",
                f"{spread.median:.0f}",
                f"{spread.p95:.0f}",
            ]
        )
    yield ""
    for score in scores[1:]:
        best = ", ".join(
            f"{tier} {100 * share:.1f} %" for tier in tiers if (share := score.recall_without_false_positives(tier)) is not None
        )
        yield f"{score.name}: at the best threshold without a false positive here (< {score.nearest_other} bits): {best}"
    yield ""
    yield from _regions(ours)
    yield f"{OURS} missed most: " + (", ".join(f"{name} {count}" for name, count in ours.missed.most_common(24)) or "nothing")
    yield from (f"{OURS} FALSE POSITIVE: {shown} called {named}" for shown, named in ours.false[:20])


def costs(measured: Costs) -> Iterator[str]:
    yield _line(["ms (median / p95), one core", "shows", "decode", "signals", "match", "total"])
    for speed in measured.speeds:
        parts = (speed.decode, speed.signals, speed.comparing, speed.total)
        yield _line([f"against {speed.originals} originals", speed.shows, *(_spread(part) for part in parts)])
    for size, spread in measured.first_pass.items():
        yield f"signals and first pass of a stranger against {size} originals: {_spread(spread)} ms"
    for size, spread in measured.to_pdq_12_megapixels.items():
        yield f"12 megapixel JPEG candidate of {size} MB to PDQ: {_spread(spread)} ms"
    yield f"kept per original: {measured.bytes_per_original:,.0f} bytes on average, {measured.largest_original:,} at most"
    if measured.peak_mib is not None and measured.resident_mib is not None:
        grew = f"matchers up to {measured.originals} originals added {measured.resident_mib:.0f} MiB"
        yield f"memory: {grew}; peak of this process so far {measured.peak_mib:.0f} MiB"


def pairs(what: str, answers: Sequence[Pairs]) -> Iterator[str]:
    yield _line([what, "pairs", "copy, %", "same_scene", "possible"])
    for each in answers:
        yield _line([each.clip, each.pairs, f"{100 * each.copies / max(1, each.pairs):.1f}", each.same_scene, each.possible])


def several(answer: Several) -> Iterator[str]:
    counted = f"{answer.named} of {answer.shown} named, {answer.wrong} wrongly"
    yield f"{answer.candidates} collages of four originals each: {counted}"


def thresholds() -> Iterator[str]:
    yield "thresholds"
    yield from (f"  {name} = {each.value} {each.unit}: {each.source}" for name, each in TABLE.items())


def _regions(score: Score) -> Iterator[str]:
    ordered = sorted(score.regions)
    if ordered:
        good = 100 * sum(value >= 0.9 for value in ordered) / len(ordered)
        middle, low = ordered[len(ordered) // 2], ordered[len(ordered) // 20]
        yield f"region IoU: median {middle:.3f}, 5th percentile {low:.3f}, >= .9 in {good:.1f} % of {len(ordered)}"


def _of_tier(counts: Mapping[Key, int], tier: str) -> int:
    return sum(count for key, count in counts.items() if key[0] == tier)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _spread(spread: Spread) -> str:
    return f"{spread.median:.1f} / {spread.p95:.1f}"


def _line(cells: Sequence[object]) -> str:
    first, *rest = map(str, cells)
    return f"{first:32}" + "".join(f"{cell:>24}" if len(cell) > 14 else f"{cell:>16}" for cell in rest)
