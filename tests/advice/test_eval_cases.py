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
    "B17": "identity numbers are the guard's: tests/bot/test_guard_specimens.py",
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


def date_gates(case: Case, desk: Desk) -> None:
    asked = zip(case["input"]["questions"], case["expect"]["version"], strict=True)
    for (question, day), version in asked:
        on = dt.date.fromisoformat(day)
        check = duty_to_join if "medical insurance" in question else withdrawing
        check(on, version, desk)


def duty_to_join(day: dt.date, version: str, desk: Desk) -> None:
    decision = desk.decide("enroll", as_of=day, joiner="resident", insurance="medical")
    required = "应当" in version
    wanted = "resident_medical_required" if required else "resident_medical_voluntary"
    assert outcome(decision) == wanted


def withdrawing(day: dt.date, version: str, desk: Desk) -> None:
    decision = desk.decide("housing_fund", as_of=day, fund_wish="withdraw")
    assert outcome(decision) == f"withdrawal_rules_of_{version[:4]}"
    amended = "844" in version
    assert ("housing_fund_844" in decision.trace.sources) is amended
    assert ("housing_fund_2019" in decision.trace.sources) is not amended


def retirement(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    births = given["birth"]
    many = isinstance(births, list)
    for birth, wanted in zip(
        births if many else [births],
        expect["results"] if many else [expect],
        strict=True,
    ):
        values = result(
            desk.decide(
                "retirement_age",
                retirement_category=given["category"],
                birth_month=birth,
            )
        ).values
        years, months = divmod(int(str(values["retire_age"])), 12)
        found = {
            "delay_months": values["delay_months"],
            "retire_age": f"{years}y{months}m",
            "retire_month": values["retire_month"],
            "min_contribution_months": values["min_months"],
            "earliest_flexible": values.get("earliest_month"),
            "latest_flexible": values.get("latest_month"),
        }
        assert {name: found[name] for name in wanted} == wanted


def fifty_two(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    facts = {
        "pension_scheme": "employee",
        "retirement_category": given["category"],
        "birth_month": given["birth"],
        "pension_months_paid": given["months_paid"],
        "first_insured_month": given["first_insured"],
    }
    asked = result(
        desk.decide(
            "lump_sum_refund", as_of=day_of(case), lump_wish="pay_missing", **facts
        )
    )
    eligible = result(desk.decide("pension_eligibility", as_of=day_of(case), **facts))
    assert asked.rule.outcome.startswith("no_lump_sum") is not expect["lump_sum_now"]
    assert eligible.rule.outcome == expect["options"][0]
    for decision in (asked, eligible):
        values = decision.values
        assert values["retire_month"] == expect["retire_month"]
        assert values["min_months"] == expect["min_contribution_months"]
        assert values["months_left"] == expect["months_possible_until_then"]
        assert values["paid_by_then"] == expect["months_at_retirement"]
        assert values["short_months"] == expect["short_months"]
        for words in ("转入居民养老", "终止关系、领回个人账户"):
            assert words in decision.rule.say.zh


LEAVING = {"voluntary_resignation": "voluntary", "dismissed": "involuntary"}


def unemployment(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    months = given["months_paid"]
    many = isinstance(months, list)
    longest = []
    for paid in months if many else [months]:
        decision = desk.decide(
            "unemployment_benefit",
            region=given.get("region", "330100"),
            leaving_reason=LEAVING[given["reason"]],
            unemployment_paid_months=paid,
            registered_unemployed=YES[given["registered"]],
        )
        values = result(decision).values
        longest.append(int(str(values.get("benefit_max_months", 0))))
        assert (outcome(decision) == "eligible") is (longest[-1] > 0)
    if many:
        assert longest == expect["national_max_months"]
        return
    assert (outcome(decision) == "eligible") is expect["eligible"]
    assert longest == [expect.get("national_max_months", 0)]
    assert values.get("benefit_months") == expect.get("shanghai_months")
    if "failed" in expect:
        assert expect["failed"] in result(decision).rule.say.zh


def contribution(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    place = {"region": given["region"], "as_of": dt.date(given["year"], 12, 31)}
    wages = given.get("wages") or [given["monthly_wage"]]
    values = [
        result(
            desk.decide(
                "contribution_amount",
                amount_subject="employee",
                monthly_wage=wage,
                **place,
            )
        ).values
        for wage in wages
    ]
    found = [one["base"] for one in values]
    assert found == (expect.get("bases") or [expect["base"]])
    if "employee_pension" in expect:
        assert float(str(values[0]["own_pension"])) == expect["employee_pension"]
    if "flexible_pension" in expect:
        assert given["flexible_choice"] == "lowest"
        flexible = desk.decide(
            "contribution_amount", amount_subject="flexible_pension", **place
        )
        lowest = result(flexible).values["flexible_lowest"]
        assert float(str(lowest)) == expect["flexible_pension"]


def pension_transfer(case: Case, desk: Desk) -> None:
    given, expect = case["input"], case["expect"]
    decision = result(
        desk.decide(
            "transfer",
            transfer_insurance="pension",
            pension_move="across_provinces",
            accepted_on=given["accepted"],
        )
    )
    steps = [
        decision.values[f"pension_transfer.{step}_days"]
        for step in ("review", "move", "completion")
    ]
    assert steps == given["steps"]
    assert str(decision.values["completed_by"]) == expect["latest"]


def leaving(case: Case, desk: Desk) -> None:
    ended, expect = case["input"]["contract_ended"], case["expect"]
    for region in (None, "310000", "510300"):
        decision = desk.decide("leave_job", region=region, left_on=ended)
        values = {n: str(v) for n, v in result(decision).values.items()}
        assert values["certificate_on"] == ended
        assert (
            values["file_transfer_by"]
            == expect["file_and_social_insurance_transfer_by"]
        )
        assert expect["raw_15th_day"].startswith(values["file_transfer_raw"])
        assert values["fund_sealed_by"] == expect["provident_fund_sealed_by"]


def third_party(case: Case, desk: Desk) -> None:
    real = case["input"]["real_labour_relation_with_payer"]
    kind = "dispatch" if real else "not_working"
    decision = desk.decide("third_party_payment", third_party_kind=kind)
    assert outcome(decision).startswith("lawful") is case["expect"]["legal"]
    assert {"sil_88", "fund_supervision_32"} <= set(decision.trace.sources)
    for penalty in ("returned", "2 to 5 times"):
        assert penalty in result(decision).rule.say.en


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
    "W20": unemployment,
    "W22": unemployment,
    "W24": guide_and_law,
    "W33": retirement,
    "W35": fifty_two,
    "B05": retirement,
    "B06": retirement,
    "B10": retirement,
    "W26": alipay_steps,
    "W27": card_pickup,
    "W30": pension_transfer,
    "W32": leaving,
    "W38": third_party,
    "B01": employee_medical,
    "B03": late_fee_by_days,
    "B13": unemployment,
    "B15": working_days,
    "B18": date_gates,
    "B20": contribution,
    "W40": contribution,
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
