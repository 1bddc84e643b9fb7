"""What the services' tests share: an open case with a clock that the test moves, and ways to look at what it holds."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from leakguard.evidence import stamp_roots
from leakguard.model.case import Adults, Declaration, Role
from leakguard.model.check import Finding
from leakguard.net.settings import Settings
from leakguard.services import case, custody, enrol
from leakguard.services.case import Answers, Terms
from leakguard.services.tools import Questions, Stamping, Tools
from leakguard.vault.kdf import MINIMUM
from leakguard.vault.vault import Vault
from tests.support.authorities import StampAuthority
from tests.support.servers import LOOPBACK

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASKED = Terms("Robin Example")


class Clock:
    """Goes on by a second at each look, so that the order of things shows in their times."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Desk:
    """One open case, and what services are given."""

    vault: Vault
    code: str
    clock: Clock
    tools: Tools

    @property
    def folder(self) -> Path:
        return self.vault.path

    def stamped_by(self, *authorities: StampAuthority) -> None:
        """From now on these are asked for time stamps, and their roots are trusted."""
        roots = stamp_roots.given(authority.root for authority in authorities)
        self.tools = self.with_tools(stamping=Stamping(tuple(authority.url for authority in authorities), roots))

    def with_tools(self, **changes: Any) -> Tools:
        return replace(self.tools, **changes)

    def elsewhere(self) -> Vault:
        """The same case, as another process has it open."""
        return Vault.open(self.folder, self.code)

    def bytes(self) -> dict[str, bytes]:
        """Every file of the case, to compare before and after."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()
        }

    def finding(self, name: str) -> Finding:
        """The one finding whose place ends in `name`."""
        (found,) = (finding for finding in self.vault.find(Finding) if finding.locator.endswith(name))
        return found

    def log(self) -> list[tuple[str, str, dict[str, str]]]:
        """The custody log as (event, subject, detail)."""
        entries = [json.loads(line) for line in custody.lines(self.vault)]
        return [(entry["event"], entry["subject"], entry["detail"]) for entry in entries]

    def add(self, *paths: Path, **description: Any) -> None:
        for enrolled in enrol.add(self.vault, [str(path) for path in paths], enrol.Description(**description), self.tools):
            assert enrolled.original, enrolled.why


def make(
    folder: Path,
    role: Role = Role.SELF,
    everyone_adult: Adults = Adults.YES,
    consent: Terms | None = None,
    declaration: Declaration | None = None,
) -> Desk:
    """A new case. Whoever acts for another has a consent to everything, where none is given."""
    clock = Clock()
    tools = Tools(now=clock, network=Settings(allow=LOOPBACK, delay=0.0), workers=2)
    own = declaration or (Declaration.OWN if role is Role.SELF else Declaration.CONSENT)
    terms = consent or (None if role is Role.SELF or everyone_adult is not Adults.YES else ASKED)
    vault, code = case.create(folder, "six plain words", Answers(role, everyone_adult, own, "US", "en", terms), tools, MINIMUM)
    return Desk(vault, code, clock, tools)


@contextmanager
def copied(desk: Desk, folder: Path) -> Iterator[Desk]:
    """A copy of a closed case, open, with a clock of its own that goes on where that of the first stopped."""
    shutil.copytree(desk.folder, folder)
    clock = Clock(desk.clock.at)
    with Vault.open(folder, desk.code) as vault:
        yield Desk(vault, desk.code, clock, desk.with_tools(now=clock))


def age(desk: Desk, answer: Adults = Adults.UNSURE) -> None:
    """Somebody answers the minors question at another window."""
    with desk.elsewhere() as vault:
        case.set_age(vault, answer, desk.tools)


def at(count: int, act: Callable[[], None]) -> Callable[[str, int, int | None], None]:
    """Progress that does something when it is told for the count-th time."""
    told = 0

    def progress(what: str, done: int, total: int | None) -> None:
        nonlocal told
        told += 1
        if told == count:
            act()

    return progress


NOBODY = Questions(address_is_seen=lambda host: False)


def online(desk: Desk, address: str, **changes: Any) -> Finding:
    """One of the findings again, as if it had been found at a web address."""
    with desk.vault.write() as tx:
        finding = replace(tx.find(Finding)[0], id=tx.new_id(Finding), locator=address, **{"page": address, **changes})
        tx.put(finding)
        custody.record(tx, desk.tools, "check", finding.id)
    return finding
