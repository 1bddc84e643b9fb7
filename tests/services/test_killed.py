"""Killed in the middle of handing over, taking over or merging: every case opens and verifies, and nothing is there half."""

from pathlib import Path

import pytest

from leakguard.services import handover, verify
from leakguard.vault.vault import Vault
from tests.services import acts
from tests.services.acts import WORDS
from tests.services.desk import Desk
from tests.vault.processes import Apart


@pytest.mark.parametrize("act", ["hand_over", "receive", "merge"])
def test_killed_at_any_point(helped: Desk, tmp_path: Path, act: str) -> None:
    helped.vault.copy(tmp_path / "second", WORDS)
    handover.hand_over(helped.vault, tmp_path / "packed", "A. Person", WORDS, helped.tools)
    helped.vault.close()
    path = tmp_path / "packed" if act == "receive" else helped.folder
    with Apart(acts.run, act, path, helped.code, tmp_path / "whole", -1) as whole:
        changes = int(whole.finish()[0][0])
    assert changes > 20
    # How many changes there are depends a little on chance: objects share folders by the first digits of their names.
    for change in (3, changes // 3, 2 * changes // 3, changes * 9 // 10):
        out = tmp_path / f"killed {change}"
        with Apart(acts.run, act, path, helped.code, out, change) as killed:
            assert killed.died()
        for folder, secret in ((helped.folder, helped.code), (tmp_path / "second", WORDS)):
            with Vault.open(folder, secret) as vault:
                assert verify.case(vault).passed
        if out.is_dir():
            with Vault.open(out, WORDS) as vault:
                assert verify.case(vault).passed
        elif out.exists():
            handover.receive(out, tmp_path / f"taken {change}", WORDS, helped.tools)
        else:
            with Apart(acts.run, act, path, helped.code, out, -1) as again:
                again.finish()
            assert out.exists()
            assert not out.with_name(f".{out.name}.part").exists()
