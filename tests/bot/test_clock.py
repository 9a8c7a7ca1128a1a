"""The clock that tests can set."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest

from bot import clock


@pytest.fixture(autouse=True)
def machine_again() -> Iterator[None]:
    yield
    clock.set_clock(None)


def test_now_is_utc() -> None:
    moment = datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=8)))
    clock.set_clock(lambda: moment)
    assert clock.now() == moment
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("hour", "day"), [(15, date(2026, 11, 22)), (16, date(2026, 11, 23))]
)
def test_the_day_turns_at_midnight_in_shanghai(hour: int, day: date) -> None:
    clock.set_clock(lambda: datetime(2026, 11, 22, hour, tzinfo=timezone.utc))
    assert clock.today() == day


def test_without_a_setting_the_machine_is_asked() -> None:
    assert (
        clock.now() <= datetime.now(timezone.utc) <= clock.now() + timedelta(minutes=1)
    )
