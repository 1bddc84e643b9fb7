"""Rows of notice_types.yaml: the kinds of letters and statements, whatever the law behind them."""

from leakguard.facts.places import RecipientType
from leakguard.facts.rows import Row, Statement


class NoticeType(Row, frozen=True, kw_only=True):
    """One kind of letter or statement.

    `recipient` is the type of recipient that it is always for, None where there are several. `what_for` and `who_receives` say in
    our words what it is. `hooks` are the laws that it may stand on, `texts` the rows of regimes/any.yaml that are of this kind
    and rest on no law. `never` is what it may never hold. With `lawyer_only` it is a draft for the person's lawyer only.
    """

    id: str
    title: str
    recipient: RecipientType | None = None
    what_for: str
    who_receives: str
    lawyer_only: bool = False
    hooks: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    checklist: tuple[Statement, ...]
    never: tuple[Statement, ...]
    follow_up: Statement
    pitfalls: tuple[Statement, ...] = ()
