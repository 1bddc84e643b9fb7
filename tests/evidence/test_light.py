"""A light capture: all its parts, nothing personal in them, and an account of everything that is not in it."""

import getpass
import gzip
import json
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from warcio.archiveiterator import ArchiveIterator

from leakguard.evidence import light
from leakguard.evidence.keeping import Picture
from leakguard.evidence.light import Gathered, LightCapture, Terms, assemble
from leakguard.model.check import NotChecked
from leakguard.model.evidence import PageKind
from leakguard.model.exchange import Fetched
from leakguard.net.client import Client
from leakguard.net.settings import Settings
from tests.evidence.builders import JPEG, OTHER_JPEG, START, exchange, fetched, now, picture, seeded
from tests.evidence.site import PAGE, leak_site

TERMS = Terms(capture="c-1", who="self", versions={"leakguard": "0.1.0"}, options={"route": "light"})
NAMES = {
    "page.wacz",
    "capture.warc.gz",
    "capture.json",
    "completeness.json",
    "headers.txt",
    "dns.json",
    "tls.json",
    "page.html",
    "text.txt",
}


def capture(gathered: Gathered, terms: Terms = TERMS) -> LightCapture:
    return assemble(gathered, terms, now=now, random=seeded())


def page(**more) -> Gathered:
    values = {"target": "https://example.org/page", "page": fetched(), "title": "A page", "text": "words"}
    return Gathered(**{**values, **more})


def read(made: LightCapture, name: str) -> dict:
    return json.loads(made.parts[name])


@pytest.fixture(scope="module")
def from_a_real_site(tmp_path_factory) -> tuple[LightCapture, str]:
    """Fetched by the guarded client over TLS, put together as services do."""
    folder = tmp_path_factory.mktemp("authority")
    with leak_site(folder) as (url, address, authority):
        settings = Settings(allow_exact=(address,), ca_files=(authority,), delay=0)
        with Client(settings, now=lambda: datetime.now(UTC)) as client:
            gathered = Gathered(
                target=f"{url}/go",
                page=client.fetch(f"{url}/go"),
                title="Leaks",
                text="Words on the page. Your IP: 198.51.100.77",
                resources=(client.fetch(f"{url}/style.css"),),
                pictures=(Picture(client.fetch(f"{url}/1.jpg"), "f-1"), Picture(client.fetch(f"{url}/2.jpg"))),
            )
    return assemble(gathered, TERMS, now=lambda: datetime.now(UTC), random=seeded()), url


def test_a_capture_of_a_real_site_has_every_part(from_a_real_site):
    made, url = from_a_real_site
    assert set(made.parts) == NAMES | {"tls-127.0.0.1.pem", "pictures.json"}
    assert (made.page, made.status, made.final_url) == (PageKind.PAGE, 200, f"{url}/page")
    assert (made.complete, made.missing, made.findings, len(made.withheld)) == (True, (), ("f-1",), 1)
    assert made.parts["page.html"] == PAGE.replace(b"198.51.100.77", b"(own address removed)")
    assert made.parts["text.txt"] == b"Words on the page. Your IP: (own address removed)"
    assert b"GET /page HTTP/1.1\n" in made.parts["headers.txt"]
    assert read(made, "dns.json")["hosts"] == {"127.0.0.1": {"resolved": ["127.0.0.1"], "used": ["127.0.0.1"]}}


def test_its_web_archive_passes_warcio_and_replays(from_a_real_site, tmp_path):
    made, url = from_a_real_site
    path = tmp_path / "capture.warc.gz"
    path.write_bytes(made.parts["capture.warc.gz"])
    subprocess.run([Path(sys.executable).with_name("warcio"), "check", path], check=True)
    served = {
        record.rec_headers.get_header("WARC-Target-URI"): (record.http_headers.get_statuscode(), record.content_stream().read())
        for record in ArchiveIterator(BytesIO(made.parts["capture.warc.gz"]))
        if record.rec_type == "response"
    }
    assert served == {
        f"{url}/go": ("302", b""),
        f"{url}/page": ("200", made.parts["page.html"]),
        f"{url}/style.css": ("200", b"body { color: black }"),
        f"{url}/1.jpg": ("200", JPEG),
    }


def test_its_certificate_is_the_one_of_the_connection(from_a_real_site):
    made, _ = from_a_real_site
    leaf = x509.load_pem_x509_certificates(made.parts["tls-127.0.0.1.pem"])[0]
    (connection,) = read(made, "tls.json")["connections"]
    assert (connection["host"], connection["chain"]) == ("127.0.0.1", "tls-127.0.0.1.pem")
    assert connection["leaf_sha256"] == leaf.fingerprint(leaf.signature_hash_algorithm).hex()


def test_its_record_tells_how_it_was_made(from_a_real_site):
    made, url = from_a_real_site
    record = read(made, "capture.json")
    assert next(iter(record)) == "schema"
    assert (record["asked"], record["final"], record["who"]) == (f"{url}/go", f"{url}/page", "self")
    assert record["redirects"] == [{"url": f"{url}/go", "status": 302, "to": "/page"}]
    assert record["user_agent"].startswith("Mozilla/5.0")
    assert abs(record["clock"]["server_minus_local_seconds"]) < record["clock"]["server_plus_minus_seconds"] + 1
    assert record["clock"]["tsa_minus_local_seconds"] is None
    assert record["parts"] == {name: sha256(data).hexdigest() for name, data in made.parts.items() if name != "capture.json"}


def test_nothing_in_it_points_to_the_person_or_the_computer(from_a_real_site):
    made, _ = from_a_real_site
    everything = b"\n".join(made.parts.values()) + gzip.decompress(made.parts["capture.warc.gz"])
    for secret in ("S3CRET", "198.51.100.77", str(Path.home()), str(Path.cwd()), socket.gethostname()):
        # A shorter name may stand in a certificate by chance.
        assert len(secret) < 5 or secret.encode() not in everything, secret
    if getpass.getuser() != "root":
        assert getpass.getuser().encode() not in everything
    assert {removal.header for removal in made.removed} == {"Set-Cookie"}
    assert OTHER_JPEG not in everything


def test_what_was_withheld_and_removed_is_counted_and_said(from_a_real_site):
    made, url = from_a_real_site
    account = read(made, "completeness.json")
    assert account["counts"]["pictures_withheld"] == 1
    assert account["withheld"][0] == {
        "locator": f"{url}/2.jpg",
        "sha256": sha256(OTHER_JPEG).hexdigest(),
        "size": len(OTHER_JPEG),
        "type": "image/jpeg",
        "why": "It matched no original.",
    }
    assert [edited["url"] for edited in account["edited"]] == [f"{url}/page"]
    assert (
        made.summary
        == account["summary"]
        == (
            "Kept: the page and 1 matching picture. Withheld: 1 other picture (only address, digest, size and type are kept). "
            "Nothing that was looked for is missing."
        )
    )


def test_the_same_input_gives_the_same_parts():
    assert capture(page()).parts == capture(page()).parts


def test_everything_is_kept_only_for_a_stated_reason():
    gathered = page(pictures=(Picture(picture("https://example.org/2.jpg", OTHER_JPEG)),))
    why = "The lawyer asked for the whole page."
    made = capture(gathered, replace(TERMS, everything_why=why))
    assert OTHER_JPEG in gzip.decompress(made.parts["capture.warc.gz"])
    assert made.withheld == ()
    assert read(made, "capture.json")["everything_why"] == read(made, "completeness.json")["everything_why"] == why
    assert "for a stated reason" in made.summary


def test_what_could_not_be_fetched_makes_it_incomplete():
    missed = NotChecked("https://example.org/3.jpg", "The server did not answer.")
    made = capture(page(missing=(missed,)))
    assert (made.complete, made.missing) == (False, (missed,))
    assert "Missing: 1 thing that should be here." in made.summary


def test_live_connections_are_named_as_not_recorded():
    made = capture(page(sockets=("wss://example.org/live",)))
    (named,) = read(made, "completeness.json")["websockets"]
    assert named["url"] == "wss://example.org/live"
    assert named["why"].endswith("What went over it was not recorded.")
    assert made.summary.endswith("The page opened 1 live connection; what went over it was not recorded.")


def test_a_picture_that_the_page_made_does_not_replay_in_place_of_the_page():
    made_there = fetched("https://example.org/page#made-1", body=JPEG, request=b"", response_head=b"")
    made = capture(page(pictures=(Picture(made_there, "f-1"),)))
    records = ArchiveIterator(BytesIO(made.parts["capture.warc.gz"]))
    addresses = {record.rec_headers.get_header("WARC-Target-URI") for record in records if record.rec_type == "resource"}
    assert addresses == {"urn:made-on-page:https://example.org/page#made-1"}


def test_a_missing_style_sheet_is_listed_but_does_not_make_it_incomplete():
    missed = NotChecked("https://example.org/a.css", "The server did not answer.")
    made = capture(page(missing_resources=(missed,)))
    assert made.complete
    assert read(made, "completeness.json")["resources_missing"][0]["locator"] == missed.locator


def test_an_answer_that_broke_off_makes_it_incomplete():
    for gathered in (
        page(page=fetched(problem="The deadline passed.")),
        page(pictures=(Picture(fetched("https://example.org/1.jpg", JPEG, problem="The deadline passed."), "f-1"),)),
    ):
        made = capture(gathered)
        assert not made.complete
        assert made.missing[0].why == "The deadline passed."


def test_no_answer_at_all_still_gives_a_record():
    made = capture(Gathered("https://example.org/page", None))
    assert (made.status, made.final_url, made.complete) == (None, "https://example.org/page", False)
    assert made.missing == (NotChecked("https://example.org/page", "It gave no answer."),)
    assert set(made.parts) == NAMES - {"page.html"}
    assert "Neither the page nor a picture could be kept." in made.summary


def test_a_target_that_is_itself_a_picture_needs_no_page():
    made = capture(Gathered("https://example.org/1.jpg", None, pictures=(Picture(picture("https://example.org/1.jpg"), "f-1"),)))
    assert (made.complete, made.final_url, made.findings) == (True, "https://example.org/1.jpg", ("f-1",))
    assert "page.html" not in made.parts


def test_a_picture_inside_the_page_text_that_matched_is_kept():
    import base64

    body = b'<img src="data:image/jpeg;base64,' + base64.b64encode(JPEG) + b'">'
    made = capture(page(page=fetched(body=body), inline={sha256(JPEG).hexdigest(): "f-9"}))
    assert (made.parts["page.html"], made.findings, made.withheld) == (body, ("f-9",), ())
    assert len(capture(page(page=fetched(body=body))).withheld) == 1


@pytest.mark.parametrize(
    ("status", "title", "kind", "words"),
    [
        (200, "Log in", PageKind.LOGIN_WALL, "asked for a login"),
        (404, "", PageKind.GONE, "the page is gone"),
        (429, "", PageKind.BOT_WALL, "Others may still see it"),
    ],
)
def test_a_wall_is_said_in_plain_words(status, title, kind, words):
    made = capture(page(page=fetched(status=status), title=title))
    assert made.page is kind
    assert words in made.summary


def test_one_part_that_fails_never_costs_the_others():
    unreadable = fetched(tls=replace(exchange().tls, chain=("no bytes",)))
    made = capture(page(page=unreadable))
    assert set(made.parts) == NAMES - {"tls.json"}
    assert made.missing == (NotChecked("tls.json", "This part could not be made (TypeError)."),)
    assert not made.complete


def test_hostile_hosts_give_plain_names():
    hosts = ["[2001:db8::1]", "a" * 300 + ".example", "xn--bcher-kva.example", "-.-"]
    exchanges = [exchange(f"https://{host}/") for host in hosts]
    made = capture(page(page=Fetched(exchanges[0].url, tuple(exchanges))))
    names = [name for name in made.parts if name.startswith("tls-")]
    assert len(names) == 4
    assert all(name.isascii() and len(name) < 100 and not set(name) & set("[]:/") for name in names)


def test_two_chains_of_one_host_are_both_kept():
    first, second = exchange(), exchange(tls=replace(exchange().tls, chain=(b"another",)))
    made = capture(page(page=Fetched(first.url, (first, second))))
    assert {"tls-example.org.pem", "tls-example.org-2.pem"} <= set(made.parts)


def test_control_characters_in_heads_are_spelled_out():
    made = capture(page(page=fetched(fields="X-Evil: \x1b[2J\u202e\r\n".encode().decode("latin-1"))))
    assert b"X-Evil: \\x1b[2J\\u202e\n" in made.parts["headers.txt"]


def test_times_of_a_capture_are_those_of_its_requests():
    made = capture(page())
    assert (made.started, made.finished) == (START, now())
    assert light.ROUTE == "light"
