"""Opening a case, and the minors question that decides what it may hold."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from leakguard.errors import Refused, UsageError
from leakguard.facts import countries
from leakguard.model.case import Adults, Case, Consent, Declaration, Role, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.services import custody
from leakguard.services.rules import case_of
from leakguard.services.tools import Tools
from leakguard.text.templates import languages
from leakguard.vault.kdf import DEFAULT_COST, Cost
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault


@dataclass(frozen=True)
class Terms:
    """A consent as it is given: by whom, for what, and its last day (None: until revoked)."""

    given_by: str
    scopes: tuple[Scope, ...] = tuple(Scope)
    until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Answers:
    """What `init` asks."""

    role: Role
    everyone_adult: Adults
    declaration: Declaration
    country: str
    language: str
    consent: Terms | None = None


def check_answers(answers: Answers) -> None:
    """Refuse what cannot be a case before anything is made. Raises Refused, UsageError."""
    countries.code(answers.country)
    if answers.language not in languages():
        raise UsageError(f"There are no texts in the language {answers.language!r} yet.", f"Languages: {', '.join(languages())}")
    own = answers.declaration is not Declaration.CONSENT
    if answers.role is Role.SELF and not own:
        raise Refused(
            "Consent is for those who act for somebody else.",
            "For pictures of yourself use: --declare own, or --role friend, worker or lawyer",
        )
    if answers.everyone_adult is not Adults.YES:
        return
    if answers.role is not Role.SELF and own:
        raise Refused(
            "A friend, worker or lawyer needs the consent of the person in the pictures.",
            "Declare it with: --declare consent --consent-from NAME",
        )
    if not own and (answers.consent is None or not answers.consent.given_by.strip()):
        raise UsageError("It is missing who gave the consent.", "Add: --consent-from NAME")


def create(path: Path, passphrase: str, answers: Answers, tools: Tools, cost: Cost = DEFAULT_COST) -> tuple[Vault, str]:
    """Make the case; return it open, with its recovery code, which is never stored. Raises Refused, UsageError, StorageError."""
    check_answers(answers)
    vault, recovery = Vault.create(path, passphrase, cost=cost, random=tools.random)
    try:
        _begin(vault, answers, tools)
    except BaseException:
        vault.close()
        Vault.wipe(path)
        raise
    return vault, recovery


def _begin(vault: Vault, answers: Answers, tools: Tools) -> None:
    # Whoever acts for another needs a consent, also where a link-only case works with pictures later.
    declaration = answers.declaration if answers.role is Role.SELF else Declaration.CONSENT
    case = Case(
        created=tools.now(),
        role=answers.role,
        everyone_adult=answers.everyone_adult,
        declaration=declaration,
        country=countries.code(answers.country),
        language=answers.language,
    )
    with vault.write() as tx:
        tx.put(case)
        custody.record(
            tx,
            tools,
            "case",
            "case",
            role=case.role.value,
            everyone_adult=case.everyone_adult.value,
            declared=case.declaration.value,
        )
        if answers.consent:
            add_consent(tx, answers.consent, tools)


def add_consent(tx: Transaction, terms: Terms, tools: Tools) -> Consent:
    """Write down a consent as given now. Raises UsageError where its last day is over."""
    if terms.until and terms.until < tools.now().date():
        raise UsageError(f"That day is over: {terms.until}", "Give the last day of the consent, such as 2027-01-31.")
    consent = Consent(
        id=tx.new_id(Consent), given_by=terms.given_by, scopes=terms.scopes, given=tools.now(), until=terms.until, note=terms.note
    )
    tx.put(consent)
    custody.record(
        tx,
        tools,
        "consent",
        consent.id,
        act="given",
        scopes=",".join(terms.scopes),
        until=terms.until.isoformat() if terms.until else "",
    )
    return consent


def set_age(vault: Vault, everyone_adult: Adults, tools: Tools) -> Case:
    """Answer the minors question again.

    When the case becomes link-only, the addresses of what was found and recorded are first copied to links, because a hotline
    needs them; then every picture, fingerprint and capture is frozen untouched: neither read nor deleted, since either may be a
    decision for a lawyer.
    """
    with vault.write() as tx:
        before = case_of(tx)
        case = replace(before, everyone_adult=everyone_adult)
        if case.link_only and not before.link_only:
            _copy_addresses(tx, tools)
        tx.put(case)
        custody.record(tx, tools, "age", "case", everyone_adult=everyone_adult.value)
    return case


def _copy_addresses(tx: Transaction, tools: Tools) -> None:
    found = [finding for finding in tx.find(Finding) if finding.review is not Review.DISMISSED]
    seen = [(finding.page or finding.url or "", finding.first_seen) for finding in found]
    seen += [(capture.target, capture.started) for capture in tx.find(Capture)]
    known = {link.url for link in tx.find(Link)}
    for address, at in seen:
        if address and address not in known:
            known.add(address)
            link = Link(id=tx.new_id(Link), url=address, added=tools.now(), seen=at.date().isoformat())
            tx.put(link)
            custody.record(tx, tools, "link", link.id)
