"""The facts say what the collected reference says: the same figures, addresses and certainty, in our own words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from leakguard.facts import helplines, loader
from leakguard.facts.law import Regime
from leakguard.facts.places import ChannelKind, Purpose
from leakguard.facts.rows import Fact

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "facts"
FACTS = Path(loader.__file__).parent
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the reference facts are not at {REFERENCE}")


def reference(name: str) -> Any:
    return yaml.load((REFERENCE / name).read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def agrees(ours: Fact, theirs: dict[str, Any], sources: dict[str, Any]) -> bool:
    """The same confidence, day and sources, each with its address, its tier and the day on which it was read."""
    keys = theirs.get("src", []) if theirs["confidence"] == "verified" else []
    expected = [(sources[key]["url"], sources[key]["tier"], sources[key]["as_seen"]) for key in keys]
    own = [(source.url, str(source.tier), str(source.as_seen)) for source in ours.src]
    return (str(ours.confidence), own) == (theirs["confidence"], expected)


def test_helplines() -> None:
    file = reference("helplines.yaml")
    ours = {country.code: country for country in loader.countries()}
    for country in file["countries"]:
        own = ours.pop(country["country"])
        assert [line.name for line in own.lines] == [line["name"] for line in country["lines"]]
        if own.emergency:
            assert own.emergency.number == country["emergency"]["number"]
            assert agrees(own.emergency, country["emergency"], file["sources"])
        for line, row in zip(own.lines, country["lines"], strict=True):
            assert (line.phone, line.url) == (row.get("phone", ""), row.get("url", ""))
            assert agrees(line, row, file["sources"])
    assert not ours


def test_channels() -> None:
    file = reference("channels.yaml")
    ours = {service.id: service for service in loader.places().services}
    for service in file["channels"]:
        own = ours.pop(service["id"])
        assert own.method == service["method"]
        for channel, row in zip(own.channels, service["channels"], strict=True):
            assert channel.address == row.get("url", row.get("address"))
            assert agrees(channel, row, file["sources"])
        for note, row in zip(own.notes, service["notes"], strict=True):
            assert agrees(note, row, file["sources"])
            assert note.text != row["text"]
        for known, key in (
            (own.stopncii, "stopncii"),
            (own.take_it_down, "ncmec_take_it_down"),
            (own.account_needed, "account_needed"),
        ):
            assert known.value == service[key]["value"]
            assert agrees(known, service[key], file["sources"])
    assert not ours


GROUPS = {
    "status": "status",
    "who_may_send": "who_may_send",
    "recipients": "who_receives",
    "attestations": "attestations",
    "recipient_duties": "duties",
    "escalation": "escalation",
    "must_not_include": "leave_out",
    "pitfalls": "pitfalls",
}
"""Names of the reference, and ours."""

FURTHER = {
    ("uk-osa-iic-report", "status"): 1,  # that regulations may ask for more is no element of a letter today
    ("us-dmca-512c", "who_receives"): 1,  # the address of the register was not read, the register was
    ("eu-dsa-16", "pitfalls"): 1,  # that there are no hours is the error most often made, so it is told with the letter
}
"""Statements that we have beside the reference's, by regime and group."""


def standing(ours: Fact) -> tuple[str | None, str, list[str]]:
    return getattr(ours, "ref", None), str(ours.confidence), sorted(source.url or "" for source in ours.src)


def expected(theirs: dict[str, Any], sources: dict[str, Any]) -> tuple[str | None, str, list[str]]:
    urls = [sources[key]["url"] or "" for key in theirs.get("src", [])] if theirs["confidence"] == "verified" else []
    return theirs.get("ref"), theirs["confidence"], sorted(urls)


def regimes() -> Iterator[tuple[Regime, dict[str, Any], dict[str, Any]]]:
    """Each regime beside that of the reference, and the reference's sources."""
    file = reference("regimes.yaml")
    theirs = {regime["id"]: regime for regime in file["regimes"]}
    for regime in loader.regimes():
        if regime.law:
            yield regime, theirs.pop(regime.id), file["sources"]
    assert not theirs


def test_every_statement_about_a_law_has_the_paragraph_the_certainty_and_the_sources_of_the_reference() -> None:
    for regime, row, sources in regimes():
        for name, own in GROUPS.items():
            ours = [standing(fact) for fact in getattr(regime, own)]
            for statement in row.get(name, []):
                assert expected(statement, sources) in ours, (regime.id, own, statement["text"])
                ours.remove(expected(statement, sources))
            assert len(ours) == FURTHER.get((regime.id, own), 0), (regime.id, own, ours)
        for fact, theirs in (
            (regime.citation, row["citation"]),
            (regime.synthetic, row["synthetic"]),
            (regime.minors, row["minors"]),
            (regime.deadline, row["deadline"]),
        ):
            assert standing(fact) == expected(theirs, sources), (regime.id, theirs["text"])
        assert (regime.deadline.value, regime.deadline.unit) == (row["deadline"].get("value"), row["deadline"].get("unit"))


def test_every_element_has_the_paragraph_the_certainty_and_the_sources_of_the_reference() -> None:
    for regime, row, sources in regimes():
        ours = {element.id: standing(element) for element in regime.elements}
        for element in row["required_elements"]:
            if element["id"] == "others":  # the notice to a search engine: those of the notice to a site, one by one
                assert [id for id in ours if id != "link"] == ["signature", "work", "contact", "good_faith", "accuracy_perjury"]
            elif element["id"] != "regs":  # what regulations may add one day is said under `status`
                assert ours.pop(element["id"]) == expected(element, sources), (regime.id, element["id"])
        if regime.id != "us-dmca-512d":
            assert {ref for ref, _, _ in ours.values()} <= {None}, "only practice is added"


def test_an_oath_is_asked_for_where_the_reference_has_one() -> None:
    for regime, row, _ in regimes():
        assert regime.sworn == any(attestation.get("sworn") for attestation in row["attestations"]) or regime.id == "za"


def test_no_sentence_about_a_law_is_copied() -> None:
    for regime, row, _ in regimes():
        said = {statement["text"] for group in row.values() for statement in group if isinstance(statement, dict)}
        assert not said & {getattr(fact, "text", "") for _, fact in loader.walk(regime, "")}


def test_a_source_has_the_age_the_day_and_the_tier_of_the_reference() -> None:
    theirs = list(reference("regimes.yaml")["sources"].values())
    for where, fact in loader.every_fact():
        for source in fact.src:
            if where.startswith(("regimes/", "notice-types/")) and source.url:
                assert any(
                    source.age in row["source_age"] and (str(source.as_seen), str(source.tier)) == (row["as_seen"], row["tier"])
                    for row in theirs
                    if row["url"] == source.url
                ), source
                assert not source.found_as


def test_notice_types() -> None:
    file = reference("regimes.yaml")
    ours = {kind.id: kind for kind in loader.notice_types()}
    for row in file["notice_types"]:
        kind = ours.pop(row["id"])
        assert list(kind.hooks) == row["hooks"]
        for own, name in ((kind.checklist, "checklist"), (kind.pitfalls, "pitfalls"), ((kind.follow_up,), "follow_up")):
            theirs = row[name] if isinstance(row[name], list) else [row[name]]
            assert [standing(fact) for fact in own] == [expected(statement, file["sources"]) for statement in theirs]
            assert not {fact.text for fact in own} & {statement["text"] for statement in theirs}
        assert [standing(fact) for fact in kind.never] == [expected(s, file["sources"]) for s in row["must_not"]] or not row[
            "must_not"
        ]
    assert not ours


def test_helplines_say_the_hours_and_what_was_not_read() -> None:
    ours = {country.code: country for country in loader.countries()}
    for country in reference("helplines.yaml")["countries"]:
        for line, row in zip(ours[country["country"]].lines, country["lines"], strict=True):
            assert bool(line.hours) == bool(row.get("hours")), row
            for what, words in (("phone", "number recalled"), ("url", "URL recalled|address of the page is recalled")):
                assert (what in line.unchecked) == bool(re.search(words, row.get("note", ""))), row


def test_channels_keep_their_kinds_and_operators() -> None:
    ours = {service.id: service for service in loader.places().services}
    for service in reference("channels.yaml")["channels"]:
        own = ours[service["id"]]
        assert (own.operator, own.category) == (service.get("operator", ""), service["category"])
        for channel, row in zip(own.channels, service["channels"], strict=True):
            assert (channel.kind is ChannelKind.EMAIL) == (row["kind"] == "email")
            purpose = row.get("purpose", "").casefold()
            if channel.purpose is Purpose.CHILD:
                assert re.search("under-18|csam|child", purpose), row
            else:
                assert "under-18 only" not in purpose, row


def test_hash_tools() -> None:
    for own, row in zip(loader.places().tools, reference("channels.yaml")["hash_tools"], strict=True):
        assert (own.id, own.name, own.url) == (row["id"], row["name"], row["url"])
        assert (len(own.participants), len(own.limits)) == (len(row["participants_seen"]), len(row["limits"]))


def table(name: str, part: str) -> list[list[str]]:
    """The rows of the table in a part of a Markdown file, without its headings."""
    text = (REFERENCE / name).read_text("utf-8").partition(part)[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_each_law_about_people_under_18_is_there_with_its_paragraph() -> None:
    refs = " ".join(statement.ref or "" for statement in loader.minors().law)
    rows = table("minors.md", "## Law")
    assert len(loader.minors().law) >= len(rows) == 13
    for paragraph in (
        "2252",
        "2252A(d)",
        "2258A",
        "223(h)(1)(F)",
        "1978 s.1",
        "160",
        "16(2)(c)",
        "226-1",
        "227-23",
        "201a(3)",
        "184b",
    ):
        assert paragraph in refs
    for paragraph in ("252", "163.1", "293/2023", "144-bis"):
        assert paragraph in refs


def test_each_piece_of_advice_of_the_leading_bodies_is_there() -> None:
    part = (REFERENCE / "minors.md").read_text("utf-8").partition("## What leading bodies say")[2].partition("\n## ")[0]
    said = " ".join(
        f"{fact.says} {' '.join(source.url or source.kind for source in fact.src)}" for fact in loader.minors().advice
    )
    assert part.count("\n- ") == 8
    for word in (
        "takeitdown.ncmec.org",
        "childline",
        "iwf.org",
        "inhope",
        "digitalharm",
        "Attach nothing",
        "security policy",
        "search engine",
    ):
        assert word in said


def test_each_country_that_the_rules_for_minors_name_has_lines_for_them() -> None:
    for code in ("US", "GB", "CA", "AU", "IE", "FR", "ES", "IT", "NL", "IN", "BR"):
        assert helplines.for_minors(code), code


def test_each_row_of_the_advice_on_threats_is_there_and_each_limit() -> None:
    sextortion = loader.sextortion()
    assert len((*sextortion.first, *sextortion.then)) >= len(table("sextortion.md", "of the source")) - 1
    said = " ".join(statement.text for statement in (*sextortion.first, *sextortion.then, sextortion.open_question))
    for word in (
        "not pay",
        "Stop answering",
        "bargain",
        "links, the threats",
        "blackmail",
        "police",
        "StopNCII",
        "two-step",
        "trust",
        "identity card",
        "crime",
    ):
        assert word in said
    never = " ".join(statement.text for statement in sextortion.never)
    for word in ("message to the person who threatens", "will not publish", "figures"):
        assert word in never


def addresses(value: Any) -> set[str]:
    """Every web address in it."""
    if isinstance(value, str):
        return {found.rstrip(".,;:") for found in re.findall(r"https?://[^\s'\"<>,)]+", value)}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(addresses, parts))


def used(value: Any) -> set[str]:
    """The keys of all sources that statements name."""
    if isinstance(value, dict):
        return set(value.get("src", ())).union(*map(used, value.values()))
    return set().union(*map(used, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("name", ["regimes.yaml", "channels.yaml", "helplines.yaml"])
def test_no_address_of_a_source_in_use_is_lost_nor_that_of_its_official_text(name: str) -> None:
    file = reference(name)
    sources, ours = file.pop("sources"), "".join(path.read_text("utf-8") for path in FACTS.rglob("*.yaml"))
    assert used(file)
    told = addresses(file) | addresses([sources[key] for key in used(file)])
    assert {address for address in told if address not in ours} == set()


@pytest.mark.parametrize("name", ["minors.md", "sextortion.md"])
def test_no_address_of_the_pages_about_minors_and_threats_is_lost(name: str) -> None:
    ours = "".join((FACTS / f"{part}.yaml").read_text("utf-8") for part in ("minors", "sextortion", "helplines", "channels"))
    assert {address for address in addresses((REFERENCE / name).read_text("utf-8")) if address not in ours} == set()


def test_no_address_is_invented() -> None:
    theirs = "".join(path.read_text("utf-8") for path in sorted(REFERENCE.iterdir()))
    ours = [*(FACTS / "regimes").glob("*.yaml"), *(FACTS / f"{name}.yaml" for name in ("channels", "helplines", "notice_types"))]
    for path in ours:
        for address in addresses(path.read_text("utf-8")):
            assert address.removeprefix("https://").removeprefix("www.") in theirs, (path.name, address)


def test_the_counts_are_those_of_the_issue() -> None:
    law = [regime for regime in loader.regimes() if regime.law]
    assert (len(law), len(loader.notice_types()), len(loader.places().services)) == (26, 15, 90)
    assert len(helplines.codes()) == 43
