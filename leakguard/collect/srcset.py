"""The srcset attribute, as browsers read it (HTML standard, "parse a srcset attribute"). Commas may be part of an address."""

_SPACE = " \t\n\f\r"


def addresses(srcset: str) -> list[str]:
    """Every candidate's address, in order. Descriptors (`2x`, `640w`) are skipped, whether they make sense or not."""
    found, at = list[str](), 0
    while True:
        while at < len(srcset) and srcset[at] in _SPACE + ",":
            at += 1
        if at == len(srcset):
            return found
        start = at
        while at < len(srcset) and srcset[at] not in _SPACE:
            at += 1
        address = srcset[start:at].rstrip(",")
        found.append(address)
        if srcset[at - 1] != ",":
            at = _after_descriptors(srcset, at)


def _after_descriptors(srcset: str, at: int) -> int:
    """The place after the comma that ends the descriptors; a comma in parentheses does not."""
    depth = 0
    while at < len(srcset):
        character = srcset[at]
        at += 1
        if character == "(":
            depth = 1
        elif character == ")":
            depth = 0
        elif character == "," and not depth:
            break
    return at
