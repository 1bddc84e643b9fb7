"""The case folder: what lies where, how it is made, opened and tidied.

A new data key (and a new case) takes effect with the rename of `head`, in one step. Its index is written beside the old one as
`index.next` before, and takes the old one's place after; whichever of the two opens with the head's key is the index.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from leakguard.errors import Damaged, LeakguardError, NoCase, Refused
from leakguard.vault.files import hush, open_new, private_folder, storage_errors, sync_folder, write_atomically
from leakguard.vault.index import Index
from leakguard.vault.keyring import Keyring, reread, unlock
from leakguard.vault.keys import Random, subkey
from leakguard.vault.locks import FileLock
from leakguard.vault.objects import Objects

_MADE_BEFORE_THE_HEAD = {"lock", "tmp", "objects", "index.next", "index.next-journal"}


@dataclass(frozen=True)
class Folder:
    """The paths of one case. `patience` is how many seconds to wait for other processes."""

    path: Path
    random: Random
    patience: float

    @property
    def head(self) -> Path:
        return self.path / "head"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def next_index(self) -> Path:
        return self.path / "index.next"

    def objects(self) -> Objects:
        return Objects(self.path, self.random)

    def lock(self) -> FileLock:
        return FileLock(self.path / "lock", patience=self.patience)

    def read_head(self) -> bytes:
        """Raises NoCase, Damaged, StorageError."""
        try:
            with storage_errors():
                return self.head.read_bytes()
        except LeakguardError as error:
            if not isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                raise
        if self.index.exists():
            raise Damaged("The case's file 'head' is missing.", "Restore the file 'head' of the case from a backup.")
        raise NoCase(f"There is no case at {self.path}.", "Make one with: leakguard init")

    def write_head(self, keyring: Keyring, *, ticks: int) -> None:
        """Replace the head in one step; from then on exactly the secrets of `keyring` open the case."""
        write_atomically(self.head, keyring.head(self.random), scratch=self.objects().scratch(), ticks=ticks)
        hush(self.path)

    def create_index(self, keyring: Keyring) -> Index:
        """An empty `index.next`, which takes effect once a head with this keyring is written."""
        with storage_errors():
            _remove_database(self.next_index)
            open_new(self.next_index).close()
        return Index.create(self.next_index, _index_key(keyring), patience=self.patience)

    def open_index(self, keyring: Keyring) -> Index:
        """Raises Damaged, UnknownVersion, CaseBusy, StorageError."""
        if self.next_index.exists():
            with suppress(Damaged):  # the leftover of a change that never took effect
                return Index.open(self.next_index, _index_key(keyring), patience=self.patience)
        return Index.open(self.index, _index_key(keyring), patience=self.patience)

    def create(self, keyring: Keyring, fill: Callable[[], None] | None = None) -> None:
        """Make a case; an empty one, or what `fill` writes as its `index.next` and objects.

        Raises Refused for a folder with anything in it, CaseBusy, StorageError, what `fill` raises.
        """
        self.require_room()
        with storage_errors():
            private_folder(self.path)
        lock = self.lock()
        try:
            lock.exclusive()
            self.require_room()
            with storage_errors():
                private_folder(self.path / "objects")
            self.objects().collect(set())
            if fill:
                fill()
            else:
                self.create_index(keyring).close()
            self.write_head(keyring, ticks=0)
            self._settle(keyring)
            hush(self.path / "lock")
            hush(self.path)
        finally:
            lock.close()

    def open(self, secret: str) -> tuple[Keyring, FileLock, Index]:
        """Unlock, tidy up if nobody else is there, and hold the shared lock. A refusal changes nothing in the folder."""
        raw = self.read_head()
        keyring = unlock(raw, secret)
        lock = self.lock()
        try:
            while True:
                if lock.try_exclusive():
                    self.tidy(keyring)
                    lock.release()
                lock.shared()
                current = self.read_head()
                if current == raw:
                    return keyring, lock, self.open_index(keyring)
                lock.release()  # somebody changed the head between reading and locking
                raw, keyring = current, unlock(current, secret)
        except BaseException:
            lock.close()
            raise

    def tidy(self, keyring: Keyring) -> None:
        """Finish or forget an interrupted change and remove what the index does not list, as far as that is possible now.

        Only under the exclusive lock. Does nothing where `keyring` is not, or no longer, the head's.
        """
        with suppress(LeakguardError, OSError):
            reread(self.read_head(), keyring)
            self._settle(keyring)
            with opened(self.open_index(keyring)) as index:
                listed = {name for (name,) in index.execute("SELECT name FROM objects")}
            self.objects().collect(listed)
            hush(self.path)

    def _settle(self, keyring: Keyring) -> None:
        if not self.next_index.exists():
            return
        with opened(self.open_index(keyring)) as index:  # rolls back its journal; raises where neither file opens: then both stay
            current = index.path
        if current == self.next_index:
            _remove_database(self.index)
            self.next_index.replace(self.index)
            sync_folder(self.path)
        else:
            _remove_database(self.next_index)

    def require_room(self) -> None:
        with storage_errors():
            taken = self.path.exists() and (
                not self.path.is_dir()
                or any(entry.name not in _MADE_BEFORE_THE_HEAD for entry in self.path.iterdir())
                or any((self.path / "objects").glob("*/*"))
            )
        if taken:
            raise Refused(f"The folder {self.path} is not empty.", "Choose a folder that does not exist yet, or an empty one.")


@contextmanager
def opened(index: Index) -> Iterator[Index]:
    """Close the index when the block is left."""
    try:
        yield index
    finally:
        index.close()


def _index_key(keyring: Keyring) -> bytes:
    return subkey(keyring.data_key, "index")


def _remove_database(path: Path) -> None:
    """The journal goes first: one left beside another database of the same name would be rolled back into it."""
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    path.unlink(missing_ok=True)
