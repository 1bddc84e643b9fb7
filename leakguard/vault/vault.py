"""One process' view of one case folder: the only door to case data."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from leakguard.errors import CaseBusy, Damaged, Refused
from leakguard.model.verification import Check
from leakguard.vault import recovery, rotation, wiping
from leakguard.vault.blobs import Blobs
from leakguard.vault.checking import check
from leakguard.vault.codec import R
from leakguard.vault.folder import Folder
from leakguard.vault.index import Index, locked
from leakguard.vault.kdf import DEFAULT_COST, Cost
from leakguard.vault.keyring import Keyring, reread
from leakguard.vault.keys import Random
from leakguard.vault.locks import FileLock
from leakguard.vault.records import Records
from leakguard.vault.rotation import Progress
from leakguard.vault.transaction import Transaction, transact

PATIENCE = 15.0
"""Seconds to wait for another process before CaseBusy."""


class Vault:
    """An open case: use it as a context manager, in one thread. Several processes may have the same case open.

    Every method may raise StorageError, CaseBusy and, for a damaged index, Damaged; after `close()`, CaseError.
    The key is held in this process only; closing forgets it as far as Python can, which may leave copies in memory.
    """

    def __init__(self, folder: Folder, keyring: Keyring, lock: FileLock, index: Index) -> None:
        self.path: Path = folder.path
        self._folder = folder
        self._keyring: Keyring | None = keyring
        self._lock = lock
        self._objects = folder.objects()
        self._attach(index)

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        *,
        cost: Cost = DEFAULT_COST,
        random: Random = secrets.token_bytes,
        patience: float = PATIENCE,
    ) -> tuple["Vault", str]:
        """Make an empty case and open it; also returns its recovery code, which is stored nowhere.

        Raises Refused for a folder with anything in it, UsageError for an empty passphrase.
        """
        folder = Folder(path, random, patience)
        code = random(recovery.CODE_BYTES)
        folder.require_room()
        folder.create(Keyring.new(passphrase, code, cost, random))
        text = recovery.encode(code)
        return cls.open(path, text, random=random, patience=patience), text

    @classmethod
    def open(cls, path: Path, secret: str, *, random: Random = secrets.token_bytes, patience: float = PATIENCE) -> "Vault":
        """`secret` is the passphrase or the recovery code. Raises NoCase, WrongPassphrase, UnknownVersion, Damaged."""
        folder = Folder(path, random, patience)
        return cls(folder, *folder.open(secret))

    def beside(self, path: Path, passphrase: str) -> tuple["Vault", str]:
        """Make an empty case at `path` whose passphrase costs as much as that of this one; raises as `create`."""
        folder = self._folder
        return Vault.create(path, passphrase, cost=self._key.cost, random=folder.random, patience=folder.patience)

    @staticmethod
    def exists(path: Path) -> bool:
        """Whether there is a case at `path`, openable or not."""
        return (path / "head").is_file()

    @staticmethod
    def wipe(path: Path) -> tuple[str, ...]:
        """Destroy the case, its key slots first; returns what could not be reached, in plain sentences. Raises NoCase."""
        return wiping.wipe(path)

    @property
    def frozen(self) -> bool:
        """Whether the stored `Case` is link-only, as of now and whichever process wrote it."""
        return self._records.frozen

    @property
    def holds_media(self) -> bool:
        """Whether anything in it derives from media: a file, or a record."""
        return self._records.holds_media or any(media for _, media in self.object_ids())

    def get(self, type: type[R], id: str) -> R:
        """Raises NotFound; LinkOnly for what derives from media in a frozen case; Damaged."""
        return self._records.get(type, id)

    def find(self, type: type[R]) -> tuple[R, ...]:
        """All records of a kind, in the order of their first insertion. Raises LinkOnly, Damaged."""
        return self._records.find(type)

    def count(self, type: type[R]) -> int:
        """Raises LinkOnly."""
        return self._records.count(type)

    def read_object(self, id: str) -> bytes:
        """A whole object in memory. Raises NotFound, LinkOnly, Damaged."""
        return b"".join(self._blobs.stream(id))

    def stream_object(self, id: str) -> Iterator[bytes]:
        """An object in authenticated chunks. Raises NotFound and LinkOnly at once, Damaged (and LinkOnly) while reading.

        What was yielded before Damaged is genuine but not the whole: keep nothing of it.
        """
        return self._blobs.stream(id)

    def damaged(self) -> tuple[tuple[str, str], ...]:
        """(id, why) of every object that did not authenticate when it was last read."""
        return self._blobs.damaged()

    def write(self) -> AbstractContextManager[Transaction]:
        """One change: committed and on the medium when the block is left, all undone when it raises. Raises CaseBusy."""
        return transact(self._index, self._objects, self._records, self._blobs, self._folder.random)

    def check(self) -> Iterator[Check]:
        """Every page of the index, every record, every object; "not checked" for media in a frozen case."""
        return check(self._index, self._records, self._blobs)

    def change_passphrase(self, new: str) -> None:
        """Lock the same data key for another passphrase, in one step. Raises UsageError for an empty one.

        Who knew the old passphrase and has an old copy of the folder still has the data key: see `rotate_key`.
        """
        slot = self._key.with_passphrase(new, self._folder.random).passphrase
        self._write_head(lambda keyring: replace(keyring, passphrase=slot))

    def new_recovery_code(self) -> str:
        """Replace the recovery code in one step; the old one opens nothing any more."""
        code = self._folder.random(recovery.CODE_BYTES)
        slot = self._key.with_recovery(code, self._folder.random).recovery
        self._write_head(lambda keyring: replace(keyring, recovery=slot))
        return recovery.encode(code)

    def rotate_key(self, progress: Progress | None = None) -> None:
        """Encrypt everything anew under another data key; both secrets stay. Killed at any point, the case is whole.

        Needs the case for itself and as much free room as it takes. Raises CaseBusy; Refused where it is frozen and holds media.
        """
        self._refuse_frozen()
        if self._index.writing:
            raise RuntimeError("the key cannot be changed inside a write transaction")
        in_force = [self._key]
        self._lock.release()
        try:
            self._lock.exclusive()
            try:
                self._refuse_frozen()
                following = reread(self._folder.read_head(), self._key).with_new_data_key(self._folder.random)
                rotation.prepare(self._folder, self._index, following, progress)
                ticks = self._index.ticks + 1
                self._index.close()
                in_force.append(following)
                self._folder.write_head(following, ticks=ticks)
            finally:
                self._index.close()
                for keyring in in_force:
                    self._folder.tidy(keyring)
                self._lock.release()
        finally:
            self._index.close()
            self._rejoin(in_force)

    def copy(self, path: Path, passphrase: str, progress: Progress | None = None) -> str:
        """A second case at `path` with all that is in this one, under a data key of its own; returns its recovery code.

        What is damaged is carried over as it is. A copy that was killed half-way leaves no case. Raises LinkOnly for a frozen
        case that holds media, because every picture in it would be read and written again; Refused for a folder with anything in
        it; StorageError.
        """
        self._records.guard(self.holds_media)
        random = self._folder.random
        code = random(recovery.CODE_BYTES)
        target = Folder(path, random, self._folder.patience)
        keyring = Keyring.new(passphrase, code, self._key.cost, random)
        target.create(keyring, lambda: rotation.prepare(target, self._index, keyring, progress, self._objects))
        return recovery.encode(code)

    def object_ids(self) -> tuple[tuple[str, bool], ...]:
        """(id, whether it is media) of every object."""
        return self._blobs.ids()

    def close(self) -> None:
        """Forget the key and release the case. May be called twice."""
        if self._keyring is not None:
            self._keyring = None
            self._index.close()
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    @property
    def _key(self) -> Keyring:
        if self._keyring is None:
            raise locked()
        return self._keyring

    def _attach(self, index: Index) -> None:
        self._index = index
        self._records = Records(index)
        self._blobs = Blobs(index, self._objects, self._records)

    def _write_head(self, change: Callable[[Keyring], Keyring]) -> None:
        with self._index.transaction():
            ticks = self._index.tick()
        with self._index.transaction():  # writes nothing: it keeps two processes from changing the head at once
            keyring = change(reread(self._folder.read_head(), self._key))
            self._folder.write_head(keyring, ticks=ticks)
        self._keyring = keyring

    def _rejoin(self, candidates: list[Keyring]) -> None:
        """Hold the shared lock again and open the index with the keyring that the head has now."""
        try:
            self._lock.shared()
            head = self._folder.read_head()
            for keyring in candidates:
                with suppress(Damaged):
                    self._keyring = reread(head, keyring)
                    self._attach(self._folder.open_index(self._keyring))
                    return
            raise CaseBusy("Another leakguard has changed the key of this case.", "Open the case again.")
        except BaseException:
            self.close()
            raise

    def _refuse_frozen(self) -> None:
        if self.frozen and self.holds_media:
            raise Refused(
                "The key of this link-only case cannot be changed: every picture and capture in it would have to be read.",
                "Change who can open the case with: leakguard passphrase",
            )
