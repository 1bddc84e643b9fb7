"""Which paper a country prints on."""

_LETTER_COUNTRIES = frozenset({"US", "CA"})


def prints_on_letter(country: str) -> bool:
    """Whether the country of this ISO code uses US Letter (ANSI A) rather than A4 (ISO 216)."""
    return country.upper() in _LETTER_COUNTRIES
