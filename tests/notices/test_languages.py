"""Letters in the language of whoever gets them: whole, short, easy, in their own dates and paragraphs, and marked as unread."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

from leakguard.errors import Refused
from leakguard.facts import loader
from leakguard.notices import languages, recipients, regimes
from leakguard.notices.letter import Letter
from leakguard.text.templates import root
from leakguard.text.words import Words
from tests.notices.letters import AGENT, ORDINARY, PAGE, write
from tests.support.readability import ease, sentences, words

OTHERS = ("de", "fr", "es")
TEXTS = [(language, regime.id) for language in OTHERS for regime in regimes.writable(language)]
every_text = pytest.mark.parametrize(("language", "regime"), TEXTS, ids=[f"{language}-{id}" for language, id in TEXTS])
EASIEST_ALLOWED = {"de": 40, "fr": 50, "es": 60}
ENGLISH = re.compile(r"\b(the|and|please|picture|without|statement|request|letter|received)\b", re.IGNORECASE)


def made(language: str, regime: str, **changes: Any) -> Letter:
    return write(regime, language=language, reader=language, **changes)


def own(letter: Letter) -> str:
    """The letter without what the person or the law's English name puts in."""
    return letter.text.replace(str(ORDINARY[letter.regime].get("offence")), "").replace(
        str(ORDINARY[letter.regime].get("context")), ""
    )


@every_text
@pytest.mark.parametrize("agent", [False, True])
def test_a_letter_is_whole_in_every_language(language: str, regime: str, agent: bool) -> None:
    letter = made(
        language,
        regime,
        synthetic=agent,
        account="someone_92",
        **({"profile": AGENT, "signed_by": "Alex Helper"} if agent else {}),
    )
    assert letter.complete, [element.id for element in letter.elements if not element.present]
    assert letter.language == language
    assert not re.search(r"\[[a-zäéà]|None(?! )|\n\n\n", letter.text)
    assert [element.ref for element in letter.elements] == [element.ref for element in regimes.get(regime).elements]
    assert "leakguard" not in (letter.text + letter.sheet).lower()


@every_text
def test_it_reads_well_aloud(language: str, regime: str) -> None:
    letter = made(language, regime)
    spoken = [sentence for sentence in sentences(own(letter)) if "2022/2065" not in sentence and "2016/679" not in sentence]
    assert max(len(words(sentence)) for sentence in spoken) <= 26
    assert ease(own(letter), language) >= EASIEST_ALLOWED[language]


@every_text
def test_no_english_word_of_ours_is_left_in_it(language: str, regime: str) -> None:
    letter = made(language, regime, signed_by="", events=(), following=ORDINARY[regime].get("following"))
    assert not ENGLISH.findall(own(letter))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("regime", ["eu-dsa-16", "eu-gdpr-17"])
def test_every_paragraph_of_the_articles_is_one_that_the_facts_have(language: str, regime: str) -> None:
    row = regimes.get(regime)
    refs = " ".join(filter(None, (getattr(fact, "ref", None) for _, fact in loader.walk(row, ""))))
    cited = re.findall(r"\([Aa]rt\. (\d+)(?:,? (?:Abs\.|par\.|apdo\.) (\d+))", made(language, regime).text)
    assert cited
    known = set(re.findall(r"(\d+)\(\d", refs))
    for article, paragraph in cited:
        assert article in known
        assert f"{article}({paragraph})" in refs or re.search(rf"{article}\(\d\)-\(\d\)", refs)


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_that_no_native_lawyer_has_read_says_so_to_the_person_and_not_in_the_letter(language: str) -> None:
    letter = made(language, "eu-dsa-16")
    said = Words(language).say("warnings.no_native_lawyer", language=Words(language).find("languages", language))
    assert said in letter.warnings
    first = letter.sheet.splitlines()[3]
    assert first.endswith((".", "!"))
    assert first not in letter.text
    assert any("No native lawyer has read" in warning for warning in write("eu-dsa-16", language=language).warnings)
    assert not any("native lawyer" in warning for warning in write("eu-dsa-16").warnings)


def test_the_catalogues_hold_the_same_sections_and_phrases() -> None:
    catalogues = {language: yaml.safe_load((root() / language / "words.yaml").read_text("utf-8")) for language in ("en", *OTHERS)}
    english = catalogues.pop("en")
    for language, catalogue in catalogues.items():
        assert set(catalogue) == set(english), language
        for section in set(english) - {"clock", "laws", "citations", "told"}:
            assert set(catalogue[section]) == set(english[section]), (language, section)
        assert len(catalogue["clock"]["months"]) == 12
        assert set(catalogue["laws"]) == {regime.id for regime in loader.regimes()}, language
        assert set(catalogue["citations"]) == set(catalogues["de"]["citations"]), language


def test_a_translated_phrase_has_the_same_gaps_as_the_english_one() -> None:
    gaps = re.compile(r"\{\w+\}")
    english = yaml.safe_load((root() / "en" / "words.yaml").read_text("utf-8"))
    for language in OTHERS:
        catalogue = yaml.safe_load((root() / language / "words.yaml").read_text("utf-8"))
        for section in (
            "recipients",
            "events",
            "copies",
            "authority",
            "cautions",
            "warnings",
            "refusals",
            "ways",
            "answer",
            "asked",
        ):
            for name, phrase in english[section].items():
                assert sorted(gaps.findall(catalogue[section][name])) == sorted(gaps.findall(phrase)), (language, section, name)


@pytest.mark.parametrize(
    ("language", "day", "clock"),
    [
        ("en", "1 March 2027", "1 March 2027, 18:05 UTC"),
        ("de", "1. März 2027", "1. März 2027, 18:05 Uhr (UTC)"),
        ("fr", "1er mars 2027", "1er mars 2027 à 18 h 05 (UTC)"),
        ("es", "1 de marzo de 2027", "1 de marzo de 2027, 18:05 h (UTC)"),
    ],
)
def test_dates_and_clocks_are_those_of_the_language(language: str, day: str, clock: str) -> None:
    assert Words(language).date(date(2027, 3, 1)) == day
    assert Words(language).moment(datetime(2027, 3, 1, 18, 5, tzinfo=UTC)) == clock


@pytest.mark.parametrize(
    ("regime", "to", "url", "country", "language"),
    [
        ("police-statement", "police", PAGE, "DE", "de"),
        ("police-statement", "police", PAGE, "AT", "de"),
        ("threat-bank", "bank", "", "FR", "fr"),
        ("employer-school-note", "school", "", "ES", "es"),
        ("police-statement", "police", PAGE, "US", "en"),
        ("police-statement", "police", PAGE, "CH", "en"),
        ("payment-report", "paypal", PAGE, "DE", "de"),
        ("app-store-report", "google-play", "https://play.google.com/store/apps/details?id=x", "ES", "es"),
        ("ad-report", "ad_network", "https://photos.example.fr/1", "DE", "fr"),
        ("eu-dsa-16", "", "https://bilder.example.de/1", "FR", "de"),
        ("eu-gdpr-17", "platform", "https://photos.example.fr/1", "DE", "fr"),
        ("host-abuse", "host", "https://fotos.example.es/1", "DE", "es"),
        ("eu-dsa-16", "", "https://www.reddit.com/r/x/comments/1", "DE", "en"),
        ("us-tida", "platform", "https://bilder.example.de/1", "US", "en"),
    ],
)
def test_the_language_follows_the_recipient(regime: str, to: str, url: str, country: str, language: str) -> None:
    assert languages.choose(recipients.resolve(to, url), regimes.get(regime), country) == language


@pytest.mark.parametrize(
    ("country", "reader", "language"),
    [("CH", "fr", "fr"), ("BE", "de", "de"), ("LU", "es", "en"), ("DE", "fr", "de"), ("US", "de", "en")],
)
def test_where_a_country_has_several_languages_the_police_get_the_persons_own(country: str, reader: str, language: str) -> None:
    police = recipients.resolve("police", PAGE)
    assert languages.choose(police, regimes.get("police-statement"), country, reader) == language


@pytest.mark.parametrize("language", OTHERS)
def test_what_to_do_first_under_a_threat_is_said_in_the_persons_language(language: str) -> None:
    sheet = made(language, "threat-report").sheet
    for number in ("988", "116 123", "1-800-CALL-FBI", "1-800-843-5678", "999"):
        assert number in sheet
    assert "Do not pay" not in sheet
    assert "open or check before use" not in sheet


@pytest.mark.parametrize("language", OTHERS)
def test_a_search_engine_is_asked_on_its_own_site_not_on_the_one_it_lists(language: str) -> None:
    unknown = recipients.resolve("bing-search", PAGE)
    sheet = write("eu-dsa-16", language=language, reader=language, recipient=replace(unknown, routes=())).sheet
    assert "Bing Search" in next(line for line in sheet.splitlines() if line.startswith("1. "))


def test_the_explanation_follows_the_person() -> None:
    letter = write("police-statement", language="fr", reader="de")
    assert letter.text.startswith("À : La police")
    assert letter.sheet.startswith("So schicken Sie dieses Schreiben ab")
    assert "Bringen Sie es zu einer Wache" in letter.sheet
    assert write("eu-dsa-16", reader="sv").sheet.startswith("How to send this letter")


def test_a_law_without_a_text_in_the_language_is_refused_with_the_way_on() -> None:
    with pytest.raises(Refused) as error:
        write("us-tida", language="de")
    assert error.value.hint == "Write it in English: --language en"
