"""recheck as it is typed: what it prints, its JSON, its exit codes."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.journey import Journey
from tests.support.pictures import Pictures
from tests.support.servers import Page, Reply, WebSite

ALBUM = b"<title>Album</title><img src=/copy.jpg>"


@pytest.fixture(scope="module")
def _seen(tmp_path_factory: pytest.TempPathFactory, _enrolled: Journey, pictures: Pictures) -> Iterator[tuple[Journey, WebSite]]:
    journey = Journey(tmp_path_factory.mktemp("seen"))
    shutil.copytree(_enrolled.case, journey.case)
    with WebSite(pages(pictures)) as site:
        assert journey.run("check", site.url + "/album").code == 0
        yield journey, site


def pages(pictures: Pictures) -> dict[str, Page]:
    return {"/album": Reply(ALBUM, content_type="text/html"), "/copy.jpg": Reply(pictures.copy, content_type="image/jpeg")}


@pytest.fixture
def site(_seen: tuple[Journey, WebSite], pictures: Pictures) -> WebSite:
    _seen[1].pages = pages(pictures)
    return _seen[1]


@pytest.fixture
def seen(journey: Journey, _seen: tuple[Journey, WebSite]) -> Journey:
    """A person with one finding on a page."""
    shutil.copytree(_seen[0].case, journey.case)
    return journey


def test_it_says_what_is_there_and_what_seems_gone_and_when_to_look_again(seen: Journey, site: WebSite) -> None:
    up = seen.run("recheck")
    assert up.code == 0
    assert up.stdout.startswith("Looked at 1 copy again.\n  1 still there\n")
    assert "http://" not in up.stdout
    site.pages |= {"/copy.jpg": Reply(b"", 404), "/album": Reply(b"<p>Nothing here.", content_type="text/html")}
    outcome = seen.run("recheck")
    assert outcome.code == 0
    assert "seems gone, not sure yet" in outcome.stdout
    assert "next: leakguard recheck" in outcome.stderr
    seen.now = lambda: datetime.now(UTC) + timedelta(hours=2)
    outcome = seen.run("recheck", "--json")
    (item,) = outcome.json["items"]
    assert (outcome.code, item["state"], item["seen"], item["again_from"]) == (0, "gone", "gone", None)
    assert "A site can show others something else." in seen.run("recheck").stdout
    assert "Looked again: gone" in seen.run("timeline").stdout


def test_json_has_every_promised_field(seen: Journey, site: WebSite) -> None:
    answer = seen.run("recheck", "--json").json
    assert answer["schema"] == "leakguard/recheck/1"
    (item,) = answer["items"]
    assert item["finding"].startswith("f-")
    assert item["url"] == site.url + "/copy.jpg"
    assert item["state"] == "up"
    assert isinstance(item["why"], str)
    assert answer["notices"] == []


def test_a_wall_or_an_error_leaves_it_incomplete(seen: Journey, site: WebSite) -> None:
    site.pages |= {"/copy.jpg": Reply(b"", 403), "/album": Reply(b"", 403)}
    blocked = seen.run("recheck", "--json")
    assert (blocked.code, blocked.json["items"][0]["state"]) == (3, "blocked")
    site.pages |= {"/copy.jpg": Reply(b"", 500), "/album": Reply(b"", 500)}
    failed = seen.run("recheck", "--json")
    assert (failed.code, failed.json["items"][0]["state"]) == (3, "unreachable")


def test_where_no_server_answers_it_is_a_network_error(seen: Journey) -> None:
    del seen.variables["LEAKGUARD_ALLOW_NETWORK"]
    outcome = seen.run("recheck", "--json")
    assert (outcome.code, outcome.json["items"][0]["state"]) == (6, "unreachable")


def test_offline_and_an_unknown_finding_change_nothing(seen: Journey, site: WebSite) -> None:
    before, asked = seen.bytes(), len(site.requests)
    offline = seen.run("recheck", "--offline", "--json")
    assert (offline.code, offline.error["kind"]) == (6, "network")
    assert "leakguard note" in offline.error["hint"]
    assert seen.run("recheck", "f-00000000").code == 1
    assert (seen.bytes(), len(site.requests)) == (before, asked)
