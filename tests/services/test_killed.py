"""Killed in the middle of handing over, taking over or merging: every case opens and verifies, and nothing is there half."""

import subprocess
import sys
from pathlib import Path

import pytest

from leakguard.services import handover, verify
from leakguard.vault.vault import Vault
from tests.services.acts import WORDS
from tests.services.desk import Desk

_ROOT = Path(__file__).parents[2]


def run(act: str, path: Path, code: str, out: Path, change: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.services.acts", act, str(path), code, str(out), str(change)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 9), done.stderr
    return done


@pytest.mark.parametrize("act", ["hand_over", "receive", "merge"])
def test_killed_at_any_point(helped: Desk, tmp_path: Path, act: str) -> None:
    helped.vault.copy(tmp_path / "second", WORDS)
    handover.hand_over(helped.vault, tmp_path / "packed", "A. Person", WORDS, helped.tools)
    helped.vault.close()
    path = tmp_path / "packed" if act == "receive" else helped.folder
    changes = int(run(act, path, helped.code, tmp_path / "whole", -1).stdout)
    assert changes > 20
    # How many changes there are depends a little on chance: objects share folders by the first digits of their names.
    for change in (3, changes // 3, 2 * changes // 3, changes * 9 // 10):
        out = tmp_path / f"killed {change}"
        assert run(act, path, helped.code, out, change).returncode == 9
        for folder, secret in ((helped.folder, helped.code), (tmp_path / "second", WORDS)):
            with Vault.open(folder, secret) as vault:
                assert verify.case(vault).passed
        if out.is_dir():
            with Vault.open(out, WORDS) as vault:
                assert verify.case(vault).passed
        elif out.exists():
            handover.receive(out, tmp_path / f"taken {change}", WORDS, helped.tools)
        else:
            run(act, path, helped.code, out, -1)
            assert out.exists()
            assert not out.with_name(f".{out.name}.part").exists()
