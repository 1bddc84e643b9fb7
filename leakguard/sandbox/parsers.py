"""The allow-list: the only functions a worker may run, as `module:function`, named here so that this layer imports none of them.

A parser for `Sandbox.run` is `parse(data: bytes, options: dict) -> (meta, blobs)`, one for `Sandbox.stream` is
`read(file: BinaryIO, options: dict) -> Iterator[(meta, chunks)]`. `meta` is anything JSON can hold. A parser raises `Unreadable`
for what it cannot read. Its module imports everything it will ever need when it is imported: later the worker can open nothing,
and start a thread only if some parser's module says NEEDS_THREADS = True.
"""

from collections.abc import Mapping
from types import MappingProxyType

PARSERS: Mapping[str, str] = MappingProxyType(
    {
        "picture": "leakguard.imaging.pixels:decode_picture",
        "frames": "leakguard.imaging.pixels:decode_frames",
        "page": "leakguard.collect.page_parser:parse_page",
        "stylesheet": "leakguard.collect.page_parser:parse_stylesheet",
        "rdap": "leakguard.collect.rdap_parser:parse_rdap",
        "archive": "leakguard.collect.archive_parser:read_archive",
    }
)

STAMP_PARSERS: Mapping[str, str] = MappingProxyType({"timestamp": "leakguard.evidence.stamp_parser:parse_stamp"})
"""Apart from the others, whose workers would start later for it."""
