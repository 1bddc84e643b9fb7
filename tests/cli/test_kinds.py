"""The kinds of errors and the exit codes are fixed lists, and `leakguard --help-scripts` shows them."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import leakguard
from leakguard.cli.environment import VARIABLES
from leakguard.cli.scripts import CODES, KINDS, for_scripts
from leakguard.errors import LeakguardError


def every(kind: type[LeakguardError] = LeakguardError) -> Iterator[type[LeakguardError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from every(below)


@pytest.fixture(scope="module")
def errors() -> set[type[LeakguardError]]:
    """Every error of the program: some live beside what raises them, so all modules are imported first."""
    for module in pkgutil.walk_packages(leakguard.__path__, "leakguard."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return {error for error in every() if error.__module__.startswith("leakguard.")}


def test_each_error_has_its_kind_in_the_list(errors: set[type[LeakguardError]]) -> None:
    assert {error.kind for error in errors} | {"stopped"} == set(KINDS)


def test_each_error_has_its_code_in_the_list(errors: set[type[LeakguardError]]) -> None:
    assert {error.code for error in errors} | {0, 130} == set(CODES)


def test_one_kind_has_one_exit_code(errors: set[type[LeakguardError]]) -> None:
    codes: dict[str, set[int]] = {}
    for error in errors:
        codes.setdefault(error.kind, set()).add(error.code)
    assert {kind: found for kind, found in codes.items() if len(found) > 1} == {}


def test_the_help_for_scripts_tells_all_of_it() -> None:
    words = for_scripts().split()
    assert [name for name in (*KINDS, *map(str, CODES), *VARIABLES) if name not in words] == []
