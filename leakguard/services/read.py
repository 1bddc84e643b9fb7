"""Reading originals: decoded and fingerprinted on several threads, given in the order in which they were found."""

from collections.abc import Callable, Container, Generator, Iterator, Sequence
from dataclasses import dataclass

from leakguard.collect import local
from leakguard.collect.candidate import Candidate
from leakguard.errors import LeakguardError, NotFound, Unreadable
from leakguard.imaging.decode import open_picture
from leakguard.model.check import NotChecked, TargetKind
from leakguard.model.media import Fingerprint
from leakguard.sandbox.pool import Sandbox
from leakguard.services.parallel import in_order
from leakguard.services.sandboxes import Sandboxes
from leakguard.signals.fingerprint import fingerprint
from leakguard.signals.packed import pack
from leakguard.signals.sketch import sketch


@dataclass(frozen=True)
class Picture:
    """What is read off a picture, which is then let go. A moving one has neither fingerprint nor sketch."""

    width: int
    height: int
    fingerprint: Fingerprint | None = None
    sketch: bytes | None = None


Found = Candidate | NotChecked
Read = tuple[Found, TargetKind, Picture | LeakguardError | None]
"""What was found, in what, and what came of reading it; None where it is no picture, or one that is known."""


def read(
    asked: Sequence[tuple[str, TargetKind]],
    known: Container[str],
    sandboxes: Sandboxes,
    allowed: Callable[[], None],
    workers: int,
) -> Generator[Read, None, None]:
    """Everything at the places `asked`. `known` are digests of what need not be read. To be closed; see `in_order`."""

    def things() -> Iterator[tuple[Found, TargetKind, Candidate | None]]:
        for found, kind in _found(asked, sandboxes.first):
            allowed()
            yield found, kind, found if isinstance(found, Candidate) and found.sha256 not in known else None

    def one(thing: tuple[Found, TargetKind, Candidate | None]) -> Read:
        found, kind, candidate = thing
        return found, kind, _picture(candidate, sandboxes) if candidate else None

    return in_order(one, things(), workers, 2 * workers, size=_held)


def _held(thing: tuple[Found, TargetKind, Candidate | None]) -> int:
    return thing[0].held if isinstance(thing[0], Candidate) else 0


def _found(asked: Sequence[tuple[str, TargetKind]], sandbox: Sandbox) -> Iterator[tuple[Found, TargetKind]]:
    for target, kind in asked:
        try:
            for found in local.candidates(target, kind, sandbox):
                yield found, kind
        except (NotFound, Unreadable) as error:
            yield NotChecked(target, error.message), kind


def _picture(candidate: Candidate, sandboxes: Sandboxes) -> Picture | LeakguardError | None:
    if candidate.data is None or candidate.format is None or not candidate.format.supported:
        return None
    try:
        with sandboxes.one() as sandbox:
            picture = open_picture(sandbox, candidate.data)
    except LeakguardError as error:
        return error
    if picture.frames > 1:
        return Picture(picture.width, picture.height)
    return Picture(picture.width, picture.height, fingerprint(picture.rgb), pack(sketch(picture.rgb)))
