"""Objects by id: the rows of the index that name their files, and what happens when a file is damaged.

An object's id is what records refer to; its file's name changes when the data key does. A damaged file is never deleted or
overwritten: its row is marked, the reason is told at every read, and the mark goes when the file authenticates again.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from leakguard.errors import CaseBusy, Damaged, NotFound, StorageError
from leakguard.vault.index import Index
from leakguard.vault.keys import Random
from leakguard.vault.objects import Objects, Stored
from leakguard.vault.records import Records
from leakguard.vault.stream import BrokenStream

_ID_BYTES = 16
_CHUNKS_BETWEEN_LOOKS = 16  # 1 MiB: a case that another process freezes stops a running read


class Blobs:
    """Object access for one open case. Media are neither read nor written while it is frozen."""

    def __init__(self, index: Index, objects: Objects, records: Records) -> None:
        self._index = index
        self._objects = objects
        self._records = records

    def add(self, data: bytes | Iterable[bytes], *, media: bool, random: Random, id: str = "") -> tuple[str, str]:
        """Store inside a transaction, under a fresh id if none is given; returns the id and the file's name.

        Raises LinkOnly, StorageError, what `data` raises.
        """
        self._records.guard(media)
        pieces: Iterable[bytes] = (data,) if isinstance(data, bytes | bytearray) else data
        stored = self._objects.write(pieces)
        id = id or random(_ID_BYTES).hex()
        try:
            self._index.execute(
                "INSERT INTO objects (id, name, key, size, media) VALUES (?, ?, ?, ?, ?)",
                (id, stored.name, stored.key, stored.size, int(media)),
            )
        except BaseException:
            self._objects.remove(stored.name)
            raise
        return id, stored.name

    def stream(self, id: str) -> Iterator[bytes]:
        """The plaintext in authenticated chunks of at most 64 KiB. Raises NotFound and LinkOnly at once, Damaged while reading.

        What was yielded before Damaged is genuine but not the whole: keep nothing of it.
        """
        with self._index.snapshot():
            stored, media = self._row(id)
            self._records.guard(media)
        return self._read(id, stored, media)

    def delete(self, id: str) -> str:
        """Forget the object's key inside a transaction; returns the name of the file to remove after the commit."""
        stored, media = self._row(id)
        self._records.guard(media)
        self._index.execute("DELETE FROM objects WHERE id = ?", (id,))
        return stored.name

    def ids(self) -> tuple[tuple[str, bool], ...]:
        """(id, whether it is media) of every object."""
        return tuple((id, bool(media)) for id, media in self._index.execute("SELECT id, media FROM objects ORDER BY id"))

    def lists(self, name: str) -> bool:
        """Whether the index knows a file of this name."""
        return bool(self._index.execute("SELECT 1 FROM objects WHERE name = ?", (name,)))

    def damaged(self) -> tuple[tuple[str, str], ...]:
        """Ids of objects that did not authenticate when they were last read, and why."""
        return tuple(
            (id, why) for id, why in self._index.execute("SELECT id, damage FROM objects WHERE damage <> '' ORDER BY id")
        )

    def mark(self, id: str, why: str) -> None:
        """Note the damage, or with an empty `why` its end; left for the next read where the case cannot be written just now."""
        marking = ("UPDATE objects SET damage = ? WHERE id = ? AND damage <> ?", (why, id, why))
        with suppress(CaseBusy, StorageError):
            if self._index.writing:
                self._index.execute(*marking)
            else:
                with self._index.transaction():
                    self._index.execute(*marking)

    def _read(self, id: str, stored: Stored, media: bool) -> Iterator[bytes]:
        try:
            for place, chunk in enumerate(self._objects.read(stored)):
                if media and place % _CHUNKS_BETWEEN_LOOKS == 0:
                    self._records.guard(media)
                yield chunk
        except BrokenStream as error:
            self._row(id)  # deleted by another process meanwhile: then it is not there, not damaged
            self.mark(id, str(error))
            raise Damaged(
                f"The stored file {id} is damaged: {error}.",
                "Everything else stays readable. Restore it from a backup of the case folder, then type: leakguard verify",
            ) from error

    def _row(self, id: str) -> tuple[Stored, bool]:
        rows = self._index.execute("SELECT name, key, size, media FROM objects WHERE id = ?", (id,))
        if not rows:
            raise NotFound(f"There is no stored file with the id {id}.", "See what there is with: leakguard status")
        name, key, size, media = rows[0]
        return Stored(name, key, size), bool(media)
