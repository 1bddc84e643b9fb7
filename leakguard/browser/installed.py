"""Finds a Chromium, Chrome or Edge that is installed: never one of our own, never a download."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_ON_LINUX = (
    ("Chromium", ("chromium", "chromium-browser")),
    ("Chrome", ("google-chrome-stable", "google-chrome", "chrome")),
    ("Edge", ("microsoft-edge-stable", "microsoft-edge")),
)
_ON_MACOS = (
    ("Chrome", "Google Chrome.app/Contents/MacOS/Google Chrome"),
    ("Chromium", "Chromium.app/Contents/MacOS/Chromium"),
    ("Edge", "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
)
_ON_WINDOWS = (
    ("Chrome", r"Google\Chrome\Application\chrome.exe"),
    ("Edge", r"Microsoft\Edge\Application\msedge.exe"),
    ("Chromium", r"Chromium\Application\chrome.exe"),
)


@dataclass(frozen=True)
class Browser:
    """`name` is Chromium, Chrome or Edge; `path` its program."""

    name: str
    path: Path


def driver_is_there() -> bool:
    """Whether the part that drives a browser (extra `browser`) is installed."""
    return find_spec("playwright") is not None


def find(folders: Mapping[str, Path], platform: str = sys.platform) -> Browser | None:
    """The first browser in the usual places; `folders` are those that only the environment knows (on Windows: ProgramFiles,
    ProgramFiles(x86), LocalAppData)."""
    return next((browser for browser in _places(folders, platform) if browser.path.is_file()), None)


def _places(folders: Mapping[str, Path], platform: str) -> Iterator[Browser]:
    if platform == "win32":
        yield from (Browser(name, folder / path) for name, path in _ON_WINDOWS for folder in folders.values())
    elif platform == "darwin":
        applications = (Path("/Applications"), Path.home() / "Applications")
        yield from (Browser(name, folder / path) for name, path in _ON_MACOS for folder in applications)
    else:
        for name, programs in _ON_LINUX:
            yield from (Browser(name, Path(path)) for program in programs if (path := shutil.which(program)))
