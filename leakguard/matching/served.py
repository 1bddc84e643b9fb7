"""The matcher in a process of its own: it is told the originals once, and then asked about candidate after candidate.

Both functions are called as a worker calls its parsers (`sandbox.worker`). What they are given comes from the parent alone: the
pixels were decoded elsewhere, and whatever they show is only computed with.
"""

from typing import Any

import msgspec
import numpy as np
import numpy.ma  # numpy would do so when it is first asked for a median, and later nothing can be opened
from numpy.typing import NDArray

from leakguard.matching.matcher import Matcher
from leakguard.model.media import Fingerprint, Match, Original
from leakguard.signals import vocabulary

PARSERS = {"know": f"{__name__}:know", "match": f"{__name__}:match"}

vocabulary.load()  # for the same reason

_known: list[Matcher] = []


def known(originals: tuple[Original, ...], sketches: dict[str, bytes]) -> bytes:
    """What `know` is told."""
    return msgspec.msgpack.encode((originals, sketches))


def know(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """These originals, with the sketches of those that have one by their ids, are compared with from now on."""
    originals, sketches = msgspec.msgpack.decode(data, type=tuple[tuple[Original, ...], dict[str, bytes]])
    _known[:] = [Matcher(originals, lambda original: sketches.get(original.id))]
    return {}, ()


def asked(candidate: Fingerprint, rgb: NDArray[np.uint8], width: int, height: int) -> dict[str, Any]:
    """The options of `match`; the pixels themselves are its data."""
    return {"candidate": msgspec.to_builtins(candidate), "shape": rgb.shape, "size": (width, height)}


def match(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """`Matcher.match` of one candidate."""
    rgb = np.frombuffer(data, np.uint8).reshape(options["shape"])
    found = _known[0].match(msgspec.convert(options["candidate"], Fingerprint), rgb, *options["size"])
    return msgspec.to_builtins(found), ()


def said(meta: dict[str, Any]) -> Match:
    """The answer of `match`."""
    return msgspec.convert(meta, Match)
