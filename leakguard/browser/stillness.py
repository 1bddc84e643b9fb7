"""Holds the scripts of a page while it is photographed, and lets them go on.

They are held as a debugger holds them: what falls due meanwhile waits for its turn. To forbid scripts would be simpler, but what
falls due then is lost, so that most pages stand still for good (animation frames, timers, answers that come in), while what waits
for a promise runs all the same. So they are forbidden only where there is nothing to hold: in a frame that may run none, and in
one whose process stands still already, because another of its frames was stopped.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

_PAGE, _FRAMES = 5.0, 0.5
"""Seconds until the page itself must stand still, and after that its frames of other processes."""
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
    forbidden: list[CDPSession] = []
    try:
        holding = {number for number, session in enumerate(sessions) if _stop(session)}
        _until(lambda: stopped >= holding & {0}, _PAGE, wait)
        _until(lambda: stopped >= holding, _FRAMES, wait)
        still = stopped >= holding & {0}
        for session in (session for number, session in enumerate(sessions) if number not in stopped) if still else ():
            forbidden.append(session)
            _send(session, "Emulation.setScriptExecutionDisabled", value=True)
        yield still
    finally:
        for session in forbidden:
            _send(session, "Emulation.setScriptExecutionDisabled", value=False)
        for session in sessions:
            _send(session, "Debugger.disable")


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
        session.send(method, parameters)
