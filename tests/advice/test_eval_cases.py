"""The evaluation's worked cases, by a small mapping from their inputs to our facts.

They are read from the folder `EVAL_DIR` and not kept here. What they say in prose is
not compared; what they say in figures, dates and outcomes is.
"""

from collections.abc import Callable, Mapping

import pytest

from advice import Advisor, Knowledge
from tests import kept_outside
from tests.advice.conftest import Decide
from tests.advice.worked import arrears, days, figures, medical
from tests.advice.worked.desk import Case, Desk

NOT_OURS = {
    "B17": "identity numbers are the guard's: tests/bot/test_guard_specimens.py",
}
CHECKS: dict[str, Callable[[Case, Desk], None]] = {
    "W01": arrears.employer_default,
    "W02": arrears.late_fee_of_months,
    "W05": arrears.waiver,
    "W06": arrears.flexible_pension,
    "W08": arrears.resident_pension,
    "W10": medical.resident_medical,
    "W12": medical.resident_medical,
    "W15": medical.employee_medical,
    "W17": medical.shanghai_flexible_medical,
    "W20": figures.unemployment,
    "W22": figures.unemployment,
    "W24": medical.guide_and_law,
    "W33": figures.retirement,
    "W35": figures.fifty_two,
    "B05": figures.retirement,
    "B06": figures.retirement,
    "B10": figures.retirement,
    "W26": medical.alipay_steps,
    "W27": days.card_pickup,
    "W30": days.pension_transfer,
    "W32": days.leaving,
    "W38": arrears.third_party,
    "B01": medical.employee_medical,
    "B03": arrears.late_fee_by_days,
    "B13": figures.unemployment,
    "B15": days.working_days,
    "B18": days.date_gates,
    "B20": figures.contribution,
    "W40": figures.contribution,
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    content = kept_outside.worked_cases()
    return {case["id"]: case for case in [*content["worked"], *content["boundary"]]}


@pytest.fixture(scope="module")
def desk(knowledge: Knowledge, advisor: Advisor, decide: Decide) -> Desk:
    return Desk(knowledge, advisor, decide)


@pytest.mark.parametrize("name", CHECKS)
def test_a_worked_case_is_decided_as_it_says(
    name: str, cases: Mapping[str, Case], desk: Desk
) -> None:
    CHECKS[name](cases[name], desk)


def test_every_case_is_compared_or_left_out_for_a_reason(
    cases: Mapping[str, Case],
) -> None:
    assert not CHECKS.keys() & NOT_OURS.keys()
    assert cases.keys() == CHECKS.keys() | NOT_OURS.keys()
