"""Changes single bytes of a bundle, 500 by default, and counts what `verify` and the usual commands miss.

    python -m tests.benchmarks.flips [COUNT]

The bundle is the one of `leakguard demo`. It also tells seconds for each verification.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from leakguard.services import demo, verify
from leakguard.services.tools import Tools
from tests.support.flips import changed, flips

_USUAL = (
    "sha256sum -c --strict --quiet manifest-sha256.txt && sha256sum -c --strict --quiet tagmanifest-sha256.txt"
    " && ssh-keygen -Y verify -f proofs/allowed_signers -I case -n leakguard -s proofs/manifest.sshsig < manifest-sha256.txt"
)


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        demo.demo(out, Tools(), lambda text: None)
        bundle = out / "bundle"
        missed = usual = payload = 0
        began = time.perf_counter()
        for path, place, bits in flips(bundle, count):
            with changed(path, place, bits):
                name = path.relative_to(bundle).as_posix()
                if verify.bundle(bundle).passed:
                    missed += 1
                    print(f"missed: {name} at {place}")
                if name.startswith("data/"):
                    payload += 1
                    done = subprocess.run(["bash", "-c", _USUAL], cwd=bundle, capture_output=True, text=True, check=False)
                    usual += done.returncode == 0 or name not in done.stdout + done.stderr
        seconds = time.perf_counter() - began
    print(f"{count} changed bytes: {missed} missed by verify")
    print(f"{payload} of them in the payload: {usual} missed by the usual commands")
    print(f"{seconds / count:.2f} s each, both ways of checking together")
    return missed + usual


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)))
