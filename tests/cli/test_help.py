"""Help is instant, complete, and says what the functions say."""

import re
import subprocess
import sys

import pytest

from leakguard.cli.commands import COMMANDS
from leakguard.cli.lazy import load
from leakguard.cli.options import _COMMON
from tests.support.journey import Journey

HEAVY = ("typer", "rich", "numpy", "PIL", "cv2", "httpx", "httpcore", "reportlab", "sqlcipher3", "msgspec", "yaml", "jinja2")

VERBS = {f"{noun} {verb}": target for noun, entry in COMMANDS.items() for verb, target in entry.verbs}
ALONE = {name: entry.target for name, entry in COMMANDS.items() if entry.target}
EVERY = {**ALONE, **VERBS}


@pytest.mark.parametrize("option", ["--help", "--version", "--help-scripts"])
def test_what_people_type_first_imports_nothing_heavy(option: str) -> None:
    show = "import sys; from leakguard.cli.main import main; main(); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", show, option], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert done.stdout
    assert loaded.isdisjoint(HEAVY)
    assert not any(name.startswith("leakguard.services") for name in done.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_one_line_in_the_overview_and_it_is_that_of_its_function(name: str, journey: Journey) -> None:
    entry = COMMANDS[name]
    assert f"  {name} " in journey.run("--help").stdout
    if entry.target:
        assert (load(entry.target).__doc__ or "").splitlines()[0].startswith(entry.help)


@pytest.mark.parametrize("command", EVERY)
def test_a_command_takes_the_common_options(command: str, journey: Journey) -> None:
    shown = journey.run(*command.split(), "--help")
    assert shown.code == 0
    assert [name for name in _COMMON if f"--{name.replace('_', '-')}" not in shown.stdout] == []


@pytest.mark.parametrize("command", EVERY)
def test_the_help_of_a_command_fits_eighty_columns_and_names_no_types(command: str, journey: Journey) -> None:
    shown = journey.run(*command.split(), "--help").stdout
    assert [line for line in shown.splitlines() if len(line) > 80 or re.search(r"<(str|path|int|list)", line)] == []


@pytest.mark.parametrize("noun", [name for name, entry in COMMANDS.items() if entry.verbs])
def test_a_noun_lists_its_verbs(noun: str, journey: Journey) -> None:
    shown = journey.run(noun, "--help").stdout
    assert all(f"\n  {verb} " in shown for verb, _ in COMMANDS[noun].verbs)


def test_help_fits_eighty_columns(journey: Journey) -> None:
    long = [line for line in journey.run("--help").stdout.splitlines() if len(line) > 79]
    assert long == []


def test_the_same_help_comes_from_the_quick_way_and_from_inside_an_open_case(journey: Journey) -> None:
    assert journey.process("--help").stdout == journey.run("--help").stdout


def test_alone_without_a_terminal_it_gives_short_help(ready: Journey) -> None:
    shown = ready.run()
    assert shown.code == 0
    assert "leakguard support" in shown.stdout
    assert "leakguard --help" in shown.stdout
