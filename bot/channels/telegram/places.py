"""Which places are near a position; of the position itself nothing goes further.

No map: whoever asks is shown near places to choose from and is told nothing about where
they are.
"""

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

MOST, FARTHEST = 3, 300.0
"""Places that are called near, and the kilometres up to which they are."""

_EARTH = 6371.0  # kilometres


def near(latitude: float, longitude: float) -> str:
    """The codes of near places, the nearest first, with a blank between; or nothing."""
    away = {
        code: _kilometres(latitude, longitude, *place)
        for code, place in _places().items()
    }
    found = [
        code for code in sorted(away, key=away.__getitem__) if away[code] <= FARTHEST
    ]
    return " ".join(found[:MOST])


def _kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along the globe (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    across = math.sin(math.radians(other_lon - lon) / 2) ** 2
    bow = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * across
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(bow)))


@cache
def _places() -> Mapping[str, tuple[float, float]]:
    path = Path(__file__).with_name("places.yml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(code): (float(lat), float(lon)) for code, (lat, lon) in raw.items()}
