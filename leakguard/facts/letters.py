"""Rows of notice_types.yaml: the kinds of letters and statements, whatever the law behind them."""

from leakguard.facts.places import RecipientType
from leakguard.facts.rows import Row, Statement


class NoticeType(Row, frozen=True, kw_only=True):
    """One kind of letter or statement.

    `recipient` is the type of recipient that has a frame of its own, None for a text that goes to people, such as the police.
    `what_for` and `who_receives` say in our words what it is. `hooks` are the regimes that it may stand on. `never` is what it
    may never hold. With `lawyer_only` it is a draft for the person's lawyer and for nobody else.
    """

    id: str
    title: str
    recipient: RecipientType | None = None
    what_for: str
    who_receives: str
    lawyer_only: bool = False
    hooks: tuple[str, ...] = ()
    checklist: tuple[Statement, ...]
    never: tuple[Statement, ...]
    follow_up: Statement
    pitfalls: tuple[Statement, ...] = ()
