"""Retirement and pension: months, ages and lengths that the rules say.

Where only an age is known, the month of birth lies in a range and every value is the
span of what the range gives. Where the category is not known, each is worked out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from advice.compute.scene import (
    Computation,
    Computed,
    Known,
    Scene,
    read_integer,
    region_of,
)
from advice.decision import Age, Month, Months, Point, Span, Value
from advice.derive import MINIMUM, month_of, months_from, read_minimum
from advice.retirement import Minimum, earliest, outlooks, statutories

FLEXIBLE = "retirement.flexible_months"
EXTENSION = "pension.extension_months"
_EACH = {"_60": "male", "_55": "female_55", "_50": "female_50"}
_PERSON = ("retirement_category", "born_earliest", "born_latest")


def retirement(known: Known, scene: Scene) -> Computed:
    """Statutory age and month, delay, and shortest contribution time of that year."""
    births, least = _births(known), read_minimum(scene, region_of(known))
    category = str(known["retirement_category"])
    return Computed(_retirement_values(category, births, least), {})


def retirement_each(known: Known, scene: Scene) -> Computed:
    """The same for each category: names end in _60 (men), _55 and _50 (women)."""
    least = read_minimum(scene, region_of(known))
    return Computed(_each(_retirement_values, _births(known), least), {})


def flexible_window(known: Known, scene: Scene) -> Computed:
    """Earliest and latest month of flexible retirement (弹性退休).

    Early: the shortest contribution time is that of the chosen year. Late: that of the
    statutory year.
    """
    region = region_of(known)
    most, least = read_integer(scene, FLEXIBLE, region), read_minimum(scene, region)
    category = str(known["retirement_category"])
    return Computed(_window_values(category, _births(known), most, least), {})


@lru_cache(maxsize=4096)
def _window_values(
    category: str, births: range, most: int, least: Minimum
) -> Mapping[str, Value]:
    persons = statutories(category, births)
    first = [earliest(at, most) for at in persons]
    return {
        "earliest_month": _span(first, _month),
        "latest_month": _span([at.month + most for at in persons], _month),
        "early_min_months": _span([least.of(one) for one in first], Months),
    }


def paying_on(known: Known, scene: Scene) -> Computed:
    """What one who pays on without a break has at the statutory month, and is short.

    `short_months` may be made up month by month until `extend_until`; `lump_months` is
    what is left of them after the extension that some may follow by one payment.
    """
    category = str(known["retirement_category"])
    values = _paying_on_values(category, _births(known), *_paid(known, scene))
    return Computed(values, {})


def paying_on_each(known: Known, scene: Scene) -> Computed:
    """The same for each category: names end in _60 (men), _55 and _50 (women)."""
    return Computed(_each(_paying_on_values, _births(known), *_paid(known, scene)), {})


@lru_cache(maxsize=4096)
def _retirement_values(
    category: str, births: range, least: Minimum
) -> Mapping[str, Value]:
    persons = statutories(category, births)
    return {
        "retire_month": _span([at.month for at in persons], _month),
        "retire_age": _span([at.age for at in persons], Age),
        "original_age": Age(persons[0].original_age),
        "delay_months": _span([at.delay for at in persons], Months),
        "min_months": _span([least.of(at.month) for at in persons], Months),
    }


def _paid(known: Known, scene: Scene) -> tuple[int, int, Minimum, int]:
    """Months paid, the present month, the shortest time, and the extension."""
    region = region_of(known)
    paid, now = int(known["pension_months_paid"]), month_of(scene.as_of)
    least = read_minimum(scene, region)
    return paid, now, least, read_integer(scene, EXTENSION, region)


@lru_cache(maxsize=4096)
def _paying_on_values(
    category: str,
    births: range,
    paid: int,
    now: int,
    least: Minimum,
    extension: int,
) -> Mapping[str, Value]:
    found = outlooks(category, births, paid, now, least, extension)
    return {
        "months_left": _span([one.left for one in found], Months),
        "paid_by_then": _span([one.by_then for one in found], Months),
        "short_months": _span([one.short for one in found], Months),
        "extend_until": _span([one.extend_until for one in found], _month),
        "enough_month": _span([one.enough_month for one in found], _month),
        "lump_months": _span([one.lump for one in found], Months),
    }


@lru_cache(maxsize=4096)
def _each(
    values_of: Callable[..., Mapping[str, Value]], births: range, *case: int | Minimum
) -> Mapping[str, Value]:
    """What a function gives for each category, its names with their suffix."""
    return {
        name + suffix: value
        for suffix, category in _EACH.items()
        for name, value in values_of(category, births, *case).items()
    }


def _births(known: Known) -> range:
    return months_from(str(known["born_earliest"]), str(known["born_latest"]))


def _month(number: int) -> Month:
    year, month = divmod(number, 12)
    return Month(f"{year:04}-{month + 1:02}")


def _span(numbers: Sequence[int], kind: Callable[[int], Point]) -> Value:
    """The one value, or the least and the greatest."""
    low, high = min(numbers), max(numbers)
    return kind(low) if low == high else Span(kind(low), kind(high))


_RETIREMENT = (
    "retire_month",
    "retire_age",
    "original_age",
    "delay_months",
    "min_months",
)
_PAYING_ON = (
    "months_left",
    "paid_by_then",
    "short_months",
    "extend_until",
    "enough_month",
    "lump_months",
)


def _for_each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name + suffix for suffix in _EACH for name in names)


COMPUTATIONS = {
    "retirement": Computation(
        run=retirement, inputs=_PERSON, gives=_RETIREMENT, reads=MINIMUM
    ),
    "retirement_each": Computation(
        run=retirement_each,
        inputs=_PERSON[1:],
        gives=_for_each(_RETIREMENT),
        reads=MINIMUM,
    ),
    "flexible_window": Computation(
        run=flexible_window,
        inputs=_PERSON,
        gives=("earliest_month", "latest_month", "early_min_months"),
        reads=(FLEXIBLE, *MINIMUM),
    ),
    "paying_on": Computation(
        run=paying_on,
        inputs=(*_PERSON, "pension_months_paid"),
        gives=_PAYING_ON,
        reads=(EXTENSION, *MINIMUM),
    ),
    "paying_on_each": Computation(
        run=paying_on_each,
        inputs=(*_PERSON[1:], "pension_months_paid"),
        gives=_for_each(_PAYING_ON),
        reads=(EXTENSION, *MINIMUM),
    ),
}
