"""Bytes of a page or style sheet to text, by the labels that browsers know (Encoding standard)."""

import re

import webencodings
from webencodings.labels import LABELS

_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([a-z0-9_.:-]+)", re.IGNORECASE)
_IN_PAGE = re.compile(rb"<meta[^>]{0,1000}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_IN_SHEET = re.compile(rb'@charset "([\w:.-]+)";')
_LOOK_FOR_LABEL_IN = 4096

# Python loads a codec when it is first asked for, and a worker can load nothing any more.
for _name in set(LABELS.values()):
    webencodings.lookup(_name)


def decode(data: bytes, content_type: str = "") -> str:
    """Text by the byte order mark, else the Content-Type header, else what the text itself declares, else UTF-8 or windows-1252.

    What does not fit becomes U+FFFD. A declared UTF-16 is UTF-8 in truth, since its declaration could be read (HTML standard).
    """
    start = data[:_LOOK_FOR_LABEL_IN]
    in_header, in_text = _IN_HEADER.search(content_type), _IN_PAGE.search(start) or _IN_SHEET.match(start)
    encoding = webencodings.lookup(in_header[1]) if in_header else None
    if encoding is None and in_text:
        encoding = webencodings.lookup(in_text[1].decode("ascii", "replace"))
        if encoding and encoding.name.startswith("utf-16"):
            encoding = webencodings.UTF8
    text: str = webencodings.decode(data, encoding or _guess(data))[0]
    return text


def _guess(data: bytes) -> webencodings.Encoding:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return webencodings.lookup("windows-1252")
    return webencodings.UTF8
