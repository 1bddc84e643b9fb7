"""Handing a whole case over: packed for one receiver under a passphrase of its own, and verified before it is accepted."""

from dataclasses import dataclass, replace
from pathlib import Path

from leakguard.errors import Refused, UsageError, VerificationFailed
from leakguard.model.case import Declaration, Role, Scope
from leakguard.model.evidence import ExportReceipt, Note
from leakguard.model.verification import Answer
from leakguard.services import custody, verify, words_only
from leakguard.services.case import Terms, add_consent
from leakguard.services.rules import case_of, covering_consent, require_words
from leakguard.services.tools import Tools
from leakguard.vault import archive
from leakguard.vault.staging import publish, require_free, staging
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

LEVEL = "case"
_NAMED = 5


@dataclass(frozen=True)
class HandedOver:
    """The archive on disk. `sha256` is of the whole file; `damaged` counts stored files that went damaged as they were.

    `words_only`: it is of a link-only case, and holds addresses and words; `left_out` counts notes and files that were neither.
    """

    path: Path
    sha256: str
    receipt: str
    private_left_out: int
    damaged: int
    words_only: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class Keeper:
    """Who keeps the case from now on. Who acts for another, where the person kept it before, needs a consent (`terms`)."""

    role: Role
    terms: Terms | None = None


@dataclass(frozen=True)
class Received:
    """The case that was taken over, and how many checks were made. `failing` did not pass, where that was accepted."""

    path: Path
    sha256: str
    checks: int
    failing: tuple[str, ...]


def hand_over(vault: Vault, out: Path, to: str, passphrase: str, tools: Tools, *, private: bool = False) -> HandedOver:
    """Write the whole case, under another key and `passphrase`, into the new file `out`. Private notes only where `private`.
    Of a link-only case only addresses and words go: services.words_only.

    The case itself stays as it is; wiping it is an act of its own. Killed half-way, there is no file. Raises Refused without a
    consent that covers export or where something is at `out`, StorageError, CaseBusy.
    """
    case = require_words(vault, Scope.EXPORT, tools.now())
    with staging(out) as room:
        if case.link_only:
            made = words_only.make((vault,), room / "case", passphrase, tools)
        else:
            made = words_only.Made(vault.copy(room / "case", passphrase, tools.progress), 0)
        with Vault.open(room / "case", made.code, random=tools.random) as copy:
            private_left_out = 0 if private else _drop_private(copy)
            damaged = len(copy.damaged())
            with copy.write() as tx:
                custody.record(tx, tools, "hand-over", "case", act="made for the receiver", to=to)
        digest = archive.pack(room / "case", room / "archive", tools.progress)
        with vault.write() as tx:
            if require_words(tx, Scope.EXPORT, tools.now()).link_only is not case.link_only:
                raise Refused("The minors question was answered anew meanwhile, so nothing was handed over.", "Type it again.")
            require_free(out)
            receipt = _receipt(tx, to, digest, tools)
            custody.record(tx, tools, "hand-over", receipt.id, act="handed over", to=to, sha256=digest)
        publish(room / "archive", out)
    return HandedOver(out, digest, receipt.id, private_left_out, damaged, case.link_only, made.left_out)


def _drop_private(copy: Vault) -> int:
    """Privileged notes stay with whom they were written for."""
    with copy.write() as tx:
        notes = [note for note in tx.find(Note) if note.private]
        for note in notes:
            for file in note.attachments:
                tx.delete_object(file.object)
            tx.delete(Note, note.id)
    return len(notes)


def _receipt(tx: Transaction, to: str, digest: str, tools: Tools) -> ExportReceipt:
    consent = covering_consent(tx, Scope.EXPORT, tools.now())
    receipt = ExportReceipt(
        id=tx.new_id(ExportReceipt),
        at=tools.now(),
        to=to,
        level=LEVEL,
        what="addresses and notes" if case_of(tx).link_only else "the whole case",
        manifest_sha256=digest,
        encrypted=True,
        consent=consent.id if consent else None,
    )
    tx.put(receipt)
    return receipt


def receive(
    file: Path,
    path: Path,
    passphrase: str,
    tools: Tools,
    *,
    new_passphrase: str = "",
    keeper: Keeper | None = None,
    accept_damage: bool = False,
) -> Received:
    """Take a case over into the new folder `path`, under a data key that the sender never had.

    `passphrase` is the sender's; without a `new_passphrase` it opens the new case too. Nothing is at `path` before everything was
    verified. Raises Refused where something is there, WrongPassphrase, VerificationFailed (`accept_damage` takes what is good),
    Damaged, UnknownVersion, NotFound, UsageError, StorageError, CaseBusy; Refused for a link-only case with more in it.
    """
    with staging(path) as room:
        digest = archive.unpack(file, room / "received", tools.progress)
        with Vault.open(room / "received", passphrase, random=tools.random) as received:
            if case_of(received).link_only and not words_only.holds_no_more(received):
                raise Refused(
                    "This file is of a link-only case, but holds more than addresses and notes. It was not taken over.",
                    "Do not open it by other means. Whom to ask: leakguard support --minors",
                )
            checks = verify.case(received).checks
            failing = tuple(f"{check.check}: {check.item}" for check in checks if check.result is Answer.NO)
            if failing and not accept_damage:
                raise VerificationFailed(
                    f"This case is not as it should be, and was not accepted: {_few(failing)}.",
                    "Ask for it again. To take what is good of it: leakguard import --accept-damage",
                )
            code = received.copy(room / "case", new_passphrase or passphrase, tools.progress)
        with Vault.open(room / "case", code, random=tools.random) as vault, vault.write() as tx:
            not_intact = {"not_intact": _few(failing)} if failing else {}
            custody.record(tx, tools, "hand-over", "case", act="received", sha256=digest, checks=str(len(checks)), **not_intact)
            if keeper:
                _take_over(tx, keeper, tools)
        publish(room / "case", path)
    return Received(path, digest, len(checks), failing)


def _take_over(tx: Transaction, keeper: Keeper, tools: Tools) -> None:
    """Who keeps the case now acts under an own role, and on an own ground."""
    before = case_of(tx)
    declaration = before.declaration
    if keeper.role is Role.SELF:
        if keeper.terms:
            raise Refused("Consent is for those who act for somebody else.", "Leave out --consent-from.")
        declaration = Declaration.OWN if before.declaration is Declaration.CONSENT else before.declaration
    elif before.declaration is not Declaration.CONSENT:
        if keeper.terms is None:
            raise UsageError("It is missing who gave the consent to act for them.", "Add: --consent-from NAME")
        declaration = Declaration.CONSENT
    tx.put(replace(before, role=keeper.role, declaration=declaration))
    custody.record(tx, tools, "case", "case", act="taken over", role=keeper.role.value, declared=declaration.value)
    if keeper.terms:
        add_consent(tx, keeper.terms, tools)


def _few(items: tuple[str, ...]) -> str:
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return "; ".join(items[:_NAMED]) + more
