"""Recording addresses and findings as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from leakguard.collect.targets import classify
from leakguard.errors import UsageError
from leakguard.model.case import Scope
from leakguard.model.check import Finding, NotChecked, TargetKind
from leakguard.model.evidence import Capture
from leakguard.services.check import check
from leakguard.services.page import Keeping, allow_everything
from leakguard.services.rules import require
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Captured:
    """What was recorded, and what could not be reached."""

    captures: tuple[Capture, ...]
    failed: tuple[NotChecked, ...]


def capture(vault: Vault, asked: Sequence[str], keeping: Keeping, tools: Tools) -> Captured:
    """Record each address; a finding stands for the page it was seen on. Comparing is part of it: only what matches is kept.

    Raises LinkOnly, Refused, NotFound, UsageError before anything is fetched.
    """
    require(vault, Scope.CAPTURE, tools.now())
    if keeping.everything_why:
        allow_everything(vault, tools)
    addresses = list(dict.fromkeys(_address(vault, target) for target in asked))
    checked = check(vault, addresses, tools, keeping)
    recorded = {made.target for made in checked.captures}
    failed = tuple(missed for target in checked.targets if target.target not in recorded for missed in target.not_checked)
    return Captured(checked.captures, failed)


def _address(vault: Vault, target: str) -> str:
    if target.startswith(f"{Finding.prefix}-"):
        finding = vault.get(Finding, target)
        address = finding.page or finding.url
        if address is None:
            raise UsageError(f"{target} was found in a file, not at a web address.", "Capture its address: leakguard capture URL")
        return address
    if classify(target) is not TargetKind.URL:
        raise UsageError(f"Only web addresses can be recorded: {target}", "Keep a file with: leakguard note TEXT --attach FILE")
    return target
