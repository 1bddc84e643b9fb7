"""What a recipient answered: that they have the letter, that they refuse, that the copies are gone, or back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leakguard.errors import Refused
from leakguard.model.notice import Notice, NoticeState
from leakguard.services import custody
from leakguard.services.rules import require_open
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

_WHEN: Mapping[NoticeState, str] = {
    NoticeState.ACKNOWLEDGED: "acknowledged",
    NoticeState.REFUSED: "refused",
    NoticeState.REMOVED: "removed",
    NoticeState.BACK: "back",
}
"""The answers that can be recorded, each with the field that says when."""


def record(
    vault: Vault,
    id: str,
    answer: NoticeState,
    tools: Tools,
    *,
    at: datetime | None = None,
    why: str = "",
    receipt: str = "",
) -> Notice:
    """Write down that the recipient of letter `id` answered at `at` (now, if None).

    The clock runs on after an acknowledgement. A refusal can be taken further at once. Raises NotFound; Refused in a closed
    case, for a letter that was not sent, an answer before it was received, or a time to come.
    """
    moment = at or tools.now()
    with vault.write() as tx:
        require_open(tx)
        notice = tx.get(Notice, id)
        if notice.sent is None:
            raise not_sent(id)
        if moment > tools.now():
            raise Refused("That time has not come yet.", "Say when they answered, such as --at 2026-11-20T18:30.")
        if moment < notice.sent.replace(second=0, microsecond=0):  # people type minutes
            raise Refused(
                "{id} was received at {sent} UTC, after that answer.",
                "Look at the time zone, such as --at 2026-11-20T18:30+01:00.",
                id=id,
                sent=f"{notice.sent:%Y-%m-%d %H:%M}",
            )
        fields: dict[str, Any] = {_WHEN[answer]: moment, "receipt": receipt or notice.receipt, "why": why or notice.why}
        changed = replace(notice, state=answer, **fields)
        tx.put(changed)
        custody.record(tx, tools, "notice", id, act=answer.value, at=moment.isoformat())
    return changed


def not_sent(id: str) -> Refused:
    """Nothing can follow a letter that nobody has received."""
    return Refused(
        "{id} was not sent yet, as far as this case knows.", "When it was: leakguard notice sent {id} --at TIME", id=id
    )
