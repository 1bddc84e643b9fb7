"""Who runs an unknown site, asked for a letter and kept in the case: where the letter goes, and on whose word.

Asked only when the person says so. What the registries answered is kept in their own words, as a capture keeps it.
"""

from hashlib import sha256

from leakguard.evidence.rdap_part import rdap
from leakguard.model.case import Scope
from leakguard.model.evidence import Attachment, Note
from leakguard.notices import recipients
from leakguard.services import custody
from leakguard.services.desks import PART, looked_up, looks_for
from leakguard.services.notify import Wish, recipient_of
from leakguard.services.rules import require
from leakguard.services.tools import Tools
from leakguard.services.whois import Found, Options, whois
from leakguard.text.words import explaining
from leakguard.vault.vault import Vault


def wanted(vault: Vault, wish: Wish) -> str:
    """The site to look up before this letter has somewhere to go; empty where a way is known, or the case knows it already.

    Raises as `notify.write` does for ids and recipients that do not exist.
    """
    recipient = recipient_of(vault, wish)
    return recipient.site if looks_for(recipient) and not looked_up(vault, recipient) else ""


def look_up(vault: Vault, site: str, tools: Tools, options: Options | None = None) -> Note | None:
    """Ask the registries about the site and keep what they say; None where none of them answered: then nothing is kept.

    Raises LinkOnly, Refused without a consent that covers letters, NetworkError where no name server is known.
    """
    return ask_and_keep(vault, recipients.host_of(f"https://{site}/"), tools, options)[1]


def ask_and_keep(vault: Vault, url: str, tools: Tools, options: Options | None = None) -> tuple[Found, Note | None]:
    """The same for any address, with all that was found out. A platform that is known is not looked up, so nothing is kept of it.

    Raises as `look_up` does, and UsageError for what is no address.
    """
    require(vault, Scope.NOTICE, tools.now())
    found = whois(url, tools, options)
    return found, None if all(made.problem for made in found.whois.registrations) else _kept(vault, found, tools)


def _kept(vault: Vault, found: Found, tools: Tools) -> Note:
    site, data = found.whois.host, rdap(found.whois, found.bodies)
    with vault.write() as tx:
        case = require(tx, Scope.NOTICE, tools.now())
        note = Note(
            id=tx.new_id(Note),
            text=explaining(case.language).say("asked.looked_up", site=site),
            at=found.whois.at,
            written=tools.now(),
            attachments=(Attachment(PART, tx.add_object(data, media=False), sha256(data).hexdigest(), len(data), media=False),),
        )
        tx.put(note)
        custody.record(tx, tools, "note", note.id, private="no", files="1", looked_up=site)
    return note
