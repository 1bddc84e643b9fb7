"""What a process of its own does in the vault's crash tests, which start it with tests/vault/processes.py.

It tells what was acknowledged, and is meant to be killed. `die_at` kills it from within, without any clean-up, just before the
n-th change of the file system that Python code makes.
"""

import os
import secrets
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from leakguard.vault.vault import Vault
from tests.vault.support import CHEAP, link

CANARY = "canary-that-must-never-be-in-clear"
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.utime", "os.chmod", "shutil.rmtree"}

Tell = Callable[..., None]

changes = 0
"""How many changes of the file system were made, where they are counted."""


def die_at(change: int) -> None:
    """As SIGKILL leaves files: nothing is flushed, closed or rolled back."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        global changes
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event in _CHANGES or writes:
            if changes == change:
                os._exit(9)
            changes += 1

    sys.addaudithook(hook)


def write(tell: Tell, folder: Path, secret: str, rounds: int) -> None:
    """Write records and objects; a round is told once it is committed. Deleting one is told before."""
    with Vault.open(folder, secret) as vault:
        tell("ready")
        previous = ""
        for number in range(rounds):
            doomed = previous if number % 5 == 4 else ""
            if doomed:
                tell("deleting", doomed)
            data = (CANARY.encode() + secrets.token_bytes(16)) * secrets.choice((1, 50, 3_000))
            with vault.write() as change:
                id = change.new_id(type(link("")))
                change.put(link(id, f"https://example.org/{CANARY}/{number}"))
                object = change.add_object(data, media=False)
                if doomed:
                    change.delete_object(doomed)
            tell("kept", id, object, sha256(data).hexdigest())
            previous = object


def write_apart(tell: Tell, folder: Path, secret: str, rounds: int) -> None:
    """The same, opening and closing the case every time, as separate commands do."""
    tell("ready")
    for _ in range(rounds):
        write(tell, folder, secret, 1)


def collect(tell: Tell, folder: Path, secret: str, rounds: int) -> None:
    """Open and close the case: whoever is alone then removes what the index does not list."""
    tell("ready")
    for _ in range(rounds):
        Vault.open(folder, secret).close()


def change_passphrase(tell: Tell, folder: Path, secret: str, rounds: int) -> None:
    with Vault.open(folder, secret) as vault:
        tell("ready")
        for number in range(rounds):
            vault.change_passphrase(f"passphrase {number}")
            tell("changed", str(number))


def rotate(tell: Tell, folder: Path, secret: str, rounds: int) -> None:
    with Vault.open(folder, secret) as vault:
        tell("ready")
        for _ in range(rounds):
            vault.rotate_key()
            tell("rotated")


def create(tell: Tell, folder: Path, secret: str, _: int) -> None:
    Vault.create(folder, secret, cost=CHEAP)[0].close()
    tell("created")


def wipe(tell: Tell, folder: Path, _: str, __: int) -> None:
    Vault.wipe(folder)
    tell("wiped")


ACTS = {act.__name__: act for act in (write, write_apart, collect, change_passphrase, rotate, create, wipe)}


def run(tell: Tell, act: str, folder: Path, secret: str, rounds: int, change: int | None) -> None:
    if change is not None:
        die_at(change)
    ACTS[act](tell, folder, secret, rounds)
    if change is not None:
        tell("changes", str(changes))
