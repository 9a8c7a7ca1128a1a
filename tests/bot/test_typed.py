"""What is typed into a form is heard as in the chat, or named as what it is not."""

import datetime as dt

import pytest

from advice import Knowledge, load_knowledge
from bot.settings import PROJECT
from bot.typed import Reader

DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> Reader:
    return Reader(knowledge)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("gap_months", " 5 ", 5),
        ("paid_date", "2026-09-21", "2026-09-21"),
        ("paid_date", "2026年9月21日", "2026-09-21"),
        ("paid_date", "21 September 2026", "2026-09-21"),
        ("last_paid_month", "2026-03", "2026-03"),
        ("last_paid_month", "2026年3月", "2026-03"),
        ("arrears_principal", "2,400", "2400"),
        ("arrears_principal", "2400元", "2400"),
        ("region", "330100", "330100"),
        ("region", "杭州", "330100"),
        ("region", "Hangzhou", "330100"),
        ("payer", "employer", "employer"),
    ],
)
def test_an_answer_is_heard(
    knowledge: Knowledge, reader: Reader, fact: str, typed: str, value: object
) -> None:
    assert reader.read(knowledge.facts[fact], typed, DAY).value == value


@pytest.mark.parametrize(
    ("fact", "typed", "fault"),
    [
        ("gap_months", "601", "out_of_range"),
        ("gap_months", "many", "not_a_number"),
        ("paid_date", "2026-02-30", "not_a_date"),
        ("paid_date", "x" * 10_000, "not_a_date"),
        ("arrears_principal", "-5", "not_an_amount"),
        ("arrears_principal", "NaN", "not_an_amount"),
        ("region", "Atlantis", "not_a_region"),
        ("payer", "<b>", "not_a_choice"),
    ],
)
def test_what_cannot_be_is_named(
    knowledge: Knowledge, reader: Reader, fact: str, typed: str, fault: str
) -> None:
    assert reader.read(knowledge.facts[fact], typed, DAY).fault == fault


def test_a_place_of_several_is_not_guessed(
    knowledge: Knowledge, reader: Reader
) -> None:
    found = reader.read(knowledge.facts["region"], "鼓楼区", DAY)
    assert found.value is None
    assert len(found.places) > 1
