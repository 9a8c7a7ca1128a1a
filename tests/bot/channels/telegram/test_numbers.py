"""Which numbers a message of ours may have that is not known to stand in its chat."""

from bot.channels.telegram.numbers import AHEAD, MOST_TRIED, Numbers


def test_nothing_is_tried_where_nothing_is_known() -> None:
    numbers = Numbers()
    numbers.saw(8, 100)
    assert numbers.unknown(7) == []
    assert numbers.settled(7) is None


def test_only_unknown_numbers_above_the_settled_one_are_tried_latest_first() -> None:
    numbers = Numbers()
    numbers.settle(7, 10)
    for others in (12, 13, 15):
        numbers.saw(8, others)
    assert numbers.highest == 15
    assert numbers.unknown(7) == [*range(15 + AHEAD, 15, -1), 14, 11]


def test_a_number_is_settled_for_good() -> None:
    numbers = Numbers()
    numbers.settle(7, 10)
    numbers.settle(7, 4)
    numbers.settle(7, None)
    assert numbers.settled(7) == 10


def test_groups_have_rows_of_their_own() -> None:
    numbers = Numbers()
    numbers.settle(-7, 900_000)
    numbers.saw(-7, 900_001)
    assert numbers.highest == 0
    assert numbers.unknown(-7) == []


def test_the_search_has_an_end() -> None:
    numbers = Numbers()
    numbers.settle(7, 1)
    numbers.saw(8, 100_000)
    tried = numbers.unknown(7)
    assert len(tried) == MOST_TRIED
    assert tried[0] == 100_000 + AHEAD
