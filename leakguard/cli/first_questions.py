"""The questions that decide what a case may hold: only those that the options leave open, and each answer can be corrected."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leakguard.cli.case import ADULT_QUESTION, ADULTS
from leakguard.cli.consent import parse_day
from leakguard.cli.terminal import Question, Terminal
from leakguard.errors import InputNeeded, Refused, UsageError
from leakguard.model.case import Adults, Declaration, Role, Scope

if TYPE_CHECKING:
    from leakguard.services.case import Answers, Terms

SAFE_FIRST = (
    "This is not your fault.",
    "First: is it safe to use this computer now? Could someone who hurts you see what you do here?",
    "If you are not sure, stop here and use another computer, for example at a library or a friend's.",
)

_ROLES = (
    (Role.SELF, "I am the person in the pictures"),
    (Role.FRIEND, "I help a friend or relative"),
    (Role.WORKER, "I am a support worker"),
    (Role.LAWYER, "I am a lawyer"),
)
_DECLARATIONS = (
    (Declaration.OWN, "They are pictures of me"),
    (Declaration.MADE_TO_LOOK_LIKE_ME, "They are fake, made to look like me"),
)
_SCOPES = (
    (Scope.CHECK, "look for copies"),
    (Scope.CAPTURE, "record pages as evidence"),
    (Scope.NOTICE, "write letters in this matter"),
    (Scope.EXPORT, "give the case file to others, such as a lawyer or the police"),
)
LANGUAGES = (("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"))
"""Each in its own words; a test holds them to what there are texts in."""

_EVERYTHING = "All of it: look for copies, record pages, write letters, give the case file to others"


@dataclass(frozen=True)
class Given:
    """What the options say; None or empty where they leave it open."""

    role: Role | None
    adult: Adults | None
    declare: Declaration | None
    terms: "Terms | None"
    country: str
    language: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The options without which there is no case."""
        needed = {"--role": self.role, "--everyone-adult": self.adult, "--country": self.country}
        return tuple(name for name, value in needed.items() if not value)


def first_answers(terminal: Terminal, given: Given, today: date) -> "Answers":
    """What the options say, and where they do not, the person. Raises InputNeeded, Refused."""
    from leakguard.services.case import Answers

    if given.missing and not terminal.can_ask():
        raise InputNeeded(f"These are needed: {', '.join(given.missing)}", "Give them as options. See: leakguard init --help")
    if given.missing and not terminal.confirm("Go on?", *SAFE_FIRST):
        raise Refused("Stopped. Nothing was made.", "Help and helplines: leakguard support")
    said = _Said(terminal, given, today)
    terminal.one_by_one(said.questions())
    return Answers(
        role=said.role,
        everyone_adult=said.adult,
        declaration=said.declaration,
        country=said.country,
        language=said.language,
        consent=said.terms,
    )


class _Said:
    """The answers so far. A question is asked where the options and the answers before it leave it open."""

    def __init__(self, terminal: Terminal, given: Given, today: date) -> None:
        self._terminal = terminal
        self._given = given
        self._today = today
        self.role = given.role or Role.SELF
        self.adult = given.adult or Adults.UNSURE
        self._own = Declaration.OWN
        self._name, self._allowed = "", tuple(Scope)
        self._until: date | None = None
        self.country = given.country
        self.language = given.language.lower() or "en"

    @property
    def declaration(self) -> Declaration:
        """On what ground the person works with the pictures: whoever acts for another, on a consent."""
        if self._given.declare or self.adult is not Adults.YES:
            return self._given.declare or Declaration.OWN
        return self._own if self.role is Role.SELF else Declaration.CONSENT

    @property
    def terms(self) -> "Terms | None":
        """The consent, where one is needed or was given."""
        from leakguard.services.case import Terms

        return Terms(self._name, self._allowed, self._until) if self._consent_open() else self._given.terms

    def _consent_open(self) -> bool:
        return self._given.terms is None and self.adult is Adults.YES and self.declaration is Declaration.CONSENT

    def questions(self) -> tuple[Question, ...]:
        given = self._given
        return (
            Question(lambda: given.role is None, self._ask_role),
            Question(lambda: given.adult is None, self._ask_adult),
            Question(
                lambda: given.declare is None and self.adult is Adults.YES and self.role is Role.SELF,
                self._ask_own,
            ),
            Question(self._consent_open, self._ask_name),
            Question(self._consent_open, self._ask_allowed),
            Question(self._consent_open, self._ask_last_day),
            Question(lambda: not given.country, self._ask_country),
            Question(lambda: not given.language and bool(given.missing), self._ask_language),
        )

    def _ask_role(self) -> None:
        self.role = Role(self._terminal.choose("Who are you?", _ROLES))

    def _ask_adult(self) -> None:
        self.adult = Adults(self._terminal.choose(ADULT_QUESTION, ADULTS))

    def _ask_own(self) -> None:
        if not self._terminal.can_ask():
            raise InputNeeded("It is needed on what ground you work with the pictures.", "Add: --declare own")
        self._own = Declaration(self._terminal.choose("What are the pictures?", _DECLARATIONS))

    def _ask_name(self) -> None:
        if not self._terminal.can_ask():
            raise InputNeeded("It is needed who gave the consent.", "Add: --consent-from NAME")
        self._name = self._terminal.ask("Name of the person in the pictures, who agreed that you help")
        while not self._name:
            self._name = self._terminal.ask("Please type a name")

    def _ask_allowed(self) -> None:
        terminal, name, self._allowed = self._terminal, self._name, tuple(Scope)
        if terminal.choose(f"What did {name} agree to?", (("all", _EVERYTHING), ("some", "Some of it"))) == "some":
            self._allowed = tuple(scope for scope, words in _SCOPES if terminal.confirm(f"Did {name} agree that you {words}?"))
        if not self._allowed:
            raise Refused("Stopped. Nothing was made: the case needs the consent.", "Help and helplines: leakguard support")

    def _ask_last_day(self) -> None:
        before = "Leave it empty if the consent holds until it is taken back."
        while True:
            try:
                self._until = parse_day(self._terminal.ask("Until which day", before))
            except UsageError as error:
                before = f"{error.message}. {error.hint}"
                continue
            if self._until is None or self._until >= self._today:
                return
            before = f"That day is over: {self._until}."

    def _ask_country(self) -> None:
        from leakguard.facts import countries

        said = self._terminal.ask("Your country, two letters (US, GB, DE, IN …)")
        while True:
            try:
                self.country = countries.code(said)
                return
            except UsageError as error:
                said = self._terminal.ask("Your country", f"{error.message} {error.hint}")

    def _ask_language(self) -> None:
        self.language = self._terminal.choose(
            "Your language? Letters are explained in it. Other answers are in English yet.", LANGUAGES
        )
