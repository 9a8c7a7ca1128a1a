"""Which fact a named place is for: where one is insured, or where one goes."""

import pytest

from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import Message, Room, facts, found


def place(code: str, start: int = 0, role: str | None = None) -> Message:
    said = found("region", code, start, start + 2)
    return said if role is None else {**said, "role": role}


FOSHAN = facts(region="440600")
ROWS = [
    Row(
        "insured-here-and-treated-there",
        words(
            "佛山…广州", place("440600", 0, "insured"), place("440100", 3, "elsewhere")
        ),
        {"region": "440600", "care_region": "440100"},
        topic="medical_reimburse",
    ),
    Row(
        "insured-here-and-another-place",
        words("佛山医保广州", place("440600", 0, "insured"), place("440100", 4)),
        {"region": "440600", "care_region": "440100"},
        topic="medical_reimburse",
    ),
    Row(
        "a-place-and-where-one-goes",
        words("自贡转成都", place("510300", 0), place("510100", 3, "elsewhere")),
        {"region": "510300", "moved_to": "510100"},
        topic="transfer",
    ),
    Row(
        "only-where-one-goes",
        words("去广州", place("440100", 1, "elsewhere")),
        {"care_region": "440100"},
        topic="designated_hospital",
    ),
    Row(
        "a-bare-place-where-the-treatment-is-asked",
        words("广州", place("440100")),
        {"care_region": "440100"},
        topic="designated_hospital",
        requested="care_place",
        known=FOSHAN,
    ),
    Row(
        "a-bare-place-where-the-insurance-is-asked",
        words("到广州", place("440100", 1, "elsewhere")),
        {"region": "440100"},
        topic="designated_hospital",
        requested="region",
    ),
    Row(
        "a-bare-place-that-nobody-asked-for",
        words("广州", place("440100")),
        {"region": "440100"},
        topic="designated_hospital",
        known=FOSHAN,
    ),
    Row(
        "a-place-corrected-is-the-one-said-last",
        words("不对，是深圳", place("440300", 4), intent="correct"),
        {"care_region": "440300"},
        topic="designated_hospital",
        known=facts(region="440600", care_region="440100"),
    ),
    Row(
        "a-name-of-several-places",
        words("苏州", place("320500"), place("341300")),
        {},
        topic="designated_hospital",
        requested="care_place",
        regions=("320500", "341300"),
    ),
    Row(
        "where-one-goes-in-a-topic-that-has-no-such-fact",
        words("佛山…广州", place("440600", 0), place("440100", 3, "elsewhere")),
        {"region": "440600"},
        topic="card_apply",
    ),
    Row(
        "where-one-goes-is-no-correction-of-the-insurance",
        words("去广州", place("440100", 1, "elsewhere")),
        {},
        topic="card_apply",
        known=FOSHAN,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
async def test_which_fact_a_place_is_for(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)
