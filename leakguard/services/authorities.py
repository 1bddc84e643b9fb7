"""Carries time stamp queries to the authorities, in order, until one answers (RFC 3161, section 3.4)."""

from collections.abc import Sequence

from leakguard.errors import NetworkError
from leakguard.net.client import Client
from leakguard.reporting.signing import Ask
from leakguard.services.tools import Tools

DEFAULT = ("http://timestamp.digicert.com", "http://timestamp.sectigo.com")
"""Public authorities, free of charge; seen in their own documentation. Only a digest is sent to them."""

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_LARGEST = 1 << 20


def asking(urls: Sequence[str], tools: Tools) -> Ask:
    """A function from query to reply. It raises NetworkError where none of `urls` answers."""

    def ask(query: bytes) -> bytes:
        failures = []
        with Client(tools.network, now=tools.now) as client:
            for url in urls:
                try:
                    answer = client.fetch(url, method="POST", content=query, content_type=_QUERY, accept=_REPLY).last
                except NetworkError as error:
                    failures.append(error.message)
                    continue
                if answer.status == 200 and not answer.problem and len(answer.body) < _LARGEST:
                    return answer.body
                failures.append(f"{url} answered {answer.status}. {answer.problem}".strip())
        raise NetworkError(f"No time-stamping authority answered: {' '.join(failures)}", "Try it again later.")

    return ask
