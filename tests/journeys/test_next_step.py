"""Every state that a case can be in: `status` names the right next step, and what it prints can be typed as it stands.

Each row of the table is one sentence of services/steps.py. A last test fails where a sentence has no row.
"""

import inspect
import re
import shlex
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leakguard.model.case import Adults, Case, Consent, Declaration, Hold, Profile, Role, Scope
from leakguard.model.check import CheckRun, Finding, Review, Target, TargetKind
from leakguard.model.evidence import Capture, Link, PageKind
from leakguard.model.look import CopyState, Look
from leakguard.model.media import Match, Media, Original, Verdict
from leakguard.model.notice import Notice
from leakguard.model.record import Record
from leakguard.services import custody, steps
from leakguard.services.status import status
from leakguard.services.steps import Step
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault
from tests.support.journey import PASSPHRASE, Journey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/x.jpg"
"""An address at which nothing answers."""
TYPED = {
    "TIME": "2026-02-28T10:00+00:00",
    "DATE": "2027-01-31",
    "TEXT": "All is well.",
    "URL": "https://example.org/1",
    "NAME": "Kim",
    "FILE": "handed.over",
    "FOLDER-OR-ADDRESS": "pictures",
    "FOLDER": "pictures",
}
"""What a person writes in the place of each capital word."""
DONE, REFUSED, INCOMPLETE, ASKS, NETWORK, NO_CASE = 0, 1, 3, 4, 6, 7
REPORTED = "report"


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def case(**fields: Any) -> Case:
    usual = {"created": days(-60), "role": Role.SELF, "everyone_adult": Adults.YES, "declaration": Declaration.OWN}
    return Case(**{**usual, "country": "US", "language": "en", **fields})


def finding(**fields: Any) -> Finding:
    usual: dict[str, Any] = {
        "id": "f-00000001",
        "target": NOBODY,
        "target_kind": TargetKind.URL,
        "locator": NOBODY,
        "sha256": "1" * 64,
        "type": Media.IMAGE,
        "match": Match(Verdict.COPY, "It is nearly the same."),
        "first_seen": days(-20),
        "last_seen": days(-2),
        "review": Review.CONFIRMED,
        "captures": ("c-00000001",),
    }
    return Finding(**usual | fields)


def letter(**fields: Any) -> Notice:
    usual: dict[str, Any] = {
        "id": "n-00000001",
        "regime": "host-abuse",
        "recipient": "A host",
        "recipient_type": "host",
        "channel": "",
        "urls": (NOBODY,),
        "findings": ("f-00000001",),
        "language": "en",
        "written": days(-12),
        "elements": (),
        "complete": True,
        "clock": None,
        "signed_by": "Alex Example",
    }
    return Notice(**usual | fields)


def look(at: datetime, state: CopyState, **fields: Any) -> Look:
    return Look(id=f"w-{at:%d}", at=at, url=NOBODY, finding="f-00000001", seen=state, state=state, why="So it was.", **fields)


def capture(**fields: Any) -> Capture:
    usual = {"exhibit": 1, "target": NOBODY, "final_url": NOBODY, "status": 200, "page": PageKind.PAGE, "route": "light"}
    times = {"started": days(-19), "finished": days(-19), "complete": True, "findings": ("f-00000001",), "sealed": True}
    return Capture(**{"id": "c-00000001", **usual, **times, **fields})


ORIGINAL = Original(id="o-00000001", source="a.jpg", sha256="2" * 64, type=Media.IMAGE, format="JPEG", added=days(-30))
CHECKED = CheckRun(id="x-00000001", started=days(-20), finished=days(-20), targets=(Target(NOBODY, TargetKind.URL),))
ME = Profile(name="Alex Example", email="alex@example.org")
FOUND = (case(), ORIGINAL, CHECKED, finding(), capture(), ME)
SENT = letter(sent=days(-10), deadline=days(20))
LATE = replace(SENT, deadline=days(-3))
POLICE = letter(id="n-00000002", regime="police-statement", findings=())
LINK = Link(id="l-00000001", url="https://example.org/1", added=days(-3))
MINOR = case(everyone_adult=Adults.UNSURE)
FRIEND = case(role=Role.FRIEND, declaration=Declaration.CONSENT)
CLOSED = case(closed=days(-40), closed_why="All gone.", keep_until=date(2026, 2, 1))
ALL = tuple(Scope)


def consent(scopes: tuple[Scope, ...] = ALL, until: date | None = None) -> Consent:
    return Consent(id="k-00000001", given_by="Robin", scopes=scopes, given=days(-30), until=until)


ENDED = replace(consent(), revoked=days(-1))


@dataclass(frozen=True)
class State:
    """What the case holds, the next step that `status` names, and how that ends where nobody can be asked."""

    records: tuple[Record | str, ...]
    command: str
    ends: int
    why: str


STATES = {
    "closed, and its day is over": State((CLOSED,), "leakguard wipe", ASKS, "that day is over"),
    "closed, and held": State(
        (CLOSED, Hold(id="h-00000001", by="The court", why="A hearing.", since=days(-9))),
        "leakguard reopen --why TEXT", DONE, "only if something came back",
    ),
    "closed without a day": State((replace(CLOSED, keep_until=None),), "leakguard reopen --why TEXT", DONE, "the case is closed"),
    "link-only and empty": State((MINOR,), "leakguard link add URL", DONE, "nothing is opened"),
    "link-only, not told": State((MINOR, LINK), "leakguard report --for hotline --out hotline.pdf", DONE, "one page"),
    "link-only, told": State((MINOR, LINK, REPORTED), "leakguard support", DONE, "who is there for you"),
    "no consent": State((FRIEND, ENDED), "leakguard consent renew", DONE, "no consent is in force"),
    "consent to a part": State(
        (FRIEND, consent((Scope.CHECK,))),
        f"leakguard consent renew --scope {','.join(ALL)}", DONE, "covers: capture, notice, export",
    ),
    "overdue, not looked since": State((*FOUND, LATE), "leakguard recheck f-00000001", NETWORK, "is it still there?"),
    "overdue, addresses only": State(
        (case(), ORIGINAL, CHECKED, ME, replace(LATE, findings=())),
        "leakguard recheck n-00000001", NETWORK, "is it still there?",
    ),
    "overdue, seems gone": State(
        (*FOUND, LATE, look(days(-2), CopyState.UP, again_from=days(-1))),
        "leakguard recheck n-00000001", NETWORK, "a second look",
    ),
    "overdue, seen again": State(
        (*FOUND, LATE, look(days(-2), CopyState.UP)),
        "leakguard notice follow-up n-00000001", INCOMPLETE, "tell who comes next",
    ),
    "overdue, recorded again": State(
        (*FOUND, LATE, capture(id="c-00000002", exhibit=2, started=days(-1))),
        "leakguard notice follow-up n-00000001 --seen TIME", INCOMPLETE, "tell who comes next",
    ),
    "a letter lies ready": State((*FOUND, letter()), "leakguard notice sent n-00000001 --at TIME", DONE, "sent it yourself"),
    "consent ends soon": State(
        (FRIEND, consent(until=date(2026, 3, 5))), "leakguard consent renew --until DATE", DONE, "ends on 2026-03-05",
    ),
    "no originals": State((case(),), "leakguard add FOLDER", DONE, "fingerprint the pictures it is about"),
    "never checked": State((case(), ORIGINAL), "leakguard check FOLDER-OR-ADDRESS", DONE, "look for copies"),
    "a check was stopped": State(
        (case(), ORIGINAL, replace(CHECKED, finished=None, targets=(Target("pictures", TargetKind.FOLDER),))),
        "leakguard check pictures", DONE, "it goes on where it was",
    ),
    "nothing found": State((case(), ORIGINAL, CHECKED), "leakguard check FOLDER-OR-ADDRESS", DONE, "look where else it may be"),
    "confirmed, not recorded": State(
        (case(), ORIGINAL, CHECKED, finding(captures=())), "leakguard capture f-00000001", NETWORK, "before it disappears",
    ),
    "not reviewed": State(
        (case(), ORIGINAL, CHECKED, finding(review=Review.UNREVIEWED), capture()),
        "leakguard findings show f-00000001", DONE, "confirm or dismiss",
    ),
    "no sender": State((case(), ORIGINAL, CHECKED, finding(), capture()), "leakguard profile", DONE, "your details for letters"),
    "no letter": State(
        FOUND, "leakguard notice write --finding f-00000001 --regime host-abuse", INCOMPLETE, "ask for removal",
    ),
    "a draft": State(
        (*FOUND, letter(complete=False)),
        "leakguard notice write --finding f-00000001 --regime host-abuse", INCOMPLETE, "is a draft",
    ),
    "a statement lies ready": State(
        (*FOUND, SENT, POLICE), "leakguard notice sent n-00000002 --at TIME", DONE, "sent it yourself"
    ),
    "seems gone": State(
        (*FOUND, SENT, look(days(-2), CopyState.UP, again_from=days(-1))),
        "leakguard recheck f-00000001", NETWORK, "a second look",
    ),
    "not looked at for a week": State(
        (case(), ORIGINAL, CHECKED, finding(last_seen=days(-9)), capture(), ME, SENT),
        "leakguard recheck", NETWORK, "for a week",
    ),
    "no time stamp": State(
        (case(), ORIGINAL, CHECKED, finding(), capture(sealed=False), ME, SENT),
        "leakguard seal", REFUSED, "no time stamp yet",
    ),
    "not reported": State((*FOUND, SENT), "leakguard report --out report.pdf", DONE, "everything that is known"),
    "all gone": State(
        (*FOUND, replace(SENT, deadline=None), look(days(-1), CopyState.GONE), REPORTED),
        "leakguard close --why TEXT", DONE, "every copy that was found is gone",
    ),
    "nothing is open": State((*FOUND, SENT, REPORTED), "leakguard check FOLDER-OR-ADDRESS", DONE, "or rest"),
}  # fmt: skip


def opened_on(journey: Journey, state: State) -> tuple[Step, ...]:
    """Makes a case of exactly these records, and says what steps are open in it."""
    tools = Tools(now=lambda: days(-0.5))
    with Vault.open(journey.case, PASSPHRASE) as vault:
        with vault.write() as tx:
            for each in reversed(state.records):  # the case itself last: it may forbid the others
                if isinstance(each, str):
                    custody.record(tx, tools, each, "case")
                else:
                    tx.put(each)
        return status(vault, Tools(now=lambda: NOW)).steps


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    journey = Journey(tmp_path_factory.mktemp("empty"))
    journey.begin()
    return journey.case


@pytest.fixture
def journey(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Journey:
    shutil.copytree(empty, tmp_path / "case")
    (tmp_path / "pictures").mkdir()
    monkeypatch.chdir(tmp_path)
    return Journey(tmp_path, now=lambda: NOW)


def typed(command: str) -> list[str]:
    """The words of a command, each capital word replaced by what a person would write."""
    program, *words = shlex.split(command)
    assert program == "leakguard"
    return [TYPED.get(word, word) for word in words]


@pytest.mark.parametrize("name", STATES)
def test_the_next_step_is_right_and_works_as_it_is_printed(journey: Journey, name: str) -> None:
    state = STATES[name]
    first, *others = opened_on(journey, state)
    assert first.command == state.command
    assert state.why in first.why
    for step in others:
        assert journey.run(*typed(step.command), "--case", "nowhere").code in (DONE, NO_CASE), step
        if "no consent" in first.why:
            assert "report" not in step.command, "what is refused is not proposed"
    outcome = journey.run(*typed(first.command))
    assert outcome.code == state.ends, (outcome.stdout, outcome.stderr)


def test_every_sentence_about_a_next_step_has_a_row() -> None:
    sentences = re.findall(r'Step\(f?"leakguard ([a-z]+(?: [a-z]+(?:-[a-z]+)?)*)', inspect.getsource(steps))
    commands = " ".join(state.command for state in STATES.values())
    assert [words for words in sentences if words not in commands] == ["export case"], "it stands beside, never first"


def test_no_capital_word_is_left_to_be_guessed() -> None:
    left = [word for state in STATES.values() for word in typed(state.command) if re.fullmatch(r"[A-Z]{2,}(?:-[A-Z]+)*", word)]
    assert left == []
