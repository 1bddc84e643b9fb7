"""Whole letters, word for word. `LEAKGUARD_UPDATE_GOLDEN=1 pytest tests/notices` rewrites them; then read what changed."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leakguard.model.case import Profile
from leakguard.model.media import Media
from leakguard.notices import regimes
from leakguard.notices.request import Copy, Event, Proof
from tests.notices.letters import AGENT, ORDINARY, PAGE, write

GOLDEN = Path(__file__).parent / "golden"
COPIES = (
    Copy(
        url="https://cdn.example.org/i/7.jpg",
        page=PAGE,
        position="third picture of the post",
        sha256="00ff" * 16,
        seen=datetime(2026, 11, 22, 18, 5, tzinfo=UTC),
    ),
    Copy(url="https://photos.example.org/v/8#t=12", type=Media.VIDEO),
)
EVENTS = (
    Event(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "someone_92: I will send it to everybody."),
    Event(datetime(2026, 11, 22, 18, 5, tzinfo=UTC), f"Found a copy {PAGE}"),
)
PROOF = (Proof(1, PAGE, datetime(2026, 11, 22, 18, 10, tzinfo=UTC), (("page.warc.gz", "00ff" * 16),)),)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "us-tida-platform": ("us-tida", {}),
    "us-tida-platform-draft": ("us-tida", {"signed_by": "", "profile": Profile()}),
    "us-tida-agent-made-up-picture": ("us-tida", {"profile": AGENT, "signed_by": "Alex Helper", "synthetic": True}),
    "us-tida-messaging": (
        "us-tida",
        {"url": "https://t.me/example/5", "account": "someone_92", "context": "It was taken from my phone."},
    ),
    "eu-dsa-16-platform": ("eu-dsa-16", {"copies": COPIES}),
    "eu-dsa-16-host-agent": ("eu-dsa-16", {"to": "hetzner", "profile": AGENT, "signed_by": "Alex Helper"}),
    "eu-dsa-16-draft-without-offence": ("eu-dsa-16", {"offence": "", "signed_by": ""}),
    "eu-dsa-16-search": ("eu-dsa-16", {"to": "bing-search"}),
    "us-dmca-512c-platform": ("us-dmca-512c", {"work": "a photograph taken in May 2024."}),
    "us-dmca-512c-agent": ("us-dmca-512c", {"to": "platform", "url": PAGE, "profile": AGENT, "signed_by": "Alex Helper"}),
    "us-dmca-512d-search": ("us-dmca-512d", {}),
    "eu-gdpr-17-platform": ("eu-gdpr-17", {"copies": COPIES}),
    "eu-gdpr-17-search-agent": ("eu-gdpr-17", {"to": "google-search", "profile": AGENT, "signed_by": "Alex Helper"}),
    "uk-osa-iic-report-platform": ("uk-osa-iic-report", {}),
    "uk-osa-iic-report-agent": ("uk-osa-iic-report", {"profile": AGENT, "signed_by": "Alex Helper", "synthetic": True}),
    "in-it-3-2-b-platform": ("in-it-3-2-b", {}),
    "in-it-3-2-b-host-made-up-picture": ("in-it-3-2-b", {"to": "host", "synthetic": True}),
    "nz-hdca-24-platform": ("nz-hdca-24", {}),
    "nz-hdca-24-draft-of-agent-made-up-picture": ("nz-hdca-24", {"profile": AGENT, "signed_by": "", "synthetic": True}),
    "br-mci-21-platform": ("br-mci-21", {}),
    "br-mci-21-agent": ("br-mci-21", {"profile": AGENT, "signed_by": "Alex Helper"}),
    "registrar-report": ("registrar-report", {}),
    "payment-report": ("payment-report", {}),
    "app-store-report": ("app-store-report", {"synthetic": True}),
    "ad-report": ("ad-report", {}),
    "keep-data": ("keep-data", {}),
    "keep-data-host-agent": ("keep-data", {"to": "host", "url": PAGE, "profile": AGENT, "signed_by": "Alex Helper"}),
    "police-statement": ("police-statement", {"events": EVENTS, "proof": PROOF, "copies": COPIES}),
    "police-statement-agent": ("police-statement", {"profile": AGENT, "signed_by": "Alex Helper", "offence": "section 66B"}),
    "threat-police": ("threat-police", {"events": EVENTS}),
    "threat-report": ("threat-report", {}),
    "threat-bank": ("threat-bank", {}),
    "employer-school-note": ("employer-school-note", {}),
    "employer-school-note-agent": ("employer-school-note", {"profile": AGENT, "signed_by": "Alex Helper", "to": "employer"}),
    "lawyer-draft": ("lawyer-draft", {"events": EVENTS, "account": "someone_92"}),
    "follow-up": ("follow-up", {}),
    "follow-up-draft-reminder": (
        "follow-up",
        {
            "recipient": replace(ORDINARY["follow-up"]["recipient"], name="Reddit"),
            "following": replace(ORDINARY["follow-up"]["following"], looked=None, body=None),
            "signed_by": "",
        },
    ),
    "host-abuse-host": ("host-abuse", {"copies": COPIES, "offence": "article 226-2-1 of the French Criminal Code"}),
    "host-abuse-cdn": ("host-abuse", {"to": "cloudflare"}),
    "host-abuse-agent-given-mailbox": (
        "host-abuse",
        {"to": "abuse@network.example.org", "profile": AGENT, "signed_by": "Alex Helper"},
    ),
}
# Every text of the other languages, by the person shown and, as a draft about a made-up picture, by somebody who acts for them.
for _language in ("de", "fr", "es"):
    for _regime in regimes.writable(_language):
        _many = {"events": EVENTS, "proof": PROOF} if _regime.id in ("police-statement", "lawyer-draft") else {}
        CASES[f"{_language}-{_regime.id}"] = (_regime.id, {"language": _language, "reader": _language, **_many})
        CASES[f"{_language}-{_regime.id}-draft-of-agent"] = (
            _regime.id,
            {"language": _language, "profile": AGENT, "signed_by": "", "synthetic": True, "account": "someone_92"},
        )
    for _to in ("bing-search", "cloudflare", "telegram", "host"):
        _fits = "eu-dsa-16" if _to == "bing-search" else "host-abuse" if _to in ("cloudflare", "host") else "keep-data"
        CASES[f"{_language}-{_fits}-{_to}"] = (_fits, {"language": _language, "to": _to, "url": PAGE})


@pytest.mark.parametrize("name", CASES)
def test_the_letter_is_the_one_that_was_read(name: str) -> None:
    regime, changes = CASES[name]
    made = write(regime, **changes)
    path = GOLDEN / f"{name}.txt"
    text = f"{made.text}\n=== how to send ===\n{made.sheet}\n=== warnings ===\n" + "".join(
        f"- {line}\n" for line in made.warnings
    )
    if os.environ.get("LEAKGUARD_UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()


def test_no_golden_letter_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)
