"""What a program that runs leakguard can rely on; `leakguard --help-scripts` is made from these tables."""

from leakguard.cli.environment import VARIABLES

CODES: dict[int, str] = {
    0: "done; finding nothing is done too",
    1: "failed, or refused with a reason",
    2: "the command line is wrong",
    3: "done, but something is incomplete or unreadable",
    4: "an answer is needed, but --no-input was given or nobody can be asked",
    5: "verification failed",
    6: "network: nothing could be reached",
    7: "no case, a busy one, or the wrong passphrase",
    130: "stopped with Ctrl-C",
}

KINDS: dict[str, str] = {
    "failed": "anything without a kind of its own",
    "refused": "the rules that protect people do not allow it; also a question answered with no",
    "not-found": "no such id, path or name",
    "storage": "the disk is full, read-only or failing",
    "damaged": "stored data is damaged or was changed",
    "missing-part": "an optional part is not installed",
    "usage": "the command line is wrong",
    "unreadable": "what was named cannot be read",
    "incomplete": "done, but something that should be there is missing",
    "input-needed": "a question would have to be asked",
    "verification": "evidence does not match its own record",
    "network": "nothing could be reached",
    "address-refused": "an address that is never asked: private, local, reserved, or not http(s)",
    "browser-failed": "the browser did not start, or stopped",
    "bad-certificate": "a site's certificate does not prove who it is",
    "case": "the case cannot be opened",
    "no-case": "there is no case",
    "wrong-passphrase": "neither the passphrase nor the recovery code",
    "unknown-version": "the case was made by a newer version",
    "case-busy": "another program holds the case",
    "stopped": "stopped with Ctrl-C",
}
"""Every `kind` in an error's JSON. Kinds are only ever added."""

_JSON = """\
With --json, stdout holds exactly one object whose first key is "schema". Errors go to stderr:
  {"schema": "leakguard/error/1", "error": {"code": 7, "kind": "no-case", "message": "…", "hint": "…"}}
"""


def for_scripts() -> str:
    """The whole reference as text."""
    exits = _listed({str(code): meaning for code, meaning in CODES.items()})
    return f"{_JSON}\nExit codes:\n{exits}\nKinds of errors:\n{_listed(KINDS)}\nEnvironment:\n{_listed(VARIABLES)}"


def _listed(rows: dict[str, str]) -> str:
    width = max(map(len, rows))
    return "".join(f"  {name:{width}}  {meaning}\n" for name, meaning in rows.items())
