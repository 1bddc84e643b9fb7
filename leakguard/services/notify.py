"""Letters: filled from the case, kept with their checklist, and timed from the moment they were received. Nothing is sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from leakguard.errors import Refused
from leakguard.facts.places import RecipientType
from leakguard.model.case import Case, Profile, Scope
from leakguard.model.check import Finding, Review
from leakguard.model.evidence import Capture, Link
from leakguard.model.media import Original, Verdict
from leakguard.model.notice import Notice, NoticeState
from leakguard.notices import deadline, files, languages, letter, recipients, regimes
from leakguard.notices.files import FORMATS
from leakguard.notices.letter import Letter
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import Copy, Event, LetterRequest, Proof
from leakguard.notices.telling import called
from leakguard.services import custody, profile
from leakguard.services.desks import in_front, with_desks
from leakguard.services.files import all_or_none, placed
from leakguard.services.rules import case_of, covering_consent, require, require_open
from leakguard.services.timeline import Entry, timeline
from leakguard.services.tools import Tools
from leakguard.text.words import ENGLISH, Words, explaining
from leakguard.vault.vault import Vault

__all__ = ["FORMATS", "Wish", "Written", "advice", "keep", "mark_sent", "sender_of", "statements", "write"]

_IF_IT_IS = "If it is one: leakguard findings confirm {id}"
EMBEDDED = "#embedded-"
"""How collect names a picture in a page's own text: the page, this, and its number from 1."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the person asks for. `findings` and `links` are ids, `urls` addresses; see LetterRequest for the words.

    Without a `language` the letter is in that of whoever gets it (see languages.choose). Without a `regime` the letter stands
    on what fits the kind of letter `type` and the recipient (see regimes.choose).
    """

    regime: str = ""
    type: str = ""
    findings: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    to: str = ""
    language: str = ""
    sign: str = ""
    took_the_picture: bool | None = None
    paid_for_it: bool = False
    no_violence: bool = False
    offence: str = ""
    work: str = ""
    context: str = ""
    account: str = ""


@dataclass(frozen=True)
class Written:
    """The notice as kept, the files that were written outside the vault, in clear, and `advice` (see there). `reader` is the
    language of the person, in which the letter is explained, and `to` what the recipient is called in it."""

    notice: Notice
    files: tuple[Path, ...]
    advice: str = ""
    reader: str = ENGLISH
    to: str = ""


def advice(vault: Vault, wish: Wish) -> str:
    """What to read before choosing this regime, in the language of the case; empty where there is nothing to weigh. Raises
    NotFound."""
    return letter.explain(case_of(vault).language) if wish.regime and regimes.get(wish.regime).sworn else ""


def statements(vault: Vault, wish: Wish, tools: Tools) -> tuple[str, ...]:
    """What a signature under this letter would say. Raises as `write` does."""
    return letter.write(request_for(vault, wish, tools)).statements


def write(vault: Vault, wish: Wish, formats: tuple[str, ...], out: Path | None, tools: Tools) -> Written:
    """Write the letter into the case and, with `out`, as files into that folder.

    Raises LinkOnly, Refused (no consent; a regime that does not fit; a finding that was dismissed or needs a person first),
    NotFound, UsageError: before anything is kept or written. Raises StorageError where a file cannot be written: then nothing is.
    """
    made = letter.write(request_for(vault, wish, tools))
    notice, paths = keep(vault, made, formats, out, tools, findings=wish.findings)
    return Written(notice, paths, advice(vault, wish), *explained(vault, made))


def explained(vault: Vault, made: Letter) -> tuple[str, str]:
    """The language of the person, and what the recipient is called in it."""
    words = explaining(case_of(vault).language)
    return words.language, called(made.recipient, words)


def keep(
    vault: Vault,
    made: Letter,
    formats: tuple[str, ...],
    out: Path | None,
    tools: Tools,
    *,
    findings: tuple[str, ...] = (),
    follows: str = "",
) -> tuple[Notice, tuple[Path, ...]]:
    """A finished letter as a record of the case and, with `out`, as files. Raises as `write` does."""
    contents = _files(made, formats, vault, tools) if out else ()
    with all_or_none(tools.random, tools.lock) as new, vault.write() as tx:
        require(tx, Scope.NOTICE, tools.now())
        notice = Notice(
            id=tx.new_id(Notice),
            regime=made.regime,
            recipient=made.recipient.name,
            recipient_type=made.recipient.type.value,
            channel=made.channel,
            urls=made.urls,
            findings=findings,
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
            follows=follows,
        )
        paths = tuple(out / f"{notice.id}-{name}" for name, _ in contents) if out else ()
        for path, (_, data) in zip(paths, contents, strict=True):
            new.write(path, data)
        tx.put(notice)
        custody.record(
            tx, tools, "notice", notice.id, act="written", regime=notice.regime, signed="yes" if notice.signed_by else "no"
        )
    return notice, tuple(placed(path, tools.lock) for path in paths)


def _files(made: Letter, formats: tuple[str, ...], vault: Vault, tools: Tools) -> tuple[tuple[str, bytes], ...]:
    country, written = case_of(vault).country, tools.now()

    def pdf() -> bytes:
        from leakguard.reporting import letter as paper

        return paper.write(made.lines, title=made.subject, language=made.language, country=country, written=written)

    return files.render(made, formats, pdf=pdf, country=country, written=written)


def mark_sent(vault: Vault, id: str, tools: Tools, *, at: datetime | None = None, how: str = "", receipt: str = "") -> Notice:
    """The letter was received at `at` (now, if None): its clock starts.

    Raises NotFound; Refused for a draft, for a time to come or before it was written, in a closed case.
    """
    received = at or tools.now()
    if received > tools.now():
        raise Refused("That time has not come yet.", "Say when it was received, such as --at 2026-11-20T18:30.")
    zone = profile.zone_of(vault)
    with vault.write() as tx:
        require_open(tx)
        notice = tx.get(Notice, id)
        if not notice.complete:
            raise Refused("This letter is a draft: something in it is missing.", "Write it again with what is missing.")
        if received < notice.written.replace(second=0, microsecond=0):  # people type minutes
            raise Refused(
                "{id} was written at {written} UTC, after that time.",
                "Look at the day and the time zone, such as --at 2026-11-20T18:30+01:00.",
                id=id,
                written=f"{notice.written:%Y-%m-%d %H:%M}",
            )
        sent = replace(
            notice,
            state=NoticeState.SENT,
            sent=received,
            how=how or notice.how,
            receipt=receipt or notice.receipt,
            deadline=deadline.compute(notice.clock, received.astimezone(zone)),
            follow_up=deadline.follow_up(notice.follow_up_days, received),
        )
        tx.put(sent)
        custody.record(tx, tools, "notice", id, act="sent", received=received.isoformat())
    return sent


def request_for(vault: Vault, wish: Wish, tools: Tools) -> LetterRequest:
    """The wish, filled from the case. Raises as `write` does."""
    case = require(vault, Scope.NOTICE, tools.now())
    found = [_usable(vault.get(Finding, id)) for id in wish.findings]
    written_down = [vault.get(Link, id) for id in wish.links]
    addresses = _addresses(vault, wish)
    matched = {f.match.original for f in found}
    synthetic = any(original.synthetic for original in vault.find(Original) if original.id in matched)
    recipient = with_desks(vault, recipient_of(vault, wish))
    regime = (
        regimes.get(wish.regime) if wish.regime else regimes.choose(wish.type, recipient, case.country, wish.language or ENGLISH)
    )
    language = wish.language or languages.choose(recipient, regime, case.country, case.language)
    say = Words(language)
    sender = sender_of(vault, case, tools, say)
    statement = recipient.type in (RecipientType.POLICE, RecipientType.LAWYER)
    return LetterRequest(
        regime=regime.id,
        recipient=recipient,
        copies=(*(_copy(each, say) for each in found), *(Copy(url=url) for url in addresses[len(found) :])),
        profile=sender,
        written=tools.now().astimezone(profile.zone(sender)),
        country=case.country,
        language=language,
        reader=case.language,
        link_only=case.link_only,
        synthetic=synthetic or case.declaration == "made-to-look-like-me",
        took_the_picture=wish.took_the_picture,
        paid_for_it=wish.paid_for_it,
        no_violence=wish.no_violence,
        offence=wish.offence,
        work=wish.work,
        context=wish.context,
        account=wish.account or next((link.account for link in written_down if link.account), ""),
        signed_by=wish.sign,
        events=_events(vault, say) if statement else (),
        proof=_proof(vault) if statement else (),
    )


def recipient_of(vault: Vault, wish: Wish) -> Recipient:
    """Who the letter is for, as far as its addresses and the facts say. Raises NotFound, UsageError, Refused as `write` does."""
    addresses = _addresses(vault, wish)
    to = wish.to or (regimes.kind(wish.type).recipient or "" if wish.type else "")
    return resolve(vault, to, addresses[0] if addresses else "")


def resolve(vault: Vault, to: str, url: str) -> Recipient:
    """As recipients.resolve; but where nobody is named, and the case knows what stands in front of the site, that gets the
    letter, because it takes reports and says who the host is."""
    recipient = recipients.resolve(to, url)
    front = "" if to else in_front(vault, recipient)
    return recipients.resolve(front, url) if front else recipient


def _addresses(vault: Vault, wish: Wish) -> list[str]:
    found = [_place(_usable(vault.get(Finding, id)))[0] for id in wish.findings]
    return [*found, *(vault.get(Link, id).url for id in wish.links), *wish.urls]


def _events(vault: Vault, say: Words) -> tuple[Event, ...]:
    """What a statement tells, in order: without private notes, and without what only this case is about. What people wrote stays
    as they wrote it; the rest is said in the language of the letter."""
    told = (entry for entry in timeline(vault, private=False) if entry.kind in ("note", "link", "finding", "sent"))
    return tuple(Event(entry.at, f"{_told(entry, say)} {entry.address}".strip()) for entry in told)


def _told(entry: Entry, say: Words) -> str:
    if say.language == ENGLISH:
        return entry.text
    return say.find("told", entry.kind) or entry.text


def _proof(vault: Vault) -> tuple[Proof, ...]:
    return tuple(
        Proof(capture.exhibit, capture.target, capture.started, tuple((part.name, part.sha256) for part in capture.parts))
        for capture in vault.find(Capture)
    )


def _place(finding: Finding) -> tuple[str, str]:
    """The address to give, and for a picture that is written into the page's own text, and has none, which of them it is."""
    page, _, number = finding.locator.partition(EMBEDDED)
    return (page, number) if number.isdecimal() and page == finding.page else (finding.locator, "")


def _copy(finding: Finding, say: Words) -> Copy:
    url, number = _place(finding)
    return Copy(
        url=url,
        page=finding.page,
        position=say.say("copies.embedded", number=number) if number else "",
        sha256=finding.sha256,
        seen=finding.last_seen,
        type=finding.type,
    )


def _usable(finding: Finding) -> Finding:
    if finding.url is None:
        raise Refused("{id} was found in a file, not at a web address.", "Name the address: --url URL", id=finding.id)
    if finding.review is Review.DISMISSED:
        raise Refused("{id} was dismissed as not a copy.", _IF_IT_IS, id=finding.id)
    if finding.match.verdict is Verdict.POSSIBLE and finding.review is not Review.CONFIRMED:
        raise Refused("{id} is only a possible copy.", _IF_IT_IS, id=finding.id)
    return finding


def sender_of(vault: Vault, case: Case, tools: Tools, say: Words) -> Profile:
    """Who writes. Whoever acts on a consent signs as agent, and the letter says for whom and by what right."""
    sender, consent = profile.known(vault) or Profile(), covering_consent(vault, Scope.NOTICE, tools.now())
    if consent is None or case.declaration != "consent":
        return sender
    given = consent.given.astimezone(profile.zone(sender))
    authority = sender.authority or say.say("authority.consent", date=say.date(given.date()))
    return replace(sender, agent_for=sender.agent_for or consent.given_by, authority=authority)
