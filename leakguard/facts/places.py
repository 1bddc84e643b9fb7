"""Rows of channels.yaml: the services where copies turn up, and how each takes reports."""

from enum import StrEnum
from typing import Literal

from leakguard.facts.rows import Fact, Row, Statement


class RecipientType(StrEnum):
    """What a recipient of letters is; each has a frame of its own in templates/<language>/notices/."""

    PLATFORM = "platform"
    MESSAGING = "messaging"
    HOST = "host"
    CDN = "cdn"
    SEARCH = "search"
    REGISTRAR = "registrar"
    PAYMENT = "payment"
    APP_STORE = "app_store"
    AD_NETWORK = "ad_network"
    EMAIL = "email"
    POLICE = "police"
    BANK = "bank"
    EMPLOYER_SCHOOL = "employer_school"
    LAWYER = "lawyer"
    AUTHORITY = "authority"


PEOPLE = (RecipientType.POLICE, RecipientType.BANK, RecipientType.EMPLOYER_SCHOOL, RecipientType.LAWYER)
"""Those whom the person knows: they are named without the address of a copy."""


class ChannelKind(StrEnum):
    """A form takes the report itself; a page explains where to start it, often inside the app."""

    FORM = "form"
    EMAIL = "email"
    PAGE = "page"


class Purpose(StrEnum):
    """What the channel is for. `child` takes reports about people under 18 and nothing else."""

    INTIMATE = "intimate"
    ABUSE = "abuse"
    PRIVACY = "privacy"
    COPYRIGHT = "copyright"
    LEGAL = "legal"
    DATA_PROTECTION = "data-protection"
    IMPERSONATION = "impersonation"
    DOMAIN = "domain"
    GUIDE = "guide"
    CHILD = "child"


class Channel(Fact, frozen=True, kw_only=True):
    """One way to report. `address` is a web address or an e-mail address."""

    kind: ChannelKind
    address: str
    purpose: Purpose
    note: str = ""

    @property
    def says(self) -> str:
        return f"{self.kind} ({self.purpose}): {self.address}{f' ({self.note})' if self.note else ''}"


class Known(Fact, frozen=True, kw_only=True):
    """A yes, a no, or an honest unknown."""

    value: Literal["yes", "no", "unknown"]

    @property
    def says(self) -> str:
        return self.value


class Domains(Fact, frozen=True, kw_only=True):
    """The registered names, and hosts under them, that belong to a service."""

    names: tuple[str, ...]

    @property
    def says(self) -> str:
        return ", ".join(self.names)


class Service(Row, frozen=True, kw_only=True):
    """One service. `type` is the recipient type of a letter to it, `category` says more closely what it is."""

    id: str
    name: str
    type: RecipientType
    category: str
    operator: str = ""
    domains: Domains | None = None
    method: str
    channels: tuple[Channel, ...] = ()
    account_needed: Known
    stopncii: Known
    take_it_down: Known
    notes: tuple[Statement, ...] = ()


class HashTool(Row, frozen=True, kw_only=True):
    """A service that blocks copies by their fingerprints, made on the person's own device."""

    id: str
    name: str
    serves: str
    url: str
    how: str
    participants: tuple[Statement, ...] = ()
    limits: tuple[Statement, ...] = ()


class Places(Row, frozen=True, kw_only=True):
    """The whole of channels.yaml."""

    tools: tuple[HashTool, ...]
    services: tuple[Service, ...]
