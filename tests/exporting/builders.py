"""A small case with everything that may and may not leave it, and the objects it keeps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from leakguard.evidence import custody, light
from leakguard.exporting import bag, bundle
from leakguard.exporting.bundle import Contents, Level
from leakguard.model.case import Adults, Case, Declaration, Role
from leakguard.model.check import Finding, Review, TargetKind
from leakguard.model.evidence import Attachment, Capture, Link, Note, Part
from leakguard.model.media import Fingerprint, Match, Media, Original, Verdict
from leakguard.model.notice import Notice
from tests.evidence.builders import JPEG, fetched, now, picture, seeded

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PDQ = "d8f8f0cce0f4a84f0e370a22028f67f0b36e2ed596623e1d33e6b39c4e9c9b22"


class StoredCase:
    """Records as services would hold them, and objects by id."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.contents = Contents(
            case=Case(
                created=AT,
                role=Role.SELF,
                everyone_adult=Adults.YES,
                declaration=Declaration.OWN,
                country="US",
                language="en",
            ),
            made=AT,
            captures=(self._capture(),),
            originals=(self._original(),),
            findings=self._findings(),
            notices=(self._notice(),),
            links=(Link(id="l-1", url="https://example.org/profile", added=AT, note="seen"),),
            notes=self._notes(),
            custody=self._custody(),
            documents={"report.pdf": b"%PDF-1.4 report"},
        )

    def write(self, folder: Path, level: Level, **changes) -> str:
        items = bundle.items(level, replace(self.contents, **changes))
        made = bag.Bag(bundle.payload(items, lambda id: [self.objects[id]]), {}, bundle.info(level, AT))
        return bag.write(folder, made)

    def _store(self, data: bytes) -> str:
        id = f"{len(self.objects):032x}"
        self.objects[id] = data
        return id

    def _attach(self, name: str, data: bytes, *, media: bool) -> Attachment:
        return Attachment(name, self._store(data), sha256(data).hexdigest(), len(data), media)

    def _capture(self, *pictures: light.Picture) -> Capture:
        shown = pictures or (light.Picture(picture("https://example.org/1.jpg"), "f-1"),)
        gathered = light.Gathered("https://example.org/page", fetched(), "A page", "words", pictures=shown)
        made = light.assemble(gathered, light.Terms("c-1", "self", {"leakguard": "0.1.0"}), now=now, random=seeded())
        return Capture(
            id="c-1",
            exhibit=1,
            target=gathered.target,
            final_url=made.final_url,
            status=made.status,
            page=made.page,
            route=light.ROUTE,
            started=made.started,
            finished=made.finished,
            complete=made.complete,
            findings=made.findings,
            parts=tuple(Part(name, self._store(data), sha256(data).hexdigest(), len(data)) for name, data in made.parts.items()),
        )

    def _original(self) -> Original:
        return Original(
            id="o-1",
            source="/home/jane/me.jpg",
            sha256="1" * 64,
            type=Media.IMAGE,
            format="JPEG",
            added=AT,
            label="Pictures of me",
            fingerprint=Fingerprint((PDQ,) * 8, 100, "f" * 16, "2" * 64),
        )

    def _findings(self) -> tuple[Finding, ...]:
        online = Finding(
            id="f-1",
            target="/home/jane/x.zip",
            target_kind=TargetKind.URL,
            locator="https://example.org/1.jpg",
            page="https://example.org/page",
            sha256=sha256(JPEG).hexdigest(),
            type=Media.IMAGE,
            match=Match(Verdict.COPY, "A copy.", original="o-1", pdq_distance=12, inliers=40),
            first_seen=AT,
            last_seen=AT,
            thumbnail=self._store(b"\x89PNG blurred"),
            captures=("c-1",),
        )
        in_archive = "/home/jane/Downloads/export.zip!chat/IMG-1.jpg"
        thumbnail = self._store(b"DISMISSED")
        return (
            online,
            replace(online, id="f-2", locator=in_archive, page=None, thumbnail=None),
            replace(online, id="f-3", review=Review.DISMISSED, review_why="DISMISSED", thumbnail=thumbnail),
        )

    def _notice(self) -> Notice:
        return Notice(
            id="n-1",
            regime="us-dmca",
            recipient="Host",
            recipient_type="host",
            channel="email",
            urls=("https://example.org/1.jpg",),
            findings=("f-1",),
            language="en",
            written=AT,
            elements=(),
            complete=False,
            clock=None,
            text="Dear host",
        )

    def _notes(self) -> tuple[Note, ...]:
        message = self._attach("chat.TXT", b"a message", media=False)
        screenshot = self._attach("\u00e9vil/../shot.png", JPEG, media=True)
        private = self._attach("p.txt", b"PRIVATE WORDS", media=False)
        return (
            Note(id="t-2", text="A call.", at=AT + timedelta(days=1), written=AT, attachments=(message, screenshot)),
            Note(id="t-1", text="A threat.", at=AT, written=AT),
            Note(id="t-9", text="PRIVATE WORDS", at=AT, written=AT, private=True, attachments=(private,)),
        )

    def _custody(self) -> tuple[str, ...]:
        first = custody.line(None, at=AT, who="self", event="capture", subject="c-1", detail={})
        later = AT + timedelta(hours=1)
        return first, custody.line(first, at=later, who="self", event="export", subject="r-1", detail={})
