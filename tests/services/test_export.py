"""What leaves the case: reports and bundles hold what they should, never what is private, and leave a receipt."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from leakguard.errors import LinkOnly, Refused, StorageError, WrongPassphrase
from leakguard.evidence import custody as log
from leakguard.exporting.bundle import Level
from leakguard.exporting.encryption.lock import Key, Lock, Method, decrypted
from leakguard.model.case import Consent, Role
from leakguard.model.check import CheckRun, Finding, Review
from leakguard.model.evidence import Capture, ExportReceipt, Link
from leakguard.model.media import Original
from leakguard.services import check, custody, export, findings, links, notes, notify, report, verify
from leakguard.services.notify import Wish
from leakguard.services.page import Keeping
from leakguard.services.words import Audience
from tests.services.desk import Desk, age, copied, make
from tests.support.servers import Reply, WebSite


@pytest.fixture(scope="module")
def _full(tmp_path_factory, pictures) -> Desk:
    home = tmp_path_factory.mktemp("full")
    desk = make(home / "case", Role.FRIEND)
    desk.add(pictures.originals, label="beach")
    jpeg = {f"/{name}": Reply(data, content_type="image/jpeg") for name, data in
            (("copy.jpg", pictures.copy), ("stranger.jpg", pictures.stranger))}  # fmt: skip
    html = Reply(b"<title>Album</title><img src=/copy.jpg><img src=/stranger.jpg>", content_type="text/html")
    with WebSite({"/album": html, **jpeg}) as site:
        check.check(desk.vault, [f"{site.url}/album"], desk.tools, Keeping())
    check.check(desk.vault, [str(pictures.downloads)], desk.tools)
    findings.review(desk.vault, desk.finding("mirrored.jpg").id, Review.DISMISSED, desk.tools, "DISMISSED-WHY")
    (home / "chat.txt").write_text("ATTACHED WORDS")
    notes.add(desk.vault, "A threat at night.", desk.tools, source="someone_else", attach=[home / "chat.txt"])
    notes.add(desk.vault, "PRIVATE-WORDS for my lawyer", desk.tools, private=True, attach=[home / "chat.txt"])
    links.add(desk.vault, "https://example.org/profile", desk.tools, account="someone_else")
    notify.write(desk.vault, Wish(regime="host-abuse", to="host", urls=("https://example.org/1",)), (), None, desk.tools)
    desk.vault.close()
    return desk


@pytest.fixture
def full(_full, tmp_path):
    """A friend's case with something of everything."""
    with copied(_full, tmp_path / "case") as desk:
        yield desk


def words_of(pdf: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(pdf).pages)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder / "data").as_posix(): path.read_bytes() for path in (folder / "data").rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("level", Level)
def test_a_bundle_verifies_and_its_receipt_says_who_got_what_on_which_consent(full, tmp_path, level):
    made = export.write_bundle(full.vault, tmp_path / "out" / "bundle", level, "a lawyer", full.tools)
    assert verify.bundle(made.path, made.manifest_sha256).passed
    (receipt,) = full.vault.find(ExportReceipt)
    (consent,) = full.vault.find(Consent)
    assert (receipt.id, receipt.to, receipt.level, receipt.consent) == (made.receipt, "a lawyer", level.value, consent.id)
    assert receipt.manifest_sha256 == made.manifest_sha256
    handed_out = custody.lines(full.vault)[-2]
    assert receipt.custody_head == log.digest(handed_out)
    name = "hashes.json" if level is Level.HASHES else "case.json"
    assert json.loads(files(made.path)[name])["custody_head"] == receipt.custody_head
    detail = {"level": level.value, "to": "a lawyer", "manifest_sha256": made.manifest_sha256, "key": made.fingerprint}
    assert full.log()[-1] == ("export", receipt.id, detail)


@pytest.mark.parametrize("level", Level)
def test_no_level_lets_out_what_is_private(full, pictures, tmp_path, level):
    export.write_bundle(full.vault, tmp_path / "bundle", level, "a lawyer", full.tools)
    held = files(tmp_path / "bundle")
    everything = b"\n".join([*held.values(), *(name.encode() for name in held)])
    for pdf in (tmp_path / "bundle").rglob("*.pdf"):
        everything += words_of(pdf).encode()
    originals = full.vault.find(Original)
    secrets = [b"PRIVATE-WORDS", b"DISMISSED-WHY", str(tmp_path).encode(), str(pictures.downloads).encode(), b"beach-0"]
    secrets += [hash_.encode() for original in originals for hash_ in (*original.fingerprint.pdq, original.fingerprint.phash)]
    secrets += [full.finding("mirrored.jpg").id.encode() + b".png"]
    for secret in secrets:
        assert secret not in everything, secret
    assert pictures.stranger not in held.values()


def test_each_level_holds_what_it_is_for(full, tmp_path):
    held = {}
    for level in Level:
        export.write_bundle(full.vault, tmp_path / level.value, level, "a lawyer", full.tools)
        held[level] = files(tmp_path / level.value)
    complete, working, hashes = (held[level] for level in Level)
    assert {"captures/exhibit-0001/capture.warc.gz", "report.pdf", "custody.jsonl", "case.json", "VERIFY.txt"} <= complete.keys()
    assert b"ATTACHED WORDS" in complete.values()
    assert sum(name.startswith("blurred/") for name in working) == 3
    assert [name for name in working if name.endswith(("warc.gz", ".html", ".docx"))] == ["viewer.html"]
    assert hashes.keys() == {"hashes.json", "VERIFY.txt", "README.txt"}
    timeline = json.loads(complete["case.json"])["timeline"]
    assert [note["text"] for note in timeline] == ["A threat at night."]
    later = json.loads(working["case.json"])["full_manifest_sha256"]
    assert later == full.vault.find(ExportReceipt)[0].manifest_sha256


def test_the_report_in_a_bundle_leaves_out_what_was_dismissed_and_says_what_was_found(full, tmp_path):
    export.write_bundle(full.vault, tmp_path / "bundle", Level.FULL, "a lawyer", full.tools)
    words = words_of(tmp_path / "bundle" / "data" / "report.pdf")
    assert full.finding("same.jpg").id in words
    assert full.finding("mirrored.jpg").id not in words


def test_a_bundle_is_not_written_over_something(full, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")
    before = full.bytes()
    with pytest.raises(Refused):
        export.write_bundle(full.vault, tmp_path / "taken", Level.HASHES, "me", full.tools)
    assert full.bytes() == before
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["file"]


def test_a_bundle_without_a_receipt_does_not_stay(full, tmp_path):
    """The case becomes link-only when the bundle's folder is being named: all of it is written, and then taken back."""

    def random(size: int) -> bytes:
        if not full.vault.frozen:
            age(full)
        return bytes(size)

    with pytest.raises(LinkOnly):
        export.write_bundle(full.vault, tmp_path / "out" / "bundle", Level.HASHES, "me", full.with_tools(random=random))
    assert not (tmp_path / "out" / "bundle").exists()
    assert full.vault.find(ExportReceipt) == ()


def test_the_report_is_made_from_what_the_case_holds(full):
    data = report.report_data(full.vault, full.tools)
    assert {row.id for row in data.standing} == {f.id for f in full.vault.find(Finding) if f.review is not Review.DISMISSED}
    (dismissed,) = (row for row in data.findings if row not in data.standing)
    assert dismissed.thumbnail is None
    assert all(row.thumbnail for row in data.standing)
    assert [row.found for row in data.checks] == [1, 2]
    assert [row.exhibits for row in data.standing if row.page] == [(1,)]
    assert data.checks[1].targets == ("downloads",)
    assert [row.address for row in data.links] == ["https://example.org/profile"]
    assert data.consent[0].startswith("Robin Example agreed on 2026-03-01 to: check, capture, notice, export")
    assert "PRIVATE-WORDS" not in repr(data)
    assert not any(str(full.folder.parent) in repr(row) for row in (*data.findings, *data.checks, *data.originals))


def test_the_report_is_one_file_for_its_owner_and_one_line_in_the_log(full, tmp_path):
    made = report.write(full.vault, tmp_path / "out" / "report.pdf", Audience.LAWYER, full.tools)
    assert made.pages == len(PdfReader(made.path).pages)
    assert made.findings == 3
    detail = {"audience": "lawyer", "format": "pdf", "sha256": sha256(made.path.read_bytes()).hexdigest()}
    assert full.log()[-1] == ("report", "case", detail)
    before = full.bytes()
    with pytest.raises(Refused):
        report.write(full.vault, made.path, Audience.LAWYER, full.tools)
    with pytest.raises(StorageError):
        report.write(full.vault, made.path / "inside.pdf", Audience.LAWYER, full.tools)
    assert full.bytes() == before


def test_a_run_that_was_stopped_is_reported_as_stopped(full):
    with full.vault.write() as tx:
        tx.put(replace(tx.find(CheckRun)[0], finished=None))
    assert report.report_data(full.vault, full.tools).checks[0].finished is None


def test_a_hotline_gets_addresses_dates_and_numbers_and_nothing_from_a_picture(full, tmp_path):
    (capture,) = full.vault.find(Capture)
    ids = [record.id for kind in (Finding, Original, Capture) for record in full.vault.find(kind)]
    age(full)
    made = report.write(full.vault, tmp_path / "sheet.pdf", Audience.HOTLINE, full.tools)
    words = words_of(made.path)
    assert made.findings == 0
    assert "example.org" in words
    assert "CyberTipline" in words
    assert {link.url for link in full.vault.find(Link)} >= {capture.target, "https://example.org/profile"}
    assert not any(id in words for id in ids)
    assert full.log()[-1][:2] == ("report", "case")
    assert full.log()[-1][2]["audience"] == "hotline"


def test_a_locked_bundle_is_one_file_that_verifies_when_opened(full, tmp_path):
    lock = Lock.with_password(Method.ZIP, "cabin lemon orbit velvet")
    made = export.write_bundle(full.vault, tmp_path / "out" / "bundle", Level.FULL, "a lawyer", full.tools, lock)
    beside = {"bundle-receipt.pdf", "bundle-receipt.txt"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"bundle.zip"} | beside
    (receipt,) = full.vault.find(ExportReceipt)
    assert (made.encrypted, receipt.encrypted, receipt.lock) == (True, True, "zip")
    with decrypted(made.path, Key("cabin lemon orbit velvet")) as opened:
        (tmp_path / opened.name).write_bytes(opened.file.read())
    assert verify.bundle(tmp_path / opened.name, made.manifest_sha256).passed
    assert verify.bundle(made.path, made.manifest_sha256, Key("cabin lemon orbit velvet")).passed
    with pytest.raises(WrongPassphrase):
        verify.bundle(made.path, made.manifest_sha256, Key("another password"))


def test_a_locked_bundle_without_a_receipt_does_not_stay(full, tmp_path):
    def now():
        if list(tmp_path.glob("*.part")) and not full.vault.frozen:
            age(full)
        return full.clock()

    lock = Lock.with_password(Method.PAGE, "cabin lemon orbit velvet")
    told = replace(full.with_tools(now=now), progress=lambda *_: now())
    with pytest.raises(LinkOnly):
        export.write_bundle(full.vault, tmp_path / "bundle", Level.HASHES, "me", told, lock)
    assert list(tmp_path.iterdir()) == [full.folder]


def test_where_a_receipt_sheet_lies_already_nobody_is_asked_for_a_time_stamp(full, tmp_path, authority):
    """Two bundles of one name, locked in two ways, would have the same sheet."""
    full.stamped_by(authority)
    (tmp_path / "bundle-receipt.pdf").write_text("of another")
    before = full.bytes()
    with pytest.raises(Refused, match="bundle-receipt"):
        export.write_bundle(full.vault, tmp_path / "bundle", Level.HASHES, "a lawyer", full.tools)
    assert authority.requests == []
    assert full.bytes() == before
    assert not (tmp_path / "bundle").exists()
