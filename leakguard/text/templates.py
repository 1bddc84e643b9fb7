"""Letters and guides from files: one folder per language, one file per text, edited without touching code.

Templates are ours, values are hostile: the environment is sandboxed and immutable, a missing value is an error rather than a
hole in a letter, and a value is never compiled. Names end in `.txt.j2` (no escaping) or `.html.j2` (escaped).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from leakguard.errors import MissingPart, NotFound


@cache
def root() -> Path:
    """The folder that holds one folder per language. Raises MissingPart."""
    return beside(Path(__file__).resolve().parent.parent)


def beside(package: Path) -> Path:
    """That folder for the package in the folder `package`: inside it where it is installed, else beside it in a checkout."""
    for folder in (package / "_templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    raise MissingPart("The letter templates are not installed.", "Install leakguard again.")


@cache
def languages() -> tuple[str, ...]:
    """The languages that have templates, by their codes."""
    return _names(root())


@cache
def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(below.name for below in folder.iterdir() if below.is_dir()))


class Templates:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        """Raises NotFound for a language without templates."""
        known = languages()
        if language not in known:
            raise NotFound(
                "There are no texts in the language {language!r} yet.",
                "Languages: {known}",
                language=language,
                known=", ".join(known),
            )
        self.language = language
        self._environment = _environment(root() / language)

    def has(self, name: str) -> bool:
        """Whether there is a text of this name."""
        return (root() / self.language / name).is_file()

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """The text `name` with `values` filled in. Raises NotFound for a missing template, jinja2's errors for a faulty one."""
        return self._load(name).render(values)

    def blocks(self, name: str, values: Mapping[str, Any]) -> dict[str, str]:
        """Every named block of the template by itself, without the space around it: one file that holds a set of clauses."""
        template = self._load(name)
        context = template.new_context(dict(values))
        return {block: "".join(parts(context)).strip() for block, parts in template.blocks.items()}

    def _load(self, name: str) -> jinja2.Template:
        try:
            return self._environment.get_template(name)
        except jinja2.TemplateNotFound as error:
            raise NotFound("There is no text {name!r} in the language {code!r}.", name=name, code=self.language) from error


@cache
def _environment(folder: Path) -> jinja2.Environment:
    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is not None and name.removesuffix(".j2").endswith((".html", ".xml")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
