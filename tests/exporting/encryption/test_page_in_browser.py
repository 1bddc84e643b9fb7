"""The locked page opens in a real browser, from a disk, and asks nobody."""

from pathlib import Path

import pytest

from leakguard.exporting.encryption import page as locked
from leakguard.exporting.encryption.lock import Lock, Method, encrypt

PASSWORD = "pässword of six long words"
CONTENT = bytes(range(256)) * 9000
"""Three chunks."""


@pytest.fixture
def page(browser, tmp_path):
    with (tmp_path / "bundle.html").open("xb") as file:
        encrypt(file, "files.zip", [CONTENT], Lock.with_password(Method.PAGE, PASSWORD, "de"))
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.asked, opened.problems = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.problems.append(message.text))
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.goto((tmp_path / "bundle.html").as_uri())
    yield opened
    context.close()


def test_it_gives_the_file_for_the_password_and_asks_no_network(page, tmp_path):
    assert page.locator("html").get_attribute("lang") == "de"
    page.get_by_label("Passwort", exact=True).fill("not the password")
    page.get_by_role("button").click()
    page.get_by_text("Dieses Passwort passt nicht").wait_for()
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Speichern").click()
    assert download.value.suggested_filename == "files.zip"
    assert Path(download.value.path()).read_bytes() == CONTENT
    assert {url.split(":")[0] for url in page.asked} <= {"file", "blob"}
    assert page.problems == []


def test_a_page_that_lost_its_end_opens_nothing(browser, page, tmp_path):
    file = tmp_path / "bundle.html"
    lines = file.read_bytes().splitlines(keepends=True)
    chunks = [at for at, line in enumerate(lines) if b'class="chunk"' in line]
    assert len(chunks) == 2 + len(CONTENT) // locked._CHUNK
    file.write_bytes(b"".join(lines[: chunks[-1]] + lines[chunks[-1] + 1 :]))
    page.reload()
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Dieses Passwort passt nicht").wait_for()
    assert not page.get_by_role("link").is_visible()
