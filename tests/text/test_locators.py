"""Where something was found, without the folders of the computer it was found on."""

import pytest

from leakguard.text.locators import without_folder


@pytest.mark.parametrize(
    ("locator", "kept"),
    [
        ("https://example.org/a!b/c.jpg", "https://example.org/a!b/c.jpg"),
        ("/home/jane/me.jpg", "me.jpg"),
        ("C:\\Users\\jane\\me.jpg", "me.jpg"),
        ("/home/jane!/x.zip!a/b.jpg", "x.zip!a/b.jpg"),
        ("/home/jane/export.bin!a/b.jpg", "b.jpg"),
        ("/home/jane/folder/", "folder"),
        ("", ""),
    ],
)
def test_folders_of_this_computer_stay_here(locator, kept):
    assert without_folder(locator) == kept
