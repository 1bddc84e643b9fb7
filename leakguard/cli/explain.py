"""What a finding means, in words: how much of the original it shows, how sure that is, and what would make it surer."""

from leakguard.model.check import Finding
from leakguard.model.media import Match, Original, Verdict

_SURE = {
    Verdict.EXACT: "It is certain.",
    Verdict.COPY: "It is as sure as comparing two pictures can be.",
    Verdict.ALTERED: "It is sure: so much never agreed by chance with any other picture when this was measured.",
    Verdict.POSSIBLE: "It is not sure. Only a person can tell.",
}
_ROUGH = 0.15
"""Part of an original below which a larger copy would say more."""

_PLAIN = 50
"""PDQ quality (ThreatExchange) below which a picture has little to compare."""


def explain(finding: Finding, original: Original | None) -> list[str]:
    """Lines in plain words."""
    match = finding.match
    return [
        *_shows(match),
        f"How sure: {_SURE.get(match.verdict, 'Not sure.')} {match.why}",
        *(f"Surer: {advice}" for advice in _surer(finding, original)),
    ]


def _shows(match: Match) -> list[str]:
    lines = []
    if match.part is not None:
        part = round(100 * match.part)
        lines.append(f"How much: {'all of your original' if part >= 98 else f'about {max(1, part)} % of your original'}.")
    if match.mirrored:
        lines.append("It is mirrored.")
    if match.same_scene:
        lines.append("It looks like another photograph of the same scene, not like a copy.")
    if match.also:
        others = ", ".join(f"{also.original} ({also.verdict.value})" for also in match.also)
        lines.append(f"Other originals of yours in it: {others}.")
    return lines


def _surer(finding: Finding, original: Original | None) -> list[str]:
    match = finding.match
    if match.verdict in (Verdict.EXACT, Verdict.COPY):
        return []
    advice = []
    if match.verdict is Verdict.POSSIBLE:
        advice.append("somebody who knows the picture looks at both, and confirms or dismisses it")
    if (match.part is not None and match.part < _ROUGH) or min(finding.width or 999, finding.height or 999) < 200:
        advice.append("check the same picture in a larger size, where the page offers one")
    if original and original.sketch is None and original.fingerprint is not None:
        advice.append("add the original's file again: this version reads more from it")
    if original and original.fingerprint and original.fingerprint.pdq_quality < _PLAIN:
        advice.append("add the original in a larger size, or another picture of the same series: this one has little to compare")
    return advice
