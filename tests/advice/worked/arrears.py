"""Worked cases of arrears, late fees, and who pays for what was not paid."""

from decimal import Decimal

from tests.advice.outcomes import result
from tests.advice.worked.desk import YES, Case, Desk, day_of, outcome


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


def third_party(case: Case, desk: Desk) -> None:
    real = case["input"]["real_labour_relation_with_payer"]
    kind = "dispatch" if real else "not_working"
    decision = desk.decide("third_party_payment", third_party_kind=kind)
    assert outcome(decision).startswith("lawful") is case["expect"]["legal"]
    assert {"sil_88", "fund_supervision_32"} <= set(decision.trace.sources)
    for penalty in ("returned", "2 to 5 times"):
        assert penalty in result(decision).rule.say.en
