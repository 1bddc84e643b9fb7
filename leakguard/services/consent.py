"""Consent: shown, renewed, revoked. Nothing is ever removed from its history."""

from dataclasses import replace
from datetime import date

from leakguard.errors import NotFound, Refused, UsageError
from leakguard.model.case import Consent, Declaration, Scope
from leakguard.services import custody
from leakguard.services.case import Terms, add_consent
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def show(vault: Vault) -> tuple[Consent, ...]:
    """Every consent ever given, oldest first."""
    return vault.find(Consent)


def renew(
    vault: Vault, tools: Tools, *, given_by: str = "", scopes: tuple[Scope, ...] = (), until: date | None = None
) -> Consent:
    """A new consent; who and what for follow the latest one where they are not said.

    Raises Refused in a case of one's own pictures, UsageError where nobody has said yet who gives it, or its last day is over.
    """
    with vault.write() as tx:
        if case_of(tx).declaration is not Declaration.CONSENT:
            raise Refused("This case is about one's own pictures; it needs no consent.", "See: leakguard status")
        latest = tx.last(Consent)
        given_by = given_by.strip() or (latest.given_by if latest else "")
        if not given_by:
            raise UsageError("It is missing who gave the consent.", "Add: --from NAME")
        return add_consent(tx, Terms(given_by, scopes or (latest.scopes if latest else tuple(Scope)), until), tools)


def revoke(vault: Vault, tools: Tools, id: str = "") -> tuple[Consent, ...]:
    """Revoke one consent, or all that are in force. Raises NotFound."""
    with vault.write() as tx:
        in_force = [consent for consent in tx.find(Consent) if consent.revoked is None and id in ("", consent.id)]
        if not in_force:
            raise NotFound("There is no such consent in force.", "See them with: leakguard consent show")
        revoked = tuple(replace(consent, revoked=tools.now()) for consent in in_force)
        for consent in revoked:
            tx.put(consent)
            custody.record(tx, tools, "consent", consent.id, act="revoked")
    return revoked
