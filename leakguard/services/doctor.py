"""What works on this machine, what is missing, and how to get it."""

import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from leakguard.browser.installed import Browser, driver_is_there
from leakguard.errors import LeakguardError
from leakguard.evidence.stamp_roots import Root, pinned
from leakguard.model.verification import Answer, Check
from leakguard.sandbox.pool import Sandbox

_EXTRAS = {
    "heic": ("pillow_heif", "pictures in HEIC, as iPhones make them"),
    "tor": ("socksio", "a SOCKS proxy such as Tor"),
    "sign": ("pyhanko", "signatures and time stamps in reports"),
    "cjk": ("paperang_p2_fonts_cjk", "reports that carry Chinese, Japanese and Korean letters"),
}
_PARTS = (
    "pillow",
    "pdqhash",
    "imagehash",
    "opencv-python-headless",
    "httpx",
    "selectolax",
    "sqlcipher3",
    "cryptography",
    "argon2-cffi",
    "reportlab",
    "warcio",
)


def doctor(browser: Browser | None = None, roots: Iterable[Root] = (), *, today: date) -> Iterator[Check]:
    """One check after the other; what is optional answers "not checked" with the way to get it. `browser` is the one that
    captures use, `roots` are those that whoever set this computer up added."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    supported = sys.version_info >= (3, 11)
    yield Check("system", system, Answer.YES if supported else Answer.NO, "" if supported else "Python 3.11 or newer is needed.")
    yield from _parts()
    yield from _sandbox()
    yield _browser(browser)
    yield from _roots(roots, today)
    for extra, (module, purpose) in _EXTRAS.items():
        there = find_spec(module) is not None
        how = f"Only needed for {purpose}. Get it with: pip install 'leakguard[{extra}]'"
        yield Check("extra", extra, Answer.YES if there else Answer.NOT_CHECKED, "" if there else how)


def _browser(browser: Browser | None) -> Check:
    if browser is not None:
        return Check("browser", f"{browser.name} at {browser.path}", Answer.YES)
    lacking = "Install Chromium, Chrome or Edge." if driver_is_there() else "Get it with: pip install 'leakguard[browser]'"
    return Check("browser", "for captures", Answer.NOT_CHECKED, f"Only needed to record pages as a browser shows them. {lacking}")


def _roots(given: Iterable[Root], today: date) -> Iterator[Check]:
    """What time stamps are trusted for. One that has ended still verifies stamps of its own time."""
    try:
        roots = (*pinned(), *given)
    except LeakguardError as error:
        yield Check("time stamp root", "pinned", Answer.NO, error.message)
        return
    for root in roots:
        until = f"until {root.expires}" if root.expires else "its end was not looked up"
        ended = root.expires is not None and root.expires < today
        why = f"From {root.source}; SHA-256 {root.sha256[:16]}…"
        yield Check("time stamp root", f"{root.name}, {until}", Answer.NO if ended else Answer.YES, why)


def _parts() -> Iterator[Check]:
    for part in _PARTS:
        try:
            yield Check("part", f"{part} {version(part)}", Answer.YES)
        except PackageNotFoundError:
            yield Check("part", part, Answer.NO, "It is not installed. Install leakguard again.")


def _sandbox() -> Iterator[Check]:
    try:
        with Sandbox() as sandbox:
            yield from sandbox.holds()
    except LeakguardError as error:
        yield Check("protected reader", "start", Answer.NO, error.message)
