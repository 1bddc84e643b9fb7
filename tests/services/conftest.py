"""Cases to work in. Making one and fingerprinting originals is done once; every test has a copy of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from leakguard.model.case import Role
from leakguard.services import check, links, notes
from leakguard.services.page import Keeping
from tests.services.desk import Desk, copied, make
from tests.support.pictures import Pictures
from tests.support.servers import Reply, WebSite


@pytest.fixture
def new(tmp_path: Path, _warm: None) -> Iterator[Callable[..., Desk]]:
    """Makes an empty case: new(Role.WORKER), new(everyone_adult=Adults.UNSURE) …"""
    with ExitStack() as stack:

        def begin(*arguments, **options) -> Desk:
            desk = make(tmp_path / f"case-{len(list(tmp_path.iterdir()))}", *arguments, **options)
            stack.enter_context(desk.vault)
            return desk

        yield begin


@pytest.fixture
def desk(new: Callable[..., Desk]) -> Desk:
    """An empty case of one's own pictures."""
    return new()


@pytest.fixture(scope="session")
def _enrolled(tmp_path_factory: pytest.TempPathFactory, pictures: Pictures, _warm: None) -> Desk:
    desk = make(tmp_path_factory.mktemp("services") / "enrolled")
    desk.add(pictures.originals)
    desk.vault.close()
    return desk


@pytest.fixture(scope="session")
def _found(tmp_path_factory: pytest.TempPathFactory, _enrolled: Desk, pictures: Pictures) -> Desk:
    with copied(_enrolled, tmp_path_factory.mktemp("services") / "found") as desk:
        check.check(desk.vault, [str(pictures.downloads)], desk.tools)
        return desk


@pytest.fixture
def enrolled(_enrolled: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A case with three originals."""
    with copied(_enrolled, tmp_path / "enrolled") as desk:
        yield desk


@pytest.fixture
def found(_found: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A case with three originals and three findings from a folder: same.jpg, mirrored.jpg, and a/1.jpg in a zip."""
    with copied(_found, tmp_path / "found") as desk:
        yield desk


@pytest.fixture(scope="session")
def _helped(tmp_path_factory: pytest.TempPathFactory, pictures: Pictures, _warm: None) -> Desk:
    desk = make(tmp_path_factory.mktemp("services") / "helped", Role.FRIEND)
    desk.add(pictures.originals)
    html = Reply(b"<title>Album</title><img src=/copy.jpg><img src=/stranger.jpg>", content_type="text/html")
    copy, stranger = (Reply(data, content_type="image/jpeg") for data in (pictures.copy, pictures.stranger))
    with WebSite({"/album": html, "/copy.jpg": copy, "/stranger.jpg": stranger}) as site:
        check.check(desk.vault, [f"{site.url}/album"], desk.tools, Keeping())
    links.add(desk.vault, "https://example.org/profile", desk.tools)
    notes.add(desk.vault, "A call at night.", desk.tools)
    desk.vault.close()
    return desk


@pytest.fixture
def helped(_helped: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A friend's case, with consent to everything: one finding on a recorded page, a link and a note."""
    with copied(_helped, tmp_path / "helped") as desk:
        yield desk
