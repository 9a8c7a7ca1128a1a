"""Counts wrong tries, so that nobody can guess codes for long.

Kept in memory: a restart forgives. Knows neither codes nor people beyond a key.
"""

import datetime as dt
from collections import OrderedDict

KEYS_KEPT = 10_000
EVERYBODY = ""


class Attempts:
    """Wrong tries within a window of time, by person and of all together."""

    def __init__(
        self, each: int = 5, together: int = 100, window: dt.timedelta | None = None
    ) -> None:
        """At most `each` of one person, and `together` of all, in one window."""
        self.each = each
        self.window = window or dt.timedelta(minutes=15)
        self._together = together
        self._times: OrderedDict[str, list[dt.datetime]] = OrderedDict()

    def exhausted(self, key: str, now: dt.datetime) -> bool:
        """Whether this person, or everybody, has to wait."""
        return (
            len(self._recent(key, now)) >= self.each
            or len(self._recent(EVERYBODY, now)) >= self._together
        )

    def note(self, key: str, now: dt.datetime) -> None:
        """Count one wrong try."""
        for name in (key, EVERYBODY):
            self._times[name] = [*self._recent(name, now), now]
            self._times.move_to_end(name)
        if len(self._times) > KEYS_KEPT:
            self._times.popitem(last=False)

    def _recent(self, key: str, now: dt.datetime) -> list[dt.datetime]:
        return [t for t in self._times.get(key, ()) if now - t < self.window]
