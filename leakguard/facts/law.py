"""Rows of regimes.yaml: one legal basis for a letter, with what the letter must hold and what follows."""

from leakguard.facts.places import Purpose, RecipientType
from leakguard.facts.rows import Fact, Row, Statement
from leakguard.model.notice import Basis


class Required(Fact, frozen=True, kw_only=True):
    """One thing that a letter must hold. `ref` is the paragraph that asks for it, None where only practice does.

    `sworn` marks what is said under penalty of perjury; `label` names it to the person in a few words.
    """

    id: str
    label: str
    text: str
    ref: str | None
    basis: Basis
    sworn: bool = False


class Deadline(Fact, frozen=True, kw_only=True):
    """How long the recipient has. Where the law names no figure, `value` is None and our practice, `follow_up_days`, counts."""

    text: str
    ref: str | None = None
    value: int | None = None
    unit: str | None = None
    runs_from: str
    follow_up_days: int | None = None


class Pitfall(Statement, frozen=True, kw_only=True):
    """A mistake to avoid. With `warn` it is told with every letter of the regime."""

    warn: bool = False


class Regime(Row, frozen=True, kw_only=True):
    """A legal basis for a letter.

    `recipients` are the types it is for. `doubtful` types and categories of services get a letter with a warning; all others
    are refused with `why_not`. `purposes` are those of the channels it may go to, best first. `countries` are the ISO codes that
    link a person to the regime, empty where no link is needed.
    """

    id: str
    name: str
    jurisdiction: str
    countries: tuple[str, ...] = ()
    recipients: tuple[RecipientType, ...]
    doubtful: tuple[str, ...] = ()
    why_not: str
    instead: str
    purposes: tuple[Purpose, ...]
    postal_address: bool = False
    citation: Statement
    status: tuple[Statement, ...] = ()
    who_may_send: tuple[Statement, ...] = ()
    who_receives: tuple[Statement, ...] = ()
    elements: tuple[Required, ...]
    deadline: Deadline
    duties: tuple[Statement, ...] = ()
    escalation: tuple[Statement, ...] = ()
    leave_out: tuple[Statement, ...] = ()
    synthetic: Statement
    minors: Statement
    pitfalls: tuple[Pitfall, ...] = ()

    @property
    def sworn(self) -> bool:
        """Whether the law asks for a sentence under penalty of perjury."""
        return any(element.sworn for element in self.elements)
