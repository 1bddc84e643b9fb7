"""Writes to the custody log inside the transaction of the act itself, so that neither exists without the other."""

from leakguard.evidence import custody
from leakguard.model.case import Case
from leakguard.model.evidence import CustodyEntry
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault


def record(tx: Transaction, tools: Tools, event: str, subject: str, **detail: str) -> None:
    """Append one event; who acted is the role of the case, never an account name."""
    last = tx.last(CustodyEntry)
    number = int(last.id) + 1 if last else 1
    line = custody.line(
        last.line if last else None,
        at=tools.now(),
        who=tx.get(Case, "case").role.value,
        event=event,
        subject=subject,
        detail=detail,
    )
    tx.put(CustodyEntry(id=f"{number:010d}", line=line))


def lines(vault: Vault) -> list[str]:
    """The whole log, oldest first."""
    return [entry.line for entry in vault.find(CustodyEntry)]
