"""Everything that can go wrong, as one tree.

An error states the fact in plain words (`message`) and the next thing to type or do (`hint`). `code` is the exit code of
the command line, `kind` the fixed word that scripts see in JSON. Only `cli` turns an error into output; the text may hold
foreign characters, which `cli` makes harmless when it prints.
"""

from typing import Any, ClassVar


class LeakguardError(Exception):
    """Something failed in a way that a person can understand and act on."""

    code: ClassVar[int] = 1
    kind: ClassVar[str] = "failed"

    def __init__(self, message: str, hint: str = "", **values: Any) -> None:
        """`values` fill the gaps of both sentences, such as {id}; without any they stand as they are, braces and all.

        Sentences with gaps are found in the catalogues of other languages (text.words.Words.retell).
        """
        super().__init__(message)
        self.sentences = message, hint
        self.values = values
        self.say(message, hint)

    def say(self, message: str, hint: str) -> None:
        """Say it in these sentences, which have the same gaps."""
        self.message = message.format_map(self.values) if self.values else message
        self.hint = hint.format_map(self.values) if self.values else hint

    def __str__(self) -> str:
        return self.message


class Refused(LeakguardError):
    """The rules that protect people do not allow this."""

    kind = "refused"


class LinkOnly(Refused):
    """The case may concern someone under 18: media are neither read nor made."""

    def __init__(self) -> None:
        super().__init__(
            "This case is link-only: someone in the pictures was, or may have been, under 18 when they were made.",
            "Keep addresses with: leakguard link add URL. Whom to call: leakguard support",
        )


class NotFound(LeakguardError):
    """An id, path or name that does not exist."""

    kind = "not-found"


class StorageError(LeakguardError):
    """The disk is full, read-only or failing; what was acknowledged before is safe."""

    kind = "storage"


class Damaged(LeakguardError):
    """Stored data does not authenticate or does not parse; it is reported, never repaired by guessing."""

    kind = "damaged"


class MissingPart(LeakguardError):
    """An optional part (an extra, a program of the system) is not installed."""

    kind = "missing-part"


class UsageError(LeakguardError):
    """The command line itself is wrong."""

    code = 2
    kind = "usage"


class Unreadable(LeakguardError):
    """One item could not be read or decoded; the run goes on without it."""

    code = 3
    kind = "unreadable"


class Incomplete(LeakguardError):
    """The work was done and kept, but something that should be there is missing."""

    code = 3
    kind = "incomplete"


class InputNeeded(LeakguardError):
    """A question would have to be asked, but asking is off or impossible."""

    code = 4
    kind = "input-needed"


class VerificationFailed(LeakguardError):
    """Evidence does not match its own record."""

    code = 5
    kind = "verification"


class NetworkError(LeakguardError):
    """Nothing could be reached, or what was reached was not allowed."""

    code = 6
    kind = "network"


class AddressRefused(NetworkError):
    """An address that the guarded client never talks to: private, local, reserved, or not http(s)."""

    kind = "address-refused"


class CaseError(LeakguardError):
    """No case, a locked one, or the wrong passphrase."""

    code = 7
    kind = "case"


class NoCase(CaseError):
    """There is no case at this path."""

    kind = "no-case"


class WrongPassphrase(CaseError):
    """The passphrase or recovery code opens none of the key slots; or a locked file opens with another password or key."""

    kind = "wrong-passphrase"


class UnknownVersion(CaseError):
    """The case was written by a newer version; it is refused, never guessed."""

    kind = "unknown-version"


class CaseBusy(CaseError):
    """Another process holds the lock that this act needs."""

    kind = "case-busy"
