"""While `leakguard open` holds a case, every command works on that one, unless another is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leakguard.cli.environment import read_environment
from leakguard.cli.program import Program
from leakguard.cli.session import Held
from leakguard.vault.vault import Vault
from tests.support.journey import PASSPHRASE, Journey


@pytest.fixture
def other(tmp_path: Path) -> Journey:
    home = tmp_path / "other"
    home.mkdir()
    journey = Journey(home)
    journey.begin()
    return journey


@pytest.fixture
def held(ready: Journey, other: Journey) -> Iterator[Program]:
    """`ready`'s case is held open; the environment names the other one."""
    with Vault.open(ready.case, PASSPHRASE) as vault:
        yield Program(lambda: read_environment(other.variables), Held(vault))


def notes(journey: Journey) -> list[str]:
    return [entry["text"] for entry in journey.run("timeline", "--json").json["entries"]]


def test_it_is_the_one_that_is_held(held: Program, ready: Journey, other: Journey) -> None:
    assert held.run(["note", "for the held one"]) == 0
    assert (notes(ready), notes(other)) == (["for the held one"], [])


def test_another_one_is_used_only_where_it_is_named(held: Program, ready: Journey, other: Journey) -> None:
    assert held.run(["note", "for the other", "--case", str(other.case)]) == 0
    assert (notes(ready), notes(other)) == ([], ["for the other"])


def test_it_is_the_one_that_is_verified(held: Program, other: Journey) -> None:
    (other.case / "index").write_bytes(b"not a case any more")
    assert held.run(["verify"]) == 0


def test_it_is_not_destroyed_while_it_is_open(held: Program, ready: Journey, other: Journey) -> None:
    assert held.run(["wipe", "--yes"]) == 1
    assert (notes(ready), notes(other)) == ([], [])
