"""The README's commands exist, and its two set-up lines are the ones that are run."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from leakguard.cli.commands import COMMANDS

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def commands() -> set[tuple[str, ...]]:
    """The words after `leakguard` in blocks of code and in backticks, options and arguments left out."""
    spoken = [line.partition("#")[0] for block in BLOCKS for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", README)
    found = [re.search(r"(?:^|/|\s)leakguard ((?:[a-z][a-z-]*\s?)+)", text) for text in spoken]
    return {tuple(match[1].split()[:2]) for match in found if match}


def test_every_command_it_names_exists() -> None:
    assert len(commands()) >= 8
    for noun, *verb in commands():
        assert noun in COMMANDS
        if COMMANDS[noun].verbs and verb:
            assert verb[0] in dict(COMMANDS[noun].verbs)


def test_there_are_exactly_two_commands_to_set_up_with() -> None:
    setups = [line for block in BLOCKS for line in block.splitlines() if "pip install" in line]
    assert len(setups) == 2
    demo, test = setups
    assert shlex.split(demo)[-1] == "demo"
    assert shlex.split(test)[-2:] == ["-m", "tests"]


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the script for Debian machines is written for bash")
def test_the_second_is_what_the_machines_run() -> None:
    extract = next(line for line in (ROOT / ".ci/run").read_text("utf-8").splitlines() if line.startswith("eval "))
    shown = subprocess.run(
        ["/bin/bash", "-c", extract.replace("eval", "printf %s", 1)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout == next(line for block in BLOCKS for line in block.splitlines() if line.endswith("-m tests"))
