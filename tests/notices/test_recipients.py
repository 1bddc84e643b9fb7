"""Who a letter goes to: known services by their names, otherwise an abuse desk to be found; never a made-up address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakguard.errors import LeakguardError, UsageError
from leakguard.facts import loader
from leakguard.facts.places import ChannelKind, Purpose, RecipientType
from leakguard.notices import recipients, regimes
from tests.notices.letters import PAGE, write


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://www.reddit.com/r/a", "reddit"),
        ("https://old.reddit.com/r/a", "reddit"),
        ("https://twitter.com/a/1", "x"),
        ("https://drive.google.com/file/d/1", "google-drive"),
        ("https://www.google.com/search?q=a", "google-search"),
        ("https://youtu.be/1", "youtube"),
        ("https://t.me/example/5", "telegram"),
        ("https://user.github.io/1.jpg", "github"),
    ],
)
def test_a_known_service_is_found_by_the_address_of_the_copy(url: str, id: str) -> None:
    assert recipients.resolve("", url).id == id


@pytest.mark.parametrize("url", [PAGE, "https://notreddit.com/", "https://reddit.com.example.org/", "https://sites.google.com/a"])
def test_what_only_looks_like_a_known_service_goes_to_the_abuse_desk_of_its_host(url: str) -> None:
    found = recipients.resolve("", url)
    assert (found.id, found.type, found.routes) == ("host", RecipientType.HOST, ())
    assert found.site in found.name


def test_the_person_may_name_a_service_a_type_or_a_mailbox() -> None:
    assert recipients.resolve("cloudflare", PAGE).type is RecipientType.CDN
    assert recipients.resolve("host", "https://www.reddit.com/r/a").id == "host"
    assert recipients.resolve("platform", "https://www.reddit.com/r/a").id == "reddit"
    assert recipients.resolve("platform", "https://t.me/example/5").id == "telegram"
    assert recipients.resolve("platform", PAGE).category == recipients.UNKNOWN
    given_by_hand = recipients.resolve("abuse@network.example.org", PAGE)
    assert [(route.kind, route.address) for route in given_by_hand.routes] == [(ChannelKind.EMAIL, "abuse@network.example.org")]


def test_a_type_that_needs_a_name_lists_the_names() -> None:
    with pytest.raises(UsageError) as error:
        recipients.resolve("search", PAGE)
    assert "bing-search" in error.value.hint


@pytest.mark.parametrize(
    ("to", "url"),
    [
        ("nobody", PAGE),
        ("abuse@example", PAGE),
        ("a@example.org\nBcc: b@example.org", PAGE),
        ("a@example.org, b@example.org", PAGE),
        ("", "not an address"),
        ("reddit", "ftp://example.org/1"),
    ],
)
def test_what_is_no_recipient_is_a_usage_error(to: str, url: str) -> None:
    with pytest.raises(UsageError):
        recipients.resolve(to, url)


@given(st.text(), st.text() | st.text().map("https://{}".format))
def test_no_text_breaks_the_search_for_a_recipient(to: str, url: str) -> None:
    try:
        found = recipients.resolve(to, url)
    except LeakguardError:
        return
    assert found.site.isascii()


def test_forms_come_before_mails_and_the_right_purpose_before_both() -> None:
    tida, dmca = regimes.get("us-tida"), regimes.get("us-dmca-512c")
    tiktok = recipients.resolve("tiktok", PAGE)
    assert tiktok.routes_for(tida)[0].address == "https://www.tiktok.com/legal/report/privacy"
    assert [route.address for route in tiktok.routes_for(dmca)] == [
        "https://www.tiktok.com/legal/report/Copyright",
        "copyright@tiktok.com",
    ]
    assert recipients.resolve("wikimedia", PAGE).routes_for(tida)[0].kind is ChannelKind.EMAIL


def test_no_letter_of_an_adult_is_led_to_a_channel_for_children() -> None:
    for service in loader.places().services:
        recipient = recipients.resolve(service.id, PAGE)
        for regime in loader.regimes():
            assert Purpose.CHILD not in {route.purpose for route in recipient.routes_for(regime)}


def test_every_address_in_a_letter_comes_from_a_fact_or_from_the_person() -> None:
    facts = {channel.address for service in loader.places().services for channel in service.channels}
    for service in loader.places().services:
        for route in recipients.resolve(service.id, PAGE).routes:
            assert route.address in facts


def test_a_form_is_given_with_its_address_and_the_text_for_each_field() -> None:
    made = write("us-tida")
    assert made.routes[0].kind is ChannelKind.FORM
    assert made.channel == made.routes[0].address == "https://www.reddit.com/report"
    assert "open or check before use" in made.sheet
    for field in (
        "Your name:\nSam Example",
        "Your e-mail address:\nsam@example.org",
        "Signature:\nSam Example",
        f"{made.urls[0]}\n",
    ):
        assert field in made.sheet
    assert all(sentence in made.sheet for sentence in made.statements)


def test_an_unknown_host_comes_with_the_steps_to_find_its_abuse_desk_offline() -> None:
    made = write("host-abuse")
    assert made.channel == ""
    assert "nslookup photos.example.org" in made.sheet
    assert "@" not in made.sheet


def test_what_fits_a_recipient_is_suggested_and_copyright_never_is() -> None:
    reddit, host = recipients.resolve("reddit", PAGE), recipients.resolve("host", PAGE)
    assert [regime.id for regime in regimes.suggest(reddit, "US")] == ["us-tida"]
    assert [regime.id for regime in regimes.suggest(reddit, "de")] == ["eu-dsa-16", "eu-gdpr-17"]
    assert [regime.id for regime in regimes.suggest(host, "FR")] == ["eu-dsa-16", "host-abuse"]
    assert [regime.id for regime in regimes.suggest(host, "US")] == ["host-abuse"]
    assert [regime.id for regime in regimes.suggest(reddit, "ZA")] == ["us-tida", "eu-dsa-16"]


def test_a_site_belongs_to_the_service_with_the_longest_of_its_names_and_a_search_engine_to_no_other_site() -> None:
    assert recipients.at("old.reddit.com") == recipients.at("www.reddit.com") == recipients.at("reddit.com") is not None
    for service in loader.places().services:
        for name in service.domains.names if service.domains else ():
            found = recipients.at(name)
            assert found is not None
            assert found.domains is not None
            assert name in found.domains.names
            below = recipients.at(f"some.thing.{name}")
            assert service.type != "search" or below is None or name not in below.domains.names
    assert recipients.at("notreddit.com") is recipients.at("") is recipients.at("com") is None
