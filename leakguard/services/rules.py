"""Who may do what: asked by every service before it reads or makes anything."""

from datetime import datetime

from leakguard.errors import LinkOnly, Refused
from leakguard.model.case import Case, Consent, Declaration, Role, Scope
from leakguard.vault.vault import Vault


def case_of(vault: Vault) -> Case:
    """The case record."""
    return vault.get(Case, "case")


def require_media(vault: Vault) -> Case:
    """The case, if pictures may be worked with at all. Raises LinkOnly."""
    case = case_of(vault)
    if case.link_only:
        raise LinkOnly
    return case


def require(vault: Vault, scope: Scope, at: datetime) -> Case:
    """The case, if `scope` is allowed at this moment: not link-only, and covered by consent where someone acts for another.

    Raises LinkOnly; Refused when consent is missing, expired or revoked.
    """
    case = require_media(vault)
    if case.declaration is Declaration.CONSENT and not any(consent.covers(scope, at) for consent in vault.find(Consent)):
        raise Refused(
            f"No consent covers this ({scope.value}): it was not given, has ended, or was revoked.",
            "See it with: leakguard consent show. Renew it with: leakguard consent renew",
        )
    return case


def covering_consent(vault: Vault, scope: Scope, at: datetime) -> Consent | None:
    """The consent an act rests on, newest first; None where the person acts for themselves."""
    return next((consent for consent in reversed(vault.find(Consent)) if consent.covers(scope, at)), None)


def stores_least(case: Case) -> bool:
    """Support workers keep as little as possible: no thumbnails, no digests of what did not match, no file names."""
    return case.role is Role.WORKER
