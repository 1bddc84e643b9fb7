"""Writing what leaves the case: a new file, whole or not at all, never over another one."""

import os
from pathlib import Path

from leakguard.errors import Refused


def write_new(path: Path, data: bytes) -> None:
    """Write `data` under a name that is free; no half file is left. Raises Refused where something is there, OSError."""
    if path.exists():
        raise Refused(f"There is something at {path} already.", "Name another file, or move that one away.")
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        with half.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def examples() -> Path:
    """The folder of examples: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_examples"
    return installed if installed.is_dir() else package.parent / "examples"
