"""What the answers of a site mean for one copy: the picture's own address and the page around it, taken together."""

from dataclasses import dataclass, replace

from leakguard.evidence import presence
from leakguard.model.check import Finding
from leakguard.model.look import CopyState
from leakguard.model.media import Verdict
from leakguard.services.again import Again, Pictured, Shown
from leakguard.services.notify import EMBEDDED

_SURE = (Verdict.EXACT, Verdict.COPY, Verdict.ALTERED)


@dataclass(frozen=True)
class Copy:
    """One copy to look at: a finding, or without one an address that only a letter names."""

    finding: Finding | None
    url: str

    @property
    def id(self) -> str:
        return self.finding.id if self.finding else self.url

    @property
    def places(self) -> tuple[str, ...]:
        """Where to look, in this order: at the picture's own address, and at the page around it."""
        if self.finding is None:
            return (self.url,)
        own = self.finding.locator
        places = (self.finding.page if own.partition(EMBEDDED)[1] else own, self.finding.page)
        return tuple(dict.fromkeys(place for place in places if place))


@dataclass(frozen=True)
class Seen:
    """What the places of one copy showed together; `shown` is the answer that decided."""

    state: CopyState
    why: str
    shown: Shown
    picture: Pictured | None = None


def look(copy: Copy, again: Again) -> Seen:
    found: list[Seen] = []
    for place in copy.places:
        seen = _judged(copy, place, again.look(place))
        if seen.state is CopyState.UP:
            return seen
        found.append(seen)
    state = presence.together(seen.state for seen in found)
    decides = next(seen for seen in found if seen.state is state)
    if state is CopyState.GONE:
        return replace(decides, why=" ".join(dict.fromkeys(seen.why for seen in found)))
    return decides


def _judged(copy: Copy, place: str, shown: Shown) -> Seen:
    """What one answer means for this copy."""
    if shown.state is not None:
        return Seen(shown.state, shown.why, shown)
    for picture in shown.pictures:
        if why := _same(copy.finding, picture):
            moved = "" if shown.itself or picture.locator == copy.url else " It is at another address now."
            return Seen(CopyState.UP, why + moved, shown, picture)
    if copy.finding is None:
        return Seen(CopyState.UP, "The address still answers. Whether the picture is on it, nobody can say from here.", shown)
    if shown.itself:
        return _other_picture(shown)
    if place == copy.finding.locator:
        return Seen(CopyState.CHANGED, "A page is there now, in place of the picture.", shown)
    if shown.missed and len(copy.places) == 1:
        return Seen(CopyState.UNREACHABLE, "Not all pictures of the page could be looked at.", shown)
    return Seen(CopyState.GONE, "The page does not show it any more.", shown)


def _other_picture(shown: Shown) -> Seen:
    (picture,) = shown.pictures
    if shown.status in (404, 410):
        return Seen(CopyState.GONE, f"The site says that it is gone ({shown.status}).", shown)
    if picture.match.verdict is Verdict.UNREADABLE:
        return Seen(CopyState.UNREACHABLE, f"What came cannot be compared. {picture.match.why}", shown)
    return Seen(CopyState.CHANGED, "Another picture is there now.", shown, picture)


def _same(finding: Finding | None, picture: Pictured) -> str:
    """Why this is the copy, empty where it is not: the same bytes, or a picture of the same original at least as surely."""
    match = picture.match
    if finding is None:
        return "A copy of one of your pictures is there." if match.verdict in _SURE else ""
    if picture.sha256 == finding.sha256:
        return "The same file is still there."
    originals = {match.original, *(also.original for also in match.also)}
    sure = match.verdict in _SURE or match.verdict is finding.match.verdict
    same = match.verdict.matched and sure and finding.match.original in originals
    return "The same picture is still there, in another file." if same else ""
