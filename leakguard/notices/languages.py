"""Which language a letter is in: that of whoever gets it, not that of whoever writes."""

from leakguard.facts.law import Regime
from leakguard.facts.places import PEOPLE, RecipientType
from leakguard.notices import regimes
from leakguard.notices.recipients import Recipient
from leakguard.text.templates import languages

ENGLISH = "en"
# Countries with one official language for the whole country, of those that there are texts in. Belgium, Luxembourg and
# Switzerland have several: there the person chooses.
_COUNTRIES = {
    "de": frozenset(["DE", "AT", "LI"]),
    "fr": frozenset(["FR", "MC"]),
    "es": frozenset(["ES", "AR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "SV", "UY", "VE"]),
}
_OF_COUNTRY = {country: language for language, countries in _COUNTRIES.items() for country in countries}


def choose(recipient: Recipient, regime: Regime, country: str) -> str:
    """The language of police, bank, school and authorities is that of the case's `country`, a site's that of its top-level
    domain; English everywhere else, and where there is no text for `regime`."""
    at_home = recipient.type in (*PEOPLE, RecipientType.AUTHORITY)
    place = country if at_home else recipient.site.rpartition(".")[2]
    language = _OF_COUNTRY.get(place.upper(), ENGLISH)
    return language if language in with_text(regime) else ENGLISH


def with_text(regime: Regime) -> tuple[str, ...]:
    """The languages in which there is a letter for this regime."""
    return tuple(language for language in languages() if regime in regimes.writable(language))
