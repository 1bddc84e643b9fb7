"""`leakguard open`: one passphrase, many commands, until `lock`, idle time or the end of input.

The key lives in this process only. It is forgotten on lock; the memory of the computer may still hold copies until it is reused.
"""

import shlex
import signal
import sys
from typing import Any

from leakguard.cli.session import Held, Session

_ENDS = ("lock", "exit", "quit")


def shell(session: Session, *, idle_seconds: int) -> int:
    """Take commands at a prompt. Returns the exit code of the session itself."""
    from leakguard.cli.program import Program

    with session.vault() as vault:
        program = Program(lambda: session.environment, Held(vault))
        session.terminal.note(
            "The case is open. Type commands without `leakguard`, and `lock` to end.\n"
            f"It locks after {idle_seconds // 60} idle minutes."
        )
        while (line := _read(session, idle_seconds)) is not None:
            try:
                words = shlex.split(line, posix=sys.platform != "win32")
            except ValueError:
                session.terminal.note("A quotation mark is missing its partner.")
                continue
            if words and words[0] in _ENDS:
                break
            if words[:1] == ["open"]:
                session.terminal.note("The case is open already.")
            elif words:
                program.run(words)
    session.terminal.note("Locked. The key is forgotten here; this computer's memory may hold copies until it is used again.")
    return 0


def _read(session: Session, idle_seconds: int) -> str | None:
    """The next line, None at the end of input or after idle time. Idle time needs an alarm signal, which Windows lacks."""

    def idle(number: int, frame: Any) -> None:
        raise TimeoutError

    alarm = getattr(signal, "SIGALRM", None)
    before = signal.signal(alarm, idle) if alarm else None
    try:
        if alarm:
            signal.alarm(idle_seconds)
        return session.terminal.ask("leakguard")
    except TimeoutError:
        session.terminal.note("")
        return None
    except KeyboardInterrupt:
        return None
    finally:
        if alarm:
            signal.alarm(0)
            signal.signal(alarm, before)
