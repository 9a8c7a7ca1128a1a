"""The clock that tests can set."""

from datetime import date, datetime, timedelta, timezone

import pytest

from bot import clock


def test_now_is_utc() -> None:
    moment = datetime(2026, 11, 22, 1, tzinfo=timezone(timedelta(hours=8)))
    with clock.set_to(lambda: moment):
        assert clock.now() == moment
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("hour", "day"), [(15, date(2026, 11, 22)), (16, date(2026, 11, 23))]
)
def test_the_day_turns_at_midnight_in_shanghai(hour: int, day: date) -> None:
    with clock.set_to(lambda: datetime(2026, 11, 22, hour, tzinfo=timezone.utc)):
        assert clock.today() == day


def test_one_inside_another_leaves_it_as_it_was() -> None:
    noon = datetime(2026, 11, 22, 4, tzinfo=timezone.utc)
    with clock.set_to(lambda: noon):
        with clock.set_to(lambda: noon + timedelta(days=1)):
            assert clock.now() == noon + timedelta(days=1)
        assert clock.now() == noon


def test_without_a_setting_the_machine_is_asked() -> None:
    assert (
        clock.now() <= datetime.now(timezone.utc) <= clock.now() + timedelta(minutes=1)
    )
