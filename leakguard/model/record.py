"""What every stored record has in common."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing that a case remembers.

    `id` is unique within its kind. `kind` names the record at rest and never changes once released. `media` marks what is
    derived from pictures: in a link-only case the vault refuses to read it (see model.case). Fields are only ever added,
    each with a default, so that an old case opens in a new version.
    """

    kind: ClassVar[str]
    prefix: ClassVar[str] = ""
    media: ClassVar[bool] = False

    id: str
