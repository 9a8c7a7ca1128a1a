"""What time it is: the only place that asks the machine, so that a test can answer.

Moments are UTC; the day is the one in Shanghai, where the law's days are counted.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

# No summer time since 1991: a fixed offset needs no zone database on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def _machine() -> datetime:
    return datetime.now(timezone.utc)


_ask: Callable[[], datetime] = _machine


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _ask().astimezone(timezone.utc)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return _ask().astimezone(SHANGHAI).date()


def set_clock(ask: Callable[[], datetime] | None) -> None:
    """Answer `now` and `today` from `ask` (aware); None goes back to the machine."""
    global _ask
    _ask = _machine if ask is None else ask
