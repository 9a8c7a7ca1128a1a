"""Choices by the knowledge's words, and their denials."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.nlu.entities.choices import ChoiceNames, extract_choices

EMPLOYMENT = {
    "我是职工": "employee",
    "單位職工": "employee",
    "在公司上班": "employee",
    "以前单位交的": "employee",
    "I am an employee": "employee",
    "EMPLOYEES": "employee",
    "I was employed": "employee",
    "my company paid it": "employee",
    "灵活就业": "flexible",
    "灵活就业人员": "flexible",
    "靈活就業": "flexible",
    "我自己交的": "flexible",
    "个人交": "flexible",
    "flexible worker": "flexible",
    "self employed": "flexible",
    "I'm self-employed": "flexible",
    "two freelancers": "flexible",
    "城乡居民": "resident",
    "新农合": "resident",
    "resident": "resident",
    "residents' scheme": "resident",
    "我是employee": "employee",
    "不是职工，是灵活就业": "flexible",
    "not an employee but a freelancer": "flexible",
}
NOTHING = [
    "不是职工",
    "并非灵活就业人员",
    "没在公司上班",
    "I'm not an employee",
    "she isn't an employee",
    "I was never employed",
    "一个人",
    "是不是职工",
    "presidential",
    "unemployed",
    "是",
    "没有",
    "yes",
    "你好",
]

Brief = Callable[..., list[tuple[str | int, ...]]]


@pytest.mark.parametrize(("text", "value"), EMPLOYMENT.items())
def test_employment(
    text: str, value: str, today: date, choice_names: ChoiceNames
) -> None:
    found = extract_choices(text, today, choice_names)
    assert {one.value for one in found if one.entity == "employment"} == {value}


@pytest.mark.parametrize("text", NOTHING)
def test_no_choice(text: str, today: date, choice_names: ChoiceNames) -> None:
    assert extract_choices(text, today, choice_names) == []


def test_longest_words_win(
    today: date, choice_names: ChoiceNames, brief: Brief
) -> None:
    text = "灵活就业人员"
    found = extract_choices(text, today, choice_names)
    assert brief(text, found) == [("employment", "flexible", "灵活就业人员")]


def test_words_of_another_fact(
    today: date, choice_names: ChoiceNames, brief: Brief
) -> None:
    text = "职工"
    assert brief(text, extract_choices(text, today, choice_names)) == [
        ("employment", "employee", "职工"),
        ("employment_now", "employee", "职工"),
    ]


def test_only_shared_values_are_heard_like(
    today: date, choice_names: ChoiceNames, brief: Brief
) -> None:
    text = "灵活就业"
    assert brief(text, extract_choices(text, today, choice_names)) == [
        ("employment", "flexible", "灵活就业")
    ]


def test_yes_and_no_need_more_than_a_bare_word(
    today: date, choice_names: ChoiceNames, brief: Brief
) -> None:
    text = "已经补了"
    assert brief(text, extract_choices(text, today, choice_names)) == [
        ("back_paid", "yes", "已经补了")
    ]


def test_a_question_says_nothing(today: date, choice_names: ChoiceNames) -> None:
    assert extract_choices("军龄算不算", today, choice_names) == []
