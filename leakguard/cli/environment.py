"""Every environment variable and configuration key that is read, declared once; its documentation is made from this table."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leakguard.errors import UsageError

VARIABLES: dict[str, str] = {
    "LEAKGUARD_CASE": "the case folder, where --case is not given",
    "LEAKGUARD_PASSPHRASE_FILE": "a file whose first line is the passphrase, for scripts",
    "LEAKGUARD_PASSPHRASE_FD": "a file descriptor to read the passphrase from, for scripts",
    "LEAKGUARD_PROXY": "the proxy, where --proxy is not given",
    "LEAKGUARD_CA_FILE": "a PEM file with a further certificate authority",
    "LEAKGUARD_TSA_URLS": "time-stamping authorities to ask, with commas between them; none asks nobody",
    "LEAKGUARD_TSA_ROOTS": "PEM files of roots that time stamps are also trusted for, with commas between them",
    "LEAKGUARD_ALLOW_NETWORK": "tests only: private networks the guarded client may reach, such as 127.0.0.0/8",
    "LEAKGUARD_BROWSER": "the program of the browser that captures use, or `none`; found by itself, where left out",
    "LEAKGUARD_BROWSER_NO_SANDBOX": "tests only: 1 starts the browser without its own sandbox",
    "LEAKGUARD_DEBUG": "1 shows the full trace of an unexpected error",
}


_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")
"""Where Windows keeps programs; set by the system."""


def one_thread_each() -> None:
    """Pictures are compared side by side on all cores: threads of the numerical library would only be in their way.

    It reads this when it is loaded, which must not have happened yet.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@dataclass(frozen=True)
class Devices:
    """Where a person sits: questions are read from `keyboard` and shown on `screen`, whatever the streams are."""

    keyboard: Path
    screen: Path


DEVICES = Devices(Path("CONIN$"), Path("CONOUT$")) if os.name == "nt" else Devices(Path("/dev/tty"), Path("/dev/tty"))


@dataclass(frozen=True)
class Environment:
    """What was read from the environment and from the user's configuration file; None or empty where nothing was set."""

    case: Path | None = None
    passphrase_file: Path | None = None
    passphrase_fd: int | None = None
    proxy: str | None = None
    ca_file: Path | None = None
    allow_network: tuple[str, ...] = ()
    tsa_urls: tuple[str, ...] | None = None
    tsa_roots: tuple[Path, ...] = ()
    browser: str | None = None
    browser_sandbox: bool = True
    folders: Mapping[str, Path] = field(default_factory=dict)
    debug: bool = False
    plain: bool = False
    offline: bool = False
    devices: Devices = DEVICES


def read_environment(variables: Mapping[str, str] = os.environ, config: Path | None = None) -> Environment:
    """Precedence inside: variable, then the configuration file (TOML; keys case, proxy, browser, plain, offline,
    tsa_urls, tsa_roots).

    The last two are texts as in their variables. Raises UsageError.
    """
    settings = _read_config(config)

    def value(name: str, key: str = "") -> str | None:
        return variables.get(f"LEAKGUARD_{name}") or (str(settings[key]) if key in settings else None)

    descriptor = value("PASSPHRASE_FD")
    if descriptor is not None and not descriptor.isdecimal():
        raise UsageError("LEAKGUARD_PASSPHRASE_FD is not a number.", "Give the number of an open file descriptor.")
    stampers = value("TSA_URLS", "tsa_urls")
    case, file, authority = value("CASE", "case"), value("PASSPHRASE_FILE"), value("CA_FILE")
    return Environment(
        case=Path(case).expanduser() if case else None,
        passphrase_file=Path(file) if file else None,
        passphrase_fd=int(descriptor) if descriptor else None,
        proxy=value("PROXY", "proxy"),
        ca_file=Path(authority) if authority else None,
        allow_network=_list(value("ALLOW_NETWORK")),
        tsa_urls=None if stampers is None else () if stampers.strip() == "none" else _list(stampers),
        tsa_roots=tuple(Path(part).expanduser() for part in _list(value("TSA_ROOTS", "tsa_roots"))),
        browser=value("BROWSER", "browser"),
        browser_sandbox=value("BROWSER_NO_SANDBOX") != "1",
        folders={name: Path(variables[name]) for name in _FOLDERS if variables.get(name)},
        debug=value("DEBUG") == "1",
        plain=settings.get("plain") is True or variables.get("TERM") == "dumb",
        offline=settings.get("offline") is True,
    )


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _read_config(path: Path | None) -> dict[str, object]:
    if path is None or not path.is_file():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"The configuration file {path} cannot be read: {error}", "Correct it, or remove it.") from error
