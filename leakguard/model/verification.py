"""Checks are three-valued: a check that did not run is never shown as a pass."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Check:
    """One question asked of one item; `why` is a plain sentence wherever the answer is not yes."""

    check: str
    item: str
    result: Answer
    why: str = ""


@dataclass(frozen=True)
class Verification:
    """All answers. It passes only with at least one yes and not a single no: nothing to check is not verified."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        results = [check.result for check in self.checks]
        return Answer.YES in results and Answer.NO not in results
