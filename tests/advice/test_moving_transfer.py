"""Moving the insurance: which way for whom, how long it takes, where it is paid."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Advisor, Missing, Refer
from advice.counting import tell_count
from advice.explain import Explainer, known_facts
from advice.values import Values
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import outcome, result

PENSION = {"transfer_insurance": "pension"}
ACROSS = {**PENSION, "pension_move": "across_provinces"}


# --- The pension: how long a transfer takes ------------------------------------


@pytest.mark.parametrize(
    ("accepted", "steps", "provisional"),
    [
        pytest.param(
            "2026-09-01", ["2026-09-21", "2026-10-19", "2026-11-09"], (), id="holidays"
        ),
        pytest.param(
            "2026-01-30", ["2026-02-27", "2026-03-19", "2026-04-10"], (), id="make-up"
        ),
        pytest.param(
            "2026-06-01", ["2026-06-23", "2026-07-14", "2026-08-04"], (), id="summer"
        ),
        pytest.param(
            "2026-10-30",
            ["2026-11-20", "2026-12-11", "2027-01-04"],
            (2027,),
            id="a day too many for the notice",
        ),
        pytest.param(
            "2026-10-28",
            ["2026-11-18", "2026-12-09", "2026-12-30"],
            (),
            id="just inside the year",
        ),
    ],
)
def test_the_steps_of_a_transfer(
    decide: Decide, accepted: str, steps: list[str], provisional: tuple[int, ...]
) -> None:
    decision = result(decide("transfer", **ACROSS, accepted_on=accepted))
    names = ("review_by", "moved_by", "completed_by")
    assert [str(decision.values[name]) for name in names] == steps
    assert [*decision.counts] == [*names]
    assert decision.values["transfer_days"] == 45
    assert decision.counts["completed_by"].provisional == provisional
    for name in names:
        numbers = [s.number for s in decision.counts[name].steps if s.number]
        assert numbers == [*range(1, 16)]


def test_the_counting_names_a_make_up_day(decide: Decide, values: Values) -> None:
    decision = result(decide("transfer", **ACROSS, accepted_on="2026-09-01"))
    first = "\n".join(tell_count(decision.counts["review_by"], values, "zh"))
    assert "2026年9月20日（周日，调休上班）：第14个工作日" in first
    second = "\n".join(tell_count(decision.counts["moved_by"], values, "en"))
    assert "Counting from the day after 21 September 2026" in second
    assert "1 October 2026 to 7 October 2026: public holiday" in second


@given(accepted=st.dates(dt.date(2024, 1, 1), dt.date(2027, 9, 1)))
def test_three_steps_are_as_long_as_their_sum(
    decide: Decide, advisor: Advisor, accepted: dt.date
) -> None:
    values = result(decide("transfer", **ACROSS, accepted_on=str(accepted))).values
    whole = advisor.calendar.add_working_days(accepted, 45)
    assert values["completed_by"] == whole.end
    assert values["transfer_days"] == values["pension_transfer.total_days"]


@pytest.mark.parametrize(
    ("as_of", "rule"),
    [
        pytest.param(dt.date(2026, 9, 1), "transfer_running", id="first day"),
        pytest.param(dt.date(2026, 11, 9), "transfer_running", id="last day"),
        pytest.param(dt.date(2026, 11, 10), "transfer_overdue", id="a day late"),
    ],
)
def test_whether_a_transfer_is_overdue(
    decide: Decide, as_of: dt.date, rule: str
) -> None:
    decision = decide("transfer", as_of=as_of, **ACROSS, accepted_on="2026-09-01")
    assert result(decision).rule.id == rule


@pytest.mark.parametrize("accepted", ["2019-05-06", "2023-12-29", "2027-12-01"])
def test_a_transfer_beyond_the_calendar_has_no_dates(
    decide: Decide, accepted: str
) -> None:
    assert outcome(decide("transfer", **ACROSS, accepted_on=accepted)) == (
        "transfer_time"
    )


def test_an_unknown_day_of_acceptance_gives_the_general_time(decide: Decide) -> None:
    decision = decide(
        "transfer", **ACROSS, transfer_stage="accepted", declined=("accepted_on",)
    )
    assert outcome(decision) == "transfer_time"


# --- Which way to move what ------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "region", "wanted"),
    [
        pytest.param(
            {**PENSION, "pension_move": "in_province"},
            "510300",
            "continue_without_transfer",
            id="Zigong, inside Sichuan",
        ),
        pytest.param(
            {**PENSION, "pension_move": "in_province"},
            "510000",
            "continue_without_transfer",
            id="Sichuan itself",
        ),
        pytest.param(
            {**PENSION, "pension_move": "in_province"},
            "500000",
            "ask_how_inside_province",
            id="Chongqing is not Sichuan",
        ),
        pytest.param(
            {**ACROSS, "transfer_stage": "not_applied"},
            "510300",
            "apply_for_transfer",
            id="Zigong, another province",
        ),
        pytest.param(
            {**ACROSS, "transfer_stage": "not_applied"},
            None,
            "apply_for_transfer",
            id="no place named",
        ),
        pytest.param(
            {**PENSION, "pension_move": "same_city"},
            "310000",
            "nothing_to_transfer",
            id="same city",
        ),
        pytest.param(
            {**PENSION, "pension_move": "other_scheme"},
            None,
            "ask_between_schemes",
            id="resident pension",
        ),
        pytest.param(
            {**PENSION, "pension_move": "unknown"},
            None,
            "pension_transfer_overview",
            id="cannot say which",
        ),
        pytest.param(
            {"transfer_insurance": "medical"}, None, "medical_transfer", id="medical"
        ),
        pytest.param(
            {"transfer_insurance": "medical"},
            "310000",
            "medical_transfer",
            id="medical, Shanghai",
        ),
        pytest.param(
            {"transfer_insurance": "medical"},
            "440600",
            "medical_transfer_guangdong_ended",
            id="medical, Foshan",
        ),
        pytest.param(
            {"transfer_insurance": "unemployment"},
            None,
            "unemployment_moves_along",
            id="unemployment",
        ),
        pytest.param(
            {"transfer_insurance": "work_injury"}, None, "joined_anew", id="injury"
        ),
    ],
)
def test_how_each_insurance_moves(
    decide: Decide, facts: dict[str, str], region: str | None, wanted: str
) -> None:
    assert outcome(decide("transfer", region=region, **facts)) == wanted


@pytest.mark.parametrize("insurance", ["pension", "all"])
def test_several_insurances_are_moved_like_the_pension(
    decide: Decide, insurance: str
) -> None:
    facts = {"transfer_insurance": insurance, "pension_move": "same_city"}
    assert outcome(decide("transfer", **facts)) == "nothing_to_transfer"


def test_who_says_how_the_pension_moves_is_not_asked_for_the_insurance(
    decide: Decide,
) -> None:
    decision = decide("transfer", pension_move="across_provinces")
    assert isinstance(decision, Missing)
    assert decision.ask == "transfer_stage"
    assert known_facts(decision.trace)["transfer_insurance"] == "pension"
    medical = {"transfer_insurance": "medical", "pension_move": "across_provinces"}
    assert outcome(decide("transfer", **medical)) == "medical_transfer"


def test_a_move_inside_a_province_asks_for_the_place(decide: Decide) -> None:
    facts = {**PENSION, "pension_move": "in_province"}
    decision = decide("transfer", **facts)
    assert isinstance(decision, Missing)
    assert decision.ask == "region"
    declined = decide("transfer", **facts, declined=("region",))
    assert isinstance(declined, Refer)
    assert [rule.outcome for rule in declined.alternatives] == [
        "ask_how_inside_province"
    ]


def test_zigong_from_another_province_names_papers_and_days(
    decide: Decide, explainer: Explainer
) -> None:
    facts = {**ACROSS, "transfer_stage": "not_applied"}
    decision = result(decide("transfer", region="510300", **facts))
    assert {"zigong_transfer", "pension_transfer_66_8"} <= set(decision.trace.sources)
    assert decision.confirm
    chinese = explainer.outcome(decision, "zh")
    for text in ("身份证", "授权书", "没有欠费", "停保", "45个工作日", "四川人社"):
        assert text in chinese
    elsewhere = result(decide("transfer", region="320100", **facts))
    assert "四川" not in explainer.outcome(elsewhere, "zh")
    assert "zigong_transfer" not in elsewhere.trace.sources


@pytest.mark.parametrize(
    ("as_of", "rule"),
    [
        pytest.param(dt.date(2025, 6, 30), "medical_guangdong", id="last day"),
        pytest.param(dt.date(2025, 7, 1), "medical_guangdong_ended", id="day after"),
        pytest.param(AS_OF, "medical_guangdong_ended", id="today"),
    ],
)
def test_guangdong_has_ended_rules(decide: Decide, as_of: dt.date, rule: str) -> None:
    facts = {"transfer_insurance": "medical", "region": "440100"}
    assert result(decide("transfer", as_of=as_of, **facts)).rule.id == rule


# --- Where the pension is paid, and the temporary account ---------------------------


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        pytest.param("at_hukou", "paid_at_hukou_place", id="at the register"),
        pytest.param("here", "paid_at_present_place", id="10 years here"),
        pytest.param("earlier", "paid_at_last_ten_year_place", id="10 years before"),
        pytest.param("nowhere", "collected_at_hukou_place", id="10 years nowhere"),
    ],
)
def test_where_the_pension_is_paid(decide: Decide, place: str, wanted: str) -> None:
    facts = {"pension_move": "place_of_payment", "pension_place": place}
    decision = result(decide("transfer", **facts))
    assert decision.rule.outcome == wanted
    assert not decision.confirm


def test_who_cannot_say_where_hears_all_four_cases(
    decide: Decide, explainer: Explainer
) -> None:
    decision = decide(
        "transfer", pension_move="place_of_payment", declined=("pension_place",)
    )
    assert isinstance(decision, Refer)
    assert len(explainer.alternatives(decision, "en")) == 4


@pytest.mark.parametrize(
    ("late", "wanted"),
    [
        pytest.param("yes", "temporary_account_no_transfer", id="over the age"),
        pytest.param("no", "ordinary_transfer", id="younger, or in the province"),
    ],
)
def test_temporary_accounts(decide: Decide, late: str, wanted: str) -> None:
    facts = {"pension_move": "temporary_account", "late_newcomer": late}
    decision = result(decide("transfer", **facts))
    assert decision.rule.outcome == wanted
    assert decision.values["pension_transfer.temporary_age_men"] == 50
    assert decision.values["pension_transfer.temporary_age_women"] == 40
    assert decision.confirm
