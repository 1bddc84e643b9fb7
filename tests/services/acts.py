"""What a process of its own does in tests of acts that are killed half-way; tests/vault/processes.py starts it."""

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


ACTS = {act.__name__: act for act in (hand_over, receive, merge)}


def run(tell: worker.Tell, act: str, path: Path, code: str, out: Path, change: int) -> None:
    worker.die_at(change)
    ACTS[act](path, code, out)
    tell(str(worker.changes))
