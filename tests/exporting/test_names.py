"""Names in a bundle work on every system."""

import pytest

from leakguard.exporting import names


@pytest.mark.parametrize("name", ["a", "data/case.json", "captures/exhibit-0001/tls-example.org.pem", "concert.txt", "a_b-c.1"])
def test_plain_names_are_fine(name):
    assert names.problem(name) == ""


@pytest.mark.parametrize(("first", "second"), [("a/b", "A/b"), ("a", "a/b"), ("a/b", "a"), ("a", "a")])
def test_two_names_that_meet_are_refused(first, second):
    register = names.Register()
    register.add(first)
    with pytest.raises(ValueError):
        register.add(second)
