"""`leakguard facts`: needs no case and no network, and shows every fact with its source and its dates."""

from datetime import UTC, datetime

import pytest

from leakguard.facts import loader
from tests.support.journey import Journey

LATER = datetime(2027, 3, 1, tzinfo=UTC)


def test_alone_it_lists_what_there_is_by_group_and_says_how_to_read_on(journey: Journey) -> None:
    shown = journey.run("facts")
    assert shown.code == 0
    rows = [line.split()[:2] for line in shown.stdout.splitlines()]
    assert ["regimes", "us-tida"] in rows
    assert ["channels", "reddit"] in rows
    assert ["helplines", "DE"] in rows
    assert len([row for row in rows if row[:1] == ["regimes"]]) == len(loader.regimes())
    assert "This is not legal advice." in shown.stdout
    assert "leakguard facts us-tida" in shown.stderr


def test_each_fact_comes_with_its_paragraph_its_certainty_its_source_and_its_dates(journey: Journey) -> None:
    shown = journey.run("facts", "us-tida").stdout
    assert "elements/signature: Signature, on paper or electronic" in shown
    assert "s.3(a)(1)(B)(i); statute; seen 2026-11-22; review 2027-11-22\n" in shown
    assert "source: https://www.gdpr-ccpa.org/take-it-down/" in shown
    assert "recalled; seen 2026-11-22; review 2027-11-22; (open or check before use)" in shown


def test_a_law_without_a_letter_says_first_why_and_what_to_do_instead(journey: Journey) -> None:
    lines = journey.run("facts", "au-iba").stdout.splitlines()
    assert lines[1].startswith("No letter is written for this. Only the eSafety Commissioner")
    assert lines[2].startswith("Instead: Complain to the eSafety Commissioner")
    assert not any("No letter" in line for line in journey.run("facts", "us-tida").stdout.splitlines())


def test_a_country_has_its_laws_and_its_lines(journey: Journey) -> None:
    shown = journey.run("facts", "--country", "DE").stdout
    heads = [line.partition(":")[0] for line in shown.splitlines() if line[:1].isalpha() and "/" in line.partition(":")[0]]
    assert heads == ["regimes/eu-dsa-16", "regimes/eu-gdpr-17", "regimes/eu-dir-2024-1385", "regimes/de", "helplines/DE"]


def test_plain_is_one_fact_a_line(journey: Journey) -> None:
    shown = journey.run("facts", "us-tida", "--plain").stdout.splitlines()
    count = len(list(loader.walk(next(r for r in loader.regimes() if r.id == "us-tida"), "")))
    assert len([line for line in shown if " | " in line]) == count
    (signature,) = (line for line in shown if line.startswith("elements/signature: "))
    assert "statute; seen 2026-11-22" in signature
    assert "source: https://" in signature


def test_json_holds_every_fact_and_every_source(journey: Journey) -> None:
    answer = journey.run("facts", "--json").json
    assert answer["schema"] == "leakguard/facts/1"
    assert len(answer["facts"]) == len(list(loader.every_fact()))
    fact = next(fact for fact in answer["facts"] if fact["id"] == "regimes/us-tida/deadline")
    assert (fact["ref"], fact["certainty"], fact["seen"], fact["review"], fact["stale"]) == (
        "s.3(a)(3)",
        "statute",
        "2026-11-22",
        "2027-11-22",
        False,
    )
    assert list(fact["sources"][0]) == ["url", "kind", "age", "as_seen", "tier", "found_as"]


def test_stale_is_what_is_past_its_review_today(journey: Journey) -> None:
    journey.now = lambda: datetime(2026, 11, 23, tzinfo=UTC)
    shown = journey.run("facts", "--stale")
    assert (shown.code, shown.stdout) == (0, "Nothing is past its review. The first review is due on 2027-02-22.\n")
    assert journey.run("facts", "--stale", "--json").json["facts"] == []
    journey.now = lambda: LATER
    shown = journey.run("facts", "--stale", "US", "--plain")
    assert "past review since 2027-02-22" in shown.stdout
    assert "not looked at since 2026-11-22" in shown.stdout
    assert all(fact["stale"] for fact in journey.run("facts", "--stale", "--json").json["facts"])


def test_old_numbers_are_pointed_out_where_they_are_shown(journey: Journey) -> None:
    assert "was last looked at" not in journey.run("support", "US").stdout
    journey.now = lambda: LATER
    assert "Note: What stands here was last looked at on 2026-11-22." in journey.run("support", "US").stdout
    assert journey.run("support", "US", "--json").json["warnings"]


@pytest.mark.parametrize("arguments", [("us-tidal",), ("--country", "ZZ")])
def test_what_is_not_there_is_an_error_with_a_way_on(journey: Journey, arguments: tuple[str, ...]) -> None:
    outcome = journey.run("facts", *arguments, "--json")
    assert (outcome.code, outcome.error["kind"]) == (1, "not-found")
    assert outcome.error["hint"]


def test_it_neither_makes_a_case_nor_opens_a_socket(journey: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", forbidden)
    monkeypatch.setattr("socket.getaddrinfo", forbidden)
    before = set(journey.home.rglob("*"))
    assert journey.run("facts").code == journey.run("facts", "helplines").code == 0
    assert set(journey.home.rglob("*")) == before
