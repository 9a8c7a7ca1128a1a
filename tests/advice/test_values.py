"""Values as a person reads them, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest

from advice import Language, Words
from advice.decision import Value
from advice.facts import FactValue
from advice.values import Values, plain_number


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("1200", "1,200"),
        ("1200.00", "1,200"),
        ("435.60", "435.60"),
        ("1234567.05", "1,234,567.05"),
        ("0.0005", "0.0005"),
        ("1E+3", "1,000"),
    ],
)
def test_numbers(amount: str, text: str) -> None:
    assert plain_number(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("insurance", "medical", "医疗保险", "Medical"),
        ("gap_months", 1, "1个月", "1 month"),
        ("gap_months", 4, "4个月", "4 months"),
        ("gap_months", 0, "0个月", "0 months"),
        ("missed_years", 1, "1年", "1 year"),
        ("missed_years", 2, "2年", "2 years"),
        ("last_paid_month", "2026-09", "2026年9月", "September 2026"),
        ("due_date", "2026-01-31", "2026年1月31日", "31 January 2026"),
        ("arrears_principal", "2400", "2,400元", "2,400 yuan"),
        ("arrears_principal", "2400.50", "2,400.50元", "2,400.50 yuan"),
        ("region", "000000", "全国", "the whole country"),
        (
            "arrears",
            "2400@2026-01-31,10.5@2026-02-28",
            "2,400元 (2026年1月31日)、10.5元 (2026年2月28日)",
            "2,400 yuan (31 January 2026), 10.5 yuan (28 February 2026)",
        ),
    ],
)
def test_facts(values: Values, fact: str, value: FactValue, zh: str, en: str) -> None:
    assert values.fact(fact, value, "zh") == zh
    assert values.fact(fact, value, "en") == en


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("310000", "上海市", ["Shanghai"]),
        ("330100", "浙江省杭州市", ["Hangzhou", "Zhejiang"]),
        ("330106", "浙江省杭州市西湖区", ["Xihu", "Hangzhou", "Zhejiang"]),
        (None, "全国", ["the whole country"]),
    ],
    ids=["province", "city", "district", "country"],
)
def test_a_region_is_named_with_what_it_lies_in(
    values: Values, code: str | None, zh: str, en: list[str]
) -> None:
    assert values.region(code, "zh") == zh
    pieces = values.region(code, "en").split(", ")
    assert len(pieces) == len(en)
    assert all(p.startswith(wanted) for p, wanted in zip(pieces, en, strict=True))


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (True, "是", "Yes"),
        (False, "否", "No"),
        (3, "3", "3"),
        (Decimal("435.60"), "435.60", "435.60"),
        (
            (Decimal("180.00"), Decimal("146.40")),
            "180、146.40",
            "180, 146.40",
        ),
        (dt.date(2026, 11, 9), "2026年11月9日", "9 November 2026"),
        ("days", "days", "days"),
    ],
    ids=["true", "false", "number", "amount", "amounts", "day", "text"],
)
def test_computed_values(values: Values, value: Value, zh: str, en: str) -> None:
    assert values.value(value, "zh") == zh
    assert values.value(value, "en") == en


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (dt.date(2026, 9, 20), "日", "Sunday"),
        (dt.date(2026, 9, 21), "一", "Monday"),
        (dt.date(2026, 10, 10), "六", "Saturday"),
    ],
    ids=["Sunday", "Monday", "Saturday"],
)
def test_weekdays(values: Values, day: dt.date, zh: str, en: str) -> None:
    assert values.weekday(day, "zh") == zh
    assert values.weekday(day, "en") == en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_month_has_a_name_and_every_day_of_the_week(
    values: Values, lang: Language
) -> None:
    months = {values.month(f"2026-{number:02}", lang) for number in range(1, 13)}
    week = {values.weekday(dt.date(2026, 6, day), lang) for day in range(1, 8)}
    assert (len(months), len(week)) == (12, 7)


def test_a_text_is_filled_from_values_and_facts(values: Values) -> None:
    words = Words("{gap_months}，{total}", "{gap_months}, {total}")
    given = {"total": Decimal(1200)}
    assert values.filled(words, "zh", {"gap_months": 1}, given) == "1个月，1,200"
    assert values.filled(words, "en", {"gap_months": 1}, given) == "1 month, 1,200"
    with pytest.raises(KeyError):
        values.filled(words, "en", {}, given)
