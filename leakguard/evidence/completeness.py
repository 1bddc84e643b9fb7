"""What a capture holds and what not, for machines (completeness.json) and in plain words: nothing may be lost silently."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from leakguard.evidence.heads import Removal
from leakguard.evidence.keeping import Kept
from leakguard.evidence.parts import as_json
from leakguard.model.check import NotChecked
from leakguard.model.evidence import PageKind
from leakguard.model.exchange import Fetched

_KINDS = {
    PageKind.LOGIN_WALL: "The site asked for a login and did not show the page.",
    PageKind.AGE_GATE: "The site asked for an age and did not show the page.",
    PageKind.COOKIE_WALL: "The site asked for a yes to cookies and did not show the page.",
    PageKind.BOT_WALL: "The site refused this visitor and did not show the page. Others may still see it.",
    PageKind.GONE: "The site says that the page is gone.",
    PageKind.SOFT_404: "The site answered, but says that there is no such page.",
}

_NOT_RECORDED = "The page opened this live connection (WebSocket). What went over it was not recorded."


@dataclass(frozen=True)
class Completeness:
    """The account of one capture. `missing` and `complete` are about the page and its pictures; `resources_missing` is the rest.

    `matched` are the fetched pictures that are kept because they matched; `not_loaded` what the page names and the browser
    did not load; `sockets` the addresses of the WebSockets that the page opened.
    """

    target: str
    kind: PageKind
    page: Fetched | None
    matched: tuple[Fetched, ...]
    kept: Kept
    removed: tuple[Removal, ...]
    not_fetched: tuple[NotChecked, ...]
    resources_missing: tuple[NotChecked, ...]
    parts_failed: tuple[NotChecked, ...]
    everything_why: str
    not_loaded: tuple[NotChecked, ...] = ()
    sockets: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[NotChecked, ...]:
        """Each thing once, in the order in which it should be there."""
        return tuple(
            {missed.locator: missed for missed in reversed([*self._broken(), *self.not_fetched, *self.parts_failed])}.values()
        )[::-1]

    @property
    def complete(self) -> bool:
        return not self.missing

    @property
    def summary(self) -> str:
        """A few plain sentences for a person."""
        held = [
            *(["the page"] if self.kept.page else []),
            *([_count(len(self.matched), "matching picture")] if self.matched else []),
        ]
        sentences = [
            _KINDS.get(self.kind, ""),
            f"Kept: {' and '.join(held)}." if held else "Neither the page nor a picture could be kept.",
            f"Withheld: {_count(len(self.kept.withheld), 'other picture')} (only address, digest, size and type are kept)."
            if self.kept.withheld
            else "",
            "Every picture was kept, for a stated reason." if self.everything_why else "",
            f"Missing: {_count(len(self.missing), 'thing')} that should be here."
            if self.missing
            else "Nothing that was looked for is missing.",
            f"The page names {_count(len(self.not_loaded), 'further picture')} that the browser did not load."
            if self.not_loaded
            else "",
            f"The page opened {_count(len(self.sockets), 'live connection')}; what went over it was not recorded."
            if self.sockets
            else "",
        ]
        return " ".join(filter(None, sentences))

    def as_json(self) -> bytes:
        return as_json({
            "schema": "leakguard/completeness/1",
            "complete": self.complete,
            "summary": self.summary,
            "shown": self.kind.value,
            "counts": {
                "answers_kept": len(self.kept.exchanges),
                "pictures_kept": len(self.matched),
                "pictures_withheld": len(self.kept.withheld),
                "missing": len(self.missing),
                "resources_missing": len(self.resources_missing),
            },
            "missing": [asdict(missed) for missed in self.missing],
            "resources_missing": [asdict(missed) for missed in self.resources_missing],
            "not_loaded": [asdict(missed) for missed in self.not_loaded],
            "websockets": [{"url": url, "why": _NOT_RECORDED} for url in self.sockets],
            "withheld": [asdict(picture) for picture in self.kept.withheld],
            "everything_why": self.everything_why,
            "edited": [asdict(edited) for edited in self.kept.edited],
            "headers_removed": [asdict(removal) for removal in self.removed],
            "sizes": [
                {"url": kept.url, "on_the_wire": len(kept.payload), "decoded": len(kept.body), "problem": kept.problem}
                for kept in self.kept.exchanges
            ],
        })  # fmt: skip

    def _broken(self) -> Iterator[NotChecked]:
        if self.page is None and not self.matched and not self.not_fetched and not self.kept.withheld:
            yield NotChecked(self.target, "It gave no answer.")
        if self.page is not None and not self.kept.page:
            yield NotChecked(self.page.url, "What came is not text, so it was not kept as a page.")
        for fetched in (*filter(None, [self.page]), *self.matched):
            if fetched.last.problem:
                yield NotChecked(fetched.url, fetched.last.problem)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
