"""The fixed words of options that services share with the command line; light, so that help stays quick."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a report is for."""

    SELF = "self"
    POLICE = "police"
    LAWYER = "lawyer"
    PLATFORM = "platform"
    HOTLINE = "hotline"
