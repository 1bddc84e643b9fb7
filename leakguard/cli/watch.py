"""capture."""

from typing import Annotated, Any

import typer

from leakguard.cli.answer import NEXT_STATUS, Answer, builtins, shown
from leakguard.cli.check import not_sealed
from leakguard.cli.options import AcceptCertificate
from leakguard.cli.session import Session
from leakguard.errors import InputNeeded, UsageError
from leakguard.model.evidence import Capture, PageKind


def capture(
    session: Session,
    targets: Annotated[list[str], typer.Argument(metavar="TARGET...", help="Addresses, or findings such as f-1a2b3c4d.")],
    light: Annotated[bool, typer.Option("--light", help="Without a browser: the page as it is sent.")] = False,
    browser: Annotated[bool, typer.Option("--browser", help="With a browser, or not at all.")] = False,
    step: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Click these words first, as on a gate; css=… names an element.")
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Open a window first, to sign in by yourself. Cookies are never kept.")
    ] = False,
    screencast: Annotated[bool, typer.Option("--screencast", help="Keep a moving picture of the window too.")] = False,
    everything: Annotated[bool, typer.Option("--everything", help="Keep all pictures of the page, not only matches.")] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason for --everything; it is kept.")] = "",
    accept_certificate: AcceptCertificate = None,
) -> Answer:
    """Record an address as evidence: the page and what matched."""
    from leakguard.services import capture as service
    from leakguard.services.page import Keeping

    if light and (browser or step or interactive or screencast):
        raise UsageError("--light uses no browser, so it can neither click, open a window, nor film it.", "Leave out --light.")
    if everything and not why.strip():
        raise UsageError("--everything needs a reason.", "Add: --why TEXT. It stands in the custody log.")
    if interactive and not session.terminal.can_ask():
        raise InputNeeded("--interactive needs somebody at the terminal.", "Leave it out, or run it without --no-input.")
    with session.vault() as vault, session.tools(accept_certificates=accept_certificate or ()) as tools:
        keeping = Keeping(
            everything_why=why if everything else "",
            light=light,
            only_browser=browser,
            clicks=tuple(step or ()),
            interactive=interactive,
            screencast=screencast,
        )
        done = service.capture(vault, targets, keeping, tools)
    lines = [line for made in done.captures for line in _capture_lines(made)]
    lines += [f"Not recorded: {shown(missed.locator)}: {missed.why}" for missed in done.failed]
    code = 6 if not done.captures else 3 if done.incomplete else 0
    hints = tuple(f"hint: {hint}" for hint in done.hints)
    notes = (*hints, *not_sealed(done.captures), *((NEXT_STATUS,) if done.captures else ()))
    data = {"captures": [_capture(made) for made in done.captures], "failed": builtins(done.failed)}
    return Answer("capture/1", data, tuple(lines), notes, code=code)


def _capture(made: Capture) -> dict[str, Any]:
    return {
        "id": made.id,
        "target": made.target,
        "final_url": made.final_url,
        "status": made.status,
        "kind": made.page.value,
        "complete": made.complete,
        "route": made.route,
        "summary": made.summary,
        "findings": list(made.findings),
        "missing": builtins(made.missing),
        "withheld": made.withheld,
        "sealed": made.sealed,
        "sealed_late": made.sealed_late,
    }


def _capture_lines(made: Capture) -> list[str]:
    how = "in a browser" if made.route == "browser" else "without a browser"
    lines = [f"Recorded as {made.id}, exhibit {made.exhibit}, {how}: {shown(made.final_url)}"]
    status = "" if made.page is PageKind.PAGE else f" The answer's status was {made.status}."
    lines.append(f"  {made.summary}{status}")
    if made.sealed:
        lines.append(f"  Sealed with a time stamp{', late' if made.sealed_late else ''}.")
    return lines + [f"  Missing: {shown(missed.locator)}: {missed.why}" for missed in made.missing]
