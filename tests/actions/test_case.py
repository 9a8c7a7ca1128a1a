"""What newly heard facts replace of those that were said before."""

import pytest

from actions.case import keep_heard, overtaken
from actions.turn import read_turn
from advice import FactValue
from tests.actions.talk import Facts, Room, facts, message, track


@pytest.mark.parametrize(
    ("known", "heard", "gone"),
    [
        (facts(repaired_years=2), {"back_paid": "no"}, {"repaired_years"}),
        (facts(repaired_years=2, back_paid="no"), {"back_paid": "no"}, set()),
        (facts(gap_months=5), {"last_paid_month": "2026-03"}, set()),
        (
            facts(gap_months=5, last_paid_month="2026-03"),
            {"resumed_month": "2026-10"},
            {"gap_months"},
        ),
        (facts(fund_wish="withdraw"), {"left_on": "2026-11-10"}, set()),
        (facts(gap_months=5), {"gap_months": 4, "last_paid_month": "2026-03"}, set()),
    ],
    ids=["works-it-out", "nothing-new", "half", "both", "a-hint-only", "said-as-well"],
)
def test_what_is_overtaken(
    room: Room, known: Facts, heard: dict[str, FactValue], gone: set[str]
) -> None:
    turn = read_turn(track(message("…"), facts=known), room.knowledge)
    assert overtaken(turn, room.desk, heard) == gone


def test_it_is_forgotten(room: Room) -> None:
    known = facts(repaired_years=2)
    turn = read_turn(track(message("没补"), facts=known), room.knowledge)
    kept = keep_heard(turn, room.desk, {"back_paid": "no"})[0]
    assert kept["value"].keys() == {"back_paid"}
