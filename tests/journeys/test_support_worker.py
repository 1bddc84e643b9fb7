"""A support worker acts on a consent: only for what it covers, only as long as it lasts, and keeps as little as possible."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from leakguard.model.case import Declaration, Role, Scope
from leakguard.model.check import CheckRun
from leakguard.model.media import Original
from leakguard.services.case import Terms
from leakguard.vault.vault import Vault
from tests.support.journey import PASSPHRASE, Journey
from tests.support.pictures import Pictures
from tests.support.servers import WebSite

LAST_DAY = date(2026, 12, 31)


class Worker(Journey):
    def __init__(self, home: Path) -> None:
        self.time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        super().__init__(home, now=lambda: self.time)

    def takes_on(self, *scopes: Scope, until: date | None = LAST_DAY) -> None:
        self.begin(Role.WORKER, Declaration.CONSENT, consent=Terms("A. Person", scopes, until))


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(tmp_path)


def acts(home: Path, pictures: Pictures, page: str) -> dict[str, list[str | Path]]:
    """One command for each scope of a consent, and what else needs it."""
    return {
        "check": ["check", pictures.album],
        "add": ["add", pictures.originals],
        "capture": ["capture", page],
        "notice": ["notice", "write", "--regime", "host-abuse", "--url", page, "--to", "host"],
        "export": ["export", "bundle", "--out", home / "bundle", "--to", "A lawyer", "--no-encrypt"],
        "report": ["report", "--out", home / "report.pdf"],
    }


def assert_refused(worker: Worker, commands: dict[str, list[str | Path]]) -> None:
    before = worker.bytes()
    for name, arguments in commands.items():
        outcome = worker.run(*arguments, "--json")
        assert (name, outcome.code, outcome.error["kind"]) == (name, 1, "refused")
        assert "consent" in outcome.error["hint"]
    assert worker.bytes() == before


def test_nothing_is_done_beyond_what_was_allowed(worker: Worker, pictures: Pictures, leak_site: WebSite) -> None:
    worker.takes_on(Scope.CHECK)
    commands = acts(worker.home, pictures, leak_site.url + "/album")
    assert worker.run(*commands.pop("add")).code == 0
    assert worker.run(*commands.pop("check")).code == 0
    assert_refused(worker, commands)
    assert_refused(worker, {"check and capture": ["check", leak_site.url + "/album", "--capture"]})
    assert leak_site.requests == []


def test_the_last_day_counts_and_the_next_does_not(worker: Worker, pictures: Pictures, leak_site: WebSite) -> None:
    worker.takes_on(*Scope)
    commands = acts(worker.home, pictures, leak_site.url + "/album")
    worker.time = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert worker.run(*commands["add"]).code == 0
    worker.time += timedelta(minutes=2)
    assert_refused(worker, commands)
    assert leak_site.requests == []


def test_revoked_it_ends_at_once_and_renewed_it_goes_on(worker: Worker, pictures: Pictures, leak_site: WebSite) -> None:
    worker.takes_on(*Scope)
    commands = acts(worker.home, pictures, leak_site.url + "/album")
    assert worker.run(*commands["add"]).code == 0
    assert worker.run("consent", "revoke").code == 0
    assert_refused(worker, commands)
    assert worker.run("consent", "revoke").code == 1  # none is in force
    assert worker.run("consent", "renew", "--scope", "check", "--until", "2026-12-01").code == 0
    assert worker.run(*commands["check"]).code == 0
    assert_refused(worker, {name: commands[name] for name in ("capture", "notice", "export", "report")})
    shown = worker.run("consent", "show").stdout.splitlines()
    assert "revoked on 2026-11-20" in shown[0]
    assert "check; given 2026-11-20, until 2026-12-01" in shown[1]


def test_it_keeps_no_file_names_no_thumbnails_and_no_digests_of_others(worker: Worker, pictures: Pictures) -> None:
    worker.takes_on(*Scope)
    assert worker.run("add", pictures.originals).code == 0
    assert worker.run("check", pictures.downloads).code == 0
    assert [original["source"] for original in worker.run("originals", "--json").json["originals"]] == ["", "", ""]
    with Vault.open(worker.case, PASSPHRASE) as vault:
        (run,) = vault.find(CheckRun)
        sketches = [original.sketch for original in vault.find(Original)]
    assert len(sketches) == sum(path.is_file() for path in (worker.case / "objects").rglob("*"))
    assert (run.looked, len(run.findings)) == ((), 3)
    found = worker.run("findings", "--json").json["findings"]
    assert len(found) == 3
    assert worker.run("findings", "reveal", found[0]["id"], "--out", worker.home / "x.png").code == 1
    out = worker.home / "bundle"
    assert worker.run("export", "bundle", "--out", out, "--to", "A lawyer", "--no-encrypt").code == 0
    held = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"beach-" not in held
    assert b"somebody.jpg" not in held


def test_other_peoples_pictures_are_kept_only_where_the_consent_covers_handing_over(
    worker: Worker, pictures: Pictures, leak_site: WebSite
) -> None:
    worker.takes_on(Scope.CHECK, Scope.CAPTURE)
    everything: list[str | Path] = ["capture", leak_site.url + "/album", "--everything", "--why", "the lawyer asked"]
    assert_refused(worker, {"everything": everything})
    outcome = worker.run("add", pictures.originals, "--keep", "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "refused")
    assert leak_site.requests == []


def test_the_letter_says_for_whom_and_on_what_authority(worker: Worker) -> None:
    worker.takes_on(*Scope)
    worker.run("profile", "--name", "Kim Helper", "--email", "kim@example.org")
    write = ("notice", "write", "--regime", "host-abuse", "--url", "https://example.org/a", "--to", "host", "--json")
    text = worker.run(*write).json["text"]
    assert "A. Person" in text
    assert "consent" in text
