"""The whole job on made-up pictures and a web site on this computer: nothing online, nobody asked, results kept to look at."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from leakguard.errors import Refused
from leakguard.evidence import timestamps
from leakguard.exporting.bundle import Level
from leakguard.imaging import edits, madeup
from leakguard.model.case import Adults, Declaration, Role
from leakguard.model.check import Review
from leakguard.model.media import Verdict
from leakguard.model.verification import Verification
from leakguard.net.loopback import Page, Site
from leakguard.services import case, check, enrol, export, findings, links, notes, notify, profile, report, seals, verify
from leakguard.services.demo_authority import NAME, DemoAuthority
from leakguard.services.files import examples
from leakguard.services.page import Keeping
from leakguard.services.tools import Stamping, Tools
from leakguard.services.words import Audience
from leakguard.vault.vault import Vault

PASSPHRASE = "demo demo demo"  # noqa: S105 - the demonstration's case is meant to be opened by anyone who made it
ROOT = "demo-root.pem"
"""The root of the demonstration's authority, for whoever wants to check its stamps: LEAKGUARD_TSA_ROOTS."""
_ORIGINALS = 5
_STRANGERS = 100
"""Seeds from here on are pictures of nobody in the case."""


@dataclass(frozen=True)
class Demo:
    """What was done: `lines` for people, `facts` for scripts."""

    lines: tuple[str, ...]
    facts: dict[str, Any]


def demo(out: Path, tools: Tools, say: Callable[[str], None]) -> Demo:
    """Run every step in the folder `out`, which must be new or empty. Raises Refused."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"There is something at {out} already.", "Name a new folder: leakguard demo --out DIR")
    started = tools.now()
    say("Making pictures …")
    originals = [madeup.scene(seed) for seed in range(_ORIGINALS)]
    _write_files(out, originals)
    answers = case.Answers(Role.SELF, Adults.YES, Declaration.OWN, "US", "en")
    vault, _ = case.create(out / "case", PASSPHRASE, answers, tools)
    authority = DemoAuthority(tools.now)
    with vault, Site(_site(originals), {"/stamp": (timestamps.REPLY, authority.answer)}) as site:
        network = replace(tools.network, offline=False, proxy=None, allow_exact=(site.address,), delay=0.0)
        stamping = Stamping((f"{site.url}/stamp",), (authority.root,))
        # Without a browser, so that the result is the same on every computer.
        local = replace(tools, network=network, stamping=stamping, note=lambda text: None, browser=None)
        (out / ROOT).write_text(authority.root.pem, "ascii")
        return _job(vault, out, site.url, local, say, started)


def _job(vault: Vault, out: Path, address: str, tools: Tools, say: Callable[[str], None], started: datetime) -> Demo:
    say("Fingerprinting the originals …")
    added = list(enrol.add(vault, [str(out / "pictures")], enrol.Description(label="demo"), tools))
    say("Checking a folder, and a page of the local site …")
    folder = check.check(vault, [str(out / "downloads")], tools)
    page = check.check(vault, [f"{address}/"], tools, Keeping())
    found = findings.every(vault)
    for finding in found:
        if finding.match.verdict is not Verdict.POSSIBLE:
            findings.review(vault, finding.id, Review.CONFIRMED, tools)
    say("Writing the letter, the report and the bundle …")
    notes.add(vault, "A message: pay, or more pictures follow.", tools, at=tools.now() - timedelta(days=1), source="someone_else")
    links.add(vault, "https://social.example/someone_else/posts/17", tools, account="someone_else", note="A link to the album")
    profile.update(vault, {"name": "Alex Example", "email": "alex@example.org", "time_zone": "America/New_York"}, tools)
    online = tuple(finding.id for finding in found if finding.url)
    wish = notify.Wish(regime="us-tida", findings=online, to="platform", sign="Alex Example")
    letter = notify.write(vault, wish, ("txt", "eml"), out / "letters", tools)
    made = report.write(vault, out / "report.pdf", Audience.SELF, tools)
    bundle = export.write_bundle(vault, out / "bundle", Level.FULL, "a lawyer", tools)
    say("Verifying …")
    roots = tools.stamping.roots
    verified = {
        "bundle": verify.bundle(out / "bundle", bundle.manifest_sha256, roots=roots),
        "case": verify.case(vault, roots=roots),
    }
    seconds = (tools.now() - started).total_seconds()
    capture = page.captures[0]
    lines = (
        f"add      {_added(added)} made-up pictures fingerprinted; the pictures are not stored",
        f"folder   {_counts(folder)}",
        f"page     {_counts(page)}; {capture.withheld} pictures of others not kept; 1 missing on the page",
        f"capture  {capture.id}: web archive, headers, certificates, log",
        f"sealed   {_sealed(vault, capture.id)}",
        f"letter   {letter.notice.regime}, {'complete' if letter.notice.complete else 'draft'}, "
        f"clock {letter.notice.clock.value if letter.notice.clock else 0} hours from receipt; nothing was sent",
        f"report   {made.pages} pages, {made.findings} findings, every picture wholly blurred",
        f"bundle   {_passed(verified['bundle'])}; manifest {bundle.manifest_sha256[:16]}…",
        f"case     {_passed(verified['case'])}",
        f"receipt  {bundle.sheet}, to hand over apart from the bundle",
        f"Done in {seconds:.0f} seconds. Nothing went online. Everything is in: {out}",
        f"Look at {out / 'report.pdf'} and {out / 'letters'}; the case opens with the passphrase: {PASSPHRASE}",
    )
    facts = {
        "out": str(out),
        "originals": len(added),
        "folder": {verdict.value: count for verdict, count in folder.counts.items()},
        "page": {verdict.value: count for verdict, count in page.counts.items()},
        "capture": capture.id,
        "sealed": capture.sealed,
        "notice": letter.notice.id,
        "pages": made.pages,
        "manifest_sha256": bundle.manifest_sha256,
        "verified": all(result.passed for result in verified.values()),
    }
    return Demo(lines, facts)


def _write_files(out: Path, originals: list[edits.Rgb]) -> None:
    """`pictures` are the person's own; `downloads` is what somebody found: copies among other pictures, one of them in a zip."""
    pictures, downloads = out / "pictures", out / "downloads"
    pictures.mkdir(parents=True)
    downloads.mkdir()
    for number, rgb in enumerate(originals):
        (pictures / f"picture-{number + 1}.jpg").write_bytes(madeup.encode(rgb, "JPEG", quality=92))
    (downloads / "exact.jpg").write_bytes((pictures / "picture-1.jpg").read_bytes())
    (downloads / "mirrored.jpg").write_bytes(madeup.encode(edits.mirror(originals[1]), "JPEG", quality=60))
    (downloads / "smaller.webp").write_bytes(madeup.encode(edits.resize(originals[2], 0.5), "WebP", quality=70))
    (downloads / "other.jpg").write_bytes(madeup.encode(madeup.scene(_STRANGERS), "JPEG", quality=80))
    (downloads / "readme.txt").write_text("Not a picture.\n", "utf-8")
    with zipfile.ZipFile(downloads / "album.zip", "w") as album:
        album.writestr("a/1.jpg", madeup.encode(edits.recompress(originals[3], 25)))
        album.writestr("a/2.jpg", madeup.encode(madeup.scene(_STRANGERS + 1)))


def _site(originals: list[edits.Rgb]) -> dict[str, Page]:
    root = examples() / "leak-site"
    strangers = (madeup.scene(_STRANGERS + number, 800, 600) for number in range(2, 12))
    pictures = {
        "plain.jpg": edits.recompress(originals[0], 35),
        "small.jpg": edits.resize(originals[1], 0.3),
        "large.jpg": edits.resize(originals[1], 0.9),
        "lazy.jpg": edits.mirror(originals[2]),
        "linked.jpg": edits.recompress(originals[3], 50),
        "background.jpg": originals[4],
        **{f"{name}.jpg": next(strangers) for name in ("cover", "structured", "stranger-1", "stranger-2", "without-script")},
    }
    pages: dict[str, Page] = {
        "/": ("text/html; charset=utf-8", (root / "index.html").read_bytes(), {}),
        "/style.css": ("text/css", (root / "style.css").read_bytes(), {}),
        "/pictures/stranger-2.webp": ("image/webp", madeup.encode(next(strangers), "WebP"), {}),
    }
    return pages | {
        f"/pictures/{name}": ("image/jpeg", madeup.encode(rgb, "JPEG", quality=80), {}) for name, rgb in pictures.items()
    }


def _counts(checked: check.Checked) -> str:
    return ", ".join(f"{count} {verdict.value}" for verdict, count in checked.counts.items() if count)


def _sealed(vault: Vault, capture: str) -> str:
    """When, by whose word, and that this is only a demonstration."""
    stamps = seals.of(vault, capture)
    times = " and ".join(f"{each.time:%H:%M:%S}" for each in stamps)
    return f"stamped at {times} UTC, before and after, by a {NAME}" if stamps else "NOT SEALED"


def _passed(verification: Verification) -> str:
    return f"{'verified' if verification.passed else 'NOT VERIFIED'}, {len(verification.checks)} checks"


def _added(results: list[enrol.Enrolled]) -> int:
    return sum(result.status is enrol.Status.ADDED for result in results)
