"""Who may do what: asked by every service before it reads or makes anything, and by long ones at every step."""

from collections.abc import Callable
from datetime import datetime

from leakguard.errors import LinkOnly, NoCase, NotFound, Refused
from leakguard.model.case import Case, Consent, Declaration, Role, Scope
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

Records = Vault | Transaction

_CONSENT = "See it with: leakguard consent show. Renew it with: leakguard consent renew"
_CONSENT_OR_SHEET = f"{_CONSENT}. The sheet for a hotline needs none: leakguard report --for hotline"


def case_of(records: Records) -> Case:
    """The case record. Raises NoCase where making the case was stopped half-way."""
    try:
        return records.get(Case, "case")
    except NotFound as error:
        raise NoCase("This case was never finished: nothing is in it.", "Type: leakguard wipe, then: leakguard init") from error


def require_media(records: Records) -> Case:
    """The case, if pictures may be worked with at all. Raises LinkOnly."""
    case = case_of(records)
    if case.link_only:
        raise LinkOnly
    return case


def require(records: Records, scope: Scope, at: datetime) -> Case:
    """The case, if `scope` is allowed at this moment: not link-only, open for all but what hands something out, and covered by
    consent where someone acts for another.

    Raises LinkOnly; Refused where the case is closed, or consent is missing, expired or revoked.
    """
    require_media(records)
    return require_words(records, scope, at)


def require_words(records: Records, scope: Scope, at: datetime) -> Case:
    """As `require`, for what touches words only and is right in a link-only case too."""
    case = case_of(records) if scope is Scope.EXPORT else require_open(records)
    if case.declaration is Declaration.CONSENT and covering_consent(records, scope, at) is None:
        raise Refused(
            "No consent covers this ({scope}): it was not given, has ended, or was revoked.",
            _CONSENT_OR_SHEET if case.link_only else _CONSENT,
            scope=scope.value,
        )
    return case


def require_open(records: Records) -> Case:
    """The case, if it takes anything new. Raises Refused where it is closed: what was closed stays as it was then.

    Reading, reports, hand-over, time stamps, holds, consent and the minors question go on: they change nothing of what is told.
    """
    case = case_of(records)
    if case.closed:
        raise Refused(
            "This case was closed on {day}: nothing is looked for, written down or written to anybody in it.",
            "If something came back or was answered: leakguard reopen --why TEXT",
            day=f"{case.closed:%Y-%m-%d}",
        )
    return case


def permission(records: Records, tools: Tools, *scopes: Scope) -> Callable[[], None]:
    """To be called before every step of something long, because what was allowed when it began may end while it runs."""

    def ask() -> None:
        for scope in scopes:
            require(records, scope, tools.now())

    return ask


def covering_consent(records: Records, scope: Scope, at: datetime) -> Consent | None:
    """The consent an act rests on, newest first; None where the person acts for themselves."""
    return next((consent for consent in reversed(records.find(Consent)) if consent.covers(scope, at)), None)


def require_whole_pictures(records: Records, at: datetime) -> None:
    """Keeping whole pictures needs, in a worker's case, a consent that covers export. Raises Refused."""
    if case_of(records).role is Role.WORKER and covering_consent(records, Scope.EXPORT, at) is None:
        raise Refused(
            "A worker's case keeps no pictures without a consent that covers export.",
            "Leave out --keep and --everything, or get that consent.",
        )


def stores_least(case: Case) -> bool:
    """Support workers keep as little as possible: no thumbnails, no digests of what did not match, no folders of a computer."""
    return case.role is Role.WORKER
