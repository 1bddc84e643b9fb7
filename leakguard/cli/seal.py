"""seal."""

from leakguard.cli.answer import Answer, builtins, plural, shown
from leakguard.cli.session import Session
from leakguard.model.seal import Seal


def seal(session: Session) -> Answer:
    """Ask again for time stamps that are missing."""
    from leakguard.services import seal as service
    from leakguard.services.seals import words

    with session.vault() as vault, session.tools() as tools:
        done = service.retry(vault, tools)
    lines = [words(made) for made in done.made]
    lines += [f"Written beside its bundle: {shown(str(path))}" for path in done.beside]
    lines += [f"The bundle is not at {shown(str(path))} any more; its stamp is in the case." for path in done.moved]
    lines += [f"No time stamp from {missed.url}: {missed.why}" for missed in done.missed]
    if done.waiting:
        lines.append(f"{plural(len(done.waiting), 'thing')} still to be stamped: {', '.join(done.waiting)}.")
    else:
        lines.append("Everything is sealed." if done.made else "Nothing was missing: everything is sealed.")
    data = {
        "seals": [_seal(made) for made in done.made],
        "failed": builtins(done.missed),
        "waiting": list(done.waiting),
        "beside": [str(path) for path in done.beside],
    }
    code = 0 if not done.waiting else 3 if done.made else 6
    return Answer(
        "seal/1", data, tuple(lines), ("hint: Try again later with: leakguard seal",) if done.waiting else (), code=code
    )


def _seal(made: Seal) -> dict[str, object]:
    return {
        "id": made.id,
        "what": made.what.value,
        "subject": made.subject,
        "sha256": made.sha256,
        "time": builtins(made.time),
        "authority": made.authority,
        "url": made.url,
        "root": made.root_name,
        "late_by_seconds": int(made.late_by.total_seconds()) if made.late_by else None,
        "clock_offset_seconds": made.clock_offset,
    }
