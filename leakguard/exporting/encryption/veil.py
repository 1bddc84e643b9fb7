"""A temporary file whose bytes on the disk are never clear: encrypted with a key that lives in this process only.

AES-256 in counter mode (NIST SP 800-38A 6.5), because it can be read from any place. It keeps no integrity: what goes in was
checked before, and what comes out is checked again by whoever verifies.
"""

import io
import secrets
import tempfile
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16


class Veil(io.RawIOBase):
    """Written once from the start, then read and sought like any file; gone when closed. Raises OSError where the disk fails."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with this object
        self._key = secrets.token_bytes(32)
        self._encryptor = self._cipher(0).encryptor()
        self._size = 0
        self._at = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Append. Everything is written before anything is read."""
        self._file.write(self._encryptor.update(data))
        self._size += len(data)
        self._at = self._size
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        skip = self._at % _BLOCK
        self._file.seek(self._at - skip)
        read = self._file.read(len(buffer) + skip)
        clear = self._cipher(self._at // _BLOCK).decryptor().update(read)[skip:]
        buffer[: len(clear)] = clear
        self._at += len(clear)
        return len(clear)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _cipher(self, block: int) -> Cipher[modes.CTR]:
        return Cipher(algorithms.AES256(self._key), modes.CTR(block.to_bytes(_BLOCK, "big")))
