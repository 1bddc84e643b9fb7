"""The index: one SQLCipher database with records, object keys and the case's state.

The database and its rollback journal hold only encrypted, authenticated pages; temporary tables stay in memory. Every
statement is finished before its rows are handed out, so that no reader ever keeps a writer waiting.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlcipher

from leakguard.errors import CaseBusy, CaseError, Damaged, LeakguardError, StorageError, UnknownVersion
from leakguard.vault.files import hush

SCHEMA_VERSION = 1
_APPLICATION_ID = 0x7661756C

_SCHEMA = (
    "CREATE TABLE state (only INTEGER PRIMARY KEY CHECK (only = 1), frozen INTEGER NOT NULL, commits INTEGER NOT NULL) STRICT",
    "CREATE TABLE records (place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, "
    "UNIQUE (kind, id)) STRICT",
    "CREATE INDEX records_in_order ON records (kind, place)",
    "CREATE TABLE objects (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, key BLOB NOT NULL, size INTEGER NOT NULL, "
    "media INTEGER NOT NULL, damage TEXT NOT NULL DEFAULT '') STRICT",
    "INSERT INTO state VALUES (1, 0, 0)",
    f"PRAGMA application_id = {_APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

_SETTINGS = (
    "PRAGMA cipher_compatibility = 4",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_spill = OFF",  # a spill would lock readers out before the commit
    "PRAGMA synchronous = EXTRA",  # FULL may undo an acknowledged commit when the power fails
    "PRAGMA fullfsync = ON",
)

_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = 5, 6, 8, 10, 11, 13, 14, 26

Row = tuple[Any, ...]


class Index:
    """One connection. `patience` is how many seconds to wait for another process."""

    def __init__(self, path: Path, key: bytes, *, patience: float) -> None:
        self.path = path
        self._key = key
        self._patience = patience
        self._connection: Any = None
        self._changing = False
        self._broken = False
        self._connect()

    @classmethod
    def create(cls, path: Path, key: bytes, *, patience: float) -> "Index":
        """Give an empty file (the caller made it, private) the schema."""
        index = cls(path, key, patience=patience)
        try:
            index.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                index.execute(statement)
            index.execute("COMMIT")
        except BaseException:
            index.close()
            raise
        return index

    @classmethod
    def open(cls, path: Path, key: bytes, *, patience: float) -> "Index":
        """Raises Damaged for what is not this case's index, UnknownVersion for a newer schema, CaseBusy, StorageError."""
        if not path.is_file():
            raise Damaged("The case's file 'index' is missing.", "Restore the file 'index' of the case from a backup.")
        index = cls(path, key, patience=patience)
        try:
            index._require_schema()
        except BaseException:
            index.close()
            raise
        return index

    def execute(self, statement: str, values: Row = ()) -> list[Row]:
        """Run one statement to its end and return all rows. Raises the typed errors of the vault."""
        connection = self._live()
        try:
            with _translated():
                return connection.execute(statement, values).fetchall()  # type: ignore[no-any-return]
        except Damaged:
            self._broken = True
            if not self._changing:
                self._reconnect()
            raise

    @property
    def writing(self) -> bool:
        """Whether this connection is inside a transaction."""
        return self._connection is not None and self._connection.in_transaction

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment; keep it short. Inside a transaction it adds nothing."""
        if self.writing:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            if self.writing:
                self.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Alone as a writer; committed and on the medium when the block is left, undone when it raises. Raises CaseBusy."""
        if self.writing:
            raise RuntimeError("a write transaction is already open in this vault")
        self._changing = True
        try:
            self.execute("BEGIN IMMEDIATE")
            before = self._changes()
            yield
            if self._changes() == before:
                self.execute("ROLLBACK")
                return
            ticks = self.tick()
            self.execute("COMMIT")
        except BaseException:
            if self.writing:
                with suppress(LeakguardError):  # an unfinished journal is rolled back by the next reader
                    self.execute("ROLLBACK")
            raise
        finally:
            self._changing = False
            if self._broken:
                self._reconnect()
            hush(self.path.parent)
        hush(self.path, ticks)

    def tick(self) -> int:
        """Count one change of the case: what file times are made from."""
        self.execute("UPDATE state SET commits = commits + 1")
        return self.ticks

    @property
    def ticks(self) -> int:
        """How many changes were counted so far."""
        return int(self.execute("SELECT commits FROM state")[0][0])

    def problems(self) -> list[str]:
        """What is wrong with the pages, in SQLCipher's words; empty when all authenticate."""
        try:
            found = self.execute("PRAGMA cipher_integrity_check") or self.execute("PRAGMA quick_check")
        except Damaged as error:
            return [error.message]
        return [str(row[0]) for row in found if row[0] != "ok"]

    def _connect(self) -> None:
        path = quote(os.fsencode(self.path.absolute().as_posix()))
        address = f"file://{path if path.startswith('/') else '/' + path}?mode=rw"  # not as_uri(): SQLite takes no host name
        with _translated():
            self._connection = sqlcipher.connect(address, uri=True, isolation_level=None, timeout=self._patience)
            try:
                self._connection.execute("PRAGMA cipher_log_level = NONE")  # first of all: a failing key would be told on stderr
                self._connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
                for setting in _SETTINGS:
                    self._connection.execute(setting).fetchall()
            except BaseException:
                self.close()
                raise

    def _reconnect(self) -> None:
        """SQLCipher refuses everything after one bad page; a new connection reads what is good."""
        self._broken = False
        if self._connection is not None:
            self.close()
            self._connect()

    def _live(self) -> Any:
        if self._connection is None:
            raise locked()
        return self._connection

    def _changes(self) -> int:
        return int(self._live().total_changes)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _require_schema(self) -> None:
        application = self.execute("PRAGMA application_id")[0][0]
        version = self.execute("PRAGMA user_version")[0][0]
        if application != _APPLICATION_ID:
            raise _damaged()
        if version != SCHEMA_VERSION:
            raise UnknownVersion(
                f"This case was written by another leakguard (records format {version}; this one reads {SCHEMA_VERSION}).",
                "Install the current leakguard, then try again.",
            )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlcipher.Error as error:
        raise (_typed(error) or error) from error


def _typed(error: Exception) -> LeakguardError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (_BUSY, _LOCKED):
        return CaseBusy("Another leakguard is writing to this case.", "Wait until it is done, then try again.")
    if code in (_CORRUPT, _NOT_A_DATABASE):
        return _damaged()
    if code == _FULL:
        return StorageError("The disk is full. Everything stored before is safe.", "Make room on the disk, then do it again.")
    if code == _READ_ONLY:
        return StorageError(
            "The case folder cannot be written. Everything stored before is safe.",
            "Check that the disk is not write-protected and that the folder belongs to you.",
        )
    if code in (_IO, _CANNOT_OPEN):
        return StorageError(
            "The disk reports an error, or is full. Everything stored before is safe.",
            "Check the disk and its free space, then do it again.",
        )
    return None


def locked() -> CaseError:
    """The case was closed."""
    return CaseError("The case is locked.", "Open it again, then repeat the command.")


def _damaged() -> Damaged:
    return Damaged(
        "The case's file 'index' is damaged.",
        "Copy the case folder as it is, then restore the file 'index' from a backup. The stored files are untouched.",
    )
