"""The vault's speed, and a long crash run: python -m tests.benchmarks.vault [--mebibytes 256] [--kills 0].

Prints what it measured; asserts nothing about time. The crash run does assert: nothing acknowledged may be lost.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from leakguard.model.evidence import Link
from leakguard.model.verification import Answer
from leakguard.vault.vault import Vault
from tests.vault.processes import Worker
from tests.vault.support import CHEAP, PASSPHRASE, link
from tests.vault.test_crashes import filled, require_no_canary, require_whole

MEBIBYTE = 1024 * 1024


def timed(what: str, act: Callable[[], object], *, mebibytes: int = 0) -> None:
    start = time.perf_counter()
    act()
    seconds = time.perf_counter() - start
    rate = f", {mebibytes / seconds:.0f} MiB/s" if mebibytes else ""
    print(f"{what}: {seconds * 1000:.0f} ms{rate}", flush=True)


def speed(place: Path, mebibytes: int) -> None:
    source = place / "source"
    with source.open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(MEBIBYTE))

    def pieces() -> Iterator[bytes]:
        with source.open("rb") as file:
            yield from iter(lambda: file.read(MEBIBYTE), b"")

    def copy() -> None:
        with (place / "copy").open("wb") as file:
            for piece in pieces():
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    vault: Vault
    ids: list[str] = []

    def create() -> None:
        nonlocal vault
        vault, _ = Vault.create(place / "case", PASSPHRASE)

    def store() -> None:
        with vault.write() as change:
            ids.append(change.add_object(pieces(), media=True))

    def put() -> None:
        with vault.write() as change:
            for number in range(10_000):
                change.put(replace(link(f"l-{number}"), note="n" * 300))

    def put_singly() -> None:
        for number in range(100):
            with vault.write() as change:
                change.put(link(f"s-{number}"))

    timed("plain copy with fsync", copy, mebibytes=mebibytes)
    timed("create (default cost)", create)
    timed("write an object", store, mebibytes=mebibytes)
    timed("read it", lambda: sum(map(len, vault.stream_object(ids[0]))), mebibytes=mebibytes)
    timed("put 10,000 records in one transaction", put)
    timed("find 10,000 records", lambda: vault.find(Link))
    timed("100 transactions of one record", put_singly)
    timed("check everything", lambda: list(vault.check()))
    timed("rotate-key", vault.rotate_key, mebibytes=mebibytes)
    vault.close()
    timed("open (default cost)", lambda: Vault.open(place / "case", PASSPHRASE).close())


def crash(place: Path, kills: int) -> None:
    """Kills while writing, and kills at every change of the file system during a key change."""
    vault, code = Vault.create(place / "killed", PASSPHRASE, cost=CHEAP)
    vault.close()
    kept: dict[str, str] = {}
    doomed: set[str] = set()
    for number in range(kills):
        with Worker("write", place / "killed", code) as worker:
            worker.wait_for(random.randint(1, 40))
            told = worker.kill(after=random.random() * 0.02)
        require_no_canary(place / "killed")
        kept |= {line[2]: line[3] for line in told if line[0] == "kept"}
        doomed |= {line[1] for line in told if line[0] == "deleting"}
        print(f"\rkilled {number + 1} times, {len(kept)} objects acknowledged", end="", flush=True)
    with Vault.open(place / "killed", code) as vault:
        for id, digest in kept.items():
            if id not in doomed and sha256(vault.read_object(id)).hexdigest() != digest:
                raise AssertionError(id)
        if {check.result for check in vault.check()} != {Answer.YES}:
            raise AssertionError("damaged")

    vault, code = Vault.create(place / "rekeyed", PASSPHRASE, cost=CHEAP)
    vault.close()
    objects = filled(place / "rekeyed", code)
    point, died = 0, True
    while died:
        with Worker("rotate", place / "rekeyed", code, rounds=1, die_at=point) as worker:
            died = worker.died()
        require_whole(place / "rekeyed", code, objects)
        point += 1
    print(f"\nkilled at each of {point - 1} points of a key change: whole every time")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=256)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        speed(Path(room), options.mebibytes)
        if options.kills:
            crash(Path(room), options.kills)
