"""Retirement in months: the statutory month, its window, and the years still short.

The gradual rise of the retirement age (渐进式延迟法定退休年龄): National People's
Congress Standing Committee decision of 2024-09-13 and State Council measures, articles
1 to 3 with annexes 1 to 4. Months are counted from year 0 (`facts.month_number`). Knows
neither facts nor texts, and no day but those it is given.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

FIRST_MONTH_OF_RISE = 2025 * 12
STAGES = ("not_yet", "early_window", "reached", "reached_before_rise", "unclear")
OUTLOOKS = (
    "draw_now",
    "enough_already",
    "enough_paying_on",
    "short",
    "short_long",
    "reached_short",
    "reached_short_long",
    "unclear",
)


@dataclass(frozen=True)
class Schedule:
    """How the age of one category rises: annexes 1 to 3.

    `original_age` and `cap` in months, `step` months of birth for each month of delay,
    `first_birth` the first month of birth that is concerned.
    """

    original_age: int
    step: int
    cap: int
    first_birth: int


SCHEDULES = {
    "male": Schedule(60 * 12, 4, 36, 1965 * 12),
    "female_55": Schedule(55 * 12, 4, 36, 1970 * 12),
    "female_50": Schedule(50 * 12, 2, 60, 1975 * 12),
}


class Statutory(NamedTuple):
    """The statutory retirement of one person; ages and delay in months."""

    original_age: int
    delay: int
    month: int

    @property
    def age(self) -> int:
        """The statutory age in months."""
        return self.original_age + self.delay

    @property
    def original_month(self) -> int:
        """The month of the original age, before which nobody retires by choice."""
        return self.month - self.delay


class Minimum(NamedTuple):
    """The shortest contribution time (最低缴费年限), annex 4; in months.

    `base` up to the year `flat_until`, then `step` more each year, at most `ceiling`.
    """

    base: int
    flat_until: int
    step: int
    ceiling: int

    def of(self, month: int) -> int:
        """Months that one who reaches the age in that month must have paid."""
        later = max(0, month // 12 - self.flat_until)
        return min(self.ceiling, self.base + self.step * later)


class Outlook(NamedTuple):
    """What becomes of a person who pays on without a break; lengths in months."""

    status: str
    minimum: int
    left: int
    by_then: int
    short: int
    extend_until: int
    enough_month: int
    lump: int


def statutory(category: str, birth: int) -> Statutory:
    """The statutory age and month of a category and month of birth.

    The first month concerned already has one month of delay. Raises KeyError for a
    category that has no age of its own.
    """
    schedule = SCHEDULES[category]
    since = birth - schedule.first_birth
    delay = 0 if since < 0 else min(since // schedule.step + 1, schedule.cap)
    month = birth + schedule.original_age + delay
    return Statutory(schedule.original_age, delay, month)


@lru_cache(maxsize=4096)
def statutories(category: str, births: range) -> tuple[Statutory, ...]:
    """The statutory retirement of each month of birth. Raises KeyError."""
    return tuple([statutory(category, birth) for birth in births])


def earliest(at: Statutory, flexible_months: int) -> int:
    """The first month of early retirement: never before the original age."""
    return max(at.original_month, at.month - flexible_months)


@lru_cache(maxsize=4096)
def stage(category: str, births: range, now: int, flexible_months: int) -> str:
    """Where a person stands; `unclear` where the months of birth differ in it."""
    if category not in SCHEDULES:
        return "unclear"
    persons = statutories(category, births)
    found = {_stage(at, now, flexible_months) for at in persons}
    return found.pop() if len(found) == 1 else "unclear"


def _stage(at: Statutory, now: int, flexible_months: int) -> str:
    if at.month < FIRST_MONTH_OF_RISE:
        return "reached_before_rise"
    if at.month <= now:
        return "reached"
    return "early_window" if earliest(at, flexible_months) <= now else "not_yet"


def look_ahead(
    at: Statutory, paid: int, now: int, minimum: Minimum, extension: int
) -> Outlook:
    """Months paid by the statutory month, what is short then, and until when to extend.

    `now` is the last month counted in `paid`. Who has reached the age extends from now
    on. `extension`: months of extension after which some may pay the rest at once.
    """
    least = minimum.of(at.month)
    left = max(0, at.month - now)
    by_then = paid + left
    short = max(0, least - by_then)
    return Outlook(
        status=_outlook(at.month <= now, paid >= least, short, extension),
        minimum=least,
        left=left,
        by_then=by_then,
        short=short,
        extend_until=max(at.month, now) + short,
        enough_month=now + max(0, least - paid),
        lump=max(0, short - extension),
    )


def _outlook(reached: bool, enough: bool, short: int, extension: int) -> str:
    if enough:
        return "draw_now" if reached else "enough_already"
    if not short:
        return "enough_paying_on"
    length = "short" if short <= extension else "short_long"
    return f"reached_{length}" if reached else length


@lru_cache(maxsize=4096)
def outlooks(
    category: str,
    births: range,
    paid: int,
    now: int,
    minimum: Minimum,
    extension: int,
) -> tuple[Outlook, ...]:
    """The outlook for each month of birth. Raises KeyError."""
    persons = statutories(category, births)
    return tuple([look_ahead(at, paid, now, minimum, extension) for at in persons])


@lru_cache(maxsize=4096)
def outlook(
    category: str,
    births: range,
    paid: int,
    now: int,
    minimum: Minimum,
    extension: int,
) -> str:
    """A person's outlook; `unclear` where the months of birth differ in it."""
    if category not in SCHEDULES:
        return "unclear"
    found = {
        one.status for one in outlooks(category, births, paid, now, minimum, extension)
    }
    return found.pop() if len(found) == 1 else "unclear"


@lru_cache(maxsize=4096)
def born_between(age: int, day: dt.date) -> tuple[str, str]:
    """First and last month of birth ("YYYY-MM") of one who is `age` on a day."""
    first = _years_before(day, age + 1) + dt.timedelta(days=1)
    last = _years_before(day, age)
    return first.isoformat()[:7], last.isoformat()[:7]


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years before; 28 February where there is no 29th."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
