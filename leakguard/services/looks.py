"""What the looks of `recheck` say: read by whoever shows the state of a copy."""

from leakguard.model.look import Look
from leakguard.model.notice import Notice
from leakguard.services.rules import Records

STATE_WORDS = {
    "up": "still there",
    "changed": "something else is there now",
    "gone": "gone",
    "back": "back again",
    "blocked": "not shown to this visitor",
    "unreachable": "could not be looked at",
}


def by_copy(records: Records) -> dict[str, list[Look]]:
    """All looks, oldest first, by the finding they are about, or by the address where a letter names one without a finding."""
    found: dict[str, list[Look]] = {}
    for look in records.find(Look):
        found.setdefault(look.copy, []).append(look)
    return found


def latest(records: Records) -> dict[str, Look]:
    """The last look at each copy, by the finding or the address. Raises LinkOnly."""
    return {copy: looks[-1] for copy, looks in by_copy(records).items()}


def words(look: Look) -> str:
    """What is believed since this look, such as "still there"."""
    return "seems gone, not sure yet" if look.again_from else STATE_WORDS[look.state]


def is_about(look: Look, notice: Notice) -> bool:
    """Whether the letter asks for this copy."""
    return look.finding in notice.findings if look.finding else look.url in notice.urls
