"""What looking again means for letters: one is closed when every copy it is about is gone, and reopened when one is back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from leakguard.facts.law import Kind
from leakguard.model.check import Finding, Review
from leakguard.model.look import CopyState, Look
from leakguard.model.notice import Notice, NoticeState
from leakguard.notices import regimes
from leakguard.services import custody
from leakguard.services.notify import EMBEDDED
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction

T = TypeVar("T")


def copies(notice: Notice, findings: Mapping[str, Finding], make: Callable[[Finding | None, str], T]) -> Iterator[T]:
    """The copies that a letter is about: its findings, and the addresses that belong to none of them."""
    about = [findings[id] for id in notice.findings if id in findings]
    for finding in about:
        if finding.url is not None and finding.review is not Review.DISMISSED:
            yield make(finding, finding.url)
    covered = {place for finding in about for place in (finding.locator, finding.locator.partition(EMBEDDED)[0])}
    for url in notice.urls:
        if url not in covered:
            yield make(None, url)


def settle(tx: Transaction, look: Look, last: Mapping[str, Look], findings: Mapping[str, Finding], tools: Tools) -> list[Notice]:
    """Close and reopen what this look decides, in the look's own transaction; the letters that changed, as they are now.

    `last` is the last look at each copy, this one included. Only letters that were sent and ask for removal have anything to
    close. Something else at the address (`changed`), a refusal and an address that cannot be reached leave them as they are.
    """
    if look.state is not CopyState.GONE and not look.state.there:
        return []
    changed = []
    for notice in tx.find(Notice):
        closed = notice.state is NoticeState.REMOVED
        if notice.sent is None or closed is not look.state.there or regimes.get(notice.regime).kind is Kind.BESIDE:
            continue
        about = list(copies(notice, findings, lambda finding, url: finding.id if finding else url))
        if look.copy not in about:
            continue
        if closed:
            changed.append(replace(notice, state=NoticeState.BACK, back=look.at))
        elif all(copy in last and last[copy].state is CopyState.GONE for copy in about):
            changed.append(replace(notice, state=NoticeState.REMOVED, removed=look.at))
    for notice in changed:
        tx.put(notice)
        custody.record(tx, tools, "notice", notice.id, act=notice.state.value)
    return changed
