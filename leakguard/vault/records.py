"""Records in the index, and the rule of link-only cases: what derives from media is then neither read nor written."""

from leakguard.errors import LinkOnly, NotFound
from leakguard.model.case import Case
from leakguard.model.record import Record
from leakguard.vault.codec import KINDS, R, decode, encode
from leakguard.vault.index import Index
from leakguard.vault.keys import Random
from leakguard.vault.recovery import ALPHABET

_ID_CHARACTERS = 8  # 40 bits; a clash within one kind is drawn again


class Records:
    """Typed access to the table of records. Every read and its rule see the same moment."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @property
    def frozen(self) -> bool:
        """Whether the stored case is link-only, as of now and whoever wrote it."""
        return bool(self._index.execute("SELECT frozen FROM state")[0][0])

    @property
    def holds_media(self) -> bool:
        """Whether any record derives from media, or is of a kind that nobody knows."""
        kinds = self._index.execute("SELECT DISTINCT kind FROM records")
        return any(kind not in KINDS or KINDS[kind].media for (kind,) in kinds)

    def guard(self, media: bool) -> None:
        """Raises LinkOnly for media in a frozen case."""
        if media and self.frozen:
            raise LinkOnly

    def get(self, type: type[R], id: str) -> R:
        """Raises NotFound, LinkOnly, Damaged."""
        with self._index.snapshot():
            self.guard(type.media)
            rows = self._index.execute("SELECT body FROM records WHERE kind = ? AND id = ?", (type.kind, id))
        if not rows:
            raise _missing(type, id)
        return decode(type, rows[0][0])

    def find(self, type: type[R]) -> tuple[R, ...]:
        """All records of a kind, in the order of their first insertion. Raises LinkOnly, Damaged."""
        with self._index.snapshot():
            self.guard(type.media)
            rows = self._index.execute("SELECT body FROM records WHERE kind = ? ORDER BY place", (type.kind,))
        return tuple(decode(type, body) for (body,) in rows)

    def last(self, type: type[R]) -> R | None:
        """The record inserted last, None where there is none. Raises LinkOnly, Damaged."""
        with self._index.snapshot():
            self.guard(type.media)
            rows = self._index.execute("SELECT body FROM records WHERE kind = ? ORDER BY place DESC LIMIT 1", (type.kind,))
        return decode(type, rows[0][0]) if rows else None

    def count(self, type: type[R]) -> int:
        """Raises LinkOnly."""
        with self._index.snapshot():
            self.guard(type.media)
            return int(self._index.execute("SELECT count(*) FROM records WHERE kind = ?", (type.kind,))[0][0])

    def put(self, record: Record) -> None:
        """Insert, or replace the record of this kind and id, which keeps its place. Raises LinkOnly."""
        self.guard(record.media)
        self._index.execute(
            "INSERT INTO records (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (record.kind, record.id, encode(record)),
        )
        if isinstance(record, Case):
            self._index.execute("UPDATE state SET frozen = ?", (int(record.link_only),))

    def delete(self, type: type[R], id: str) -> None:
        """Raises NotFound, LinkOnly."""
        self.guard(type.media)
        if not self._index.execute("DELETE FROM records WHERE kind = ? AND id = ? RETURNING id", (type.kind, id)):
            raise _missing(type, id)

    def new_id(self, type: type[R], random: Random) -> str:
        """An id that no record of this kind has: the kind's prefix, a dash, eight characters of Crockford's base 32."""
        if not type.prefix:
            raise ValueError(f"records of kind {type.kind} name themselves")
        while True:
            letters = "".join(ALPHABET[byte & 31] for byte in random(_ID_CHARACTERS)).lower()
            id = f"{type.prefix}-{letters}"
            if not self._index.execute("SELECT 1 FROM records WHERE kind = ? AND id = ?", (type.kind, id)):
                return id


def _missing(type: type[Record], id: str) -> NotFound:
    return NotFound("There is no {kind} with the id {id}.", "See what there is with: leakguard status", kind=type.kind, id=id)
