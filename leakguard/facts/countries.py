"""Countries by their two letters: ISO 3166-1 alpha-2, as the tz database keeps it (`iso3166.tab` in the package tzdata)."""

from functools import cache
from importlib.resources import files

from leakguard.errors import UsageError

_MEANT = {"UK": "GB", "EL": "GR"}
"""Reserved in ISO 3166-1 for the country that people mean by them."""

_BESIDE = {"XK": "Kosovo"}
"""Without a code in ISO 3166-1; this one is in use everywhere."""


def code(text: str) -> str:
    """The code of a country by its code in any case, or by its English name. Raises UsageError where there is none."""
    wanted = text.strip().upper()
    wanted = _MEANT.get(wanted, wanted)
    for each, name in _names().items():
        if wanted in (each, name.upper()):
            return each
    raise UsageError(
        f"There is no country {text.strip()!r} in the list of countries.", "Use two letters, such as US, GB, DE or IN."
    )


@cache
def _names() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return {line[:2]: line[3:] for line in lines} | _BESIDE
