"""A case folder gives nothing away: after the whole job, none of what a person typed, named or added can be read in it."""

import hashlib
from pathlib import Path

from tests.support.journey import PASSPHRASE, Journey
from tests.support.pictures import Pictures
from tests.support.servers import WebSite

CANARIES = {
    "label": "canary-label-7f3a",
    "shared with": "canary-person-19bb",
    "note": "canary-note-e02c",
    "source": "canary-source-55d1",
    "attachment": "canary-attachment-8c4e",
    "account": "canary-account-0a97",
    "link": "canary-link-b6d8",
    "name": "Canary Nameson-4e21",
    "mail": "canary-mail-d7f0@example.org",
    "receipt": "canary-receipt-31c5",
    "receiver": "canary-receiver-9e6b",
    "why": "canary-why-a4a4",
}


def test_no_canary_is_anywhere_in_the_case_folder(journey: Journey, pictures: Pictures, leak_site: WebSite) -> None:
    page = leak_site.url + "/album"
    began = journey.run("init", "--no-input", "--role", "self", "--everyone-adult", "yes", "--declare", "own", "--country", "US")
    assert began.code == 0
    attached = journey.home / "canary-file-66f2.txt"
    attached.write_text(CANARIES["attachment"], "utf-8")
    own = pictures.originals
    added = journey.run(
        "add", own, "--keep", "--with-hashes", "--label", CANARIES["label"], "--shared-with", CANARIES["shared with"], "--json"
    )
    assert added.code == 0
    journey.run("check", pictures.downloads, page, "--capture")
    finding = next(f for f in journey.run("findings", "--json").json["findings"] if f["locator"].startswith("http"))["id"]
    sign = ("--sign", CANARIES["name"], "--json")
    steps: list[tuple[str | Path, ...]] = [
        ("findings", "confirm", finding),
        ("note", CANARIES["note"], "--from", CANARIES["source"], "--attach", attached),
        ("link", "add", f"https://example.org/{CANARIES['link']}", "--account", CANARIES["account"]),
        ("profile", "--name", CANARIES["name"], "--email", CANARIES["mail"]),
        ("capture", page, "--everything", "--why", CANARIES["why"]),
        ("report", "--out", journey.home / "report.pdf"),
        ("export", "bundle", "--out", journey.home / "bundle", "--to", CANARIES["receiver"], "--no-encrypt"),
        ("rotate-key",),
    ]
    for step in steps:
        assert journey.run(*step).code == 0
    notice = journey.run("notice", "write", "--regime", "us-tida", "--finding", finding, "--to", "platform", *sign).json
    assert journey.run("notice", "sent", notice["notice"], "--receipt", CANARIES["receipt"]).code == 0

    first = added.json["originals"][0]
    secrets = [
        *CANARIES.values(),
        PASSPHRASE,
        page,
        "/copy.jpg",
        "beach-0.jpg",
        "canary-file-66f2",
        str(own),
        "TAKE IT DOWN",
        "leakguard",
        "SQLite format",
        first["sha256"],
        first["pdq"],
        first["id"],
        finding,
        notice["notice"],
    ]
    needles = [form for secret in secrets for form in (secret.encode(), secret.upper().encode(), secret.encode("utf-16-le"))]
    needles += [bytes.fromhex(first["sha256"]), bytes.fromhex(first["pdq"]), hashlib.sha256(pictures.copy).digest()]
    needles += [(own / "beach-0.jpg").read_bytes()[1000:1032], pictures.copy[1000:1032], pictures.stranger[1000:1032]]
    held = journey.bytes()
    assert len(held) > 5
    assert [
        (name, needle) for needle in needles for name, data in held.items() if needle in data or needle in name.encode()
    ] == []
