"""A browser's snapshot of a page (MHTML, RFC 2557): pictures that nobody may see are taken out of it.

What has an address of the net was looked at before the page got it. What scripts made has not: it lies in the snapshot as a part
of its own (blob: addresses), or inside a text, whose lines are broken anywhere (quoted-printable, RFC 2045 section 6.7).
"""

import base64
import quopri
from collections.abc import Container
from email import message_from_bytes
from hashlib import sha256

from leakguard.evidence import inline_pictures

_LOADED = ("http:", "https:")
_END = b"\r\n\r\n"
_ENCODINGS = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}


def without(snapshot: bytes, matched: Container[str]) -> bytes:
    """The same, with nothing changed but the parts and inline pictures whose SHA-256 is not among `matched`: of those only the
    digest is left. Raises ValueError for what is no snapshot."""
    boundary = message_from_bytes(snapshot.partition(_END)[0] + _END).get_boundary()
    if not boundary:
        raise ValueError("not a snapshot of a page")
    mark = b"\r\n--" + boundary.encode()
    head, *parts, end = snapshot.split(mark)
    return mark.join([head, *(_part(part, matched) for part in parts), end])


def _part(part: bytes, matched: Container[str]) -> bytes:
    head, end, body = part.partition(_END)
    fields = message_from_bytes(head.lstrip() + _END)
    fields.set_payload(body)
    data, encoding = fields.get_payload(decode=True), str(fields["Content-Transfer-Encoding"])
    if not end or not isinstance(data, bytes):
        raise ValueError("not a part of a snapshot")
    if fields.get_content_maintype() == "text" and b"\0" not in data:
        kept, _ = inline_pictures.without(data, "", matched)
    elif str(fields["Content-Location"]).startswith(_LOADED) or sha256(data).hexdigest() in matched:
        kept = data
    else:
        kept = b"withheld-sha256-" + sha256(data).hexdigest().encode()
    if kept == data:
        return part
    return head + end + b"\r\n".join(_ENCODINGS.get(encoding, bytes)(kept).splitlines()) + b"\r\n"
