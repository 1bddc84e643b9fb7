"""Whom to call: the lines of a country, those for people under 18, and the international ones. Data only, nothing printed."""

from leakguard.errors import NotFound
from leakguard.facts import loader
from leakguard.facts.help import Country, Helpline, Serves

INTERNATIONAL = "INT"
_ALSO_CALLED = {"UK": "GB", "USA": "US"}


def codes() -> tuple[str, ...]:
    """The countries that have lines, by ISO 3166-1 alpha-2 code."""
    return tuple(country.code for country in loader.countries() if country.code != INTERNATIONAL)


def for_country(code: str) -> Country:
    """The lines of one country, its emergency number with them. Raises NotFound, with the codes, for one that is not listed."""
    wanted = code.strip().upper()
    for country in loader.countries():
        if country.code == wanted:
            return country
    raise NotFound(
        f"No helplines are listed for the country {code!r}.", f"Listed: {', '.join(codes())}. For all others: {INTERNATIONAL}"
    )


def support(code: str) -> tuple[Country, ...]:
    """What to show to somebody who asks for help: their country, if it is listed, then what serves everywhere. Never empty.

    A country may be given by its English name too: nobody looks up codes at night.
    """
    wanted = code.strip().upper()
    wanted = _ALSO_CALLED.get(wanted, wanted)
    listed = tuple(
        country
        for country in loader.countries()
        if wanted in (country.code, country.name.upper()) and country.code != INTERNATIONAL
    )
    return (*listed, for_country(INTERNATIONAL))


def for_minors(code: str) -> tuple[Helpline, ...]:
    """The lines that help people under 18 or take reports about them: the country's, then the international ones."""
    wanted = {Serves.MINORS, Serves.ABOUT_MINORS}
    return tuple(line for country in support(code) for line in country.lines if wanted & set(line.serves))
