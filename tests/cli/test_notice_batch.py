"""One letter for each service, for everything that was confirmed: what is refused is named, and stops nothing else."""

import pytest

from tests.support.journey import Journey, Outcome
from tests.support.servers import WebSite

OTHER = "https://photos.example.org/post/1"
REDDIT = "https://www.reddit.com/r/example/comments/1"
SIGN = ("--sign", "Alex Example")


@pytest.fixture
def confirmed(enrolled: Journey, leak_site: WebSite) -> Journey:
    """A person with one confirmed copy on a web page."""
    enrolled.run("profile", "--name", "Alex Example", "--email", "alex@example.org")
    checked = enrolled.run("check", leak_site.url + "/album", "--json").json
    (finding,) = (item["finding"] for item in checked["items"] if item["finding"])
    assert enrolled.run("findings", "confirm", finding).code == 0
    return enrolled


def batch(person: Journey, *more: str, regime: str = "host-abuse") -> Outcome:
    return person.run("notice", "write", "--batch", "--regime", regime, "--finding", "all", *more, "--json")


def test_every_confirmed_copy_and_every_address_gets_its_letter(confirmed: Journey) -> None:
    outcome = batch(confirmed, "--url", OTHER, *SIGN)
    assert (outcome.code, outcome.json["schema"], outcome.json["refused"]) == (0, "leakguard/notice-batch/1", [])
    copy, post = outcome.json["letters"]
    assert (copy["complete"], post["complete"], post["urls"]) == (True, True, [OTHER])
    assert copy["urls"][0].startswith("http://127.0.0.1:")
    assert len(confirmed.run("notice", "list", "--json").json["notices"]) == 2


def test_one_that_is_refused_is_named_with_its_reason_and_stops_no_other(confirmed: Journey) -> None:
    outcome = batch(confirmed, "--url", REDDIT, "--url", OTHER, *SIGN)
    assert (outcome.code, len(outcome.json["letters"])) == (3, 2)
    (refused,) = outcome.json["refused"]
    assert (refused["urls"], refused["findings"], refused["error"]["kind"]) == ([REDDIT], [], "refused")
    assert "Reddit" in refused["error"]["message"]
    assert refused["error"]["hint"]


def test_drafts_are_not_taken_for_letters(confirmed: Journey) -> None:
    outcome = batch(confirmed)
    assert (outcome.code, [letter["complete"] for letter in outcome.json["letters"]]) == (3, [False])


def test_where_all_are_refused_nothing_is_written(confirmed: Journey) -> None:
    before = confirmed.bytes()
    outcome = batch(confirmed, "--url", OTHER, regime="us-dmca-512c")
    assert (outcome.code, outcome.json["letters"], len(outcome.json["refused"])) == (1, [], 2)
    assert confirmed.bytes() == before
    plain = confirmed.run("notice", "write", "--batch", "--regime", "us-dmca-512c", "--finding", "all")
    assert plain.stdout.startswith("Letters: 0. Refused: 1.\nREFUSED  ")
