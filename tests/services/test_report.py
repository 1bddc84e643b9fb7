"""Writing reports: every reader, every format, and never a word about a picture of somebody who may have been a child."""

import asyncio
import csv
import json
import sys
from hashlib import sha256
from io import BytesIO
from itertools import product
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from leakguard.errors import LinkOnly, MissingPart, NetworkError, Refused
from leakguard.evidence import stamp_roots
from leakguard.model.case import Adults
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture, Link, Note
from leakguard.model.look import CopyState, Look
from leakguard.model.notice import NoticeState
from leakguard.model.seal import Seal, Sealed
from leakguard.services import answers, links, notes, notify, profile, report
from leakguard.services.report import EVERY_NAME, Key, Wish
from leakguard.services.tools import Stamping
from leakguard.services.words import Audience, Format
from tests.services.desk import Desk, age, online
from tests.support.authorities import StampAuthority
from tests.support.servers import Reply

READERS = [audience for audience in Audience if audience is not Audience.HOTLINE]


def words(path: Path) -> str:
    """Everything that can be read in a written report, of any format."""
    if path.is_dir():
        return "\n".join(file.read_text("utf-8-sig") for file in sorted(path.iterdir()))
    if path.suffix == ".pdf":
        return " ".join(" ".join(leaf.extract_text() for leaf in PdfReader(path).pages).split())
    if path.suffix == ".docx":
        document = docx.Document(BytesIO(path.read_bytes()))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return path.read_text("utf-8")


def written(desk: Desk, folder: Path, audience: Audience, **wish: object) -> Path:
    wanted = Wish(**wish)
    return report.write(desk.vault, folder / f"out.{wanted.format}", audience, desk.tools, wanted).path


@pytest.mark.parametrize("audience", READERS)
def test_every_reader_gets_every_format_and_the_log_says_which_bytes(helped, tmp_path, audience):
    for form in Format:
        made = report.write(helped.vault, tmp_path / form, audience, helped.tools, Wish(format=form))
        assert made.findings == 1
        assert (made.pages > 0) is (form is Format.PDF)
        files = sorted(made.path.iterdir()) if form is Format.CSV else [made.path]
        assert {file.name: sha256(file.read_bytes()).hexdigest() for file in files} == made.files
        event, subject, detail = helped.log()[-1]
        assert (event, subject, detail["audience"], detail["format"]) == ("report", "case", audience.value, form.value)
        assert set(detail["sha256"].split()) == set(made.files.values())


@pytest.mark.parametrize("answer", [Adults.NO, Adults.UNSURE])
def test_no_finding_of_a_case_with_a_minor_reaches_any_output(helped, tmp_path, answer):
    age(helped, answer)
    before = helped.bytes()
    for audience, form in product(READERS, Format):
        with pytest.raises(LinkOnly):
            report.write(helped.vault, tmp_path / "new" / "out", audience, helped.tools, Wish(format=form))
        assert not (tmp_path / "new").exists()
    assert helped.bytes() == before


@pytest.mark.parametrize("answer", [Adults.NO, Adults.UNSURE])
@pytest.mark.parametrize("form", [Format.PDF, Format.HTML])
def test_the_hotline_sheet_holds_addresses_and_nothing_that_comes_from_a_picture(helped, tmp_path, form, answer):
    (finding,) = helped.vault.find(Finding)
    age(helped, answer)
    told = words(written(helped, tmp_path, Audience.HOTLINE, format=form))
    assert "https://example.org/profile" in told, "exact, because a hotline has to open it"
    for trace in (finding.id, finding.sha256, finding.locator, "copy.jpg", "data:image", "Exhibit", "PDQ", "blurred"):
        assert trace not in told


def test_the_hotline_sheet_is_no_table_and_no_statement(helped, tmp_path):
    age(helped)
    for form in (Format.DOCX, Format.CSV, Format.JSON):
        with pytest.raises(Refused):
            written(helped, tmp_path, Audience.HOTLINE, format=form)


def test_a_note_that_is_private_is_in_no_format(helped, tmp_path):
    notes.add(helped.vault, "PRIVATE-WORDS for my lawyer", helped.tools, private=True)
    for form in Format:
        assert "PRIVATE-WORDS" not in words(written(helped, tmp_path / form, Audience.LAWYER, format=form))


def test_names_that_the_case_knows_are_taken_out_on_request(helped, tmp_path):
    notes.add(helped.vault, "Kim Stranger wrote again.", helped.tools, source="Kim Stranger")
    links.add(helped.vault, "https://social.example/dark_star/1", helped.tools, account="@dark_star")
    assert helped.vault.find(Link)
    assert helped.vault.find(Note)
    assert "Kim Stranger" in words(written(helped, tmp_path / "kept", Audience.LAWYER))
    for form in Format:
        redact = (EVERY_NAME, "Robin Example")
        redacted = words(written(helped, tmp_path / form, Audience.LAWYER, format=form, redact=redact))
        for name in ("Kim Stranger", "dark_star", "Robin Example"):
            assert name not in redacted
        assert "[person B]" in redacted


def test_a_report_about_one_site_says_nothing_of_the_others(found, tmp_path):
    online(found, "https://one.example/a.jpg")
    online(found, "https://cdn.two.example/b.jpg", page="https://two.example/")
    told = words(written(found, tmp_path, Audience.PLATFORM, site="two.example", format=Format.JSON))
    assert [row["address"] for row in json.loads(told)["findings"]] == ["https://cdn.two.example/b.jpg"]
    assert "one.example" not in told
    with pytest.raises(Refused) as refused:
        written(found, tmp_path / "other", Audience.PLATFORM, site="three.example")
    assert "one.example" in refused.value.hint
    made = report.write(found.vault, tmp_path / "all.pdf", Audience.PLATFORM, found.tools)
    assert made.sites == ("cdn.two.example", "one.example")


def test_a_spreadsheet_gets_the_exact_address(helped, tmp_path):
    folder = written(helped, tmp_path, Audience.LAWYER, format=Format.CSV)
    (row,) = csv.DictReader((folder / "findings.csv").read_text("utf-8-sig").splitlines())
    assert row["address"] == helped.vault.find(Finding)[0].locator


def stamping(helped: Desk, *authorities: StampAuthority, trusted: bool = True) -> None:
    roots = stamp_roots.given([each.root for each in authorities if trusted and isinstance(each, StampAuthority)])
    helped.tools = helped.with_tools(stamping=Stamping(tuple(each.url for each in authorities), roots))


def test_a_report_is_stamped_by_the_next_authority_where_the_first_fails(helped, tmp_path, authority, second_authority):
    pytest.importorskip("pyhanko")
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_timestamp
    from pyhanko_certvalidator import ValidationContext

    authority.change = lambda reply: Reply(b"no", 503)
    stamping(helped, authority, second_authority)
    made = written(helped, tmp_path, Audience.POLICE, stamp=True)
    (stamp,) = PdfFileReader(BytesIO(made.read_bytes())).embedded_timestamp_signatures
    trusted = ValidationContext(trust_roots=list(load_certs_from_pemder_data(second_authority.root.read_bytes())))
    status = asyncio.run(async_validate_pdf_timestamp(stamp, trusted))
    assert status.valid
    assert status.trusted


def test_where_no_authority_answers_or_none_is_trusted_nothing_is_written(helped, tmp_path, authority):
    pytest.importorskip("pyhanko")
    before = helped.bytes()
    authority.change = lambda reply: Reply(b"no", 503)
    stamping(helped, authority)
    with pytest.raises(NetworkError) as failed:
        written(helped, tmp_path, Audience.POLICE, stamp=True)
    assert "503" in failed.value.message
    authority.change = None
    stamping(helped, authority, trusted=False)
    with pytest.raises(NetworkError):
        written(helped, tmp_path, Audience.POLICE, stamp=True)
    helped.tools = helped.with_tools(stamping=Stamping())
    with pytest.raises(Refused):
        written(helped, tmp_path, Audience.POLICE, stamp=True)
    assert helped.bytes() == before
    assert not (tmp_path / "out.pdf").exists()


def test_the_seals_and_the_last_looks_of_the_case_are_told(helped, tmp_path):
    (finding,) = helped.vault.find(Finding)
    (capture,) = helped.vault.find(Capture)
    noon = helped.clock.at
    with helped.vault.write() as tx:
        tx.put(
            Look(id="w-1", at=noon, url=finding.locator, finding=finding.id, seen=CopyState.GONE, state=CopyState.GONE, why="404")
        )
        tx.put(seal_of(capture, noon))
    data = report.report_data(helped.vault, helped.tools)
    assert data.findings[0].state == "gone"
    assert data.exhibits[0].sealed
    told = words(written(helped, tmp_path, Audience.POLICE, format=Format.HTML))
    assert "gone (1 Mar 2026)" in told
    assert "The record was stamped at 2026-03-01" in told


def test_what_recipients_answered_stands_in_the_notices_of_every_format(helped, tmp_path):
    profile.update(helped.vault, {"name": "Alex Example", "email": "alex@example.org"}, helped.tools)
    wish = notify.Wish(regime="us-tida", urls=("https://www.reddit.com/r/x/comments/1/",), sign="Alex Example")
    sent, other = (notify.write(helped.vault, wish, (), None, helped.tools).notice.id for _ in range(2))
    notify.mark_sent(helped.vault, sent, helped.tools, how="web form", receipt="T-77")
    notify.mark_sent(helped.vault, other, helped.tools)
    answers.record(helped.vault, sent, NoticeState.ACKNOWLEDGED, helped.tools)
    (row, _) = report.report_data(helped.vault, helped.tools).notices
    assert row.awaited, "a confirmation is no answer"
    answers.record(helped.vault, sent, NoticeState.REFUSED, helped.tools, why="It breaks no rule of ours.")
    answers.record(helped.vault, other, NoticeState.REMOVED, helped.tools)
    answers.record(helped.vault, other, NoticeState.BACK, helped.tools)
    refused, back = report.report_data(helped.vault, helped.tools).notices
    assert [answer.what for answer in refused.answers] == ["confirmed that they have it", "refused: It breaks no rule of ours."]
    assert [answer.what for answer in back.answers] == ["every copy was seen to be gone", "a copy was seen to be back"]
    assert (refused.awaited, back.awaited) == (False, True)
    for form in (Format.PDF, Format.HTML, Format.CSV, Format.JSON):
        told = words(written(helped, tmp_path / form, Audience.LAWYER, format=form))
        for said in ("web form", "T-77", "confirmed that they have it", "refused: It breaks no rule of ours.", "seen to be back"):
            assert said in told
    assert "Refused: 1 notice." in words(written(helped, tmp_path, Audience.LAWYER))


def seal_of(capture, at):
    return Seal(
        id="s-1",
        what=Sealed.CAPTURE,
        subject=capture.id,
        sha256="5e" * 32,
        url="https://stamps.example",
        authority="An authority",
        serial="1",
        made=at,
        asked=at,
        time=at,
        plus_minus=None,
        clock_offset=0.0,
        clock_plus_minus=1.0,
        query="",
        reply="",
        root="",
        root_name="A root",
        root_sha256="",
    )


def test_only_a_pdf_is_signed(helped, tmp_path):
    with pytest.raises(Refused):
        written(helped, tmp_path, Audience.LAWYER, format=Format.HTML, stamp=True)
    with pytest.raises(Refused):
        written(helped, tmp_path, Audience.LAWYER, key=Key(b"no key", "no"))


def test_without_the_part_that_signs_it_is_said_before_anything_is_made_or_asked(helped, tmp_path, authority, monkeypatch):
    stamping(helped, authority)
    monkeypatch.setitem(sys.modules, "pyhanko.sign", None)
    before, asked = helped.bytes(), len(authority.requests)
    with pytest.raises(MissingPart, match="needs the part “sign”") as missing:
        written(helped, tmp_path, Audience.LAWYER, stamp=True)
    assert "leakguard[sign]" in missing.value.hint
    assert (helped.bytes(), len(authority.requests), list(tmp_path.glob("*.pdf"))) == (before, asked, [])


def test_what_can_be_known_before_is_refused_before_an_authority_is_asked(helped, tmp_path, authority):
    stamping(helped, authority)
    (tmp_path / "taken.pdf").write_bytes(b"mine")
    before, asked = helped.bytes(), len(authority.requests)
    key = Key(b"not a key", "words")
    for path, wish in ((tmp_path / "taken.pdf", Wish(stamp=True)), (tmp_path / "new.pdf", Wish(stamp=True, key=key))):
        with pytest.raises(Refused):
            report.write(helped.vault, path, Audience.LAWYER, helped.tools, wish)
    assert (helped.bytes(), len(authority.requests)) == (before, asked)
