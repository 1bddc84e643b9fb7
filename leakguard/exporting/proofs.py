"""proofs/ of a bundle: time stamps of its manifest with their roots, and a signature, all for programs that are not ours.

    manifest.tsaA.tsq, manifest.tsaA.tsr, tsaA-root.pem     one set for each authority that answered: A, B, …
    manifest.sshsig, allowed_signers                        the signature of the case's own key

They stand beside data/, because they are made of its manifest. Roots and key in here are convenience: whoever made a bundle anew
would put their own. Roots are known from elsewhere, the key's fingerprint from the receipt sheet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from string import ascii_uppercase
from types import MappingProxyType

from leakguard.exporting import manifest, sshsig
from leakguard.exporting.members import Members
from leakguard.model.verification import Answer, Check

FOLDER = "proofs/"
SIGNATURE, SIGNERS = f"{FOLDER}manifest.sshsig", f"{FOLDER}allowed_signers"
_MAX = 1024 * 1024
_MAX_MANIFEST = 64 * 1024 * 1024

StampCheck = Callable[[str, bytes, bytes, bytes, str], Check]
"""Checks one stamp: its name, question, answer and root, and the SHA-256 that it has to be of."""


@dataclass(frozen=True)
class Stamped:
    """One authority's stamp of the manifest, whole, with the root that it rests on as PEM."""

    query: bytes
    reply: bytes
    root: bytes
    time: datetime


def files(listing: bytes, key: bytes, stamps: Sequence[Stamped]) -> dict[str, bytes]:
    """The files below the bundle's own folder, for its manifest and the private key of the case."""
    made = {SIGNATURE: sshsig.sign(key, listing), SIGNERS: sshsig.allowed_signers(sshsig.public(key))}
    for letter, stamp in zip(ascii_uppercase, stamps, strict=False):
        query, reply, root = _names(letter)
        made |= {query: stamp.query, reply: stamp.reply, root: stamp.root}
    return made


def check(
    members: Members, stamp: StampCheck, *, known: bool, beside: Mapping[str, tuple[bytes, bytes, bytes]] = MappingProxyType({})
) -> Iterator[Check]:
    """Signature and stamps of a bundle. `known` says that its manifest was compared with a receipt; `beside` are further stamps
    (question, answer, root) that came too late to be in it."""
    if not any(name.startswith(FOLDER) for name in members.names):
        yield Check("proofs", FOLDER, Answer.NOT_CHECKED, "This bundle was made without time stamps and signature.")
        return
    yield from _signature(members, known=known)
    stamps = [letter for letter in ascii_uppercase if _names(letter)[1] in members.names]
    if not stamps and not beside:
        why = "No time-stamping authority answered when this bundle was made: nothing says since when it exists."
        yield Check("time stamp", FOLDER, Answer.NOT_CHECKED, why)
    digest = sha256(members.read(manifest.PAYLOAD, _MAX_MANIFEST)).hexdigest()
    for letter in stamps:
        query, reply, root = _names(letter)
        yield stamp(reply, members.read(query, _MAX), members.read(reply, _MAX), members.read(root, _MAX), digest)
    for name, parts in beside.items():
        yield stamp(name, *parts, digest)


def _signature(members: Members, *, known: bool) -> Iterator[Check]:
    key = sshsig.verify(members.read(SIGNATURE, _MAX), members.read(manifest.PAYLOAD, _MAX_MANIFEST))
    if key is None or members.read(SIGNERS, _MAX) != sshsig.allowed_signers(key):
        yield Check("signature", SIGNATURE, Answer.NO, "It is not the signature of this manifest by the key beside it.")
        return
    yield Check("signature", SIGNATURE, Answer.YES)
    if not known:
        why = f"Compare it with the receipt sheet: the key is {sshsig.fingerprint(key)}."
        yield Check("signing key", SIGNERS, Answer.NOT_CHECKED, why)


def _names(letter: str) -> tuple[str, str, str]:
    return f"{FOLDER}manifest.tsa{letter}.tsq", f"{FOLDER}manifest.tsa{letter}.tsr", f"{FOLDER}tsa{letter}-root.pem"
