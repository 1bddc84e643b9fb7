"""Keeps the scripts of a page still while it is photographed.

`held` stops them as a debugger does: what falls due meanwhile waits for its turn, and they go on afterwards. `forbidden` is for
the end: what falls due then is lost, so that most pages stand still for good (animation frames, timers, answers that come in),
and what waits for a promise runs all the same; but pictures larger than the window, and prints, are not made by every browser
while a debugger waits.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

_PAGE, _FRAMES = 5.0, 0.5
"""Seconds until the page itself must stand still, and after that its frames of other processes."""
_ANSWER = 30.0
"""Seconds until the browser must have done what it was told."""
_STOP = "setTimeout(() => { debugger; }, 0)"
"""Said in a world of its own, where no script of the page can have changed what setTimeout means."""


@contextmanager
def held(sessions: "Sequence[CDPSession]", wait: Callable[[float], None]) -> Iterator[bool]:
    """Inside, the scripts of all frames stand still; False if those of the page itself do not.

    `sessions` are DevTools sessions, that of the page first, then one for each frame with a process of its own;
    `wait(milliseconds)` lets in what the browser tells.
    """
    stopped: set[int] = set()
    for number, session in enumerate(sessions):
        session.once("Debugger.paused", lambda event, number=number: stopped.add(number))
    mute: list[CDPSession] = []
    try:
        holding = {number for number, session in enumerate(sessions) if _stop(session)}
        _until(lambda: stopped >= holding & {0}, _PAGE, wait)
        _until(lambda: stopped >= holding, _FRAMES, wait)
        still = stopped >= holding & {0}
        if still:  # in the others nothing may run, or their process stands still already, for another of its frames was stopped
            mute = [session for number, session in enumerate(sessions) if number not in stopped]
        with forbidden(mute):
            yield still
    finally:
        for session in sessions:
            _send(session, "Debugger.disable")


@contextmanager
def forbidden(sessions: "Sequence[CDPSession]") -> Iterator[bool]:
    """Inside, nothing that falls due runs, but what waits for a promise. Always True."""
    try:
        for session in sessions:
            _send(session, "Emulation.setScriptExecutionDisabled", value=True)
        yield True
    finally:
        for session in sessions:
            _send(session, "Emulation.setScriptExecutionDisabled", value=False)


def _stop(session: "CDPSession") -> bool:
    """False where there are no scripts to be stopped."""
    try:
        session.send("Debugger.enable")
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "stillness"})["executionContextId"]
        session.send("Runtime.evaluate", {"expression": _STOP, "contextId": world})
    except Exception:
        return False
    return True


def _until(done: Callable[[], bool], longest: float, wait: Callable[[float], None]) -> None:
    end = time.monotonic() + longest
    while not done() and time.monotonic() < end:
        wait(5)


def _send(session: "CDPSession", method: str, **parameters: Any) -> None:
    with suppress(Exception):
        session.send(method, parameters, timeout=_ANSWER * 1000)
