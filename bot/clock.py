"""What time it is: the only place that asks the machine, so that a test can answer.

Moments are UTC; the day is the one in Shanghai, where the law's days are counted.
"""

import contextlib
from collections.abc import Callable, Iterator
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


@contextlib.contextmanager
def set_to(ask: Callable[[], datetime]) -> Iterator[None]:
    """Answer `now` and `today` from `ask` (aware); afterwards from what was asked."""
    global _ask
    before, _ask = _ask, ask
    try:
        yield
    finally:
        _ask = before
