"""The guarded client as a run uses it: what may be fetched can change while the run goes on."""

from collections.abc import Callable
from functools import cache

from leakguard.model.exchange import Fetched
from leakguard.net.client import BadCertificate, Client
from leakguard.services.tools import Tools


class AskingClient(Client):
    """Asks before every request: none is made once the case is link-only, or the consent has ended.

    A host that does not prove who it is is asked about once, and fetched from only if the person says so.
    """

    def __init__(self, tools: Tools, allowed: Callable[[], None]) -> None:
        super().__init__(tools.network, now=tools.now)
        self._allowed = allowed
        self._accept = cache(tools.questions.accept_certificate)

    def fetch(
        self, url: str, *, accept: str = "*/*", method: str = "GET", content: bytes | None = None, content_type: str = ""
    ) -> Fetched:
        self._allowed()
        try:
            return super().fetch(url, accept=accept, method=method, content=content, content_type=content_type)
        except BadCertificate as error:
            if not self._accept(error.host, error.problem):
                raise
            self.accept_certificate(error.host)
        return self.fetch(url, accept=accept, method=method, content=content, content_type=content_type)
