"""Which countries there are."""

import pytest

from leakguard.errors import UsageError
from leakguard.facts import countries, helplines


@pytest.mark.parametrize(
    ("said", "code"),
    [("de", "DE"), (" Us ", "US"), ("germany", "DE"), ("UK", "GB"), ("EL", "GR"), ("XK", "XK"), ("kosovo", "XK")],
)
def test_a_country_is_known_by_its_letters_and_by_its_english_name(said: str, code: str) -> None:
    assert countries.code(said) == code


@pytest.mark.parametrize("said", ["", "D", "XX", "DEU", "#code", "Atlantis"])
def test_what_is_no_country_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(UsageError, match="no country") as refused:
        countries.code(said)
    assert "GB" in refused.value.hint


def test_every_country_with_helplines_is_one() -> None:
    assert [countries.code(each) for each in helplines.codes()] == list(helplines.codes())
