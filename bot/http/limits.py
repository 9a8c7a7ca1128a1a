"""How often somebody may ask: token buckets, kept in memory.

A bucket holds as many tokens as may be spent in a minute and fills evenly. Knows
nothing of HTTP; the clock is given.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
MOST_KEYS = 20_000


@dataclass
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """One bucket for each key, all of one size."""

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that never go back."""
        self._size = float(a_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str) -> float:
        """Spend a token; returns 0, or the seconds until there is one again."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._size, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_KEYS:  # the one unused for longest is full anyway
            self._buckets.popitem(last=False)
        filled = bucket.tokens + (now - bucket.at) * self._size / MINUTE
        bucket.tokens, bucket.at = min(self._size, filled), now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) * MINUTE / self._size
