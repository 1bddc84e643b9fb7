"""What the viewer says, by language: plain words, and nothing that describes a picture.

They stand in words.json. German, French and Spanish were not yet read by native speakers.
"""

import json
from functools import cache
from importlib.resources import files


@cache
def words() -> dict[str, dict[str, str]]:
    """By language and name. Every language has every name."""
    read: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
    return read
