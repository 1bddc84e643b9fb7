"""A letter as files, under names that any system takes."""

from collections.abc import Callable
from datetime import datetime

from leakguard.errors import UsageError
from leakguard.notices import eml
from leakguard.notices.letter import Letter

FORMATS = ("txt", "eml", "pdf", "docx")


def render(
    letter: Letter, formats: tuple[str, ...], *, pdf: Callable[[], bytes], country: str, written: datetime
) -> tuple[tuple[str, bytes], ...]:
    """(name, content) of the letter in each format, and of the sheet that tells how to send it. Raises UsageError.

    `pdf` makes the letter on paper; `country` chooses the paper of the document, `written` dates it.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UsageError(
            "Letters are not written as {format}.", "Choose from: {formats}", format=unknown[0], formats=", ".join(FORMATS)
        )

    def docx() -> bytes:
        from leakguard.notices import word

        return word.write(letter, country=country, written=written)

    contents: dict[str, Callable[[], bytes]] = {
        "txt": lambda: letter.text.encode(),
        "eml": lambda: eml.draft(letter),
        "pdf": pdf,
        "docx": docx,
    }
    return (
        *((f"letter.{name}", contents[name]()) for name in dict.fromkeys(formats)),
        ("how-to-send.txt", letter.sheet.encode()),
    )
