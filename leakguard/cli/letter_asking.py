"""What is asked at a terminal before a letter is written: only what it still needs, each question open to no answer.

Scripts are asked nothing, and neither is whoever says --yes or wants JSON.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leakguard.cli.session import Session
from leakguard.cli.terminal import Question, Terminal
from leakguard.errors import UsageError

if TYPE_CHECKING:
    from leakguard.services.notify import Wish
    from leakguard.services.tools import Tools
    from leakguard.services.whois import Options
    from leakguard.text.words import Words
    from leakguard.vault.vault import Vault


def words_of(vault: "Vault") -> "Words":
    """The words of the person whose case it is."""
    from leakguard.services.rules import case_of
    from leakguard.text.words import explaining

    return explaining(case_of(vault).language)


def ask(session: Session, vault: "Vault", wish: "Wish", tools: "Tools") -> "Wish":
    """The wish with what the person answered: on what it stands, who took the picture, who writes, what only they know."""
    from leakguard.services import needs, profile

    if not _asks(session):
        return wish
    terminal, words = session.terminal, words_of(vault)
    if choices := needs.grounds(vault, wish):
        wish = replace(wish, regime=terminal.choose(words.say("asked.which"), choices))
    if needs.camera(wish):
        wish = replace(wish, took_the_picture=terminal.confirm(words.say("asked.camera")))
    if needs.sender(vault, wish, tools):
        profile.update(vault, sender(session), tools)
    empty = words.say("asked.empty")
    answers: dict[str, Any] = _filled(terminal, {field: (label, empty, "") for field, label in needs.missing(vault, wish, tools)})
    return replace(wish, **answers)


def sender(session: Session) -> dict[str, str]:
    """Who writes, asked once."""
    return _filled(
        session.terminal,
        {
            "name": ("Name under your letters", "", ""),
            "email": ("E-mail for answers (best a new address)", "", ""),
            "time_zone": ("Time zone, such as Europe/Berlin", "", _own_zone()),
        },
    )


def _own_zone() -> str:
    """The time zone that this computer is set to; UTC where that is not clear."""
    from tzlocal import get_localzone_name

    try:
        return ZoneInfo(get_localzone_name()).key
    except (KeyError, ValueError, TypeError, OSError):  # settings that contradict each other, or name none that is known
        return "UTC"


def _filled(terminal: Terminal, asked: Mapping[str, tuple[str, str, str]]) -> dict[str, str]:
    """What was typed for each field, of which the question, a line before it and the default are given."""
    said: dict[str, str] = {}

    def ask(field: str) -> None:
        question, before, default = asked[field]
        said[field] = terminal.ask(question, *filter(None, [before]), default=default)

    terminal.one_by_one([Question(lambda: True, partial(ask, field)) for field in asked])
    return said


def look_up(session: Session, vault: "Vault", wish: "Wish", tools: "Tools", options: "Options | None") -> None:
    """Find out who runs an unknown site: at once with `options`, else after a question. Never without either."""
    from leakguard.services import lookup

    site = lookup.wanted(vault, wish) if options or (_asks(session) and not session.options.offline) else ""
    if not site:
        return
    words = words_of(vault)

    def say(key: str) -> str:
        return words.say(f"asked.{key}", site=site)

    if not options and not session.terminal.confirm(say("look_up"), say("look_up_first"), say("look_up_means")):
        return
    if lookup.look_up(vault, site, tools, options) is None:
        session.terminal.note(f"hint: {say('not_found')}")


def signature(session: Session, vault: "Vault", advice: str, statements: tuple[str, ...]) -> None:
    """Signing is an act: what it means is shown first. --sign with --no-input or --yes counts as having read it."""
    terminal, words = session.terminal, words_of(vault)
    if terminal.no_input or terminal.yes or not terminal.can_ask():
        return
    said = (f"  - {statement}" for statement in statements)
    if not terminal.confirm(words.say("answer.sign"), *advice.splitlines(), words.say("answer.by_signing"), *said):
        raise UsageError("The letter was not signed and not written.", "Leave out --sign to get a draft.")


def _asks(session: Session) -> bool:
    return session.terminal.can_ask() and not session.terminal.yes and not session.terminal.json
