"""The hotline sheet: exact addresses, whom to call, and not one word more about a picture than the facts allow."""

import pytest

from leakguard.model.case import Adults
from leakguard.reporting import hotline
from leakguard.reporting.data import ContactRow, HotlineData, LinkRow
from tests.reporting.cases import NOW, joined, pages, reader, text

UNDER_18 = "sexual image of a person under 18"
LINKS = (
    LinkRow(
        id="l-1",
        address="https://example.org/a?x=1&y=2",
        added=NOW,
        account="@account",
        seen="last Monday",
        note="a friend saw it",
    ),
    LinkRow(id="l-2", address="https://example.org/" + "0O1lI-" * 120, added=NOW),
)
CONTACTS = (
    ContactRow(name="A hotline", what="Takes reports.", reach=("0800 000 000",), hours="day and night", caution="Check first."),
)


def sheet(adults: Adults = Adults.NO, links: tuple[LinkRow, ...] = LINKS, contacts: tuple[ContactRow, ...] = CONTACTS) -> bytes:
    data = HotlineData(case_name="case-river-lamp", generated=NOW, adults=adults, links=links, contacts=contacts)
    return hotline.render(data).pdf


def words(pdf: bytes) -> str:
    return " ".join(text(pdf).split())


def test_addresses_are_exact_and_are_not_links() -> None:
    pdf = sheet()
    assert all(link.address in joined(pdf) for link in LINKS)
    assert not any("/Annots" in page for page in reader(pdf).pages)


def test_accounts_dates_notes_and_contacts_are_there() -> None:
    found = words(sheet())
    for expected in ("@account", "last Monday", "a friend saw it", "4 Mar 2026, 13:05 (UTC)", "0800 000 000", "Check first."):
        assert expected in found


def test_it_says_no_more_than_is_known() -> None:
    assert UNDER_18 in words(sheet(Adults.NO))
    unsure = words(sheet(Adults.UNSURE))
    assert f"may lead to a {UNDER_18}" in unsure
    assert "not sure of the age" in unsure
    assert "under 18" not in words(sheet(Adults.YES))


@pytest.mark.parametrize("adults", [Adults.NO, Adults.UNSURE])
def test_it_asks_nobody_to_look_or_save(adults: Adults) -> None:
    assert "do not open an address to look. Do not save, copy, print or screenshot" in words(sheet(adults))


@pytest.mark.parametrize("adults", Adults)
def test_it_holds_no_picture(adults: Adults) -> None:
    assert not any(page.images for page in reader(sheet(adults)).pages)


def test_it_fits_on_two_pages_with_ten_addresses() -> None:
    links = tuple(LinkRow(id=f"l-{at}", address=f"https://example.org/{at}", added=NOW, account="@a") for at in range(10))
    assert len(pages(sheet(links=links))) <= 2


def test_an_address_in_other_letters_is_written_as_it_travels() -> None:
    links = (LinkRow(id="l-1", address="https://exämple.org/пример?q=א\u202eb", added=NOW),)
    assert "https://xn--exmple-cua.org/%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80?q=%D7%90%E2%80%AEb" in joined(sheet(links=links))


def test_an_address_of_several_pages_is_whole() -> None:
    links = (LinkRow(id="l-1", address="https://example.org/" + "abcdefghi/" * 1000, added=NOW),)
    assert joined(sheet(links=links)).count("abcdefghi/") == 1000


def test_without_addresses_it_says_so() -> None:
    assert "No address has been written down yet." in words(sheet(links=()))


def test_the_same_data_gives_the_same_bytes() -> None:
    assert sheet() == sheet()
