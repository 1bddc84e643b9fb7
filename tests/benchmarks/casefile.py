"""Large cases: status, timeline and handing over. python -m tests.benchmarks.casefile [--findings 1000] [--mebibytes 200].

Prints seconds, processor time, and the most memory that the process had; asserts nothing.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from leakguard.model.case import Adults, Declaration, Role
from leakguard.model.check import Finding, Review, TargetKind
from leakguard.model.evidence import Capture, PageKind
from leakguard.model.media import Match, Media, Verdict
from leakguard.services import case, custody, handover, merging, status
from leakguard.services.case import Answers
from leakguard.services.timeline import timeline
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

MEBIBYTE = 1024 * 1024
WORDS = "six plain words"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def timed(what: str, act: Callable[[], object]) -> None:
    start, used = time.perf_counter(), time.process_time()
    act()
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {seconds:.2f} s ({processor:.2f} s of processor time), peak so far {peak} MiB", flush=True)


def fill(vault: Vault, findings: int, mebibytes: int, tools: Tools) -> None:
    with vault.write() as tx:
        for number in range(findings):
            url = f"https://example.org/{number}"
            finding = Finding(
                id=tx.new_id(Finding),
                target=url,
                target_kind=TargetKind.URL,
                locator=url,
                page=url,
                sha256="0" * 64,
                type=Media.IMAGE,
                match=Match(Verdict.COPY, "A made-up one.", original="o-1"),
                first_seen=NOON,
                last_seen=NOON,
                review=(Review.UNREVIEWED, Review.CONFIRMED)[number % 2],
            )
            capture = Capture(
                id=tx.new_id(Capture),
                exhibit=number + 1,
                target=url,
                final_url=url,
                status=200,
                page=PageKind.PAGE,
                route="light",
                started=NOON,
                finished=NOON,
                complete=True,
                findings=(finding.id,),
            )
            tx.put(replace(finding, captures=(capture.id,)))
            tx.put(capture)
            custody.record(tx, tools, "check", finding.id)
            custody.record(tx, tools, "capture", capture.id)
    for _ in range(mebibytes // 4):
        with vault.write() as tx:
            tx.add_object(_noise(4), media=True)


def _noise(mebibytes: int) -> Iterator[bytes]:
    yield from (os.urandom(MEBIBYTE) for _ in range(mebibytes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=1000)
    parser.add_argument("--mebibytes", type=int, default=200)
    options = parser.parse_args()
    tools = Tools()
    with tempfile.TemporaryDirectory() as room:
        place = Path(room)
        answers = Answers(Role.SELF, Adults.YES, Declaration.OWN, "US", "en")
        vault, _ = case.create(place / "case", WORDS, answers, tools)
        with vault:
            fill(vault, options.findings, options.mebibytes, tools)
            timed("status", lambda: status.status(vault, tools))
            timed("timeline", lambda: timeline(vault))
            timed("export case", lambda: handover.hand_over(vault, place / "packed", "A", WORDS, tools))
            timed("import", lambda: handover.receive(place / "packed", place / "taken", WORDS, tools))
            with Vault.open(place / "taken", WORDS) as other:
                timed("merge with its own copy", lambda: merging.merge(vault, other, place / "both", WORDS, tools))


if __name__ == "__main__":
    main()
