"""Which characters a reader can see and trust, and what the others are called.

Kept where writing needs them: ZWJ and ZWNJ after a letter of a joining or Indic script (RFC 5892 appendix A, made wider:
Persian and Malayalam also end words with them) and inside emoji (UTS #51); one variation selector after a character that has
variants; unassigned characters of the emoji blocks, which are emoji of a later Unicode than this Python's. Tag characters are
never kept, so the flags of England, Scotland and Wales show their tags.
"""

import unicodedata

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINED_SCRIPTS = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE))
_NEWER_EMOJI = range(0x1F000, 0x1FB00)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escape(char: str) -> str:
    """The visible name of one character: `\\x1b`, `\\u202e` or `\\U000e0041`."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def ordinary(char: str, before: str = "", after: str = "") -> bool:
    """Whether `char` may be shown as it is between its neighbours ("" where there is none)."""
    if char in (_ZWNJ, _ZWJ):
        return _joins(char, before, after)
    if _is_selector(char):
        return _selects(char, before)
    if unicodedata.category(char) in _HIDDEN:
        return char in _VISIBLE_FORMAT or (ord(char) in _NEWER_EMOJI and unicodedata.category(char) == "Cn")
    return char not in _BLANK


def _joins(char: str, before: str, after: str) -> bool:
    if len(before) != 1:
        return False
    if unicodedata.category(before)[0] in "LM" and any(low <= ord(before) <= high for low, high in _JOINED_SCRIPTS):
        return True
    ends_emoji = before == "\ufe0f" or "\U0001f3fb" <= before <= "\U0001f3ff" or _is_symbol(before)
    return char == _ZWJ and ends_emoji and _is_symbol(after)


def _is_symbol(char: str) -> bool:
    return char == "↔" or (len(char) == 1 and char not in _BLANK and unicodedata.category(char) == "So")


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char in "\u180b\u180c\u180d\u180f"


def _selects(selector: str, base: str) -> bool:
    """Emoji and text style after a symbol, digit or mark of punctuation; the others after a letter or mathematical sign."""
    if len(base) != 1 or _is_selector(base):
        return False
    category = unicodedata.category(base)
    if selector in "\ufe0e\ufe0f":
        return category[0] == "S" or base in "#*0123456789‼⁉〰〽㊗㊙Ⓜ" or (category[0] == "P" and not base.isascii())
    return category in ("Lo", "Sm")
