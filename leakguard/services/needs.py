"""What a letter still needs from the person, so that nothing else is asked."""

from leakguard.facts.places import PEOPLE
from leakguard.notices import letter, regimes
from leakguard.services import profile
from leakguard.services.notify import Wish, recipient_of, request_for
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.text.words import ENGLISH, explaining
from leakguard.vault.vault import Vault

_FIELDS = {
    "explanation": "offence",
    "whole_site": "context",
    "advert": "context",
    "payment": "context",
    "account": "account",
}
"""Elements that only the person can supply, with the field of the wish that holds each."""

_SENDER = ("contact", "name_email", "identity")


def grounds(vault: Vault, wish: Wish) -> tuple[tuple[str, str], ...]:
    """The laws to choose from, as (id, name in the person's language); empty where nothing is to be chosen."""
    if wish.regime or wish.type:
        return ()
    case, recipient = case_of(vault), recipient_of(vault, wish)
    if recipient.type in PEOPLE:
        return ()
    words, fitting = explaining(case.language), regimes.suggest(recipient, case.country, wish.language or ENGLISH)
    return tuple((law.id, words.find("laws", law.id) or law.name) for law in fitting) if len(fitting) > 1 else ()


def camera(wish: Wish) -> bool:
    """Whether it must be said who took the picture."""
    return bool(wish.regime) and regimes.get(wish.regime).sworn and wish.took_the_picture is None


def missing(vault: Vault, wish: Wish, tools: Tools) -> tuple[tuple[str, str], ...]:
    """What only the person knows and the letter lacks: (field of the wish, what it is in the person's language). Raises as
    `notify.write` does."""
    words = explaining(case_of(vault).language)
    lacking = [element for element in letter.write(request_for(vault, wish, tools)).elements if not element.present]
    return tuple((_FIELDS[each.id], words.fact(each.label)) for each in lacking if each.id in _FIELDS)


def sender(vault: Vault, wish: Wish, tools: Tools) -> bool:
    """Whether the letter lacks who writes, and the case was never told."""
    elements = letter.write(request_for(vault, wish, tools)).elements
    return profile.known(vault) is None and any(not each.present for each in elements if each.id in _SENDER)
