"""A link-only case: what derives from media is neither read nor written, by whichever door, at once and everywhere."""

from collections.abc import Callable

import pytest

from leakguard.errors import LinkOnly, Refused
from leakguard.model.case import Adults, Case
from leakguard.model.evidence import Link
from leakguard.model.media import Original
from leakguard.model.verification import Answer
from leakguard.vault.transaction import Transaction
from leakguard.vault.vault import Vault
from tests.vault.support import case, contents, link, original

CHUNK = 64 * 1024


@pytest.fixture
def objects(vault: Vault) -> tuple[str, str]:
    """A case with media in it, frozen afterwards: the ids of a media object and of another one."""
    with vault.write() as change:
        change.put(case())
        change.put(original("o-1"))
        change.put(link("l-1"))
        ids = change.add_object(b"picture", media=True), change.add_object(b"letter", media=False)
    with vault.write() as change:
        change.put(case(Adults.UNSURE))
    return ids


@pytest.mark.parametrize(("answer", "frozen"), [(Adults.YES, False), (Adults.NO, True), (Adults.UNSURE, True)])
def test_the_answer_about_minors_freezes_the_case_at_once_in_every_process(
    vault: Vault, other: Vault, answer: Adults, frozen: bool
) -> None:
    assert not vault.frozen
    with vault.write() as change:
        change.put(case(answer))
    assert vault.frozen == other.frozen == frozen


READS: dict[str, Callable[[Vault, str], object]] = {
    "get": lambda vault, media: vault.get(Original, "o-1"),
    "get of a missing one": lambda vault, media: vault.get(Original, "o-2"),
    "find": lambda vault, media: vault.find(Original),
    "count": lambda vault, media: vault.count(Original),
    "read_object": lambda vault, media: vault.read_object(media),
    "stream_object": lambda vault, media: vault.stream_object(media),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_media_are_not_read(vault: Vault, other: Vault, objects: tuple[str, str], read: Callable[[Vault, str], object]) -> None:
    before = contents(vault.path)
    for view in (vault, other):
        with pytest.raises(LinkOnly):
            read(view, objects[0])
    assert contents(vault.path) == before


WRITES: dict[str, Callable[[Transaction, str], object]] = {
    "put": lambda change, media: change.put(original("o-2")),
    "replace": lambda change, media: change.put(original("o-1")),
    "delete": lambda change, media: change.delete(Original, "o-1"),
    "get": lambda change, media: change.get(Original, "o-1"),
    "find": lambda change, media: change.find(Original),
    "last": lambda change, media: change.last(Original),
    "count": lambda change, media: change.count(Original),
    "add_object": lambda change, media: change.add_object(b"picture", media=True),
    "delete_object": lambda change, media: change.delete_object(media),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_media_are_not_written(vault: Vault, objects: tuple[str, str], write: Callable[[Transaction, str], object]) -> None:
    before = contents(vault.path)
    with pytest.raises(LinkOnly), vault.write() as change:
        change.put(link("l-2"))
        write(change, objects[0])
    assert contents(vault.path) == before


def test_freezing_takes_effect_within_its_own_transaction(vault: Vault) -> None:
    with pytest.raises(LinkOnly), vault.write() as change:
        change.put(case(Adults.NO))
        change.put(original("o-1"))
    assert not vault.frozen, "the whole transaction was undone"


def test_what_is_not_media_goes_on(vault: Vault, objects: tuple[str, str]) -> None:
    with vault.write() as change:
        change.put(link("l-2"))
        letter = change.add_object(b"another letter", media=False)
    assert vault.count(Link) == 2
    assert vault.read_object(objects[1]) == b"letter"
    assert vault.read_object(letter) == b"another letter"


def test_a_running_read_of_media_stops_when_another_process_freezes_the_case(vault: Vault, other: Vault) -> None:
    with vault.write() as change:
        id = change.add_object(b"x" * (100 * CHUNK), media=True)
    stream = vault.stream_object(id)
    next(stream)
    with other.write() as change:
        change.put(case(Adults.UNSURE))
    seen = 1
    with pytest.raises(LinkOnly):
        for _ in stream:
            seen += 1
    assert seen <= 16


def test_a_check_leaves_media_alone_and_says_so(vault: Vault, objects: tuple[str, str]) -> None:
    answers = {check.item: check for check in vault.check()}
    for item in ("original o-1", objects[0]):
        assert answers[item].result is Answer.NOT_CHECKED
        assert "link-only" in answers[item].why
    for item in ("index", "case case", "link l-1", objects[1]):
        assert answers[item].result is Answer.YES


def test_the_data_key_is_not_changed_because_media_would_have_to_be_read(vault: Vault, objects: tuple[str, str]) -> None:
    before = contents(vault.path)
    with pytest.raises(Refused, match="read"):
        vault.rotate_key()
    assert contents(vault.path) == before
    assert vault.count(Link) == 1


def test_who_can_open_the_case_can_still_be_changed(vault: Vault, objects: tuple[str, str]) -> None:
    vault.change_passphrase("another one")
    code = vault.new_recovery_code()
    for secret in ("another one", code):
        with Vault.open(vault.path, secret) as opened:
            assert opened.frozen
            with pytest.raises(LinkOnly):
                opened.find(Original)


def test_answering_yes_again_gives_everything_back_untouched(vault: Vault, objects: tuple[str, str]) -> None:
    with vault.write() as change:
        change.put(case(Adults.YES))
    assert vault.find(Original) == (original("o-1"),)
    assert vault.read_object(objects[0]) == b"picture"


def test_deleting_the_case_record_does_not_thaw(vault: Vault, objects: tuple[str, str]) -> None:
    with vault.write() as change:
        change.delete(Case, "case")
    assert vault.frozen
