"""`leakguard capture`: what goes together, and what it says."""

import pytest


@pytest.mark.parametrize("option", [("--browser",), ("--step", "Enter"), ("--interactive",), ("--screencast",)])
def test_what_needs_a_browser_does_not_go_with_the_route_that_has_none(ready, option):
    before = ready.bytes()
    answer = ready.run("capture", "--light", *option, "https://example.org/", "--json")
    assert (answer.code, answer.error["kind"]) == (2, "usage")
    assert ready.bytes() == before


def test_it_says_in_a_sentence_what_is_held_and_what_is_not(enrolled, leak_site):
    answer = enrolled.run("capture", "--light", f"{leak_site.url}/album")
    assert "Kept: the page and 1 matching picture. Withheld: 1 other picture" in answer.stdout
    walled = enrolled.run("capture", "--light", f"{leak_site.url}/login")
    assert "asked for a login and did not show the page" in walled.stdout
    assert "The answer's status was 401." in walled.stdout
