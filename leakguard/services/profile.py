"""The sender's details for letters, asked once and kept in the vault."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from leakguard.errors import UsageError
from leakguard.model.case import Profile
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def known(vault: Vault) -> Profile | None:
    """The profile, if there is one."""
    return next(iter(vault.find(Profile)), None)


def update(vault: Vault, given: Mapping[str, str], tools: Tools) -> Profile:
    """Change the fields that are given. Raises UsageError for a time zone nobody knows."""
    changes = dict(given)
    if not changes:
        return known(vault) or Profile()
    if "time_zone" in changes:
        changes["time_zone"] = _known_zone(changes["time_zone"] or "UTC")
    with vault.write() as tx:
        profile = replace(next(iter(tx.find(Profile)), Profile()), **changes)
        tx.put(profile)
    return profile


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise UsageError("This time zone is not known: {name}", "Use a name such as Europe/Berlin or UTC.", name=name) from error


def zone_of(vault: Vault) -> ZoneInfo:
    """The time zone of whoever's case it is; UTC while nobody has named one."""
    return zone(known(vault) or Profile())


def zone(profile: Profile) -> ZoneInfo:
    """The person's time zone."""
    return ZoneInfo(profile.time_zone)
