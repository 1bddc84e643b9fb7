"""What lies beside a bundle, never in it: its receipt sheet, and time stamps that came too late to be inside.

    NAME-receipt.pdf, NAME-receipt.txt
    NAME-tsaA.tsq, NAME-tsaA.tsr, NAME-tsaA-root.pem       as in proofs/, for the manifest of the bundle NAME

NAME is the bundle's, without the endings of a zip file and of a lock.
"""

from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase

_MAX = 1024 * 1024


def as_zip(bundle: Path) -> Path:
    """A folder's name with .zip behind it; what somebody wrote as the ending of a locked file is taken for one."""
    plain = bundle.with_suffix("") if bundle.suffix in (".age", ".html") else bundle
    return plain if plain.suffix == ".zip" else plain.with_name(f"{plain.name}.zip")


def sheet(bundle: Path) -> Path:
    """The receipt sheet of a bundle at this place."""
    return bundle.with_name(f"{as_zip(bundle).stem}-receipt.pdf")


def stamp(bundle: Path, number: int) -> tuple[Path, Path, Path]:
    """Question, answer and root of the stamp with this number, counted from 0 over those inside and beside the bundle."""
    stem = f"{as_zip(bundle).stem}-tsa{ascii_uppercase[number]}"
    return bundle.with_name(f"{stem}.tsq"), bundle.with_name(f"{stem}.tsr"), bundle.with_name(f"{stem}-root.pem")


def stamps(bundle: Path) -> Mapping[str, tuple[bytes, bytes, bytes]]:
    """Those that lie there, by the name of the answer. What cannot be read is empty."""
    found = (stamp(bundle, number) for number in range(len(ascii_uppercase)))
    return {paths[1].name: (_read(paths[0]), _read(paths[1]), _read(paths[2])) for paths in found if paths[1].is_file()}


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX)
    except OSError:
        return b""
