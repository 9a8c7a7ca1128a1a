"""Token buckets: so many a minute, filling evenly, each key its own."""

from bot.http import limits
from bot.http.limits import Buckets


class Clock:
    """Seconds that go on only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_spent_and_fills_evenly() -> None:
    clock = Clock()
    buckets = Buckets(4, clock)
    assert [buckets.take("ann") for _ in range(5)] == [0, 0, 0, 0, 15]
    clock.now += 14
    assert round(buckets.take("ann"), 6) == 1
    clock.now += 1
    assert buckets.take("ann") == 0
    assert buckets.take("ann") > 0


def test_a_bucket_never_holds_more_than_a_minute() -> None:
    clock = Clock()
    buckets = Buckets(2, clock)
    buckets.take("ann")
    clock.now += 3600
    assert [buckets.take("ann") > 0 for _ in range(3)] == [False, False, True]


def test_each_key_has_its_own() -> None:
    buckets = Buckets(1, Clock())
    assert buckets.take("ann") == 0
    assert buckets.take("bob") == 0
    assert buckets.take("ann") > 0


def test_many_keys_take_no_more_room() -> None:
    buckets = Buckets(1, Clock())
    for number in range(limits.MOST_KEYS + 10):
        buckets.take(str(number))
    assert len(buckets._buckets) == limits.MOST_KEYS
    assert buckets.take(str(limits.MOST_KEYS + 9)) > 0
