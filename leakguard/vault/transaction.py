"""One change of the case: all of it happens, or none."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from leakguard.errors import LeakguardError
from leakguard.model.record import Record
from leakguard.vault.blobs import Blobs
from leakguard.vault.codec import R
from leakguard.vault.index import Index
from leakguard.vault.keys import Random
from leakguard.vault.objects import Objects
from leakguard.vault.records import Records


class Transaction:
    """Sees its own writes. Usable only inside the block of `Vault.write()`."""

    def __init__(self, records: Records, blobs: Blobs, random: Random) -> None:
        self._open = True
        self._records_behind = records
        self._blobs_behind = blobs
        self._random = random
        self._added: list[str] = []  # names of files, removed when the transaction is undone
        self._removed: list[str] = []  # names of files, removed after the commit

    def put(self, record: Record) -> None:
        """Insert, or replace the record of this kind and id. A link-only `Case` freezes media from here on. Raises LinkOnly."""
        self._records.put(record)

    def get(self, type: type[R], id: str) -> R:
        """Raises NotFound, LinkOnly, Damaged."""
        return self._records.get(type, id)

    def find(self, type: type[R]) -> tuple[R, ...]:
        """In the order of first insertion. Raises LinkOnly, Damaged."""
        return self._records.find(type)

    def last(self, type: type[R]) -> R | None:
        """The record of this kind that was inserted last. Raises LinkOnly, Damaged."""
        return self._records.last(type)

    def count(self, type: type[R]) -> int:
        """Raises LinkOnly."""
        return self._records.count(type)

    def delete(self, type: type[R], id: str) -> None:
        """Raises NotFound, LinkOnly."""
        self._records.delete(type, id)

    def new_id(self, type: type[R]) -> str:
        """A free id such as "o-3k9f0xq2"."""
        return self._records.new_id(type, self._random)

    def add_object(self, data: bytes | Iterable[bytes], *, media: bool, id: str = "") -> str:
        """Store bytes, streamed where `data` is an iterable; returns the id. Raises LinkOnly, StorageError, what `data` does.

        `id` is given for an object of another case, which keeps its own.
        """
        id, name = self._blobs.add(data, media=media, random=self._random, id=id)
        self._added.append(name)
        return id

    def delete_object(self, id: str) -> None:
        """Raises NotFound, LinkOnly."""
        self._removed.append(self._blobs.delete(id))

    @property
    def _records(self) -> Records:
        self._require_open()
        return self._records_behind

    @property
    def _blobs(self) -> Blobs:
        self._require_open()
        return self._blobs_behind

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("this transaction is over")


@contextmanager
def transact(index: Index, objects: Objects, records: Records, blobs: Blobs, random: Random) -> Iterator[Transaction]:
    """Begin, yield, commit; undo everything where the block or the commit raises. Raises CaseBusy, StorageError."""
    transaction = Transaction(records, blobs, random)
    try:
        with index.transaction():
            try:
                yield transaction
            finally:
                transaction._open = False  # what were written later would belong to no transaction
    except BaseException:
        with suppress(LeakguardError):  # what cannot be asked now stays, and is collected when nobody uses the case
            for name in transaction._added:
                if not blobs.lists(name):
                    objects.remove(name)
        raise
    for name in transaction._removed:
        objects.remove(name)
