"""From a name to the addresses that a connection may use: resolved once, and refused whole if one of them is not public."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from leakguard.errors import AddressRefused, NetworkError
from leakguard.net.addresses import Network, why_refused

Lookup = Callable[[str, int], Sequence[str]]
Exact = tuple[tuple[str, int], ...]

# Names that stay inside a network: RFC 6761, RFC 6762, RFC 8375, and ICANN's reservation of .internal (2024).
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "lan")
_HINT = "A hostile page can use such an address to reach devices in your own network, so it is never fetched."


def system_lookup(host: str, port: int) -> Sequence[str]:
    """The operating system's answer, in its order of preference, without doubles. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(
    host: str,
    port: int,
    *,
    allow: Sequence[Network] = (),
    allow_exact: Exact = (),
    lookup: Lookup = system_lookup,
    timeout: float = 30.0,
) -> tuple[str, ...]:
    """All addresses of `host`, each of which may be reached. `timeout` is in seconds.

    Raises AddressRefused if any of them may not: a name with one public and one private address is how rebinding begins.
    Raises NetworkError where the name leads nowhere.
    """
    if host.endswith(".onion"):
        raise AddressRefused(f"{host} is reached through Tor only.", "Start Tor and add: --proxy socks5h://127.0.0.1:9050")
    found = look_up(host, port, lookup=lookup, timeout=timeout)
    for address in found:
        _require_public(host, address, port, allow, allow_exact)
    return found


def look_up(host: str, port: int, *, lookup: Lookup = system_lookup, timeout: float = 30.0) -> tuple[str, ...]:
    """The addresses of `host`, unchecked: for a proxy of the person's own. Raises NetworkError where the name leads nowhere."""
    if _is_literal(host):
        return (host,)
    try:
        found = _in_time(lookup, host, port, timeout)
    except (OSError, UnicodeError) as error:
        raise NetworkError(
            f"There is no site at the name {host}, or names cannot be looked up now.",
            "Check the spelling and the connection. If the site is gone, record that with: leakguard link add URL",
        ) from error
    if not found:
        raise NetworkError(f"The name {host} has no address.", "Check the spelling.")
    return tuple(found)


def require_public_name(host: str, port: int, *, allow: Sequence[Network] = (), allow_exact: Exact = ()) -> None:
    """What can be checked where a proxy resolves the name: IP addresses, and names that only mean something inside a network."""
    if _is_literal(host):
        _require_public(host, host, port, allow, allow_exact)
    elif "." not in host or host.endswith(tuple(f".{name}" for name in _LOCAL_NAMES)):
        raise AddressRefused(f"{host} is a name inside a private network.", _HINT)


def _require_public(host: str, address: str, port: int, allow: Sequence[Network], allow_exact: Exact) -> None:
    if (address, port) in allow_exact:
        return
    if why := why_refused(ip_address(address), allow):
        leads = f"{host} is" if host == address else f"{host} leads to {address}, which is"
        raise AddressRefused(f"{leads} {why}.", _HINT)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _in_time(lookup: Lookup, host: str, port: int, timeout: float) -> Sequence[str]:
    """The system's lookup has no timeout of its own, so it runs beside and is left alone when it takes too long."""
    answers: queue.SimpleQueue[Sequence[str] | BaseException] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(lookup(host, port))
        except BaseException as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, BaseException):
        raise answer
    return answer
