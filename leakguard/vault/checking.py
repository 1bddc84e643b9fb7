"""Is everything still there and genuine? One answer per page set, record and object."""

from collections.abc import Iterator

from leakguard.errors import CaseBusy, Damaged, LinkOnly, NotFound, StorageError
from leakguard.model.verification import Answer, Check
from leakguard.vault.blobs import Blobs
from leakguard.vault.codec import KINDS
from leakguard.vault.index import Index
from leakguard.vault.records import Records

_ROWS_AT_ONCE = 500
_FROZEN = "The case is link-only: media are left untouched."


def check(index: Index, records: Records, blobs: Blobs) -> Iterator[Check]:
    """Every page, record and object in turn; others may write between the answers, and what they delete is left out."""
    problems = index.problems()
    yield Check("index", "index", Answer.NO if problems else Answer.YES, "; ".join(problems))
    try:
        yield from _check_records(index, records)
        yield from _check_objects(index, blobs)
    except Damaged as error:
        yield Check("index", "rows", Answer.NO, error.message)


def _check_records(index: Index, records: Records) -> Iterator[Check]:
    place = 0
    while rows := index.execute(
        "SELECT place, kind, id FROM records WHERE place > ? ORDER BY place LIMIT ?", (place, _ROWS_AT_ONCE)
    ):
        place = rows[-1][0]
        for _, kind, id in rows:
            try:
                if kind not in KINDS:
                    raise Damaged(f"This version knows no records of kind {kind}.")
                records.get(KINDS[kind], id)
                yield Check("record", f"{kind} {id}", Answer.YES)
            except LinkOnly:
                yield Check("record", f"{kind} {id}", Answer.NOT_CHECKED, _FROZEN)
            except Damaged as error:
                yield Check("record", f"{kind} {id}", Answer.NO, error.message)
            except NotFound:
                continue


def _check_objects(index: Index, blobs: Blobs) -> Iterator[Check]:
    last = ""
    while rows := index.execute("SELECT id, damage FROM objects WHERE id > ? ORDER BY id LIMIT ?", (last, _ROWS_AT_ONCE)):
        last = rows[-1][0]
        for id, damage in rows:
            try:
                for _ in blobs.stream(id):
                    pass
                if damage:
                    blobs.mark(id, "")
                yield Check("object", id, Answer.YES)
            except LinkOnly:
                yield Check("object", id, Answer.NOT_CHECKED, _FROZEN)
            except Damaged as error:
                yield Check("object", id, Answer.NO, error.message)
            except (CaseBusy, StorageError) as error:
                yield Check("object", id, Answer.NOT_CHECKED, error.message)
            except NotFound:
                continue
