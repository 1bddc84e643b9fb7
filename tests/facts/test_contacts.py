"""Helplines and channels: complete, well-formed, and honest about what was not checked."""

import re
from urllib.parse import urlsplit

import pytest

from leakguard.errors import NotFound
from leakguard.facts import helplines, loader
from leakguard.facts.help import Serves
from leakguard.facts.places import ChannelKind, RecipientType

MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def web_address(text: str) -> bool:
    return urlsplit(text).scheme in ("http", "https") and "." in urlsplit(text).netloc and text.isascii() and " " not in text


def test_all_countries_are_there_each_with_an_emergency_number() -> None:
    codes = helplines.codes()
    assert len(codes) == len(set(codes)) == 43
    for code in codes:
        country = helplines.for_country(code)
        assert re.fullmatch("[A-Z]{2}", code)
        assert country.emergency is not None
        assert re.search(r"\d{2}", country.emergency.number)
        assert country.lines


def test_every_line_can_be_reached_or_is_not_for_the_public() -> None:
    for country in loader.countries():
        for line in country.lines:
            assert line.phone or line.url or Serves.ORGANISATIONS in line.serves, line.name
            assert not line.url or web_address(line.url), line.name
            assert not line.phone or re.search(r"\d{3}|911", line.phone), line.name
            assert set(line.unchecked) <= {"phone", "url", "hours"}


def test_a_number_that_its_source_did_not_hold_is_marked_although_the_source_is_official() -> None:
    line = helplines.for_country("sg").lines[0]
    assert line.unchecked == ("phone",)
    assert line.remark == "open or check before use"


def test_a_recalled_emergency_number_is_marked_too() -> None:
    emergency = helplines.for_country("AT").emergency
    assert emergency is not None
    assert emergency.remark == "open or check before use"


def test_support_is_never_empty_even_for_a_country_that_is_not_listed() -> None:
    assert [country.code for country in helplines.support("no")] == ["NO", "INT"]
    assert [country.code for country in helplines.support("zz")] == ["INT"]
    assert [country.code for country in helplines.support("INT")] == ["INT"]
    with pytest.raises(NotFound, match="zz"):
        helplines.for_country("zz")


def test_a_person_under_18_is_sent_to_lines_for_them_and_never_to_the_tool_for_adults() -> None:
    names = [line.name for line in helplines.for_minors("GB")]
    assert names[0].startswith("Report Remove")
    assert "NCMEC Take It Down" in names
    assert "INHOPE hotline directory" in names
    assert not [name for name in names if "StopNCII" in name]


def test_the_first_three_things_about_a_threat_come_in_their_order() -> None:
    danger, stop, report = (statement.text for statement in loader.sextortion().first)
    assert "danger" in danger
    assert "988" in danger
    assert stop.startswith("Do not pay")
    assert "Save" in stop
    assert report.startswith("Report")


def test_the_rules_for_minors_allow_no_copy() -> None:
    minors = loader.minors()
    assert "not sure" in minors.rule.text
    assert any("StopNCII" in statement.text for statement in minors.never)
    assert any("18 USC 2252" in (statement.ref or "") for statement in minors.law)


def test_services_are_well_formed() -> None:
    services = loader.places().services
    assert len({service.id for service in services}) == len(services) == 90
    for service in services:
        for channel in service.channels:
            pattern = MAILBOX.fullmatch if channel.kind is ChannelKind.EMAIL else web_address
            assert pattern(channel.address), channel.address


def test_an_id_is_never_the_name_of_a_type() -> None:
    assert not {service.id for service in loader.places().services} & {str(type) for type in RecipientType}


def test_a_domain_belongs_to_one_service() -> None:
    names = [name for service in loader.places().services if service.domains for name in service.domains.names]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name) for name in names)


def test_the_form_of_the_search_engine_is_official_and_comes_first() -> None:
    google = next(service for service in loader.places().services if service.id == "google-search")
    assert google.type is RecipientType.SEARCH
    assert google.channels[0].address == "https://support.google.com/websearch/answer/6302812"
    assert not google.channels[0].remark
