"""Runs the program as its users do: as a process of its own, or, for speed, in this one with its streams caught.

    journey = Journey(tmp_path)
    journey.run("note", "A call at night")         # in this process
    journey.process("verify", "--json").json       # a real process
    journey.variables["LEAKGUARD_PROXY"] = …       # what its environment holds; nothing comes from the real one

Nobody sits at a terminal in either way. tests/support/person.py has one who does.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakguard.cli.environment import Devices, read_environment
from leakguard.cli.program import Program
from leakguard.model.case import Adults, Declaration, Role
from leakguard.services import case as service
from leakguard.services.case import Answers, Terms
from leakguard.services.tools import Tools
from leakguard.vault.kdf import MINIMUM

if TYPE_CHECKING:
    from tests.support.authorities import StampAuthority

PASSPHRASE = "velvet harbour nine copper orchard lamp"
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Outcome:
    """What one run left behind."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout; anything beside it fails the test."""
        answer: dict[str, Any] = json.loads(self.stdout)
        assert next(iter(answer)) == "schema"
        return answer

    @property
    def error(self) -> dict[str, Any]:
        """What went wrong, from stderr's last line, under --json."""
        answer = json.loads(self.stderr.splitlines()[-1])
        assert list(answer) == ["schema", "error"]
        assert answer["schema"] == "leakguard/error/1"
        error: dict[str, Any] = answer["error"]
        return error


class Journey:
    """One person at one computer: a home folder, a passphrase file, environment variables, and the folder of a case."""

    def __init__(self, home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.home = home
        self.case = home / "case"
        self.now = now
        secret = home / "passphrase"
        secret.write_text(PASSPHRASE + "\n", "utf-8")
        self.variables = {
            "LEAKGUARD_CASE": str(self.case),
            "LEAKGUARD_PASSPHRASE_FILE": str(secret),
            "LEAKGUARD_ALLOW_NETWORK": "127.0.0.0/8",
            "LEAKGUARD_TSA_URLS": "none",  # the usual ones are far away
            "LEAKGUARD_BROWSER": "none",
        }

    def run(self, *arguments: str | Path) -> Outcome:
        """In this process. Nobody can be asked."""
        nobody = Devices(self.home / "no keyboard", self.home / "no screen" / "there")
        program = Program(
            lambda: replace(read_environment(self.variables, self.home / "config.toml"), devices=nobody), now=self.now
        )
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = program.run([str(argument) for argument in arguments])
        return Outcome(code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        """As a process of its own, without a terminal."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            env=self.environment(),
            cwd=self.home,
            start_new_session=True,
            timeout=400,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "leakguard", *(str(argument) for argument in arguments)]

    def environment(self) -> dict[str, str]:
        """The variables of a process: this journey's own, and what any program needs."""
        needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        folders = {"HOME": self.home, "XDG_DATA_HOME": self.home / "data", "XDG_CONFIG_HOME": self.home / "config"}
        paths = {name: str(path) for name, path in folders.items()}
        return {**needed, **paths, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", **self.variables}

    def stamped_by(self, *authorities: "StampAuthority") -> None:
        """From now on these are asked for time stamps, and their roots are trusted."""
        self.variables["LEAKGUARD_TSA_URLS"] = ",".join(authority.url for authority in authorities)
        self.variables["LEAKGUARD_TSA_ROOTS"] = ",".join(str(authority.root) for authority in authorities)

    def begin(
        self,
        role: Role = Role.SELF,
        declaration: Declaration = Declaration.OWN,
        everyone_adult: Adults = Adults.YES,
        consent: Terms | None = None,
        country: str = "US",
        language: str = "en",
    ) -> None:
        """A case as `init` makes it, but with the quickest key derivation that is accepted."""
        answers = Answers(role, everyone_adult, declaration, country, language, consent)
        vault, _ = service.create(self.case, PASSPHRASE, answers, Tools(now=self.now), MINIMUM)
        vault.close()

    def bytes(self) -> dict[str, bytes]:
        """Every file of the case, to compare before and after."""
        return {str(path.relative_to(self.case)): path.read_bytes() for path in sorted(self.case.rglob("*")) if path.is_file()}
