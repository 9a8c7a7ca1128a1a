"""Which button is meant by its place, and which words mean none."""

import pytest

from bot.runtime.ordinals import place_named


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第一个", 0),
        ("第2个", 1),
        ("选第三个吧", 2),
        ("我要第二种", 1),
        ("选2", 1),
        ("最后一个", -1),
        ("the first one", 0),
        ("The second one, please.", 1),
        ("2nd", 1),
        ("option 3", 2),
        ("number 2", 1),
        ("let's take the last one", -1),
        ("I'll go with the third option", 2),
    ],
)
def test_a_place(text: str, place: int) -> None:
    assert place_named(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "二",
        "第二个月开始断的",
        "第一年",
        "三个",
        "三个月",
        "first of all, can I pay it back",
        "the first month",
        "my second job",
        "last year",
        "last",
        "",
        "最后",
    ],
)
def test_no_place(text: str) -> None:
    assert place_named(text) is None
