"""Small words that several sections share: counts, places, and the numbers by which findings are cited."""

from leakguard.model.check import Review
from leakguard.reporting.data import FindingRow, ReportData
from leakguard.text.clean import clean, defang

ORDER = (Review.CONFIRMED, Review.UNREVIEWED, Review.DISMISSED)
LONGEST_NAME = 48


def counted(number: int, one: str, many: str) -> str:
    """2 letters; 1 letter; no letters"""
    return f"{number:,} {one if number == 1 else many}" if number else f"no {many}"


def joined(words: list[str]) -> str:
    """a, b and c"""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))


def upper(sentence: str) -> str:
    """The sentence with a capital at its start."""
    return sentence[:1].upper() + sentence[1:]


def numbered(data: ReportData) -> list[tuple[int, FindingRow]]:
    """The findings in the order of the report, with the numbers by which it cites them."""
    return list(enumerate(sorted(data.findings, key=lambda finding: ORDER.index(finding.review)), 1))


def key_of(number: int) -> str:
    """The place of finding `number` in the document."""
    return f"finding-{number}"


def site(address: str) -> str:
    """The site of an address, defanged, for counting; all that lay in files counts as one place."""
    if not address.lower().startswith(("http://", "https://")):
        return "files that were checked"
    return clean(defang(address).split("/")[2].rpartition("@")[2].lower(), limit=LONGEST_NAME)
