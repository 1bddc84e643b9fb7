"""Letters about copies on many services: one letter for each recipient."""

from dataclasses import replace
from typing import Any

from leakguard.errors import UsageError
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Link
from leakguard.notices import regimes
from leakguard.services.notify import Wish, resolve
from leakguard.services.rules import case_of
from leakguard.text.words import ENGLISH
from leakguard.vault.vault import Vault

ALL = "all"


def split(vault: Vault, wish: Wish) -> tuple[Wish, ...]:
    """The wish as one wish for each recipient, in the order in which their first addresses came.

    The finding "all" stands for every confirmed copy that has an address. Without a regime and a kind each letter stands on
    the first law that fits its recipient and the country of the case. Raises NotFound for an id, UsageError where there is no
    address at all.
    """
    country, parts = case_of(vault).country, dict[tuple[str, str], Wish]()
    for field, given, url in _addresses(vault, wish):
        recipient = resolve(vault, wish.to, url)
        key = recipient.id, recipient.name
        if key not in parts:
            fitting = [] if wish.regime or wish.type else regimes.suggest(recipient, country, wish.language or ENGLISH)
            regime = fitting[0].id if fitting else wish.regime
            parts[key] = replace(wish, regime=regime, findings=(), links=(), urls=())
        more: dict[str, Any] = {field: (*getattr(parts[key], field), given)}
        parts[key] = replace(parts[key], **more)
    if not parts:
        raise UsageError("Letters need at least one address.", "Add --finding all, --finding ID or --url URL.")
    return tuple(parts.values())


def _addresses(vault: Vault, wish: Wish) -> list[tuple[str, str, str]]:
    """(field of the wish, what stands in it, web address), for everything that was asked for."""
    ids = [id for id in wish.findings if id != ALL]
    if ALL in wish.findings:
        ids += [each.id for each in vault.find(Finding) if each.review is Review.CONFIRMED and each.url and each.id not in ids]
    return [
        *(("findings", id, vault.get(Finding, id).url or "") for id in ids),
        *(("links", id, vault.get(Link, id).url) for id in wish.links),
        *(("urls", url, url) for url in wish.urls),
    ]
