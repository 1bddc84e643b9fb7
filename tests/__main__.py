"""`python -m tests`: every check that must hold before a change lands, in one run. Exits 0 only when all of them passed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "tests": ["pytest"],
}


def main() -> int:
    """Run each check; arguments go to pytest."""
    failed = []
    # Without compiled files every worker and every program that a test starts would compile all anew, each time.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    scripts = Path(sys.executable).parent
    for name, command in _CHECKS.items():
        program = shutil.which(command[0], path=str(scripts)) or command[0]
        extra = sys.argv[1:] if name == "tests" else []
        print(f"== {name}", flush=True)
        if subprocess.run([program, *command[1:], *extra], cwd=_ROOT, env=environment, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
