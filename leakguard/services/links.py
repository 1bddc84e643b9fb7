"""Addresses written down without fetching anything: the only way in for link-only cases, and never wrong in the others."""

from leakguard.errors import AddressRefused, LinkOnly, UsageError
from leakguard.model.evidence import Link
from leakguard.net import urls
from leakguard.services import custody
from leakguard.services.notes import is_plain
from leakguard.services.rules import require_open
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault


def add(vault: Vault, url: str, tools: Tools, *, account: str = "", seen: str = "", note: str = "") -> Link:
    """Keep an address as it was typed. Raises UsageError when it is not an http(s) address; Refused in a closed case;
    LinkOnly where the words beside it are no plain text, in a case that takes nothing else."""
    try:
        urls.parse(url)
    except AddressRefused as error:
        raise UsageError(
            "This is not a web address: {url}", "Give it whole, such as https://example.org/page", url=url
        ) from error
    with vault.write() as tx:
        if require_open(tx).link_only and not is_plain(account, seen, note):
            raise LinkOnly
        link = Link(id=tx.new_id(Link), url=url, added=tools.now(), account=account, seen=seen, note=note)
        tx.put(link)
        custody.record(tx, tools, "link", link.id)
    return link
