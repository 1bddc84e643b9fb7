"""How fetching fails. Each of these carries the hops that were answered before the failure."""

from collections.abc import Sequence

from leakguard.errors import AddressRefused, NetworkError
from leakguard.model.exchange import Exchange


class FetchFailed(NetworkError):
    """A server did not give an answer that can be kept. `hops` are the redirects answered before; it is empty for the first."""

    def __init__(self, message: str, hint: str = "", hops: Sequence[Exchange] = ()) -> None:
        super().__init__(message, hint)
        self.hops = tuple(hops)


class RedirectRefused(FetchFailed, AddressRefused):
    """A redirect leads to an address that is never fetched."""

    kind = "address-refused"


class BadCertificate(FetchFailed):
    """The server did not prove to be `host`; `problem` names why, as the end of a sentence about its certificate."""

    kind = "bad-certificate"

    def __init__(self, host: str, problem: str) -> None:
        super().__init__(
            f"The certificate of {host} {problem}.",
            "Somebody may be listening or pretending to be this site. To fetch it all the same: --accept-certificate HOST",
        )
        self.host = host
        self.problem = problem
