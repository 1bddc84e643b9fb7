"""Is everything still there and genuine? One answer per page set, record and object."""

from collections.abc import Callable, Iterator
from functools import partial

from leakguard.errors import CaseBusy, Damaged, LinkOnly, NotFound, StorageError
from leakguard.model.verification import Answer, Check
from leakguard.vault.blobs import Blobs
from leakguard.vault.codec import KINDS
from leakguard.vault.index import Index
from leakguard.vault.records import Records

_ROWS_AT_ONCE = 500


def check(index: Index, records: Records, blobs: Blobs) -> Iterator[Check]:
    """Every page, record and object in turn; others may write between the answers, and what they delete is left out."""
    problems = index.problems()
    yield Check("index", "index", Answer.NO if problems else Answer.YES, "; ".join(problems))
    for answers in (_check_records(index, records), _check_objects(index, blobs)):
        try:
            yield from answers
        except Damaged as error:
            yield Check("index", "rows", Answer.NO, error.message)


def _check_records(index: Index, records: Records) -> Iterator[Check]:
    last = ("", "")
    while rows := index.execute(
        "SELECT kind, id FROM records WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?", (*last, _ROWS_AT_ONCE)
    ):
        last = rows[-1]
        for kind, id in rows:
            yield from _answer("record", f"{kind} {id}", partial(_read_record, records, kind, id))


def _check_objects(index: Index, blobs: Blobs) -> Iterator[Check]:
    last = ""
    marked = dict(blobs.damaged())
    while rows := index.execute("SELECT id FROM objects WHERE id > ? ORDER BY id LIMIT ?", (last, _ROWS_AT_ONCE)):
        last = rows[-1][0]
        for (id,) in rows:
            yield from _answer("object", id, partial(_read_object, blobs, id, id in marked))


def _read_record(records: Records, kind: str, id: str) -> None:
    if kind not in KINDS:
        raise Damaged(f"This version knows no records of kind {kind}.")
    records.get(KINDS[kind], id)


def _read_object(blobs: Blobs, id: str, marked: bool) -> None:
    for _ in blobs.stream(id):
        pass
    if marked:
        blobs.mark(id, "")


def _answer(check: str, item: str, read: Callable[[], None]) -> Iterator[Check]:
    try:
        read()
    except NotFound:  # deleted since it was listed
        return
    except LinkOnly:
        yield Check(check, item, Answer.NOT_CHECKED, "The case is link-only: media are left untouched.")
    except Damaged as error:
        yield Check(check, item, Answer.NO, error.message)
    except (CaseBusy, StorageError) as error:
        yield Check(check, item, Answer.NOT_CHECKED, error.message)
    else:
        yield Check(check, item, Answer.YES)
