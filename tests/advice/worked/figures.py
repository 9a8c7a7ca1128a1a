"""Worked cases of ages, months and yuan: retirement, benefit, contributions."""

import datetime as dt

from tests.advice.outcomes import result
from tests.advice.worked.desk import YES, Case, Desk, day_of, outcome


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
