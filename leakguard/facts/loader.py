"""Reads the fact files: each on first use, once, checked against the schema in `rows`, `law`, `letters`, `places` and `help`.

Review dates are counted from the day a fact was seen. Telephone lines move, close and change their hours most: 3 months. Forms
and addresses, and law that is being changed or waits for its first practice: 6 months. Settled statute text: 12 months, the
usual rhythm of consolidation.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from leakguard.errors import Damaged
from leakguard.facts import rdap as bootstrap
from leakguard.facts.cdn import Cdns
from leakguard.facts.help import Country, Minors, Sextortion
from leakguard.facts.law import Regime
from leakguard.facts.letters import NoticeType
from leakguard.facts.places import Places
from leakguard.facts.rdap import Bootstrap, Registry
from leakguard.facts.rows import Fact, Keeps, Source

REVIEW_MONTHS = {Keeps.STATUTE: 12, Keeps.CHANGING: 6, Keeps.CONTACT: 6, Keeps.PHONE: 3}
COUNTRIES = (
    *("us", "eu", "gb", "au", "ca", "in", "nz", "br"),
    *("de", "fr", "es", "it", "nl", "ie", "jp", "kr", "za", "mx"),
    "any",
)
"""The files of regimes/. Regimes are suggested in this order: first where the law lets people write, last where it needs none."""

_FOLDER = Path(__file__).parent
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")


@cache
def regimes() -> tuple[Regime, ...]:
    """Every legal basis, in the order of COUNTRIES and of each file."""
    files = (read(_FOLDER / "regimes" / f"{name}.yaml", tuple[Regime, ...]) for name in COUNTRIES)
    return tuple(regime for file in files for regime in file)


@cache
def notice_types() -> tuple[NoticeType, ...]:
    """Every kind of letter and statement."""
    return read(_FOLDER / "notice_types.yaml", tuple[NoticeType, ...])


@cache
def places() -> Places:
    """Services with their channels, and the tools that block copies by fingerprint."""
    return read(_FOLDER / "channels.yaml", Places)


@cache
def countries() -> tuple[Country, ...]:
    """Helplines: the international ones first (code INT), then country by country."""
    return read(_FOLDER / "helplines.yaml", tuple[Country, ...])


@cache
def minors() -> Minors:
    """The rules for pictures of anyone under 18."""
    return read(_FOLDER / "minors.yaml", Minors)


@cache
def sextortion() -> Sextortion:
    """What to do about a threat to publish."""
    return read(_FOLDER / "sextortion.yaml", Sextortion)


@cache
def rdap() -> tuple[Registry, ...]:
    """Which server tells who registered a name, an address or a number."""
    return read(_FOLDER / "rdap.yaml", tuple[Registry, ...])


@cache
def rdap_servers() -> Bootstrap:
    """The same, to be looked up in."""
    return bootstrap.of(rdap())


@cache
def cdns() -> Cdns:
    """Networks that stand in front of sites."""
    return read(_FOLDER / "cdns.yaml", Cdns)


def every_fact() -> Iterator[tuple[str, Fact]]:
    """All facts of all files, each with where it stands, such as "regimes/us-tida/elements/signature"."""
    for name, rows in (
        ("regimes", regimes()),
        ("notice-types", notice_types()),
        ("channels", places()),
        ("helplines", countries()),
        ("minors", minors()),
        ("sextortion", sextortion()),
        ("rdap", rdap()),
        ("cdns", cdns()),
    ):
        yield from walk(rows, name)


def walk(node: Any, where: str) -> Iterator[tuple[str, Fact]]:
    """The facts inside rows, however deep, each with its place below `where`."""
    if isinstance(node, Fact):
        yield where, node
    elif isinstance(node, tuple):
        for number, item in enumerate(node):
            yield from walk(item, f"{where}/{getattr(item, 'id', '') or getattr(item, 'code', '') or number + 1}")
    elif isinstance(node, msgspec.Struct):
        for field in node.__struct_fields__:
            yield from walk(getattr(node, field), f"{where}/{field}")


def read(path: Path, type: type[T]) -> T:
    """The file as rows of `type`. Raises Damaged, with the place, where it breaks the schema."""
    try:
        file = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a safe loader, in C where it is built
        sources = msgspec.convert(file["sources"], dict[str, Source])
        return msgspec.convert(_complete(file["facts"], sources, file["seen"], file["keeps"]), type)
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise Damaged(f"The fact file {path.name} is damaged: {error}", "Install leakguard again.") from error


def _complete(node: Any, sources: Mapping[str, Source], seen: date, keeps: str) -> Any:
    """Puts sources in the place of their keys, and says of every fact when it was seen and when to look again."""
    if isinstance(node, list):
        return [_complete(item, sources, seen, keeps) for item in node]
    if not isinstance(node, dict):
        return node
    full = {key: _complete(value, sources, seen, keeps) for key, value in node.items() if key != "src"}
    if "confidence" in node:
        keys = node.get("src", [])
        if bool(keys) != (node["confidence"] == "verified"):
            raise ValueError(f"a verified fact needs a source, and a recalled one has none: {node}")
        full = {"seen": seen, "keeps": keeps} | full | {"src": tuple(sources[key] for key in keys)}
        full["review"] = _later(full["seen"], REVIEW_MONTHS[Keeps(full["keeps"])])
    return full


def _later(day: date, months: int) -> date:
    """The same day `months` later, the 28th at most, so that every month has it."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
