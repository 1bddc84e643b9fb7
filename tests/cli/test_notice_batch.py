"""One letter for each service, for everything that was confirmed: what is refused is named, and stops nothing else."""

from tests.support.journey import Journey, Outcome
from tests.support.servers import WebSite

OTHER = "https://photos.example.org/post/1"
REDDIT = "https://www.reddit.com/r/example/comments/1"
SIGN = ("--sign", "Alex Example")


def batch(person: Journey, *more: str, regime: str = "host-abuse") -> Outcome:
    return person.run("notice", "write", "--batch", "--regime", regime, *more, "--json")


def test_every_confirmed_copy_gets_its_letter_and_what_is_refused_stops_no_other(enrolled: Journey, leak_site: WebSite) -> None:
    enrolled.run("profile", "--name", "Alex Example", "--email", "alex@example.org")
    checked = enrolled.run("check", leak_site.url + "/album", "--json").json
    (finding,) = (item["finding"] for item in checked["items"] if item["finding"])
    assert enrolled.run("findings", "confirm", finding).code == 0

    whole = batch(enrolled, "--finding", "all", "--url", OTHER, *SIGN)
    assert (whole.code, whole.json["schema"], whole.json["refused"]) == (0, "leakguard/notice-batch/1", [])
    copy, post = whole.json["letters"]
    assert (copy["complete"], post["complete"], post["urls"]) == (True, True, [OTHER])
    assert copy["urls"][0].startswith(leak_site.url)

    part = batch(enrolled, "--finding", "all", "--url", REDDIT, *SIGN)
    assert (part.code, [letter["urls"] for letter in part.json["letters"]]) == (3, [copy["urls"]])
    (refused,) = part.json["refused"]
    assert (refused["urls"], refused["findings"], refused["error"]["kind"]) == ([REDDIT], [], "refused")
    assert "Reddit" in refused["error"]["message"]
    assert refused["error"]["hint"]
    assert len(enrolled.run("notice", "list", "--json").json["notices"]) == 3


def test_drafts_are_not_taken_for_letters(ready: Journey) -> None:
    outcome = batch(ready, "--url", OTHER)
    assert (outcome.code, [letter["complete"] for letter in outcome.json["letters"]]) == (3, [False])


def test_where_all_are_refused_nothing_is_written(ready: Journey) -> None:
    before = ready.bytes()
    outcome = batch(ready, "--url", OTHER, "--url", REDDIT, regime="us-dmca-512c")
    assert (outcome.code, outcome.json["letters"], len(outcome.json["refused"])) == (1, [], 2)
    assert ready.bytes() == before
    plain = ready.run("notice", "write", "--batch", "--regime", "us-dmca-512c", "--url", OTHER)
    assert plain.stdout.startswith(f"Letters: 0. Refused: 1.\nREFUSED  {OTHER}: ")
