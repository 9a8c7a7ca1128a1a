"""Which parts of a message ask something."""

import pytest

from bot.nlu.questions import LONGEST, beside_numbers, halves, questions


def asked(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in questions(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "社保卡丢了怎么补办？还有医保断了三个月能补吗",
            ["社保卡丢了怎么补办？", "还有医保断了三个月能补吗"],
        ),
        (
            "社保卡丢了，怎么补办，医保断了三个月，能补吗",
            ["社保卡丢了，怎么补办", "医保断了三个月，能补吗"],
        ),
        ("卡丢了咋办 医保断了能补吗", ["卡丢了咋办", "医保断了能补吗"]),
        ("1、断缴影响什么 2、怎么补缴", ["断缴影响什么", "怎么补缴"]),
        (
            "how do I replace a lost card and how long does it take",
            ["how do I replace a lost card", "how long does it take"],
        ),
        (
            "Can I pay back five months? Also, where do I apply for a card?",
            ["Can I pay back five months?", "Also, where do I apply for a card?"],
        ),
        ("社保卡丢了 还有养老怎么转", ["社保卡丢了", "还有养老怎么转"]),
        (
            "My card is lost and I also want to move my pension",
            ["My card is lost", "I also want to move my pension"],
        ),
        ("社保断了还有用吗", ["社保断了还有用吗"]),
        ("还有个问题，社保怎么补", ["还有个问题，社保怎么补"]),
        ("断了，还有能补吗", ["还有能补吗"]),
        ("my card was lost. what do i do", ["my card was lost. what do i do"]),
        ("断了五个月能补吗，谢谢您", ["断了五个月能补吗，谢谢您"]),
        ("断了五个月能补吗", ["断了五个月能补吗"]),
        ("公司不交社保，我怀孕了，能要求赔偿吗", None),
        (
            "I was born in 1974 and I want to know when can I retire",
            ["I was born in 1974 and I want to know when can I retire"],
        ),
    ],
)
def test_pieces(text: str, pieces: list[str] | None) -> None:
    assert asked(text) == (pieces if pieces is not None else [text])


def test_what_only_tells_is_marked() -> None:
    told, question = questions("社保卡丢了，还有养老怎么转")
    assert (told.asks, question.asks) == (False, True)


@pytest.mark.parametrize(
    "text", ["", "  ", "？？", "断了五个月", "I lost my card", "3.5"]
)
def test_nothing_is_asked(text: str) -> None:
    assert asked(text) in ([], [text])
    assert len(asked(text)) <= 1


def test_a_story_is_left_whole() -> None:
    assert asked("能补吗？" * (LONGEST // 4)) != []
    assert asked("能补吗？" * (LONGEST // 4 + 1)) == []


def test_halves_are_cut_between_clauses() -> None:
    text = "什么系统，断了五个月，能补吗"
    cut = [
        [(text[piece.start : piece.end], piece.asks) for piece in both]
        for both in halves(text)
    ]
    assert cut == [
        [("什么系统", True), ("断了五个月，能补吗", True)],
        [("什么系统，断了五个月", True), ("能补吗", True)],
    ]


def test_a_half_that_asks_nothing_is_marked() -> None:
    ((told, asking),) = halves("your bot is bad, can I pay it back?")
    assert (told.asks, asking.asks) == (False, True)


@pytest.mark.parametrize("text", ["", "能补吗", "能补吗？" * LONGEST])
def test_one_clause_and_a_story_have_no_halves(text: str) -> None:
    assert list(halves(text)) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("我的身份证是1****4，卡丢了", ["卡丢了"]),
        ("卡丢了 1****4", ["卡丢了"]),
        ("my id is 1****4 and my card is lost", ["my card is lost"]),
        ("hello. 1****4. can I pay it back?", ["hello", "can I pay it back"]),
        ("1****4", []),
        ("我的号是1****4，好", []),
        ("卡丢了，怎么办", []),
    ],
)
def test_what_is_said_beside_a_hidden_number(text: str, parts: list[str]) -> None:
    found = beside_numbers(text, "****")
    assert [text[part.start : part.end] for part in found] == parts
