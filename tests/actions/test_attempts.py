"""Wrong tries are counted by person and together, and forgotten in time."""

import datetime as dt

from actions.attempts import EVERYBODY, KEYS_KEPT, Attempts

NOON = dt.datetime(2026, 11, 22, 4, tzinfo=dt.timezone.utc)
MINUTE = dt.timedelta(minutes=1)


def test_a_person_has_to_wait_and_others_do_not() -> None:
    attempts = Attempts(each=2)
    for number in range(2):
        assert not attempts.exhausted("ann", NOON + number * MINUTE)
        attempts.note("ann", NOON + number * MINUTE)
    assert attempts.exhausted("ann", NOON + 2 * MINUTE)
    assert not attempts.exhausted("bob", NOON + 2 * MINUTE)
    assert attempts.exhausted("ann", NOON + 14 * MINUTE)
    assert not attempts.exhausted("ann", NOON + 15 * MINUTE)


def test_many_names_do_not_help() -> None:
    attempts = Attempts(each=2, together=3)
    for name in ("a", "b", "c"):
        attempts.note(name, NOON)
    assert attempts.exhausted("d", NOON)
    assert not attempts.exhausted("d", NOON + 15 * MINUTE)


def test_the_memory_is_bounded_and_the_count_of_all_stays() -> None:
    attempts = Attempts(together=10**9)
    attempts.window = dt.timedelta(seconds=0.5)
    for number in range(KEYS_KEPT + 50):
        attempts.note(str(number), NOON + number * dt.timedelta(seconds=1))
    assert len(attempts._times) <= KEYS_KEPT + 1
    assert EVERYBODY in attempts._times
