"""Rows of regimes/*.yaml: one legal basis, with what a letter under it must hold and what follows, or why none is written."""

from enum import StrEnum
from typing import Literal

from leakguard.facts.places import Purpose, RecipientType
from leakguard.facts.rows import Fact, Row, Statement
from leakguard.model.notice import Basis


class Kind(StrEnum):
    """What the law lets a person do: write to a service, complain to an authority, go to court, or report an offence.

    `states` binds only states; `practice` is no law at all. `beside` is no law either, and asks for no removal: a statement, a
    note or a request that goes beside letters.
    """

    NOTICE = "notice"
    COPYRIGHT = "copyright"
    DATA_PROTECTION = "data-protection"
    REGULATOR = "regulator"
    COURT = "court"
    CRIME = "crime"
    STATES = "states"
    PRACTICE = "practice"
    BESIDE = "beside"


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

    @property
    def says(self) -> str:
        return self.text


class Deadline(Fact, frozen=True, kw_only=True):
    """How long the recipient has. Where the law names no figure, `value` is None and our practice, `follow_up_days`, counts.

    `runs_from` is empty where no letter starts anything.
    """

    text: str
    ref: str | None = None
    value: int | None = None
    unit: str | None = None
    runs_from: str = ""
    follow_up_days: int | None = None

    @property
    def says(self) -> str:
        return self.text


class Body(Fact, frozen=True, kw_only=True):
    """Who can be told when a letter was not answered. `address` is empty where no source gives one."""

    name: str
    address: str = ""
    ref: str | None = None

    @property
    def says(self) -> str:
        return f"{self.name}: {self.address}" if self.address else self.name


class Pitfall(Statement, frozen=True, kw_only=True):
    """A mistake to avoid. With `warn` it is told with every letter of the regime."""

    warn: bool = False


class Regime(Row, frozen=True, kw_only=True):
    """A legal basis.

    `no_letter` is there where no letter is written under it, and says why; `instead` says what to do then. Such a regime has no
    `recipients`. For all others `recipients` are the types that a letter is for. `doubtful` types and categories of services get
    one with a warning; what is in neither is refused with `why_not`. `purposes` are those of the channels it may go to, best
    first. `countries` are the ISO codes that link a person to the regime, empty where no link is needed. `elements` are what a
    letter must hold or, without a letter, what the law asks of the case. `without_link` regimes are suggested to people whom
    nothing links to a country that has one. `body` comes after the recipient, where one is known; `dispute` is who settles it
    without a court once the recipient has decided. `addresses` says
    whether the text must, may or may never name the address of a copy.
    """

    id: str
    name: str
    kind: Kind
    jurisdiction: str
    countries: tuple[str, ...] = ()
    recipients: tuple[RecipientType, ...] = ()
    doubtful: tuple[str, ...] = ()
    no_letter: Statement | None = None
    why_not: str = ""
    instead: str
    purposes: tuple[Purpose, ...] = ()
    postal_address: bool = False
    without_link: bool = False
    addresses: Literal["needed", "may", "none"] = "needed"
    citation: Statement
    status: tuple[Statement, ...] = ()
    who_may_send: tuple[Statement, ...] = ()
    who_receives: tuple[Statement, ...] = ()
    elements: tuple[Required, ...]
    attestations: tuple[Statement, ...] = ()
    deadline: Deadline
    duties: tuple[Statement, ...] = ()
    escalation: tuple[Statement, ...] = ()
    body: Body | None = None
    dispute: Body | None = None
    leave_out: tuple[Statement, ...] = ()
    synthetic: Statement
    minors: Statement
    pitfalls: tuple[Pitfall, ...] = ()

    @property
    def law(self) -> bool:
        """Whether it is a law; else it is only what practice asks."""
        return self.kind not in (Kind.PRACTICE, Kind.BESIDE)

    @property
    def sworn(self) -> bool:
        """Whether the law asks for a sentence under penalty of perjury."""
        return any(element.sworn for element in self.elements)

    @property
    def unsure(self) -> tuple[Fact, ...]:
        """What a letter under it says of the law although no statute or official source was read: to be checked before use."""
        if not self.law:
            return ()
        of_the_law = (self.citation, self.deadline, *(element for element in self.elements if element.basis is Basis.STATUTE))
        return tuple(fact for fact in of_the_law if fact.remark)
