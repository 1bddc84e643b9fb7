"""One run of one command: its options, its terminal, and the case it opens."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leakguard.cli.environment import Environment
from leakguard.cli.options import Options
from leakguard.cli.terminal import Terminal
from leakguard.errors import LeakguardError, NoCase, UsageError

if TYPE_CHECKING:
    from leakguard.browser.installed import Browser
    from leakguard.net.settings import Settings
    from leakguard.services.tools import Stamping, Tools
    from leakguard.vault.vault import Vault

_APP = "leakguard"
ENGLISH = "en"

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of this computer."""
    return datetime.now(UTC)


@dataclass
class Held:
    """The case that `leakguard open` keeps open between commands; it lives in this process only."""

    vault: "Vault"


class Session:
    """What a command gets: `terminal` to speak, `now` for the time, `vault()` for the open case, `tools()` for the services."""

    def __init__(self, options: Options, environment: Environment, held: Held | None = None, now: Now = utc_now) -> None:
        self.options = options
        self.environment = environment
        self.held = held
        self.now = now
        self.terminal = Terminal(options, plain=environment.plain, devices=environment.devices)

    @property
    def case_path(self) -> Path:
        """--case, else the case that is held open, else LEAKGUARD_CASE, else the per-user folder, whose names say nothing."""
        held = self.held.vault.path if self.held else None
        return self.options.case or held or self.environment.case or cases_folder() / "1"

    @contextmanager
    def vault(self) -> Iterator["Vault"]:
        """The open case; asks for the passphrase unless it is held open. Raises NoCase, WrongPassphrase, InputNeeded."""
        if self.held is not None and self.case_path.absolute() == self.held.vault.path.absolute():
            with self._in_words_of(self.held.vault):
                yield self.held.vault
            return
        from leakguard.vault.vault import Vault

        if not Vault.exists(self.case_path):
            raise NoCase(f"There is no case at {self.case_path}.", "Make one with: leakguard init")
        with Vault.open(self.case_path, self.passphrase()) as vault, self._in_words_of(vault):
            yield vault

    @contextmanager
    def _in_words_of(self, vault: "Vault") -> Iterator[None]:
        """Questions and errors come in the language of the case, as far as it has their sentences."""
        from leakguard.model.case import Case

        language = ENGLISH
        with suppress(LeakguardError):  # what is damaged is told of by whatever needs it
            language = next((case.language for case in vault.find(Case)), ENGLISH)
        if language == ENGLISH:
            yield
            return
        from leakguard.text.words import explaining

        words = explaining(language)
        self.terminal.translate = words.sentence
        try:
            yield
        except LeakguardError as error:
            words.retell(error)
            raise

    def passphrase(self, question: str = "Passphrase") -> str:
        """From --passphrase-file or its variables where given, else asked. Raises UsageError, InputNeeded."""
        given = self.given_passphrase()
        return given if given is not None else self.terminal.ask_secret(question)

    def given_passphrase(self) -> str | None:
        """The passphrase from a file or descriptor; two sources at once are an error, because one of them must be a mistake."""
        file = self.options.passphrase_file
        sources = [
            source for source in (file, self.environment.passphrase_file, self.environment.passphrase_fd) if source is not None
        ]
        if len(sources) > 1:
            raise UsageError(
                "The passphrase is given in more than one way.",
                "Keep one of --passphrase-file, LEAKGUARD_PASSPHRASE_FILE and LEAKGUARD_PASSPHRASE_FD.",
            )
        return read_passphrase(sources[0]) if sources else None

    @contextmanager
    def tools(self, *, accept_certificates: Sequence[str] = ()) -> Iterator["Tools"]:
        """The services' tools, wired to this terminal, with progress shown while the block runs.

        `accept_certificates` are hosts that the person named as free to have a bad certificate.
        """
        from leakguard.cli.progress import progress
        from leakguard.services.tools import Questions, Tools

        terminal = self.terminal
        questions = Questions()
        if terminal.can_ask() and not terminal.yes:
            questions = Questions(self._address_is_seen, self._may_show_minors, self._accept_certificate)
        if terminal.can_ask():
            questions = replace(questions, window_is_ready=self._window_is_ready)
        with progress(terminal, self.now) as report:
            yield Tools(
                now=self.now,
                network=self._network(accept_certificates),
                progress=report,
                note=terminal.note,
                warn=terminal.warn,
                questions=questions,
                stamping=self.stamping(),
                browser=self.browser(),
                browser_sandbox=self._browser_sandbox(),
            )

    def stamping(self) -> "Stamping":
        """The authorities to ask for time stamps, and the roots that are trusted beside the pinned ones. Raises UsageError."""
        from leakguard.evidence import stamp_roots
        from leakguard.services.tools import Stamping

        chosen = self.environment.tsa_urls
        return Stamping(stamp_roots.AUTHORITIES if chosen is None else chosen, stamp_roots.given(self.environment.tsa_roots))

    def browser(self) -> "Browser | None":
        """The browser that captures use; None where there is none, or it is switched off. Raises UsageError."""
        from leakguard.browser.installed import Browser, driver_is_there, find

        named = self.environment.browser
        if named == "none" or not driver_is_there():
            return None
        if not named:
            return find(self.environment.folders)
        if not Path(named).is_file():
            raise UsageError(f"LEAKGUARD_BROWSER is not a program: {named}", "Give the path of Chromium, Chrome or Edge.")
        return Browser(Path(named).stem, Path(named))

    def _browser_sandbox(self) -> bool:
        if not self.environment.browser_sandbox:
            self.terminal.warn("LEAKGUARD_BROWSER_NO_SANDBOX takes a protection away from the browser; for tests only.")
        return self.environment.browser_sandbox

    def _network(self, accept_certificates: Sequence[str]) -> "Settings":
        from ipaddress import ip_network

        from leakguard.net.settings import Settings

        environment, proxy = self.environment, self.options.proxy or self.environment.proxy
        try:
            allow = tuple(ip_network(part) for part in environment.allow_network)
        except ValueError as error:
            raise UsageError(f"LEAKGUARD_ALLOW_NETWORK is not a network: {error}", "Write it like 127.0.0.0/8.") from error
        if allow:
            self.terminal.warn(
                f"LEAKGUARD_ALLOW_NETWORK lets requests reach {', '.join(environment.allow_network)}; for tests only."
            )
        return Settings(
            offline=self.options.offline or environment.offline,
            proxy=proxy,
            allow=allow,
            ca_files=(environment.ca_file,) if environment.ca_file else (),
            accept_bad_certificates=frozenset(host.lower() for host in accept_certificates),
        )

    def _address_is_seen(self, host: str) -> bool:
        return self.terminal.confirm(
            "Go on?",
            f"The site {host} will see this computer's network address. A link may also be made to track who opens it.",
            "You can stop here and use --proxy or --offline.",
        )

    def _window_is_ready(self, url: str) -> bool:
        return self.terminal.confirm(
            "Record the page as it is now?",
            "A browser window is open. Sign in there by yourself. Pictures that match nothing are grey in it. "
            "What you type stays in that window, and its cookies are never kept.",
        )

    def _accept_certificate(self, host: str, problem: str) -> bool:
        return self.terminal.confirm(
            "Fetch from it all the same?",
            f"The certificate of {host} {problem}. Somebody may be listening, or pretending to be this site.",
        )

    def _may_show_minors(self, host: str) -> bool:
        return self.terminal.confirm(
            "May someone in its pictures be under 18?",
            f"Before a page on {host} is recorded, one question. If yes, nothing is fetched, and only its address is kept.",
        )


def cases_folder() -> Path:
    """Where cases live by default; the names reveal nothing."""
    from platformdirs import user_data_path

    return user_data_path("archive", appauthor=False)


def config_file() -> Path:
    """The user's configuration file, read if present."""
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False) / "config.toml"


def read_passphrase(source: Path | int) -> str:
    """First line of a file or descriptor, without its line end. Raises UsageError."""
    try:
        with open(source, encoding="utf-8") as file:  # noqa: PTH123 - a descriptor is no path
            line = file.readline().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The passphrase cannot be read: {error}", "Give a readable text file whose first line it is."
        ) from error
    if not line:
        raise UsageError("The passphrase file is empty.", "Write the passphrase on its first line.")
    return line
