"""Requests for tests: an invented person, sites that cannot exist, and every regime at its most ordinary."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from leakguard.facts.places import RecipientType
from leakguard.model.case import Profile
from leakguard.notices import letter, recipients, regimes
from leakguard.notices.letter import Letter
from leakguard.notices.recipients import Recipient
from leakguard.notices.request import Copy, Event, Following, LetterRequest

SAM = Profile(name="Sam Example", email="sam@example.org")
AGENT = replace(
    SAM,
    name="Alex Helper",
    agent_for="Sam Example",
    authority="a written authority of 3 November 2026",
    phone="+1 555 0100",
    address="2 Example Street",
)
AT_HOME = replace(SAM, phone="+64 4 555 0100", address="1 Example Street")
PAGE = "https://photos.example.org/post/1"
REDDIT = "https://www.reddit.com/r/example/comments/1"
ORDINARY: dict[str, dict[str, Any]] = {
    "us-tida": {"to": "", "url": REDDIT, "country": "US"},
    "us-dmca-512c": {"to": "tiktok", "url": "https://www.tiktok.com/@example/1", "country": "US", "took_the_picture": True},
    "eu-dsa-16": {"to": "platform", "url": PAGE, "country": "DE", "offence": "section 201a of the German Criminal Code"},
    "host-abuse": {"to": "host", "url": PAGE, "country": "DE"},
    "us-dmca-512d": {"to": "yandex", "url": PAGE, "country": "US", "took_the_picture": True},
    "eu-gdpr-17": {"to": "platform", "url": PAGE, "country": "FR"},
    "uk-osa-iic-report": {"to": "", "url": REDDIT, "country": "GB"},
    "in-it-3-2-b": {"to": "platform", "url": PAGE, "country": "IN"},
    "nz-hdca-24": {"to": "platform", "url": PAGE, "country": "NZ", "profile": AT_HOME},
    "br-mci-21": {"to": "platform", "url": PAGE, "country": "BR"},
    "registrar-report": {"to": "registrar", "url": PAGE, "country": "DE", "context": "The whole site is for such pictures."},
    "payment-report": {"to": "paypal", "url": PAGE, "country": "US"},
    "app-store-report": {"to": "google-play", "url": "https://play.google.com/store/apps/details?id=x", "country": "US"},
    "ad-report": {"to": "ad_network", "url": PAGE, "country": "US", "context": "ads.example.net"},
    "keep-data": {"to": "", "url": REDDIT, "country": "US"},
    "police-statement": {"to": "police", "url": PAGE, "country": "FR"},
    "threat-police": {"to": "police", "url": "", "country": "US", "context": "They want money by Friday."},
    "threat-report": {"to": "instagram", "url": "", "country": "US", "account": "someone_92"},
    "threat-bank": {"to": "bank", "url": "", "country": "US", "context": "20 November 2026, 200 euros, to account 12345."},
    "employer-school-note": {"to": "school", "url": "", "country": "GB"},
    "follow-up": {
        "to": "",
        "url": REDDIT,
        "country": "US",
        "recipient": Recipient(
            "authority", "Federal Trade Commission (FTC)", RecipientType.AUTHORITY, "unknown", "www.reddit.com"
        ),
        "events": (
            Event(datetime(2026, 11, 19, 9, 0, tzinfo=UTC), "Letter written to: Reddit."),
            Event(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "Received by: Reddit. Their number: T-1."),
        ),
        "following": Following(
            regime=regimes.get("us-tida"),
            recipient="Reddit",
            due=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
            clock=True,
            looked=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
            body=regimes.get("us-tida").body,
        ),
    },
    "lawyer-draft": {"to": "lawyer", "url": PAGE, "country": "US", "no_violence": True},
}
WITH_ADDRESS = [regime for regime, fields in ORDINARY.items() if fields["url"]]


def request(regime: str, **changes: Any) -> LetterRequest:
    """A request with everything that its letter needs, signed; `to` and `url` choose the recipient, the rest are its fields."""
    fields = {"profile": SAM, "signed_by": "Sam Example", "link_only": False} | ORDINARY[regime] | changes
    url, to = fields.pop("url"), fields.pop("to")
    fields.setdefault("recipient", recipients.resolve(to, url))
    fields.setdefault("copies", (Copy(url=url),) if url else ())
    return LetterRequest(regime=regime, written=datetime(2026, 11, 23, 9, 30, tzinfo=UTC), **fields)


def write(regime: str, **changes: Any) -> Letter:
    return letter.write(request(regime, **changes))
