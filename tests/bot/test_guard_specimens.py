"""The numbers of the evaluation's case on identity numbers: which of them are valid,
and that the guard hides every one of them, valid or mistyped.

They are read from the folder `EVAL_DIR` and not kept here.
"""

from typing import Any

import pytest
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from bot.guard import mask
from tests import kept_outside

REASONS: dict[str, type[ValidationError] | None] = {
    "ok": None,
    "normalise x to X": None,
    "checksum": InvalidChecksum,
    "no such date": InvalidComponent,
}


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    content = kept_outside.worked_cases()
    (found,) = [one for one in content["boundary"] if one["topic"] == "id_checksum"]
    return dict(found)


def fault(number: str) -> type[ValidationError] | None:
    """Why the check on which the guard rests refuses a number: the day of birth
    before the check digit, since a number without a day is no number at all."""
    try:
        ric.get_birth_date(number)
        ric.validate(number)
    except ValidationError as error:
        return type(error)
    return None


def test_valid_numbers_are_told_from_others_and_for_which_reason(
    case: dict[str, Any],
) -> None:
    numbers, expect = case["input"]["ids"], case["expect"]
    assert [fault(number) is None for number in numbers] == expect["valid"]
    wanted = [REASONS[reason.partition(" (")[0]] for reason in expect["reasons"]]
    assert [fault(number) for number in numbers] == wanted


def test_every_number_is_hidden_and_a_small_x_becomes_a_capital(
    case: dict[str, Any],
) -> None:
    for number in case["input"]["ids"]:
        masked = mask(f"我的身份证 {number}，能补缴吗")
        assert masked.kinds == ("id_number",)
        assert masked.text == f"我的身份证 1{'*' * 16}{number[-1].upper()}，能补缴吗"
