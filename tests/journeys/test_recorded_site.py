"""A site with all that leak sites do, recorded twice by the real command: as usual, and with everything.

What the site sent is compared body by body with what the case holds, and every picture in the case, inside whatever file, is
looked through for the strangers' colour. What browsers lose in silence (evidence.md, "Known silent losses") is LOSSES here.
"""

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from leakguard.browser import installed
from leakguard.browser.prints import TALLEST
from leakguard.browser.program import HEIGHT
from leakguard.evidence import warc_reader
from leakguard.model.check import Finding
from leakguard.model.evidence import Capture
from leakguard.vault.vault import Vault
from tests.browser.site import DRAWING, STRANGERS, disguises, film, magenta
from tests.support.journey import PASSPHRASE, Journey
from tests.support.servers import WebSite

BROWSER = installed.find({})
pytestmark = pytest.mark.skipif(BROWSER is None or not installed.driver_is_there(), reason="no browser is installed")

Parts = dict[str, bytes]
OTHERS = ("tall", "soft", "nothing-here")


@dataclass(frozen=True)
class Recorded:
    """`sent` are the bodies that the site sent, by path; `told` is what the command told of each page, `parts` what it kept;
    `objects` is everything that the case holds, `found` where a copy was seen."""

    sent: dict[str, bytes]
    told: dict[str, dict[str, Any]]
    parts: dict[str, Parts]
    objects: list[bytes]
    found: set[str]

    @property
    def page(self) -> Parts:
        """The one behind the gate."""
        return self.parts["gate"]

    def account(self, page: str = "gate") -> dict[str, Any]:
        return dict(json.loads(self.parts[page]["completeness.json"]))

    def kept(self) -> dict[str, bytes]:
        """What the archives hold, by the end of its address."""
        return {name: body for parts in self.parts.values() for name, body in bodies(parts).items()}


def recorded(enrolled: Journey, copy: bytes, folder: Path, *options: str) -> Recorded:
    journey = Journey(folder)
    shutil.copytree(enrolled.case, journey.case)
    journey.variables |= {
        "LEAKGUARD_ALLOW_NETWORK": "127.0.0.0/8,::1/128",
        "LEAKGUARD_BROWSER": str(BROWSER.path) if BROWSER else "none",
        "LEAKGUARD_BROWSER_NO_SANDBOX": "1",
    }
    with WebSite({}) as site:
        site.pages.update(disguises(copy, site.at("localhost")))
        gate = journey.process("capture", "--browser", f"{site.url}/gate", "--step", "Enter", "--screencast", *options, "--json")
        others = journey.process("capture", "--browser", *(f"{site.url}/{name}" for name in OTHERS), *options, "--json")
        sent = {path.lstrip("/"): body for path, body in site.sent if body}
    assert (gate.code, others.code) == (0, 3), gate.stderr + others.stderr
    told = dict(zip(("gate", *OTHERS), gate.json["captures"] + others.json["captures"], strict=True))
    with Vault.open(journey.case, PASSPHRASE) as vault:
        parts = {
            name: {part.name: vault.read_object(part.object) for part in vault.get(Capture, one["id"]).parts}
            for name, one in told.items()
        }
        objects = [vault.read_object(id) for id, _ in vault.object_ids()]
        found = {finding.locator.rpartition("/")[2].partition("-")[0] for finding in vault.find(Finding)}
    return Recorded(sent, told, parts, objects, found)


@pytest.fixture(scope="module")
def both(_enrolled: Journey, pictures, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recorded, Recorded]:
    """At the same time: most of it is waiting for the page to come to rest."""
    with ThreadPoolExecutor() as threads:
        usual = threads.submit(recorded, _enrolled, pictures.copy, tmp_path_factory.mktemp("usual"))
        everything = threads.submit(
            recorded, _enrolled, pictures.copy, tmp_path_factory.mktemp("all"), "--everything", "--why", "a court asked"
        )
    return usual.result(), everything.result()


@pytest.fixture(scope="module")
def usual(both: tuple[Recorded, Recorded]) -> Recorded:
    return both[0]


@pytest.fixture(scope="module")
def everything(both: tuple[Recorded, Recorded]) -> Recorded:
    return both[1]


def bodies(parts: Parts) -> dict[str, bytes]:
    return {
        record.field("WARC-Target-URI").rpartition("/")[2]: record.payload
        for record in warc_reader.records(parts["capture.warc.gz"])
        if record.type in ("response", "resource")
    }


def colour(picture: Image.Image) -> int:
    """Pixels in the colour that only strangers have."""
    red, green, blue = (np.asarray(band) for band in picture.convert("RGB").split())
    return int(np.count_nonzero((red > 200) & (green < 70) & (blue > 200)))


def strangers(data: bytes) -> int:
    """The same in a file, in each of its frames; 0 where it is no picture."""
    try:
        opened, count = Image.open(io.BytesIO(data)), 0
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            count += colour(opened)
    except OSError:
        return 0
    return count


WRITTEN_IN = re.compile(rb"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)")


def inside(data: bytes, folder: Path) -> Iterator[bytes]:
    """A file, and every picture and text in it: parts of a snapshot, pictures in texts, answers in an archive, pages of a print
    and the pictures they are made of."""
    yield data
    yield from (base64.b64decode(found + b"==") for found in WRITTEN_IN.findall(data))
    if data.startswith(b"From: <Saved by Blink>"):
        for part in message_from_bytes(data).walk():
            if not part.is_multipart():
                yield from inside(part.get_payload(decode=True), folder)
    elif data.startswith(b"\x1f\x8b"):
        for record in warc_reader.records(data):
            yield from inside(record.payload, folder)
    elif data.startswith(b"%PDF"):
        (folder / "page.pdf").write_bytes(data)
        subprocess.run(["pdftoppm", "-r", "30", "-png", "page.pdf", "page"], cwd=folder, check=True)
        subprocess.run(["pdfimages", "-png", "page.pdf", "picture"], cwd=folder, check=True)
        for path in folder.glob("*.png"):
            yield path.read_bytes()
            path.unlink()


def shown(data: bytes, folder: Path) -> bool:
    """Whether a stranger can be seen in it, or in anything inside it."""
    return any(strangers(one) or b"e010e0" in one for one in inside(data, folder))


WITHHELD = {magenta(), DRAWING, film()}


def test_by_default_nothing_is_kept_but_the_page_and_what_matched(usual, pictures):
    """Of what the site sent all but the strangers; beside it only the page without the strangers that were written into it, and
    the copy that its script unpacked."""
    kept = set(usual.kept().values())
    sent = {name: body for name, body in usual.sent.items() if not name.startswith("xored")}
    assert {name for name, body in sent.items() if body not in kept} == {
        "disguises", "drawing.svg", "film.webm", *(f"m{number}.jpg" for number in LOADED),
    }  # fmt: skip
    assert kept & WITHHELD == set()
    assert len({body for name, body in usual.kept().items() if body and name in sent} - set(sent.values())) == 1
    assert {body for name, body in usual.kept().items() if "#made-" in name} == {pictures.copy + b"\0"}


def test_with_everything_no_body_is_missing(everything):
    kept = {sha256(body).hexdigest() for body in everything.kept().values()}
    assert {name for name, body in everything.sent.items() if sha256(body).hexdigest() not in kept} == set()
    assert {f"m{number}.jpg" for number in LOADED} <= set(everything.sent), "the site was asked for all of it"


def test_no_stranger_can_be_seen_in_anything_that_the_case_holds(usual, tmp_path):
    """Tiles, whole pages, pictures before and after steps, the moving picture, prints, snapshots, archives, thumbnails."""
    assert [name for page in usual.parts.values() for name, data in page.items() if shown(data, tmp_path)] == []
    known = {id(data) for page in usual.parts.values() for data in page.values()}
    assert len(usual.objects) > len(known) > 50
    parts = {sha256(data).digest() for page in usual.parts.values() for data in page.values()}
    assert not any(shown(data, tmp_path) for data in usual.objects if sha256(data).digest() not in parts)


def test_the_tests_eye_does_see_strangers(everything, tmp_path):
    for name in ("tile-001.png", "step-01-after.png", "screencast.png", "page.pdf", "page.mhtml", "capture.warc.gz"):
        assert shown(everything.page[name], tmp_path), name
    assert shown(everything.parts["tall"]["full.png"], tmp_path)


@pytest.mark.parametrize("how", ["usual", "everything"])
def test_every_picture_of_the_page_is_taken(how, request):
    page = request.getfixturevalue(how)
    before = {"00-before-any-action.png", "step-01-before.png", "step-01-after.png"}
    assert before | {"tile-001.png", "tile-002.png", "full.png", "page.pdf", "page.mhtml", "screencast.png"} <= set(page.page)
    tall = [name for name in page.parts["tall"] if name.startswith("tile-")]
    assert len(tall) == 60_000 // HEIGHT + 2
    assert [missed["locator"] for missed in page.account("tall")["missing"]] == ["full.png"]
    assert Image.open(io.BytesIO(page.parts["tall"]["full.png"])).height == TALLEST
    assert len(json.loads(page.page["steps.json"])["frames"]) > 2


def test_each_page_is_known_for_what_it_is(usual, everything):
    for each in (usual, everything):
        assert {name: told["kind"] for name, told in each.told.items()} == {
            "gate": "page", "tall": "page", "soft": "soft-404", "nothing-here": "gone"
        }  # fmt: skip
        assert "yes" not in each.sent, "nobody says yes to the banner"


def test_the_copy_is_seen_and_kept_however_it_came(usual, pictures):
    assert usual.found == {"copy.jpg", "copy.jpg?blob", "gate#made"}
    assert len(usual.told["gate"]["findings"]) == 3
    kept = list(bodies(usual.page).values())
    assert kept.count(pictures.copy) == 2
    assert pictures.copy + b"\0" in kept
    snapshot = message_from_bytes(usual.page["page.mhtml"]).walk()
    assert pictures.copy in [part.get_payload(decode=True) for part in snapshot if not part.is_multipart()]


LOADED = set(range(STRANGERS)) - {2, 10, 12, 19} - {7, 9}
"""Without those that are written into the page, and without those that a window of single density does not show: the second of a
srcset, and an img with a source."""

LOSSES = {
    "the page behind a gate and a script's redirect": {"disguises", "moved", "moved-again"},
    "pictures behind redirects": {"far.jpg", "nearer.jpg", "m18.jpg"},
    "bodies of fetch().blob()": {"m5.jpg", "xored", "xored-copy", "copy.jpg?blob"},
    "what frames of other sites load": {"inner", "m17.jpg"},
    "lazy pictures": {"m16.jpg", "m29.jpg"},
    "rows that come while there is scrolling": {"m20.jpg", "m21.jpg", "m22.jpg", "m23.jpg"},
    "rows that are only there while they are seen": {"m25.jpg", "m26.jpg", "m27.jpg"},
}


@pytest.mark.parametrize("loss", LOSSES)
def test_what_browsers_lose_is_there(everything, loss):
    kept = everything.kept()
    assert LOSSES[loss] <= set(kept)
    pictures = {name for name in LOSSES[loss] if name.startswith("m") and name.endswith(".jpg")}
    assert {name: kept[name] for name in pictures} == dict.fromkeys(pictures, magenta())


def test_pictures_that_a_page_made_are_there(everything, pictures):
    """They have no address, so no archive has them (blob:)."""
    made = {body for name, body in bodies(everything.page).items() if "#made-" in name}
    assert {magenta() + b"\0", pictures.copy + b"\0"} <= made


@pytest.mark.parametrize("how", ["usual", "everything"])
def test_sizes_of_a_picture_that_the_browser_did_not_choose_are_named(how, request):
    page = request.getfixturevalue(how)
    assert {missed["locator"].rpartition("/")[2] for missed in page.account()["not_loaded"]} == {"m7.jpg", "m9.jpg"}
    assert "2 further pictures that the browser did not load" in page.account()["summary"]


def test_of_each_stranger_only_address_digest_size_and_type_are_kept(usual):
    withheld = {
        entry["locator"].rpartition("/")[2]: entry for page in ("gate", "tall") for entry in usual.account(page)["withheld"]
    }
    assert {f"m{number}.jpg" for number in LOADED} | {"film.webm", "drawing.svg"} <= set(withheld)
    assert withheld["m16.jpg"]["sha256"] == sha256(magenta()).hexdigest()
    assert usual.told["gate"]["withheld"] == len(usual.account()["withheld"])


def test_the_sites_cookie_is_in_no_part_and_that_it_was_taken_out_is_said(usual):
    removed = usual.account()["headers_removed"]
    assert {entry["header"].lower() for entry in removed} == {"set-cookie", "cookie"}
    assert all(b"visitor=1" not in data for data in usual.page.values())
    assert all(b"visitor=1" not in record.block for record in warc_reader.records(usual.page["capture.warc.gz"]))


def test_each_step_is_told_with_its_pictures(usual):
    steps = json.loads(usual.page["steps.json"])["steps"]
    assert [(step["step"], step.get("done")) for step in steps][:3] == [("open", None), ("click", True), ("scroll", None)]


def test_the_frame_of_another_site_is_there(usual):
    assert "frame of another site" in usual.page["text.txt"].decode()


def test_the_archive_passes_the_tools_of_others(usual, tmp_path):
    held = usual.page
    for name in ("capture.warc.gz", "page.wacz"):
        (tmp_path / name).write_bytes(held[name])

    tools = Path(sys.executable).parent
    subprocess.run([tools / "warcio", "check", tmp_path / "capture.warc.gz"], check=True)
    subprocess.run([tools / "wacz", "validate", "-f", tmp_path / "page.wacz"], check=True)


PYWB = """
from gevent.monkey import patch_all
patch_all()
import sys, types
proxy = types.ModuleType("wsgiprox.wsgiprox")
proxy.WSGIProxMiddleware = None
sys.modules[proxy.__name__] = proxy
from pywb.apps.frontendapp import FrontEndApp
from pywb.utils.geventserver import RequestURIWSGIHandler
from gevent.pywsgi import WSGIServer
server = WSGIServer(("127.0.0.1", 0), FrontEndApp(), handler_class=RequestURIWSGIHandler)
server.start()
print(server.server_port, flush=True)
server.serve_forever()
"""
"""What the program `wayback` does, at a port that is free, without its mode as a proxy, which is not used here and asks for a
pyOpenSSL so old that it does not load beside the cryptography of today. Its port is the first line that it says."""


def test_the_archive_replays_in_pywb(usual, pictures, tmp_path):
    """The page comes back as it was answered, and with it the picture that matched; nothing else is there to be seen."""
    final = usual.told["gate"]["final_url"]
    (tmp_path / "capture.warc.gz").write_bytes(usual.page["capture.warc.gz"])
    (tmp_path / "config.yaml").write_text("collections: {case: {index_paths: index.cdxj, archive_paths: ./}}\n")
    tools = Path(sys.executable).parent
    index = subprocess.run(
        [tools / "cdxj-indexer", "--sort", "capture.warc.gz"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    (tmp_path / "index.cdxj").write_bytes(index)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", PYWB], cwd=tmp_path, stdout=subprocess.PIPE, stderr=log)
    assert server.stdout
    try:
        site = f"http://127.0.0.1:{int(server.stdout.readline())}/case"
        page = replayed(site, final)
        assert page is not None
        assert b"Look at these." in page
        assert replayed(site, final.replace("/disguises", "/copy.jpg")) == pictures.copy
        assert replayed(site, final.replace("/disguises", "/m0.jpg")) is None
    finally:
        server.kill()
        server.communicate()


def replayed(site: str, url: str) -> bytes | None:
    """What pywb answers for an address, without its own frame and rewriting; None where it has nothing."""
    answer = httpx.get(f"{site}/2027id_/{url}", trust_env=False, timeout=60)
    return answer.content if answer.status_code == 200 else None
