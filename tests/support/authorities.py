"""A real time-stamping authority on this computer: `openssl ts` behind a real web server.

with StampAuthority(folder) as authority:
    authority.url, authority.root        # for LEAKGUARD_TSA_URLS and LEAKGUARD_TSA_ROOTS

Its certificates are deliberately in an order that DER does not allow, as openssl writes them.
"""

import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import RawServer, Reply

_EXTENSIONS = """
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
[tsa]
basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
[server]
basicConstraints=CA:FALSE
extendedKeyUsage=critical,serverAuth
"""
_CONFIG = """
[tsa]
default_tsa=authority
[authority]
serial={folder}/serial
signer_cert={folder}/tsa.pem
signer_key={folder}/tsa.key
certs={folder}/sub.pem
signer_digest=sha256
default_policy=1.3.6.1.4.1.99999.1
digests=sha256
accuracy=secs:1
tsa_name=yes
ess_cert_id_chain=no
"""


class StampAuthority(RawServer):
    """Answers POSTed questions. `change`, where set, gets each reply and gives what is sent in its place."""

    def __init__(self, folder: Path, name: str = "Test Authority", *, purpose: str = "tsa", days: int = 3650) -> None:
        make(folder, name, purpose=purpose, days=days)
        super().__init__(self._answer)
        self.folder = folder
        self.change: Callable[[bytes], bytes | Reply] | None = None
        self._lock = threading.Lock()  # openssl counts its answers in a file

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    def stamp(self, query: bytes) -> bytes:
        """The reply to one question."""
        with self._lock:
            (self.folder / "q.tsq").write_bytes(query)
            openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "r.tsr")
            return (self.folder / "r.tsr").read_bytes()

    def _answer(self, connection: Any, request: bytes) -> None:
        reply: bytes | Reply = self.stamp(request.partition(b"\r\n\r\n")[2])
        if self.change and isinstance(reply, bytes):
            reply = self.change(reply)
        if isinstance(reply, bytes):
            reply = Reply(reply, content_type="application/timestamp-reply")
        connection.sendall(reply.raw())


def openssl(folder: Path, *arguments: str) -> str:
    """Run openssl in this folder; what it said. Fails the test where it fails."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def make(folder: Path, name: str, *, purpose: str = "tsa", days: int = 3650) -> None:
    """Keys and certificates: root, a subordinate (shorter than the signer's, so that DER wants it first), and the signer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ext.cnf").write_text(_EXTENSIONS)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "3650", "-subj", f"/CN={name} Root")
    issuer = "root"
    for short, kind, common, lasts in (("sub", "ca", "Sub", 3650), ("tsa", purpose, name, days)):
        openssl(folder, "req", *key, "-keyout", f"{short}.key", "-out", f"{short}.csr", "-subj", f"/CN={common}")
        signed = ("-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial", "-days", str(lasts))
        openssl(folder, "x509", "-req", "-in", f"{short}.csr", *signed, "-out", f"{short}.pem", "-extfile", "ext.cnf",
                "-extensions", kind)  # fmt: skip
        issuer = short
