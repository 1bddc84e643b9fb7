"""What whole-program tests share: made-up pictures, a leak site on this computer, and cases to work in. All imports are late,
so that the tests of one package stay quick to collect."""

import os
import shutil
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.support.authorities import StampAuthority
    from tests.support.journey import Journey
    from tests.support.pictures import Pictures
    from tests.support.servers import WebSite

# Tests run side by side on all cores, and the numerical library's own threads would take turns with each other: the program
# itself does the same (cli/environment.py). Read when the library is loaded, and by the workers and processes that are started.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No test fails because the computer is busy.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Half as many again as there are cores: much of the time goes into waiting, for browsers and other programs above all."""
    return (yield) * 3 // 2


@pytest.fixture(scope="session", autouse=True)
def _derived_once() -> Iterator[None]:
    """A key is derived once from the same passphrase, salt and cost: most of the time of a short command is that.
    tests/vault/test_head.py asks the derivation itself, and programs that are processes of their own remember nothing."""
    from leakguard.vault import keyring

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "stretch_passphrase", cache(keyring.stretch_passphrase))
        yield


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> "Pictures":
    """Folders of made-up pictures: `originals`, and `downloads` with copies of them among others. Only read them."""
    from tests.support.pictures import make

    return make(tmp_path_factory.mktemp("made-up"))


@pytest.fixture
def leak_site(pictures: "Pictures") -> Iterator["WebSite"]:
    """A page with a smaller copy of the first original and a picture of somebody else. `requests` counts what came."""
    from tests.support.servers import Reply, WebSite

    html = "text/html; charset=utf-8"
    album = b"<title>Album</title><p>Look at this.<img src=/copy.jpg><img src=/stranger.jpg>"
    with WebSite(
        {
            "/album": Reply(album, content_type=html),
            "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg"),
            "/stranger.jpg": Reply(pictures.stranger, content_type="image/jpeg"),
            "/login": Reply(b"<title>Log in</title><form><input type=password name=p></form>", 401, html),
        }
    ) as site:
        yield site


@pytest.fixture(scope="session")
def _warm() -> Iterator[None]:
    from tests.support.warm import lent

    with lent():
        yield


@pytest.fixture(scope="session")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator["StampAuthority"]:
    from tests.support.authorities import StampAuthority

    with StampAuthority(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture(scope="session")
def _second_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator["StampAuthority"]:
    from tests.support.authorities import StampAuthority

    with StampAuthority(tmp_path_factory.mktemp("authority"), "Other Authority") as authority:
        yield authority


@pytest.fixture
def authority(_authority: "StampAuthority") -> "StampAuthority":
    """A time-stamping authority on this computer, by `openssl ts`. `change` may be set; it is None again in the next test."""
    _authority.change = None
    _authority.requests.clear()
    return _authority


@pytest.fixture
def second_authority(_second_authority: "StampAuthority") -> "StampAuthority":
    """Another one, with a root of its own."""
    _second_authority.change = None
    _second_authority.requests.clear()
    return _second_authority


@pytest.fixture
def journey(tmp_path: Path, _warm: None) -> "Journey":
    """A person with no case yet."""
    from tests.support.journey import Journey

    return Journey(tmp_path)


@pytest.fixture
def ready(journey: "Journey") -> "Journey":
    """A person with an empty case of their own pictures."""
    journey.begin()
    return journey


@pytest.fixture(scope="session")
def _enrolled(tmp_path_factory: pytest.TempPathFactory, pictures: "Pictures", _warm: None) -> "Journey":
    from tests.support.journey import Journey

    journey = Journey(tmp_path_factory.mktemp("enrolled"))
    journey.begin()
    assert journey.run("add", pictures.originals).code == 0
    return journey


@pytest.fixture
def enrolled(journey: "Journey", _enrolled: "Journey") -> "Journey":
    """A person whose originals are fingerprinted already: a copy of one case that is made once."""
    shutil.copytree(_enrolled.case, journey.case)
    return journey


@pytest.fixture(scope="session")
def _found(tmp_path_factory: pytest.TempPathFactory, _enrolled: "Journey", pictures: "Pictures") -> "Journey":
    from tests.support.journey import Journey

    journey = Journey(tmp_path_factory.mktemp("found"))
    shutil.copytree(_enrolled.case, journey.case)
    assert journey.run("check", pictures.downloads).code == 0
    return journey


@pytest.fixture
def found(journey: "Journey", _found: "Journey") -> "Journey":
    """A person with findings from a folder, not looked at yet."""
    shutil.copytree(_found.case, journey.case)
    return journey
