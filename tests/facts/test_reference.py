"""The facts say what the collected reference says: the same figures, addresses and certainty, in our own words."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from leakguard.facts import loader
from leakguard.facts.rows import Fact

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "facts"
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"the reference facts are not at {REFERENCE}")


def reference(name: str) -> Any:
    return yaml.load((REFERENCE / name).read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def agrees(ours: Fact, theirs: dict[str, Any], sources: dict[str, Any]) -> bool:
    tiers = [sources[key]["tier"] for key in theirs.get("src", [])] if theirs["confidence"] == "verified" else []
    return str(ours.confidence) == theirs["confidence"] and [str(source.tier) for source in ours.src] == tiers


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


def test_regimes() -> None:
    file = reference("regimes.yaml")
    theirs = {regime["id"]: regime for regime in file["regimes"]}
    for regime in loader.regimes():
        if regime.id == "host-abuse":
            continue
        row = theirs[regime.id]
        elements = {element.id: element for element in regime.elements if element.ref}
        assert {id: element.ref for id, element in elements.items()} == {e["id"]: e["ref"] for e in row["required_elements"]}
        assert all(agrees(elements[e["id"]], e, file["sources"]) for e in row["required_elements"])
        assert (regime.deadline.value, regime.deadline.unit) == (row["deadline"]["value"], row["deadline"]["unit"])
        assert regime.sworn == row["attestations"][0]["sworn"]
        said = {statement["text"] for group in row.values() if isinstance(group, list) for statement in group}
        assert not said & {getattr(fact, "text", "") for _, fact in loader.walk(regime, "")}
