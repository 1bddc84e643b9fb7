"""The sketches of all originals, out of the vault."""

from collections.abc import Sequence

from leakguard.errors import Damaged, NotFound
from leakguard.model.media import Original
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

_MANY = 200
"""Originals from which reading them takes a noticeable part of a second."""


def sketches(vault: Vault, originals: Sequence[Original], tools: Tools) -> dict[str, bytes]:
    """By the ids of the originals. One that is damaged, or was never made, is told of: without it only whole copies are found."""
    found: dict[str, bytes] = {}
    for done, original in enumerate(originals):
        if original.sketch is not None:
            try:
                found[original.id] = vault.read_object(original.sketch)
            except (Damaged, NotFound):
                tools.warn(
                    f"What is kept of {original.id} for finding parts of it is damaged. Add the file again: leakguard add FILE"
                )
            if len(originals) >= _MANY:
                tools.progress("Reading originals", done + 1, len(originals))
    older = sum(original.sketch is None and original.fingerprint is not None for original in originals)
    if older:
        tools.note(
            f"{older} of {len(originals)} originals were added by an earlier version: crops and screenshots of them are found "
            "once the same files are added again, with: leakguard add FOLDER"
        )
    return found
