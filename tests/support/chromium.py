"""A real Chromium for pages that are made here."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The installed browser, without a window; skips the test where there is none."""
    program = next((found for name in ("chromium", "google-chrome", "chrome", "msedge") if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium, Chrome or Edge is installed")
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_QUIET, *root])
        yield browser
        browser.close()
