"""Letters: filled from the case, kept with their checklist, and timed from the moment they were received. Nothing is sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from leakguard.errors import Refused
from leakguard.model.case import Case, Consent, Profile, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Link
from leakguard.model.media import Original, Verdict
from leakguard.model.notice import Notice, NoticeState
from leakguard.notices import deadline, files, letter, recipients
from leakguard.notices.files import FORMATS
from leakguard.notices.request import Copy, LetterRequest
from leakguard.services import custody, profile
from leakguard.services.files import write_new
from leakguard.services.rules import covering_consent, require
from leakguard.services.tools import Tools
from leakguard.vault.vault import Vault

__all__ = ["FORMATS", "Wish", "Written", "mark_sent", "statements", "write"]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the person asks for. `findings` and `links` are ids, `urls` addresses; see LetterRequest for the words."""

    regime: str
    findings: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    to: str = ""
    language: str = "en"
    sign: str = ""
    took_the_picture: bool | None = None
    offence: str = ""
    work: str = ""
    context: str = ""
    account: str = ""


@dataclass(frozen=True)
class Written:
    """The notice as kept, and the files that were written outside the vault, in clear."""

    notice: Notice
    files: tuple[Path, ...]


def statements(vault: Vault, wish: Wish, tools: Tools) -> tuple[str, ...]:
    """What a signature under this letter would say. Raises as `write` does."""
    return letter.write(_request(vault, wish, tools)).statements


def write(vault: Vault, wish: Wish, formats: tuple[str, ...], out: Path | None, tools: Tools) -> Written:
    """Write the letter into the case and, with `out`, as files into that folder.

    Raises LinkOnly, Refused (no consent; a regime that does not fit; a finding that was dismissed or needs a person first),
    NotFound, UsageError: before anything is kept or written.
    """
    made = letter.write(_request(vault, wish, tools))
    contents = files.render(made, formats) if out else ()
    with vault.write() as tx:
        notice = Notice(
            id=tx.new_id(Notice),
            regime=made.regime,
            recipient=made.recipient.name,
            recipient_type=made.recipient.type.value,
            channel=made.channel,
            urls=made.urls,
            findings=wish.findings,
            language=made.language,
            written=tools.now(),
            elements=made.elements,
            complete=made.complete,
            clock=made.clock,
            follow_up_days=made.follow_up_days,
            signed_by=made.signed_by,
            warnings=made.warnings,
            subject=made.subject,
            text=made.text,
            sheet=made.sheet,
        )
        paths = tuple(out / f"{notice.id}-{name}" for name, _ in contents) if out else ()
        for path, (_, data) in zip(paths, contents, strict=True):
            write_new(path, data)
        tx.put(notice)
        custody.record(
            tx, tools, "notice", notice.id, act="written", regime=notice.regime, signed="yes" if notice.signed_by else "no"
        )
    return Written(notice, paths)


def mark_sent(vault: Vault, id: str, tools: Tools, *, at: datetime | None = None, receipt: str = "") -> Notice:
    """The letter was received at `at` (now, if None): its clock starts. Raises NotFound, Refused for a draft or a coming time."""
    notice = vault.get(Notice, id)
    received = at or tools.now()
    if not notice.complete:
        raise Refused("This letter is a draft: something in it is missing.", "Write it again with what is missing.")
    if received > tools.now():
        raise Refused("That time has not come yet.", "Say when it was received, such as --at 2026-11-20T18:30.")
    sent = replace(
        notice,
        state=NoticeState.SENT,
        sent=received,
        receipt=receipt or notice.receipt,
        deadline=deadline.compute(notice.clock, received),
        follow_up=deadline.follow_up(notice.follow_up_days, received),
    )
    with vault.write() as tx:
        tx.put(sent)
        custody.record(tx, tools, "notice", id, act="sent", received=received.isoformat())
    return sent


def _request(vault: Vault, wish: Wish, tools: Tools) -> LetterRequest:
    case = require(vault, Scope.NOTICE, tools.now())
    found = [_usable(vault.get(Finding, id)) for id in wish.findings]
    copies = [Copy(url=f.locator, page=f.page, sha256=f.sha256, seen=f.last_seen, type=f.type) for f in found]
    written_down = [vault.get(Link, id) for id in wish.links]
    copies += [Copy(url=link.url) for link in written_down]
    copies += [Copy(url=url) for url in wish.urls]
    if not copies:
        raise Refused("A letter needs at least one address.", "Add --finding ID, --link ID or --url URL.")
    sender = _sender(case, profile.known(vault) or Profile(), covering_consent(vault, Scope.NOTICE, tools.now()))
    synthetic = any(vault.get(Original, f.match.original).synthetic for f in found if f.match.original)
    return LetterRequest(
        regime=wish.regime,
        recipient=recipients.resolve(wish.to, copies[0].url),
        copies=tuple(copies),
        profile=sender,
        written=tools.now().astimezone(profile.zone(sender)),
        country=case.country,
        language=wish.language,
        link_only=case.link_only,
        synthetic=synthetic or case.declaration == "made-to-look-like-me",
        took_the_picture=wish.took_the_picture,
        offence=wish.offence,
        work=wish.work,
        context=wish.context,
        account=wish.account or next((link.account for link in written_down if link.account), ""),
        signed_by=wish.sign,
    )


def _usable(finding: Finding) -> Finding:
    if finding.url is None:
        raise Refused(f"{finding.id} was found in a file, not at a web address.", "Name the address: --url URL")
    if finding.review is Review.DISMISSED:
        raise Refused(f"{finding.id} was dismissed as not a copy.", f"If it is one: leakguard findings confirm {finding.id}")
    if finding.match.verdict is Verdict.POSSIBLE and finding.review is not Review.CONFIRMED:
        raise Refused(f"{finding.id} is only a possible copy.", f"If it is one: leakguard findings confirm {finding.id}")
    return finding


def _sender(case: Case, sender: Profile, consent: Consent | None) -> Profile:
    """Whoever acts on a consent signs as agent, and the letter says for whom and on what authority."""
    if consent is None or case.declaration != "consent":
        return sender
    authority = sender.authority or f"written down consent of {consent.given:%Y-%m-%d}"
    return replace(sender, agent_for=sender.agent_for or consent.given_by, authority=authority)
