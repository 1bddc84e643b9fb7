"""The fixed words of options that services share with the command line; light, so that help stays quick."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a report is for."""

    SELF = "self"
    POLICE = "police"
    LAWYER = "lawyer"
    PLATFORM = "platform"
    HOTLINE = "hotline"


class Format(StrEnum):
    """What a report is written as: paper, a page, a statement of facts to work on, tables."""

    PDF = "pdf"
    HTML = "html"
    DOCX = "docx"
    CSV = "csv"
    JSON = "json"
