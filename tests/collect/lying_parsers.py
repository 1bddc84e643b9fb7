"""What a worker could answer that has been taken over."""

from collections.abc import Iterator
from typing import Any


def page(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    return {
        "pictures": [1, "ab", ["only one"], ["a.jpg", "img", "more"], {"a": "b"}, None, [["x"], 5], ["a.jpg", "img"]],
        "sheets": {"a": 1},
        "scripts": [None],
        "title": ["not", "text"],
        "text": 7,
        "base": {},
        "refresh": None,
        "broken": "many",
        "left_out": True,
        "cut": "yes",
    }, [b"", b"GIF89a"]


def archive(file: object, options: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    yield {"cut": "nothing was before this", "of": "many"}, []
    yield {"name": ["a"], "problem": ""}, [b"x"]
    yield {"problem": "p" * 10_000}, []
    yield {"name": "n" * 100_000}, []
    yield {"name": 5, "cut": 6}, [b"y"]
