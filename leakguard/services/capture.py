"""Recording addresses and findings as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from leakguard.browser.visit import STEP
from leakguard.collect.targets import classify
from leakguard.errors import Refused, UsageError
from leakguard.model.case import Scope
from leakguard.model.check import Finding, NotChecked, Review, TargetKind
from leakguard.model.evidence import Capture, PageKind
from leakguard.services.check import check
from leakguard.services.page import Keeping
from leakguard.services.rules import require
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Captured:
    """What was recorded, and what could not be reached, with hints what to do about it."""

    captures: tuple[Capture, ...]
    failed: tuple[NotChecked, ...]
    hints: tuple[str, ...] = ()
    copies_missing: bool = False
    not_clicked: bool = False

    @property
    def incomplete(self) -> bool:
        """What was asked for is not all there: an address, a page behind a wall, a step, or a picture that is known to be a copy.

        A broken picture that never matched only stands in the capture's `missing`.
        """
        return (
            bool(self.failed)
            or self.copies_missing
            or self.not_clicked
            or any(made.page is not PageKind.PAGE for made in self.captures)
        )


def capture(vault: Vault, asked: Sequence[str], keeping: Keeping, tools: Tools) -> Captured:
    """Record each address; a finding stands for the page it was seen on. Comparing is part of it: only what matches is kept.

    Raises LinkOnly, Refused, NotFound, UsageError before anything is fetched; see `check`.
    """
    require(vault, Scope.CAPTURE, tools.now())
    checked = check(vault, [_address(vault, target) for target in asked], tools, keeping)
    recorded = {made.target for made in checked.captures}
    failed = tuple(missed for target in checked.targets if target.target not in recorded for missed in target.not_checked)
    wanted = {copy.locator for copy in vault.find(Finding)} | {
        url for made in checked.captures for url in (made.target, made.final_url)
    }
    copies_missing = any(missed.locator in wanted for made in checked.captures for missed in made.missing)
    not_clicked = any(missed.locator.startswith(STEP) for made in checked.captures for missed in made.missing)
    return Captured(checked.captures, failed, checked.hints, copies_missing, not_clicked)


def _address(vault: Vault, target: str) -> str:
    if target.startswith(f"{Finding.prefix}-"):
        finding = vault.get(Finding, target)
        if finding.review is Review.DISMISSED:
            raise Refused(f"{target} was dismissed as not a copy.", f"If it is one: leakguard findings confirm {target}")
        address = finding.page or finding.url
        if address is None:
            raise UsageError(f"{target} was found in a file, not at a web address.", "Capture its address: leakguard capture URL")
        return address
    if classify(target) is not TargetKind.URL:
        raise UsageError(f"Only web addresses can be recorded: {target}", "Keep a file with: leakguard note TEXT --attach FILE")
    return target
