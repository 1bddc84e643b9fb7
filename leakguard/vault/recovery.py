"""The printed recovery code: 128 random bits that a tired person can copy by hand.

Eight groups of four characters of Crockford's base 32: 26 for the bits, 6 for a BCH checksum (the polynomial of
BIP-173 with BIP-350's constant), which finds every mistake in up to four characters. Reading forgives case, spaces,
dashes and the letters O, I and L written for 0 and 1.
"""

CODE_BYTES = 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_DATA_CHARACTERS = 26
_CHECK_CHARACTERS = 6
_GROUP = 4
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CONSTANT = 0x2BC830A3
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_IGNORED = str.maketrans("", "", "- \t\r\n\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")


def encode(code: bytes) -> str:
    """Sixteen bytes as they are printed: "ABCD-EFGH-…"."""
    number = int.from_bytes(code, "big") << 2  # 130 bits in 26 characters: two stay zero
    values = [number >> (5 * place) & 31 for place in reversed(range(_DATA_CHARACTERS))]
    check = _polymod([*values, *[0] * _CHECK_CHARACTERS]) ^ _CONSTANT
    values += [check >> (5 * place) & 31 for place in reversed(range(_CHECK_CHARACTERS))]
    text = "".join(ALPHABET[value] for value in values)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def parse(text: str) -> bytes | None:
    """The sixteen bytes of a code as somebody typed it, or None for anything else."""
    values = [_VALUES.get(character) for character in text.translate(_IGNORED).upper()]
    known = [value for value in values if value is not None]
    if len(values) != _DATA_CHARACTERS + _CHECK_CHARACTERS or len(known) != len(values) or _polymod(known) != _CONSTANT:
        return None
    number = 0
    for value in known[:_DATA_CHARACTERS]:
        number = number << 5 | value
    return (number >> 2).to_bytes(CODE_BYTES, "big") if number & 3 == 0 else None


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                remainder ^= generator
    return remainder
