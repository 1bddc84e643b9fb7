"""The single words and phrases of a language that code puts into letters: dates, clocks, what a thing or somebody is called.

They stand in templates/<language>/words.yaml, beside the texts, so that a translator needs one folder. What the facts say
stands in facts.yaml there, and what the command line says in sentences.yaml,
both by their English sentences.
"""

from datetime import date, datetime
from functools import cache
from typing import Any

import yaml

from leakguard.errors import LeakguardError
from leakguard.text.templates import Templates, languages, root

ENGLISH = "en"
"""The language of the facts and of the command line."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Words:
    """The phrases of one language. A phrase that a language lacks is an error of ours: a test compares the catalogues."""

    def __init__(self, language: str) -> None:
        """Raises NotFound for a language without texts."""
        self.language = Templates(language).language
        self._catalogue = _load(self.language, "words.yaml")

    def say(self, key: str, **values: object) -> str:
        """The phrase `section.name` with its values; they are put in as they are, never read as a format."""
        section, _, name = key.partition(".")
        return str(self._catalogue[section][name]).format_map(values)

    def find(self, section: str, *names: str) -> str:
        """The first of the names that the section knows, empty where it knows none of them."""
        known = self._catalogue.get(section) or {}
        return next((str(known[name]) for name in names if name in known), "")

    def keys(self, section: str) -> tuple[str, ...]:
        """What `say` knows of a section."""
        return tuple(f"{section}.{name}" for name in self._catalogue[section])

    def fact(self, sentence: str) -> str:
        """A sentence of the facts in this language; where it has none, the English one, marked as such."""
        if self.language == ENGLISH or not sentence:
            return sentence
        translated = _load(self.language, "facts.yaml").get(sentence)
        return str(translated) if translated else self.say("cautions.untranslated", text=sentence)

    def retell(self, error: LeakguardError) -> None:
        """Say an error in this language, as far as it has the sentences."""
        error.say(*map(self.sentence, error.sentences))

    def sentence(self, english: str) -> str:
        """A sentence of the command line in this language, its gaps still open; as it is where the language has none."""
        return english if self.language == ENGLISH else str(_load(self.language, "sentences.yaml").get(english, english))

    def name(self, english: str) -> str:
        """A name of the facts, such as that of an authority, as this language has it; names of its own stay as they are."""
        return english if self.language == ENGLISH else str(_load(self.language, "facts.yaml").get(english, english))

    def thing(self, name: str) -> dict[str, str]:
        """What is to be removed, "picture", "video" or "either": bare, with an article, and with "intimate"."""
        return dict(self._catalogue["things"][name])

    def date(self, day: date) -> str:
        """Such as 3 November 2026: no reader can take the day for the month."""
        clock = self._catalogue["clock"]
        number = clock.get("first", day.day) if day.day == 1 else day.day
        return str(clock["date"]).format(day=number, month=clock["months"][day.month - 1], year=day.year)

    def moment(self, moment: datetime) -> str:
        """The date with hour, minute and time zone, in the zone of `moment`."""
        return str(self._catalogue["clock"]["moment"]).format(
            date=self.date(moment.date()), hour=moment.hour, minute=moment.minute, zone=moment.tzname() or "UTC"
        )


def explaining(language: str) -> Words:
    """The words in which something is explained to the person: theirs, or English where there are none."""
    return Words(language if language in languages() else ENGLISH)


@cache
def _load(language: str, name: str) -> dict[str, Any]:
    return dict(yaml.load((root() / language / name).read_text("utf-8"), _Loader))  # noqa: S506 - a safe loader, in C where it is built
