"""One page behind a gate, with strangers in every disguise, recorded twice: as usual, and with everything.

What browsers lose in silence (evidence.md, "Known silent losses") is LOSSES here, and `test_visit` for what a picture of the
whole page cannot show.
"""

import gzip
import io
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from leakguard.browser import installed
from leakguard.evidence import warc_reader
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture
from leakguard.net.settings import Settings
from leakguard.services.check import check
from leakguard.services.page import Keeping
from tests.browser.site import STRANGERS, disguises, magenta
from tests.services.desk import Desk, copied
from tests.support.servers import LOOPBACK, WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")

Held = tuple[Capture, dict[str, bytes], Desk]


def recorded(desk: Desk, copy: bytes, keeping: Keeping) -> tuple[Capture, dict[str, bytes]]:
    network = Settings(allow=(*LOOPBACK, ip_network("::1/128")), delay=0.0)
    tools = desk.with_tools(browser=BROWSER, browser_sandbox=False, network=network)
    with WebSite({}) as site:
        site.pages.update(disguises(copy, site.at("localhost")))
        keeping = replace(keeping, clicks=("Enter",), screencast=True)
        (made,) = check(desk.vault, [f"{site.url}/gate"], tools, keeping).captures
        assert "/yes" not in site.paths, "nobody says yes to the banner"
    return made, {part.name: desk.vault.read_object(part.object) for part in made.parts}


@pytest.fixture(scope="module")
def usual(_enrolled: Desk, pictures, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with copied(_enrolled, tmp_path_factory.mktemp("usual") / "case") as desk:
        yield *recorded(desk, pictures.copy, Keeping()), desk


@pytest.fixture(scope="module")
def everything(_enrolled: Desk, pictures, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    with copied(_enrolled, tmp_path_factory.mktemp("everything") / "case") as desk:
        yield *recorded(desk, pictures.copy, Keeping(everything_why="a court asked")), desk


def strangers(picture: bytes) -> int:
    """Pixels in the colours that only strangers have."""
    rgb = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    return int(((rgb[..., 0] > 200) & (rgb[..., 1] < 70) & (rgb[..., 2] > 200)).sum())


def pictures_of(held: dict[str, bytes]) -> list[str]:
    return [name for name in held if name.endswith(".png")]


def frames(film: bytes) -> list[bytes]:
    opened, made = Image.open(io.BytesIO(film)), []
    for number in range(opened.n_frames):
        opened.seek(number)
        out = io.BytesIO()
        opened.convert("RGB").save(out, "PNG", compress_level=1)
        made.append(out.getvalue())
    return made


def printed(held: dict[str, bytes], folder: Path) -> list[bytes]:
    (folder / "page.pdf").write_bytes(held["page.pdf"])
    subprocess.run(["pdftoppm", "-r", "50", "-png", folder / "page.pdf", folder / "page"], check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.png"))]


def test_no_stranger_is_in_any_picture_of_the_page(usual):
    made, held, _ = usual
    taken = {"00-before-any-action.png", "step-01-before.png", "step-01-after.png", "tile-001.png", "tile-002.png", "full.png"}
    assert taken <= set(held), made.missing
    assert {name: strangers(held[name]) for name in pictures_of(held)} == dict.fromkeys(pictures_of(held), 0)


def test_no_stranger_is_in_any_frame_of_the_screencast(usual):
    """The pictures that scripts unpack are drawn after the page is there; a frame is only taken once they are covered."""
    _, held, _ = usual
    seen = [strangers(frame) for frame in frames(held["screencast.png"])]
    assert len(seen) > 2
    assert seen == [0] * len(seen)
    assert len(json.loads(held["steps.json"])["frames"]) == len(seen)


def test_no_stranger_is_in_the_print(usual, tmp_path):
    _, held, _ = usual
    assert [strangers(page) for page in printed(held, tmp_path)] == [0] * len(printed(held, tmp_path))


def test_the_bytes_of_no_stranger_are_in_any_part(usual):
    _, held, _ = usual
    kept = {record.payload for record in warc_reader.records(held["capture.warc.gz"])}
    assert magenta() not in kept
    assert [name for name, data in held.items() if magenta()[-260:-20] in data] == []


def test_the_copy_is_seen_and_kept_however_it_came(usual, pictures):
    made, held, desk = usual
    found = {finding.locator.rpartition("/")[2].partition("-")[0] for finding in desk.vault.find(Finding)}
    assert found == {"copy.jpg", "copy.jpg?blob", "gate#made"}
    assert len(made.findings) == 3
    kept = [record.payload for record in warc_reader.records(held["capture.warc.gz"])]
    assert kept.count(pictures.copy) == 2
    assert pictures.copy + b"\0" in kept


def test_the_tests_eye_does_see_strangers(everything, tmp_path):
    _, held, _ = everything
    assert strangers(held["tile-001.png"]) > 10_000
    assert any(strangers(page) for page in printed(held, tmp_path))
    assert any(strangers(frame) for frame in frames(held["screencast.png"]))


def bodies(held: dict[str, bytes]) -> dict[str, bytes]:
    """What the archive holds, by the end of its address."""
    return {
        record.field("WARC-Target-URI").rpartition("/")[2]: record.payload
        for record in warc_reader.records(held["capture.warc.gz"])
        if record.type in ("response", "resource")
    }


LOADED = set(range(STRANGERS)) - {2, 10, 12, 19} - {7, 9}
"""Without those that are written into the page, and without those that a window of single density does not show: the second of a
srcset, and an img with a source."""

LOSSES = {
    "the page behind a gate and a script's redirect": {"disguises", "moved", "moved-again"},
    "pictures behind redirects": {"far.jpg", "nearer.jpg", "m18.jpg"},
    "bodies of fetch().blob()": {"m5.jpg", "xored", "xored-copy", "copy.jpg?blob"},
    "what frames of other sites load": {"inner", "m17.jpg"},
    "lazy pictures": {"m16.jpg"},
    "rows that come while there is scrolling": {"m20.jpg", "m21.jpg", "m22.jpg", "m23.jpg"},
    "rows that are only there while they are seen": {"m25.jpg", "m26.jpg", "m27.jpg"},
}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_browsers_lose_is_there(everything, loss):
    kept = bodies(everything[1])
    assert LOSSES[loss] <= set(kept)
    pictures = {name for name in LOSSES[loss] if name.startswith("m") and name.endswith(".jpg")}
    assert {name: kept[name] for name in pictures} == dict.fromkeys(pictures, magenta())


def test_pictures_that_a_page_made_are_there_though_a_snapshot_lacks_them(everything, pictures):
    """blob: addresses are empty in MHTML."""
    _, held, _ = everything
    made = [body for name, body in bodies(held).items() if "#made-" in name]
    assert magenta() + b"\0" in made
    assert pictures.copy + b"\0" in made
    assert b"blob:" in held["page.mhtml"]


@pytest.mark.parametrize("how", ["usual", "everything"])
def test_sizes_of_a_picture_that_the_browser_did_not_choose_are_named(how, request):
    made, held, _ = request.getfixturevalue(how)
    named = {missed["locator"].rpartition("/")[2] for missed in json.loads(held["completeness.json"])["not_loaded"]}
    assert named == {"m7.jpg", "m9.jpg"}
    assert "2 further pictures that the browser did not load" in made.summary


def test_with_everything_no_body_is_missing(everything, pictures):
    made, held, _ = everything
    kept = bodies(held)
    assert {number for number in LOADED if kept.get(f"m{number}.jpg") != magenta()} == set()
    assert kept["copy.jpg"] == pictures.copy
    assert made.everything_why == "a court asked"


def test_of_each_stranger_only_address_digest_size_and_type_are_kept(usual):
    made, held, _ = usual
    withheld = {entry["locator"].rpartition("/")[2]: entry for entry in json.loads(held["completeness.json"])["withheld"]}
    assert {f"m{number}.jpg" for number in LOADED} <= set(withheld)
    assert withheld["m16.jpg"]["sha256"] == sha256(magenta()).hexdigest()
    assert not {name for name in bodies(held) if name.startswith("m")} - {"moved", "moved-again"}
    assert made.withheld == len(json.loads(held["completeness.json"])["withheld"])


def test_the_vault_holds_the_page_what_matched_and_nothing_of_strangers(usual):
    """Every object of the case, whatever record it belongs to."""
    _, _, desk = usual
    objects = [desk.vault.read_object(id) for id, _ in desk.vault.object_ids()]
    assert len(objects) > 20
    for data in objects:
        whole = data + (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else b"")
        assert magenta()[-260:-20] not in whole
        if data.startswith(b"\x89PNG"):
            assert strangers(data) == 0


def test_the_sites_cookie_is_in_no_part_and_that_it_was_taken_out_is_said(usual):
    _, held, _ = usual
    removed = json.loads(held["completeness.json"])["headers_removed"]
    assert {entry["header"].lower() for entry in removed} == {"set-cookie", "cookie"}
    assert all(b"visitor=1" not in data for data in held.values())
    assert all(b"visitor=1" not in record.block for record in warc_reader.records(held["capture.warc.gz"]))


def test_each_step_is_told_with_its_pictures(usual):
    steps = json.loads(usual[1]["steps.json"])["steps"]
    assert [(step["step"], step.get("done")) for step in steps][:3] == [("open", None), ("click", True), ("scroll", None)]


def test_the_frame_of_another_site_is_there(usual):
    _, held, _ = usual
    assert "frame of another site" in held["text.txt"].decode()
    assert json.loads(held["steps.json"])["steps"][0]["step"] == "open"


def test_the_archive_passes_the_tools_of_others(usual, tmp_path):
    _, held, _ = usual
    for name in ("capture.warc.gz", "page.wacz"):
        (tmp_path / name).write_bytes(held[name])

    tools = Path(sys.executable).parent
    subprocess.run([tools / "warcio", "check", tmp_path / "capture.warc.gz"], check=True)
    subprocess.run([tools / "wacz", "validate", "-f", tmp_path / "page.wacz"], check=True)


PYWB = """
import sys, types
proxy = types.ModuleType("wsgiprox.wsgiprox")
proxy.WSGIProxMiddleware = None
sys.modules[proxy.__name__] = proxy
from pywb.apps.cli import wayback
wayback()
"""
"""The program `wayback` without its mode as a proxy, which is not used here and asks for a pyOpenSSL so old that it does not load
beside the cryptography of today."""


def test_the_archive_replays_in_pywb(usual, pictures, tmp_path):
    """The page comes back as it was answered, and with it the picture that matched; nothing else is there to be seen."""
    made, held, _ = usual
    (tmp_path / "capture.warc.gz").write_bytes(held["capture.warc.gz"])
    (tmp_path / "config.yaml").write_text("collections: {case: {index_paths: index.cdxj, archive_paths: ./}}\n")
    tools = Path(sys.executable).parent
    index = subprocess.run(
        [tools / "cdxj-indexer", "--sort", "capture.warc.gz"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    (tmp_path / "index.cdxj").write_bytes(index)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-c", PYWB, "-b", "127.0.0.1", "-p", str(port), "-d", tmp_path]
        server = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    try:
        page = replayed(port, made.final_url, server)
        assert page is not None
        assert b"Look at these." in page
        assert replayed(port, made.final_url.replace("/disguises", "/copy.jpg"), server) == pictures.copy
        assert replayed(port, made.final_url.replace("/disguises", "/m0.jpg"), server) is None
    finally:
        server.terminate()
        server.wait(10)


def replayed(port: int, url: str, server: "subprocess.Popen[bytes]") -> bytes | None:
    """What pywb answers for an address, without its own frame and rewriting; None where it has nothing."""
    with httpx.Client(trust_env=False, timeout=20) as client:
        for _ in range(600):
            try:
                answer = client.get(f"http://127.0.0.1:{port}/case/2027id_/{url}")
                return answer.content if answer.status_code == 200 else None
            except httpx.ConnectError:
                assert server.poll() is None, "pywb does not start"
                time.sleep(0.1)
    raise TimeoutError("pywb does not answer")
