"""A letter as files, under names that any system takes."""

from leakguard.errors import UsageError
from leakguard.notices import eml
from leakguard.notices.letter import Letter

FORMATS = ("txt", "eml")


def render(letter: Letter, formats: tuple[str, ...] = FORMATS) -> tuple[tuple[str, bytes], ...]:
    """(name, content) of the letter in each format, and of the sheet that tells how to send it. Raises UsageError."""
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UsageError(f"Letters are not written as {unknown[0]}.", f"Formats: {', '.join(FORMATS)}")
    contents = {"txt": lambda: letter.text.encode(), "eml": lambda: eml.draft(letter)}
    return (
        *((f"letter.{name}", contents[name]()) for name in dict.fromkeys(formats)),
        ("how-to-send.txt", letter.sheet.encode()),
    )
