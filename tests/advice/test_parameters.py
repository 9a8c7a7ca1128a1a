"""Which value of a parameter holds, and the true reason why each other one lost."""

import datetime as dt

import pytest

from advice import Knowledge, Words
from advice.model import (
    COUNTRY,
    Parameter,
    ParameterValue,
    Period,
    Source,
    region_chain,
)
from advice.parameters import NoValue, resolve

DAY = dt.date(2026, 6, 1)
NAME = Words("值", "value")
SOURCES = {
    rank: Source(rank, rank, NAME, True, Period(), DAY)
    for rank in ("law", "regulation", "ministry", "province", "city", "practice")
}


def value(
    number: int,
    source: str,
    region: str = COUNTRY,
    start: str = "2020-01-01",
    end: str | None = None,
) -> ParameterValue:
    period = Period(
        dt.date.fromisoformat(start), dt.date.fromisoformat(end) if end else None
    )
    return ParameterValue(number, source, region, period, DAY)


def parameter(how: str, *values: ParameterValue) -> Parameter:
    return Parameter("p", NAME, "integer", "", how, values)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("330106", ("330106", "330100", "330000", "000000")),
        ("330100", ("330100", "330000", "000000")),
        ("330000", ("330000", "000000")),
        ("000000", ("000000",)),
    ],
)
def test_a_region_lies_in_wider_ones(code: str, chain: tuple[str, ...]) -> None:
    assert region_chain(code) == chain


CASES = {
    "the higher norm wins, though older and wider": (
        "rank",
        [
            value(1, "city", "330100", "2025-01-01"),
            value(2, "province", "330000", "2024-01-01"),
            value(3, "law", COUNTRY, "2011-07-01"),
        ],
        "330106",
        3,
        {1: "lower_rank", 2: "lower_rank"},
    ),
    "among equals the later one wins": (
        "rank",
        [value(1, "law"), value(2, "law", start="2025-01-01")],
        None,
        2,
        {1: "superseded"},
    ),
    "the nearest region wins where only it decides": (
        "nearest",
        [
            value(1, "ministry"),
            value(2, "province", "330000"),
            value(3, "city", "330100"),
        ],
        "330106",
        3,
        {1: "wider_region", 2: "wider_region"},
    ),
    "the nearest region wins over a wider one of lower rank": (
        "nearest",
        [value(1, "practice"), value(2, "province", "330000")],
        "330106",
        2,
        {1: "wider_region"},
    ),
    "in one region the higher norm wins": (
        "nearest",
        [value(1, "practice", "330000"), value(2, "province", "330000")],
        "330000",
        2,
        {1: "lower_rank"},
    ),
    "a later one of the same rank wins over a nearer one": (
        "rank",
        [
            value(1, "province", "330000", "2020-01-01"),
            value(2, "province", "330100", "2025-01-01"),
        ],
        "330106",
        2,
        {1: "superseded"},
    ),
    "another region's value is no value": (
        "nearest",
        [value(1, "ministry"), value(2, "province", "310000")],
        "330106",
        1,
        {2: "other_region"},
    ),
    "what has ended or not begun does not hold": (
        "rank",
        [
            value(1, "law", start="2010-01-01", end="2026-05-31"),
            value(2, "law", start="2026-06-02"),
            value(3, "practice"),
        ],
        None,
        3,
        {1: "ended", 2: "not_yet"},
    ),
    "a province's value does not speak for the country": (
        "nearest",
        [value(1, "province", "330000"), value(2, "practice")],
        None,
        2,
        {1: "other_region"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_value_holds_and_the_others_lost_for_a_reason(name: str) -> None:
    how, values, region, wanted, lost = CASES[name]
    read = resolve(parameter(how, *values), SOURCES, region, DAY)
    assert read.value.value == wanted
    assert {loser.value: why for loser, why in read.lost} == lost


@pytest.mark.parametrize("name", CASES)
def test_the_order_in_the_file_does_not_matter(name: str) -> None:
    how, values, region, wanted, _ = CASES[name]
    read = resolve(parameter(how, *reversed(values)), SOURCES, region, DAY)
    assert read.value.value == wanted


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2024-12-31", False),
        ("2025-01-01", True),
        ("2025-06-30", True),
        ("2025-07-01", False),
    ],
)
def test_the_first_and_the_last_day_are_included(day: str, holds: bool) -> None:
    one = parameter("rank", value(1, "law", start="2025-01-01", end="2025-06-30"))
    when = dt.date.fromisoformat(day)
    if holds:
        assert resolve(one, SOURCES, None, when).value.value == 1
    else:
        with pytest.raises(NoValue):
            resolve(one, SOURCES, None, when)


def test_no_value_is_never_replaced_by_another() -> None:
    one = parameter("nearest", value(1, "province", "310000"))
    with pytest.raises(NoValue) as caught:
        resolve(one, SOURCES, "330106", DAY)
    assert (caught.value.parameter, caught.value.region) == ("p", "330106")
    assert caught.value.day == DAY


@pytest.mark.parametrize(
    ("day", "region", "rate", "source"),
    [
        ("2011-06-30", None, "0.002", "collection_reg_13"),
        ("2011-07-01", None, "0.0005", "sil_86"),
        ("2026-11-22", "330106", "0.0005", "sil_86"),
        ("2010-01-01", "330106", "0.002", "collection_reg_13"),
    ],
)
def test_the_law_of_2011_ends_the_old_late_fee_everywhere(
    knowledge: Knowledge, day: str, region: str | None, rate: str, source: str
) -> None:
    read = resolve(
        knowledge.parameters["late_fee.daily_rate"],
        knowledge.sources,
        region,
        dt.date.fromisoformat(day),
    )
    assert (str(read.value.value), read.value.source) == (rate, source)
