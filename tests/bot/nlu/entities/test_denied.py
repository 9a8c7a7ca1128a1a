"""Values that are denied: the one put right counts, a denied one alone does not."""

from datetime import date

import pytest

from bot.nlu.entities import Lexicon, extract_all

LENGTHS = {
    "不是断了五个月，是十五个月": [15],
    "不是五个月，是十五个月": [15],
    "断了十五个月，不是断了五个月": [15],
    "不是五个月而是十五": [15],
    "不是5个月，是15": [15],
    "不是断了五年，是十五年": [180],
    "不是五年，是十五": [180],
    "我没说断了五个月，是十五个月": [15],
    "没断五个月，断了三个月": [3],
    "我不是断了五个月": [],
    "not five months but fifteen": [15],
    "it was not 5 months, it was 15": [15],
    "it was not 5 months, it was 15 months": [15],
    "It wasn't a gap of 5 months but 15 months": [15],
    "I didn't say five months, I said fifteen": [15],
    "我是不是断了五个月": [5],
    "我这不是断了五个月吗": [5],
    "不是说断了五个月就不行吗": [5],
    "要不是断了五个月": [5],
    "我不是职工，断了五个月": [5],
    "我不是职工断了五个月": [5],
    "我不是很清楚，断了五个月": [5],
    "I did not pay for 5 months": [5],
    "I have not paid for 5 months, 15 in total": [5],
    "I was not insured for 5 months": [5],
    "I am not sure, maybe 5 months": [5],
    "Isn't it 5 months?": [5],
}
SUZHOU, WUXI = "320500", "320200"
PLACES = {
    "我不是苏州的，是无锡的": {WUXI},
    "不是苏州，是无锡": {WUXI},
    "我不是在苏州交的，我在无锡交": {WUXI},
    "我不在苏州，我在无锡": {WUXI},
    "无锡，不是苏州": {WUXI},
    "我没说苏州，我说的是无锡": {WUXI},
    "不是在苏州断了五个月，是十五个月": {SUZHOU},
    "我不是苏州的": set(),
    "我不是苏州人，但社保在苏州": {SUZHOU},
    "我不是苏州户口": {SUZHOU},
    "我不在苏州": {SUZHOU},
    "是不是苏州": {SUZHOU},
    "not Suzhou, Wuxi": {WUXI},
    "I am not in Suzhou but in Wuxi": {WUXI},
    "Wuxi, not Suzhou": {WUXI},
    "I don't live in Suzhou, I live in Wuxi": {WUXI},
    "I'm not in Wuxi": set(),
    "I cannot pay in Wuxi": {WUXI},
    "Why not in Wuxi?": {WUXI},
}
EMPLOYMENT = {
    "我没有说我是职工，我是灵活就业": {"flexible"},
    "我没说过我是职工": set(),
    "我没说清楚，我是职工": {"employee"},
    "I did not say I was an employee, I am self-employed": {"flexible"},
    "I never said I was an employee": set(),
    "不是职工，是灵活就业": {"flexible"},
}
SUMS = {
    "基数不是5000，是6000": ["6000"],
    "it's not 5,000 yuan but 6,000 yuan": ["6000"],
}
CARD = {
    "医院要卡": set(),
    "医院让我带社保卡": set(),
    "the hospital wants my card": set(),
    "医院用的": {"social"},
    "在医院刷卡": {"social"},
    "the hospital": {"social"},
}
ROWS = [
    *(("duration", *row) for row in LENGTHS.items()),
    *(("region", text, sorted(codes)) for text, codes in PLACES.items()),
    *(("employment", text, sorted(said)) for text, said in EMPLOYMENT.items()),
    *(("money", *row) for row in SUMS.items()),
    *(("card_half", text, sorted(said)) for text, said in CARD.items()),
]


@pytest.mark.parametrize(("entity", "text", "values"), ROWS)
def test_what_is_left(
    entity: str,
    text: str,
    values: list[int | str],
    today: date,
    real_lexicon: Lexicon,
) -> None:
    found = extract_all(text, today, real_lexicon)
    said = [one.value for one in found if one.entity == entity]
    if entity == "money":
        said = [str(value) for value in said]
    assert said == values


def test_the_value_put_right_is_about_the_same(
    today: date, real_lexicon: Lexicon
) -> None:
    for text, role in (
        ("不是断了五个月，是十五个月", "gap"),
        ("不是交了五个月，是十五个月", "paid"),
    ):
        found = extract_all(text, today, real_lexicon)
        assert [(one.value, one.role) for one in found] == [(15, role)]
