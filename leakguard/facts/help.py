"""Rows of helplines.yaml, minors.yaml and sextortion.yaml: whom to call, and what to do first."""

from enum import StrEnum

from leakguard.facts.rows import CHECK_FIRST, Fact, Row, Statement


class Serves(StrEnum):
    """Whom a line is for; `about-minors` takes reports by anyone about people under 18."""

    ANYONE = "anyone"
    ADULTS = "adults"
    WOMEN = "women"
    MINORS = "minors"
    ABOUT_MINORS = "about-minors"
    ORGANISATIONS = "organisations"


class Emergency(Fact, frozen=True, kw_only=True):
    """The number to call in danger."""

    number: str

    @property
    def says(self) -> str:
        return self.number


class Helpline(Fact, frozen=True, kw_only=True):
    """One line or desk. Times are as its source gives them. `unchecked` names the fields that the source did not hold."""

    name: str
    helps_with: str
    serves: tuple[Serves, ...]
    phone: str = ""
    url: str = ""
    hours: str = ""
    note: str = ""
    unchecked: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        return ". ".join(
            part for part in (f"{self.name}: {self.helps_with}", self.phone, self.url, self.hours, self.note) if part
        )

    @property
    def remark(self) -> str:
        return CHECK_FIRST if self.unchecked else super().remark


class Country(Row, frozen=True, kw_only=True):
    """The contacts of one country (ISO 3166-1 alpha-2), or of the whole world (INT)."""

    code: str
    name: str
    emergency: Emergency | None = None
    lines: tuple[Helpline, ...]


class Minors(Row, frozen=True, kw_only=True):
    """What holds when someone in the pictures was, or may have been, under 18."""

    rule: Statement
    law: tuple[Statement, ...]
    advice: tuple[Statement, ...]
    never: tuple[Statement, ...]


class Sextortion(Row, frozen=True, kw_only=True):
    """What to do when someone threatens to publish: three things first, then the rest, and what this program never does."""

    first: tuple[Statement, Statement, Statement]
    then: tuple[Statement, ...]
    open_question: Statement
    never: tuple[Statement, ...]
