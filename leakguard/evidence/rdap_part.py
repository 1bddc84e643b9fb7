"""rdap.json: what the registries said of a site at the time of a capture, in their own words, and what could not be asked."""

from collections.abc import Mapping
from dataclasses import asdict

from leakguard.evidence.parts import as_json
from leakguard.model.lookup import Registration, Whois

SCHEMA = "leakguard/rdap/1"


def rdap(found: Whois, bodies: Mapping[str, bytes]) -> bytes:
    """`bodies` are the answers as they came, by the address they came from. In the part `body` is null where there was none, and
    what is no UTF-8 is spelled out, while `sha256` is that of the bytes."""
    return as_json({
        "schema": SCHEMA,
        "host": found.host,
        "domain": found.domain,
        "at": found.at.isoformat(),
        "answers": [_answer(made, bodies) for made in found.registrations],
        "in_front": asdict(found.front) if found.front else None,
        "checks": [asdict(check) for check in found.checks],
        "notes": found.notes,
    })  # fmt: skip


def _answer(made: Registration, bodies: Mapping[str, bytes]) -> dict[str, object]:
    body = bodies.get(made.server)
    return {**asdict(made), "at": made.at.isoformat(), "body": body.decode("utf-8", "backslashreplace") if body else None}
