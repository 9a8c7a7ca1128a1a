"""The evaluation's worked cases, by a small mapping from their inputs to our facts.

`EVAL_DIR` names the folder with `cases_dev.yml`; the cases are read there and not kept
here. Without it the test is skipped, except in CI, where it fails. What the cases say
in prose is not compared; what they say in figures, dates and outcomes is.
"""

import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from advice import Advisor, Decision, Knowledge, Missing, Result
from advice.explain import known_facts
from advice.procedures import usual_way
from tests.advice.conftest import AS_OF, Decide

Case = Mapping[str, Any]
YES = {True: "yes", False: "no"}
NOT_OURS = {
    "B17": "identity numbers are no matter of advice",
    **dict.fromkeys(
        ["W20", "W22", "B13"], "unemployment benefit is answered in prose, not decided"
    ),
    **dict.fromkeys(["W30", "W32"], "transfer and leaving are answered in prose"),
    **dict.fromkeys(
        ["W33", "W35", "B05", "B06", "B10"], "the retirement age is answered in prose"
    ),
    "W38": "payment by a third party is answered in prose",
    **dict.fromkeys(["W40", "B20"], "contribution bases are answered in prose"),
}


def result(decision: Decision) -> Result:
    assert isinstance(decision, Result), decision
    return decision


def outcome(decision: Decision) -> str:
    return result(decision).rule.outcome


def day_of(case: Case) -> dt.date:
    return dt.date.fromisoformat(case["input"].get("as_of", AS_OF.isoformat()))


class Desk:
    """What the checks need, and a decision with fewer words."""

    def __init__(self, knowledge: Knowledge, advisor: Advisor, decide: Decide) -> None:
        self.knowledge = knowledge
        self.advisor = advisor
        self.decide = decide

    def late_fee(self, debts: list[tuple[Any, str]], paid: str) -> Mapping[str, Any]:
        arrears = ",".join(f"{principal}@{due}" for principal, due in debts)
        decision = self.decide(
            "arrears_late_fee",
            payer="employer",
            wants_calculation="yes",
            arrears=arrears,
            paid_date=paid,
        )
        return result(decision).values


def employer_default(case: Case, desk: Desk) -> None:
    expect, months = case["expect"], case["input"]["gap_months"]
    for region in (None, "310000", "330106"):
        for gap in (months, 1, 4):
            decision = desk.decide(
                "back_payment",
                as_of=day_of(case),
                region=region,
                employment="employee",
                gap_cause="employer_default",
                gap_months=gap,
            )
            # The same for every length: no limit of three months applies.
            assert outcome(decision) == expect["outcome"]
            assert expect["three_month_limit_applies"] is False
    fee = desk.decide("arrears_late_fee", payer="employer", wants_calculation="no")
    assert outcome(fee) == f"{expect['late_fee_payer']}_owes_late_fee"
    assert "complain_employer" in result(decision).rule.procedures


def late_fee_of_months(case: Case, desk: Desk) -> None:
    debts = [(debt["principal"], debt["due"]) for debt in case["input"]["arrears"]]
    values = desk.late_fee(debts, case["input"]["paid"])
    assert float(values["late_fee_yuan"]) == case["expect"]["late_fee_yuan"]
    fees = values["late_fee_per_month"]
    assert [float(fee) for fee in fees] == case["expect"]["per_month"]
    assert sum(fees) == values["late_fee_yuan"]


def late_fee_by_days(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    debts = [(given["principal"], given["due"])]
    found = [desk.late_fee(debts, paid)["late_fee_yuan"] for paid in given["paid"]]
    assert found == [Decimal(str(fee)) for fee in expect["late_fee_yuan"]]


def waiver(case: Case, desk: Desk) -> None:
    expect = case["expect"]
    subsidy = case["input"]["employer_paid_cash_subsidy"] > 0
    decision = desk.decide(
        "employer_nonpayment",
        as_of=day_of(case),
        nonpayment_kind="waiver_signed",
        cash_subsidy=YES[subsidy],
    )
    found = outcome(decision)
    assert found.startswith("waiver_void") is not expect["waiver_valid"]
    assert (
        found.endswith("subsidy_may_be_reclaimed")
        is (expect["employer_may_reclaim_subsidy_after_back_payment"])
    )
    assert {"labour_contract_38", "sil_63"} <= set(decision.trace.sources)


def flexible_pension(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = desk.decide(
        "back_payment",
        as_of=day_of(case),
        region=given["region"],
        employment="flexible",
        insurance="pension",
        last_paid_month=given["gap"][0],
        resumed_month=given["gap"][1],
    )
    assert outcome(decision) == "no_back_payment_renew"
    assert expect["back_pay_allowed"] is False
    fee = desk.decide("arrears_late_fee", payer="individual")
    assert (outcome(fee) == "no_late_fee") is (expect["late_fee_yuan"] == 0)
    kept = desk.decide("interruption_effect", insurance="pension")
    assert (outcome(kept) == "pension_years_kept") is expect["years_kept"]


def resident_pension(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = result(
        desk.decide(
            "back_payment",
            as_of=day_of(case),
            employment="resident",
            insurance="pension",
            years_paid=given["years_paid"],
        )
    )
    assert outcome(decision) == "resident_pension_may_be_made_up"
    most = decision.values["resident_pension.max_total_years"]
    assert most == expect["max_total_years_by_back_pay"]
    assert decision.values["repairable_years"] == most - given["years_paid"]
    assert given["years_missed"] <= most - given["years_paid"]


def resident_medical(case: Case, desk: Desk) -> None:
    given = case["input"]
    decision = desk.decide(
        "interruption_effect",
        as_of=day_of(case),
        insurance="medical",
        employment="resident",
        special_group="no",
        in_window=YES[given["enrolled_in_window"]],
        continuous=YES[given["continuous"]],
        missed_years=given["missed_years"],
        repaired_years=given["repaired_years"],
    )
    values = result(decision).values
    assert values["waiting_months"] == case["expect"]["waiting_months"]


def employee_medical(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = desk.decide(
        "interruption_effect",
        as_of=day_of(case),
        insurance="medical",
        employment="employee",
        gap_cause="between_jobs",
        last_paid_month=given["last_paid"],
        resumed_month=given["first_new_paid"],
        back_paid=YES[given["back_paid"]],
    )
    assert known_facts(decision.trace)["gap_months"] == expect["gap_months"]
    assert (outcome(decision) == "no_waiting") is (expect["waiting_months"] == 0)


def shanghai_flexible_medical(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = desk.decide(
        "interruption_effect",
        as_of=day_of(case),
        region=given["region"],
        insurance="medical",
        employment="flexible",
        benefit_gap_months=given["months_since_benefit_stopped"],
    )
    values = result(decision).values
    assert outcome(decision) == "rejoin_with_waiting"
    assert values["medical.waiting_months_over_limit"] == expect["waiting_months"]


def guide_and_law(case: Case, desk: Desk) -> None:
    decision = desk.decide("back_payment", gap_months=4)
    assert isinstance(decision, Missing) is not case["expect"]["final_verdict"]
    assert isinstance(decision, Missing)
    assert {"insurance", "employment", "region"} <= set(decision.open)
    guide = desk.knowledge.topics["back_payment"].guide
    statement = desk.knowledge.guide[guide]
    assert statement.claim != statement.law


def alipay_steps(case: Case, desk: Desk) -> None:
    procedure = desk.knowledge.procedures["restore_resident_medical_alipay"]
    assert procedure.channel == case["input"]["channel"]
    menus = [
        menu
        for name in usual_way(procedure)
        for menu in re.findall("“([^”]+)”", procedure.steps[name].say.zh)
    ]
    place = 0
    for step in case["expect"]["steps"]:
        named = [at for at, menu in enumerate(menus) if at >= place and menu in step]
        assert named, (step, menus)
        place = named[0]


def card_pickup(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = result(desk.decide("card_progress", submitted_on=given["submitted"]))
    assert decision.values["card.guide_working_days"] == given["working_days"]
    assert str(decision.values["guide_ready_on"]) == expect["ready"]
    assert decision.counts["guide_ready_on"].provisional == ()


def working_days(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    count = desk.advisor.calendar.add_working_days(
        dt.date.fromisoformat(given["start"]), given["working_days"]
    )
    assert str(count.end) == expect["ready"]
    worked = {str(step.day) for step in count.steps if step.number}
    off = {str(step.day) for step in count.steps if step.kind == "holiday"}
    for text in expect["counts_as_work"]:
        assert str(text)[:10] in worked
    for text in expect["counts_as_off"]:
        first, _, last = str(text).partition("..")
        days = range(int(first[8:]), int(last or first[8:]) + 1)
        assert {f"{first[:8]}{day:02}" for day in days} <= off


def duty_to_join(case: Case, desk: Desk) -> None:
    asked = zip(case["input"]["questions"], case["expect"]["version"], strict=True)
    compared = 0
    for (question, day), version in asked:
        if "medical insurance" not in question:
            continue
        decision = desk.decide(
            "enroll",
            as_of=dt.date.fromisoformat(day),
            joiner="resident",
            insurance="medical",
        )
        required = "应当" in version
        wanted = (
            "resident_medical_required" if required else "resident_medical_voluntary"
        )
        assert outcome(decision) == wanted
        compared += 1
    assert compared == 2


CHECKS: dict[str, Callable[[Case, Desk], None]] = {
    "W01": employer_default,
    "W02": late_fee_of_months,
    "W05": waiver,
    "W06": flexible_pension,
    "W08": resident_pension,
    "W10": resident_medical,
    "W12": resident_medical,
    "W15": employee_medical,
    "W17": shanghai_flexible_medical,
    "W24": guide_and_law,
    "W26": alipay_steps,
    "W27": card_pickup,
    "B01": employee_medical,
    "B03": late_fee_by_days,
    "B15": working_days,
    "B18": duty_to_join,
}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    folder = os.environ.get("EVAL_DIR", "")
    if not folder:
        sentence = "EVAL_DIR names no folder with cases_dev.yml"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    path = Path(folder) / "cases_dev.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
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
