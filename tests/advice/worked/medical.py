"""Worked cases of medical insurance: waiting, and how it is restored."""

import re

from advice import Missing
from advice.explain import known_facts
from advice.procedures import usual_way
from tests.advice.outcomes import result
from tests.advice.worked.desk import YES, Case, Desk, day_of, outcome


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
