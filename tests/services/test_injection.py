"""Services get the clock and the rest of the world as parameters: none looks for itself, and none prints."""

import ast
from pathlib import Path

import pytest

import leakguard.services

_FILES = sorted(Path(leakguard.services.__file__).parent.glob("*.py"))
_LOOKS = {"now", "today", "time", "monotonic", "environ", "getenv", "getlogin", "getuser", "gethostname", "input", "print"}
_OWNERS = {"datetime", "date", "time", "os", "getpass", "socket"}
_MAY = {"tools.py": {"now"}}
"""The one default clock stands where it can be replaced."""


def looks(source: str) -> set[str]:
    """Names of calls to the clock, the environment and the terminal; `tools.now()` is the clock that was given."""
    tree, found = ast.parse(source), set()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _LOOKS:
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            # A record's field may be called `time`; a function of a module may also be handed on without a call.
            if owner not in ("tools", "_tools") and (id(node) in called or owner in _OWNERS):
                found.add(node.attr)
        elif isinstance(node, ast.Name) and node.id in ("input", "print"):
            found.add(node.id)
    return found


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_a_service_looks_at_nothing_by_itself(path):
    assert looks(path.read_text("utf-8")) == _MAY.get(path.name, set())


def test_the_search_finds_what_it_is_for():
    assert looks("a = datetime.now(UTC); b = os.environ['X']; print(c); d = tools.now(); e = self._tools.now()") == {
        "now",
        "environ",
        "print",
    }
