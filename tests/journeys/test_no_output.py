"""What was found in a case that may be of somebody under 18 reaches no output: not the screen, not a file, of no command."""

import inspect
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from leakguard.cli.commands import COMMANDS
from leakguard.model.check import CheckRun, Finding
from leakguard.model.evidence import Capture
from leakguard.model.media import Original
from leakguard.services.words import Audience, Format
from leakguard.vault import archive
from leakguard.vault.vault import Vault
from tests.journeys.test_link_only import media_commands
from tests.support.journey import PASSPHRASE, Journey
from tests.support.pictures import Pictures

WITHOUT_A_CASE = {"demo", "init", "support", "facts", "doctor", "whois"}
TERMINAL_ONLY = {"open", "recovery"}
READ_ONLY = {
    *("from_", "attach", "bootstrap", "identity", "path", "file", "other", "key_"),
    *("password_file", "key_passphrase_file", "new_passphrase_file", "other_passphrase_file"),
}
"""Options that name a file which is only read; every other one that names a file writes it."""
LABEL = "the-red-sofa"
_ID_OF_A_FILE = 32


@dataclass(frozen=True)
class Traces:
    """What would tell of a picture: digests, names of files, the person's own words for it, ids that only its records have."""

    words: tuple[str, ...]
    finding: str

    def in_text(self, text: str) -> list[str]:
        return [word for word in self.words if word in text]


@pytest.fixture
def frozen(ready: Journey, pictures: Pictures) -> tuple[Journey, Traces]:
    """A case with originals, findings and letters, frozen afterwards."""
    assert ready.run("add", pictures.originals, "--label", LABEL).code == 0
    assert ready.run("check", pictures.downloads).code == 0
    with Vault.open(ready.case, PASSPHRASE) as vault:
        originals, findings = vault.find(Original), vault.find(Finding)
        assert originals
        assert findings
        told = {LABEL}
        told |= {each.sha256 for each in (*originals, *findings)} | {original.id for original in originals}
        told |= {finding.thumbnail for finding in findings if finding.thumbnail}
        told |= {Path(finding.locator).name for finding in findings}
        told |= {run.id for run in vault.find(CheckRun)} | {capture.id for capture in vault.find(Capture)}
    assert ready.run("age", "unsure").code == 0
    return ready, Traces(tuple(sorted(told)), findings[0].id)


def every_command(journey: Journey, pictures: Pictures, finding: str) -> dict[str, list[str | Path]]:
    """Each command that works on a case, once with what it would need."""
    home = journey.home
    secret = home / "passphrase"
    listed = home / "list.txt"
    listed.write_text("https://example.org/album\n", "utf-8")
    commands: dict[str, list[str | Path]] = {
        **media_commands(home, pictures, "https://example.org/album", finding),
        "check a list": ["check", "--from", listed],
        "a letter in files": ["notice", "write", "--finding", finding, "--regime", "us-tida", "--format", "txt,eml,pdf,docx",
                              "--out", home / "letters"],
        "cases": ["cases"],
        "age": ["age", "unsure"],
        "consent": ["consent"],
        "consent show": ["consent", "show"],
        "consent renew": ["consent", "renew", "--from", "A"],
        "consent revoke": ["consent", "revoke"],
        "link add": ["link", "add", "https://example.org/1"],
        "note": ["note", "A call."],
        "timeline": ["timeline"],
        "seal": ["seal"],
        "profile": ["profile"],
        "notice": ["notice"],
        "notice list": ["notice", "list"],
        "notice sent": ["notice", "sent", "n-00000000"],
        "notice answered": ["notice", "answered", "n-00000000", "--refused"],
        "notice follow-up": ["notice", "follow-up", "n-00000000", "--out", home / "letters"],
        "status": ["status", "--ics", home / "dates.ics"],
        "status alone": ["status"],
        "recheck": ["recheck"],
        **{f"report {reader}": ["report", "--for", reader, "--out", home / f"{reader}.pdf"] for reader in Audience},
        **{f"report {format_}": ["report", "--format", format_, "--out", home / f"self.{format_}"] for format_ in Format},
        "hotline html": ["report", "--for", "hotline", "--format", "html", "--out", home / "hotline.html"],
        "export case": ["export", "case", "--to", "A", "--out", home / "file", "--new-passphrase-file", secret],
        "import": ["import", home / "file", "--case", home / "theirs"],
        "merge": ["merge", home / "theirs", "--out", home / "both", "--yes", "--other-passphrase-file", secret,
                  "--new-passphrase-file", secret],
        "passphrase": ["passphrase", "--new-passphrase-file", secret],
        "rotate-key": ["rotate-key", "--yes"],
        "hold": ["hold"],
        "hold add": ["hold", "add", "--for", "A", "--why", "B"],
        "hold lift": ["hold", "lift", "h-00000000", "--why", "B"],
        "close": ["close", "--why", "B"],
        "reopen": ["reopen", "--why", "B"],
        "verify": ["verify"],
        "custody": ["custody"],
        "wipe": ["wipe"],
    }  # fmt: skip
    return commands


def test_no_command_says_or_writes_anything_of_it(frozen: tuple[Journey, Traces], pictures: Pictures) -> None:
    journey, traces = frozen
    commands = every_command(journey, pictures, traces.finding)
    known = {name for name, entry in COMMANDS.items() for name in (name, *(f"{name} {verb}" for verb, _ in entry.verbs))}
    tried = {" ".join(map(str, words[:count])) for words in commands.values() for count in (1, 2)}
    assert known - tried == WITHOUT_A_CASE | TERMINAL_ONLY, "a new command belongs into the table above"
    typed = {" ".join(map(str, words)) for words in commands.values()}
    for name, option in writing():
        assert any(f"{line} ".startswith(f"{name} ") and f" {option} " in line for line in typed), (name, option)
    before = set(journey.home.rglob("*"))
    for name, words in commands.items():
        for form in ((), ("--json",)):
            outcome = journey.run(*words, *form)
            found = traces.in_text(outcome.stdout + outcome.stderr)
            if name in ("verify", "custody"):  # the case's own record of itself names ids of records and files, and nothing else
                found = [word for word in found if not (word[1] == "-" or len(word) == _ID_OF_A_FILE)]
            assert found == [], name
    archive.unpack(journey.home / "file", journey.home / "unpacked", lambda *_: None)
    for path in set(journey.home.rglob("*")) - before:
        if path.is_file() and journey.case not in path.parents:
            assert traces.in_text(readable(path)) == [], path
    assert (journey.home / "hotline.pdf").exists()
    for case in ("theirs", "both"):
        assert traces.in_text(held(journey.home / case, journey)) == [], case


def writing() -> Iterator[tuple[str, str]]:
    """Every command that works on a case with each of its options that name a file to write."""
    for name, entry in COMMANDS.items():
        for typed, target in ((name, entry.target), *((f"{name} {verb}", target) for verb, target in entry.verbs)):
            if not target or name in WITHOUT_A_CASE | TERMINAL_ONLY:
                continue
            module, _, function = target.partition(":")
            asked = inspect.signature(getattr(import_module(f"leakguard.cli.{module}"), function)).parameters
            yield from (
                (typed, f"--{option}")
                for option, each in asked.items()
                if "Path" in str(each.annotation) and option not in READ_ONLY
            )


def readable(path: Path) -> str:
    """The bytes of a file, and what a reader finds in them: the words and metadata of a PDF, the files inside a .docx."""
    found = path.read_bytes().decode("latin-1")
    if path.suffix == ".pdf":
        paper = PdfReader(path)
        assert not any(page.images for page in paper.pages)
        found += "\n".join((str(paper.metadata), *("".join(page.extract_text().split()) for page in paper.pages)))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive_:
            found += "\n".join(archive_.read(name).decode("latin-1") for name in archive_.namelist())
    return found


def held(case: Path, journey: Journey) -> str:
    """Every record and file of a case, where nothing is kept back because it is link-only."""
    from leakguard.vault.codec import KINDS

    assert journey.run("age", "yes", "--yes", "--case", case).code == 0
    with Vault.open(case, PASSPHRASE) as vault:
        records = [msgspec.json.encode(record).decode() for kind in KINDS.values() for record in vault.find(kind)]
        return "\n".join((*records, *(vault.read_object(id).decode("latin-1") for id, _ in vault.object_ids())))
