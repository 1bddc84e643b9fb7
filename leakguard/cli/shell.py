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

    say = session.terminal.note
    with session.vault() as vault:
        program = Program(lambda: session.environment, Held(vault), session.now)
        say("The case is open. Type commands without leakguard, such as: status")
        say(f"Type lock to end, help for every command. It locks by itself after {idle_seconds // 60} idle minutes.")
        while (line := _read(session, idle_seconds)) is not None:
            try:
                words = shlex.split(line, posix=sys.platform != "win32")
            except ValueError:
                say("A quotation mark is missing its partner.")
                continue
            if words[:1] == ["leakguard"]:
                del words[0]
            if words and words[0] in _ENDS:
                break
            if words[:1] == ["open"]:
                say("The case is open already.")
            elif words:
                program.run(["--help"] if words == ["help"] else words)
    say("Locked. The key is forgotten here. This computer's memory may hold copies until it is used again.")
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
