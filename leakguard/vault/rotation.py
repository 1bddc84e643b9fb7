"""A new data key: the index and every object are written again, beside the old ones or in another folder."""

from collections.abc import Callable

from leakguard.vault.folder import Folder, opened
from leakguard.vault.index import Index
from leakguard.vault.keyring import Keyring
from leakguard.vault.objects import Objects, Stored
from leakguard.vault.stream import BrokenStream

Progress = Callable[[str, int, int | None], None]

_ROWS_AT_ONCE = 500


def prepare(folder: Folder, index: Index, keyring: Keyring, progress: Progress | None, source: Objects | None = None) -> None:
    """Write `index.next` and the objects under `keyring`; nothing changes for the case until the head is written.

    The objects come from `source`, where that is another folder. A damaged object is carried over as it is, with its key and its
    mark. Takes as much free room as the case has. Only under the exclusive lock of `folder`. Raises StorageError, Damaged.
    """
    objects = folder.objects()
    source = source or objects
    with opened(folder.create_index(keyring)) as following, following.transaction():
        with index.snapshot():
            following.execute("UPDATE state SET frozen = ?, commits = ?", index.execute("SELECT frozen, commits FROM state")[0])
            _copy_records(index, following)
            rows = index.execute("SELECT id, name, key, size, media FROM objects")
        for done, (id, name, key, size, media) in enumerate(rows):
            if progress:
                progress("re-encrypting", done, len(rows))
            stored, damage = _copy_object(source, objects, Stored(name, key, size))
            following.execute(
                "INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)", (id, stored.name, stored.key, stored.size, media, damage)
            )
        if progress:
            progress("re-encrypting", len(rows), len(rows))


def _copy_records(index: Index, following: Index) -> None:
    place = 0
    while rows := index.execute("SELECT * FROM records WHERE place > ? ORDER BY place LIMIT ?", (place, _ROWS_AT_ONCE)):
        for row in rows:
            following.execute("INSERT INTO records VALUES (?, ?, ?, ?)", row)
        place = rows[-1][0]


def _copy_object(source: Objects, objects: Objects, stored: Stored) -> tuple[Stored, str]:
    try:
        return objects.write(source.read(stored)), ""
    except BrokenStream as error:
        damage = str(error)
    try:
        return objects.copy(stored, source), damage
    except OSError:  # missing or unreadable: its row keeps saying so
        return stored, damage
