from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from leakguard.imaging import madeup
from leakguard.model.media import Media, Original
from leakguard.signals.fingerprint import fingerprint

Enrol = Callable[..., Original]


def enrol(id: str, rgb: np.ndarray | None, sha256: str = "") -> Original:
    """An original as the case remembers it; None is a video."""
    return Original(
        id=id,
        source=f"{id}.jpg",
        sha256=sha256 or id,
        type=Media.VIDEO if rgb is None else Media.IMAGE,
        format="MP4" if rgb is None else "JPEG",
        added=datetime(2026, 1, 1, tzinfo=UTC),
        width=None if rgb is None else rgb.shape[1],
        height=None if rgb is None else rgb.shape[0],
        fingerprint=None if rgb is None else fingerprint(rgb),
    )


@pytest.fixture(scope="session")
def scenes() -> list[np.ndarray]:
    return [madeup.scene(seed, 640, 480) for seed in range(24)]


@pytest.fixture(scope="session")
def originals(scenes) -> list[Original]:
    return [enrol(f"o-{number}", scene) for number, scene in enumerate(scenes)]
