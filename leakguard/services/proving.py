"""Makes the proofs of one bundle: the case's own signature, and time stamps, of its manifest."""

from collections.abc import Mapping
from hashlib import sha256

from leakguard.errors import CaseBusy
from leakguard.exporting import proofs, sshsig
from leakguard.exporting.proofs import Stamped
from leakguard.model.evidence import ExportReceipt
from leakguard.model.seal import Seal, Sealed, SigningKey
from leakguard.services.seals import keep, store
from leakguard.services.stamping import Answers, Stamper
from leakguard.services.tools import Tools
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault

_ID = "key"


class Prover:
    """`prove` goes into the writing of a bag; `keep` into the transaction that writes its receipt. Once each."""

    def __init__(self, vault: Vault, stamper: Stamper, tools: Tools) -> None:
        self._stamper = stamper
        self._tools = tools
        held = vault.find(SigningKey)
        self._key = held[0] if held else SigningKey(id=_ID, private=tools.random(32).hex())
        self.answers = Answers()

    @property
    def fingerprint(self) -> str:
        """Of the key that signs, as ssh-keygen shows it."""
        return sshsig.fingerprint(sshsig.public(bytes.fromhex(self._key.private)))

    def prove(self, listing: bytes) -> Mapping[str, bytes]:
        """Ask the authorities, sign, and give the files of proofs/. What no authority stamped is made all the same."""
        self.answers = self._stamper.ask(sha256(listing).hexdigest())
        stamps = [Stamped(got.query, got.reply, got.stamp.root.pem.encode(), got.stamp.time) for got in self.answers.got]
        return proofs.files(listing, bytes.fromhex(self._key.private), stamps)

    def keep(self, tx: Transaction, receipt: ExportReceipt) -> tuple[Seal, ...]:
        """Write down the key, if it is new, and the stamps. Raises CaseBusy where another export made a key meanwhile."""
        held = tx.find(SigningKey)
        if held and held[0] != self._key:
            raise CaseBusy("Another export of this case went on at the same time.", "Do it again.")
        tx.put(self._key)
        return tuple(
            keep(
                tx,
                Sealed.BUNDLE,
                receipt.id,
                receipt.manifest_sha256,
                receipt.at,
                got,
                store(tx, got),
                self._tools,
            )
            for got in self.answers.got
        )
