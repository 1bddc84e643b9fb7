"""Templates are ours and values are hostile."""

from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError

from leakguard.errors import MissingPart, NotFound
from leakguard.text import outline, templates
from leakguard.text.templates import Templates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates" / "en").mkdir(parents=True)
    monkeypatch.setattr(templates, "root", lambda: tmp_path / "templates")
    (tmp_path / "outside.txt.j2").write_text("outside")
    return tmp_path / "templates" / "en"


def test_the_checkout_has_english() -> None:
    assert "en" in templates.languages()
    assert (templates.root() / "en" / "notices").is_dir()


def test_installed_templates_come_first_then_those_of_the_checkout(tmp_path: Path) -> None:
    with pytest.raises(MissingPart):
        templates.beside(tmp_path / "package")
    for folder in (tmp_path / "templates", tmp_path / "package" / "_templates"):
        folder.mkdir(parents=True)
        assert templates.beside(tmp_path / "package") == folder


def test_a_missing_value_is_an_error_and_not_a_hole(folder: Path) -> None:
    (folder / "a.txt.j2").write_text("{{ name }}")
    with pytest.raises(jinja2.UndefinedError):
        Templates("en").render("a.txt.j2", {})


def test_text_is_not_escaped_and_html_is(folder: Path) -> None:
    for name in ("a.txt.j2", "a.html.j2"):
        (folder / name).write_text("{{ name }}")
    assert Templates("en").render("a.txt.j2", {"name": "<b>&"}) == "<b>&"
    assert Templates("en").render("a.html.j2", {"name": "<b>&"}) == "&lt;b&gt;&amp;"


@given(st.text() | st.sampled_from(["{{ 7 * 7 }}", "{% include 'a.txt.j2' %}", "{# #}", "{{ ''.__class__ }}"]))
def test_values_are_never_templates(value: str) -> None:
    written = Templates("en").render("notices/search.txt.j2", outline.MARKS | _values() | {"subject": value})
    assert f"Subject: {value}\n" in written


def test_a_template_cannot_reach_into_python(folder: Path) -> None:
    (folder / "a.txt.j2").write_text("{{ name.__class__.__mro__ }}")
    with pytest.raises(SecurityError):
        Templates("en").render("a.txt.j2", {"name": "x"})


@pytest.mark.parametrize("name", ["../../outside.txt.j2", "../outside.txt.j2", "/etc/passwd", "nothing.txt.j2"])
def test_nothing_outside_the_folder_is_loaded(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Templates("en").render(name, {})


def test_an_unknown_language_is_named_with_those_that_exist() -> None:
    with pytest.raises(NotFound) as error:
        Templates("../en")
    assert "en" in error.value.hint


def test_blocks_come_one_by_one_without_the_space_around_them(folder: Path) -> None:
    (folder / "a.txt.j2").write_text("{% block one %}\n 1 {{ x }}\n{% endblock %}\nlost\n{% block two %}2{% endblock %}")
    assert Templates("en").blocks("a.txt.j2", {"x": "{{ x }}"}) == {"one": "1 {{ x }}", "two": "2"}


def _values() -> dict[str, object]:
    lines: list[str] = []
    names = ("recipient", "date", "name", "person", "email", "phone", "address", "signed_by", "site")
    empty = dict.fromkeys(names, "")
    return empty | {"agent": False, "missing": lines, "opening": lines, "copies": lines, "statements": lines, "request": lines}
