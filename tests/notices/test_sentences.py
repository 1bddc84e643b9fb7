"""What the letter commands say when something is wrong is in the person's language: every sentence is in every catalogue.

Found in the source, so that a new sentence cannot be forgotten: whatever an error is made of must be a sentence with gaps, a
phrase of words.yaml, or another error's own sentences.
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import leakguard
from leakguard.cli.answer import NEXT_STATUS
from leakguard.cli.terminal import HOW_TO_CORRECT
from leakguard.errors import NotFound, UsageError
from leakguard.text.templates import languages, root
from leakguard.text.words import Words

PACKAGE = Path(leakguard.__file__).parent
SERVICES = "answers batch desks files follow_up links lookup needs notify profile rules"
MODULES = [
    *(path for path in (PACKAGE / "notices").glob("*.py")),
    *(PACKAGE / "services" / f"{name}.py" for name in SERVICES.split()),
    *(PACKAGE / "cli" / f"{name}.py" for name in ("letters", "letter_asking", "letter_answer", "locking", "record")),
    *(PACKAGE / name for name in ("net/urls.py", "vault/records.py", "facts/rdap_files.py", "text/templates.py")),
]
ERRORS = {
    "AddressRefused",
    "InputNeeded",
    "LinkOnly",
    "NoCase",
    "NotFound",
    "Refused",
    "StorageError",
    "Unreadable",
    "UsageError",
}
OTHERS = tuple(language for language in languages() if language != "en")


def made_of(path: Path) -> Iterator[ast.expr]:
    """What stands for the message and the hint of every error that a module makes."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            yield from node.args


def sentences(path: Path, node: ast.expr) -> Iterator[str]:
    """The sentences that it may be; fails for English that is put together where no catalogue can find it."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp():
            yield from (*sentences(path, node.body), *sentences(path, node.orelse))
        case ast.Name() if node.id.isupper():
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            yield getattr(importlib.import_module(name), node.id)
        case ast.JoinedStr():
            words = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
            assert not any(map(str.isalpha, words)), f"{path.name}: give the gaps of {words!r} as values"


def said() -> set[str]:
    found = {sentence for path in MODULES for node in made_of(path) for sentence in sentences(path, node)}
    from leakguard.errors import LinkOnly

    return found | set(LinkOnly().sentences)


ASKED = {
    NEXT_STATUS,
    HOW_TO_CORRECT,
    *("Name under your letters", "E-mail for answers (best a new address)", "Time zone, such as Europe/Berlin"),
    *("yes", "no", "Please type yes or no.", "Number", "Please type a number from 1 to {most}."),
    "It is written in clear. Keep it where only you can read it, or lock it with --encrypt.",
    "It is locked: only the receiver's private key opens it. You cannot open it yourself.",
    "It is locked. Give the password by another way, such as by phone; without it nobody can open the file.",
}
"""What the command line says beside errors."""


def catalogue(language: str) -> dict[str, str]:
    return dict(yaml.safe_load((root() / language / "sentences.yaml").read_text("utf-8")))


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_letter_commands_is_in_every_language_and_none_is_left_over(language: str) -> None:
    assert said() | ASKED == set(catalogue(language))


def test_what_is_asked_and_added_still_stands_in_the_source() -> None:
    source = "".join((PACKAGE / "cli" / f"{name}.py").read_text("utf-8") for name in ("letter_asking", "locking", "terminal"))
    assert {sentence for sentence in ASKED - {NEXT_STATUS} if sentence not in source} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_invents_no_gap_and_keeps_commands_and_options(language: str) -> None:
    for english, translated in catalogue(language).items():
        assert gaps(translated) <= gaps(english), english
        for word in english.split():
            if word.startswith("--") or word == "leakguard":
                assert word.rstrip(".:,") in translated, english


@pytest.mark.parametrize("language", OTHERS)
def test_an_error_is_said_again_with_its_values_as_they_are(language: str) -> None:
    error = NotFound("There is no recipient {to!r}.", "Name one: {names}", to="{id}", names="a, b")
    Words(language).retell(error)
    assert error.message == catalogue(language)["There is no recipient {to!r}."].format(to="{id}")
    assert error.hint.endswith(": a, b")


def test_an_error_without_values_keeps_its_braces_and_one_that_nobody_translated_stays_english() -> None:
    error = UsageError("This is {odd}.", "Try {again}.")
    Words("de").retell(error)
    assert (error.message, error.hint, str(error)) == ("This is {odd}.", "Try {again}.", "This is {odd}.")
