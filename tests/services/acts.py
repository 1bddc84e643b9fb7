"""A process of its own for acts that are killed half-way: python -m tests.services.acts ACT FIRST SECOND OUT CHANGE."""

import sys
from pathlib import Path

from leakguard.services import handover, merging
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault
from tests.vault import worker

WORDS = "words of the receiver"


def hand_over(case: Path, code: str, out: Path) -> None:
    with Vault.open(case, code) as vault:
        handover.hand_over(vault, out, "A. Person", WORDS, Tools())


def receive(file: Path, _: str, out: Path) -> None:
    handover.receive(file, out, WORDS, Tools(), new_passphrase=WORDS)


def merge(case: Path, code: str, out: Path) -> None:
    with Vault.open(case, code) as vault, Vault.open(case.with_name("second"), WORDS) as second:
        merging.merge(vault, second, out, WORDS, Tools())


if __name__ == "__main__":
    act, path, code, out, change = sys.argv[1:]
    worker.die_at(int(change))
    {each.__name__: each for each in (hand_over, receive, merge)}[act](Path(path), code, Path(out))
    print(worker.changes)
