"""Worked cases of deadlines, working days, and what holds on which day."""

import datetime as dt

from tests.advice.outcomes import result
from tests.advice.worked.desk import Case, Desk, outcome


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
