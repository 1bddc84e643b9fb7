"""The ways to lock a file, as words; light, so that help stays quick."""

from enum import StrEnum
from pathlib import Path


class Method(StrEnum):
    """How a file is locked.

    `age`: to public keys (age-encryption.org/v1; age or ssh keys), so that no password has to be agreed on. `page`: a web page
    that asks for a password and opens in any browser, up to `page.MAX_SIZE`. `zip`: AES-256 as 7-Zip and WinZip write it.
    """

    AGE = "age"
    PAGE = "page"
    ZIP = "zip"

    def path(self, clear: Path) -> Path:
        """Where goes, locked, what would be `clear`: letter.pdf as letter.pdf.age, letter.html or letter.zip."""
        return clear.with_name(clear.name + ".age") if self is Method.AGE else clear.with_suffix(_SUFFIX[self])


DOES_NOT_OPEN = "The file could not be opened: the password is another one, or the file was damaged."
"""Said where nothing at all opens; both look the same to whoever lacks the password."""

_SUFFIX = {Method.PAGE: ".html", Method.ZIP: ".zip"}
