"""Passphrases of plain words, for people who would rather not think of one.

The list has 2048 short English words: no two begin with the same four letters, differ by one slip of the finger or sound
alike, and none is unkind. Six of them carry 66 bits, which Argon2id makes as costly to guess as about 85 bits of a fast hash.
"""

from functools import cache
from importlib.resources import files

from leakguard.vault.keys import Random

WORDS = 2048
PASSPHRASE_WORDS = 6
BITS = 66
"""6 × log2(2048)."""


@cache
def words() -> tuple[str, ...]:
    """The list, sorted, in lower-case ASCII."""
    return tuple(files("leakguard.vault").joinpath("words.txt").read_text("ascii").split())


def generate_passphrase(random: Random) -> str:
    """Six words, each drawn evenly, separated by spaces."""
    number = int.from_bytes(random(9), "big")
    return " ".join(words()[number >> (11 * place) & (WORDS - 1)] for place in range(PASSPHRASE_WORDS))
