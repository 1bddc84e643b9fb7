"""Which language a letter is in: that of whoever gets it, not that of whoever writes."""

from leakguard.facts.law import Regime
from leakguard.facts.places import PEOPLE, RecipientType
from leakguard.notices import regimes
from leakguard.notices.recipients import Recipient
from leakguard.text.templates import languages
from leakguard.text.words import ENGLISH

# Countries with one official language for the whole country, of those that there are texts in.
_COUNTRIES = {
    "de": frozenset(["DE", "AT", "LI"]),
    "fr": frozenset(["FR", "MC"]),
    "es": frozenset(["ES", "AR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "SV", "UY", "VE"]),
}
# Countries with several official languages: that of the person, where it is one of them.
_SEVERAL = {"BE": ("de", "fr"), "CH": ("de", "fr"), "LU": ("de", "fr")}
_WITH_CUSTOMERS = (RecipientType.PAYMENT, RecipientType.APP_STORE)
_OF_COUNTRY = {country: language for language, countries in _COUNTRIES.items() for country in countries}


def choose(recipient: Recipient, regime: Regime, country: str, reader: str = ENGLISH) -> str:
    """The language of police, bank, school and authorities is that of the case's `country`, and so is that of payment services
    and app stores, which have customers there; a site's is that of its top-level domain. In places with several languages it is
    the person's own, `reader`, if it is one of them. English everywhere else, and where there is no text for `regime`."""
    at_home = recipient.type in (*PEOPLE, *_WITH_CUSTOMERS, RecipientType.AUTHORITY)
    place = (country if at_home else recipient.site.rpartition(".")[2]).upper()
    language = reader if reader in _SEVERAL.get(place, ()) else _OF_COUNTRY.get(place, ENGLISH)
    return language if language in with_text(regime) else ENGLISH


def with_text(regime: Regime) -> tuple[str, ...]:
    """The languages in which there is a letter for this regime."""
    return tuple(language for language in languages() if regime in regimes.writable(language))
