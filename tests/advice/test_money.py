"""Contribution amounts: yuan at their boundaries.

Limits and rates are those of the knowledge; what a case has to give is written out.
"""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import Missing, Refer, Result
from advice.compute.amounts import contribution_base, share_of, whole_yuan
from advice.decision import Span, Value
from advice.explain import Explainer, known_facts
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import answer, outcome

IN_2025 = dt.date(2025, 11, 1)
SICHUAN, SHANGHAI, GUANGDONG = "510000", "310000", "440000"
GUANGZHOU, SHENZHEN, CHENGDU, WUHAN = "440100", "440300", "510100", "420100"


def plain(value: Value) -> object:
    """An amount as text, a range as a pair of texts."""
    if isinstance(value, Span):
        return (str(value.low), str(value.high))
    return str(value)


def employee(decide: Decide, wage: object, region: str, day: dt.date) -> Result | Refer:
    return answer(
        decide(
            "contribution_amount",
            as_of=day,
            region=region,
            amount_subject="employee",
            monthly_wage=wage,
        )
    )


# --- Base ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "day", "wage", "base"),
    [
        pytest.param(SICHUAN, IN_2025, 4587, 4588, id="Sichuan, a yuan below"),
        pytest.param(SICHUAN, IN_2025, 4588, 4588, id="Sichuan, the lower limit"),
        pytest.param(SICHUAN, IN_2025, 4589, 4589, id="Sichuan, a yuan above"),
        pytest.param(SICHUAN, IN_2025, 22937, 22937, id="Sichuan, a yuan under"),
        pytest.param(SICHUAN, IN_2025, 22938, 22938, id="Sichuan, the upper limit"),
        pytest.param(SICHUAN, IN_2025, 22939, 22938, id="Sichuan, a yuan over"),
        pytest.param("510300", IN_2025, 1, 4588, id="Zigong follows the province"),
        pytest.param(SHANGHAI, AS_OF, 7545, 7546, id="Shanghai, a yuan below"),
        pytest.param(SHANGHAI, AS_OF, "7546.49", 7546, id="Shanghai, cents dropped"),
        pytest.param(SHANGHAI, AS_OF, "7546.50", 7547, id="Shanghai, half a yuan up"),
        pytest.param(SHANGHAI, AS_OF, 50000, 37731, id="Shanghai, over the limit"),
        pytest.param(SHANGHAI, IN_2025, 50000, 37302, id="Shanghai, the year before"),
        pytest.param(GUANGZHOU, IN_2025, 1000, 5510, id="Guangzhou has its own"),
        pytest.param("440105", IN_2025, 1000, 5510, id="a district of Guangzhou"),
        pytest.param(GUANGZHOU, IN_2025, 30000, 27549, id="Guangzhou, upper limit"),
        pytest.param("440600", IN_2025, 1000, 4775, id="Foshan, as elsewhere"),
    ],
)
def test_the_base_is_the_wage_held_within_the_limits(
    decide: Decide, region: str, day: dt.date, wage: object, base: int
) -> None:
    decision = employee(decide, wage, region, day)
    assert isinstance(decision, Result)
    assert decision.values["base"] == base


@pytest.mark.parametrize(
    ("day", "lower", "kind"),
    [
        pytest.param(dt.date(2025, 6, 30), None, "not_covered", id="nothing yet"),
        pytest.param(dt.date(2025, 7, 1), 7460, "in_data", id="first day"),
        pytest.param(dt.date(2026, 6, 30), 7460, "in_data", id="last day"),
        pytest.param(dt.date(2026, 7, 1), 7546, "in_data", id="next year begins"),
        pytest.param(dt.date(2027, 6, 30), 7546, "in_data", id="its last day"),
        pytest.param(dt.date(2027, 7, 1), 7546, "ended", id="ended, said so"),
    ],
)
def test_limits_hold_for_their_year(
    decide: Decide, day: dt.date, lower: int | None, kind: str
) -> None:
    decision = employee(decide, 1000, SHANGHAI, day)
    assert decision.values.get("base_lower") == lower
    assert known_facts(decision.trace)["limits_known"] == kind
    assert isinstance(decision, Result if kind == "in_data" else Refer)


@pytest.mark.parametrize(
    ("average", "lower", "upper"),
    [
        pytest.param(7646, 4588, 22938, id="Sichuan 2025"),
        pytest.param(12434, 7460, 37302, id="Shanghai 2025"),
    ],
)
def test_published_limits_are_60_and_300_percent_of_the_average(
    decide: Decide, average: int, lower: int, upper: int
) -> None:
    assert whole_yuan(Decimal(average) * 60 / 100) == lower
    assert average * 3 == upper
    region = SICHUAN if average == 7646 else SHANGHAI
    values = employee(decide, average, region, IN_2025).values
    assert (values["base_lower"], values["base_upper"]) == (lower, upper)


@given(wage=st.integers(1, 10_000_000), more=st.integers(0, 1_000_000))
def test_a_base_lies_within_its_limits_and_never_falls(wage: int, more: int) -> None:
    low = contribution_base(Decimal(wage) / 100, 4588, 22938)
    high = contribution_base(Decimal(wage + more) / 100, 4588, 22938)
    assert 4588 <= low <= high <= 22938


# --- Shares -------------------------------------------------------------------


def test_both_shares_in_shanghai(decide: Decide) -> None:
    values = employee(decide, 10000, SHANGHAI, AS_OF).values
    wanted = {
        "own_pension": "800.00",
        "own_medical": "200.00",
        "own_unemployment": "50.00",
        "own_total": "1050.00",
        "employer_pension": "1600.00",
        "employer_medical": "900.00",
        "employer_unemployment": "50.00",
        "employer_injury": ("20.00", "190.00"),
        "employer_total": ("2570.00", "2740.00"),
        "employer_injury_percent": ("0.2", "1.9"),
    }
    assert {name: plain(values[name]) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("wage", "region", "name", "amount"),
    [
        pytest.param(3000, SICHUAN, "own_pension", "367.04", id="least in Sichuan"),
        pytest.param(99999, SICHUAN, "own_pension", "1835.04", id="most in Sichuan"),
        pytest.param(
            5000, GUANGZHOU, "own_unemployment", ("16.53", "27.55"), id="rate varies"
        ),
        pytest.param(
            10000, SICHUAN, "employer_medical", ("600.00", "1000.00"), id="6 to 10%"
        ),
        pytest.param(
            10000, SICHUAN, "own_total", ("1030.00", "1050.00"), id="own share, range"
        ),
    ],
)
def test_a_rate_known_as_a_range_gives_a_range(
    decide: Decide, wage: int, region: str, name: str, amount: object
) -> None:
    decision = employee(decide, wage, region, IN_2025)
    assert plain(decision.values[name]) == amount


@given(
    base=st.integers(1, 100_000),
    tenths=st.integers(1, 250),
)
def test_a_share_is_the_exact_product_to_the_cent(base: int, tenths: int) -> None:
    percent = Decimal(tenths) / 10
    exact = Decimal(base * tenths) / 1000
    assert abs(share_of(base, percent) - exact) <= Decimal("0.005")


# --- No value for the place -----------------------------------------------------


def test_limits_that_ended_are_told_with_their_dates_in_a_referral(
    decide: Decide, explainer: Explainer
) -> None:
    decision = employee(decide, 3000, SICHUAN, AS_OF)
    assert isinstance(decision, Refer)
    assert decision.reason == "by_rule"
    assert outcome(decision) == "shares_by_earlier_limits"
    assert decision.values["own_pension"] == Decimal("367.04")
    text = explainer.outcome(decision, "en")
    assert "not in our data" in text
    assert "1 January 2025 to 31 December 2025" in text
    read = {read.parameter: read for read in decision.trace.reads}
    assert read["contribution.base_lower"].value.source == "sc_base_2025"


@pytest.mark.parametrize(
    ("region", "declined"),
    [
        pytest.param(WUHAN, (), id="a place without limits"),
        pytest.param(None, ("region",), id="the place is not known"),
    ],
)
def test_without_limits_the_general_case_is_told(
    decide: Decide, explainer: Explainer, region: str | None, declined: tuple[str, ...]
) -> None:
    decision = decide(
        "contribution_amount",
        region=region,
        declined=declined,
        amount_subject="employee",
        monthly_wage=10000,
    )
    assert isinstance(decision, Refer)
    assert outcome(decision) == "shares_within_unknown_limits"
    assert plain(decision.values["own_total"]) == ("1030.00", "1050.00")
    for lang, words in (("zh", "1,030至1,050元"), ("en", "1,030 to 1,050 yuan")):
        assert words in explainer.outcome(decision, lang)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("region", "declined", "wanted"),
    [
        pytest.param(SHANGHAI, (), "employee_limits", id="limits there"),
        pytest.param(GUANGDONG, (), "earlier_limits", id="earlier limits"),
        pytest.param(WUHAN, (), "rates_in_general", id="no limits"),
        pytest.param(None, ("region",), "rates_in_general", id="nothing known"),
    ],
)
def test_who_does_not_say_the_wage_hears_the_rates(
    decide: Decide, region: str | None, declined: tuple[str, ...], wanted: str
) -> None:
    decision = decide(
        "contribution_amount",
        region=region,
        declined=("monthly_wage", *declined),
        amount_subject="employee",
    )
    assert outcome(decision) == wanted
    assert plain(answer(decision).values["own_pension_percent"]) == "8"


def test_limits_without_a_wage_give_least_and_most(decide: Decide) -> None:
    values = answer(
        decide(
            "contribution_amount",
            region=SHANGHAI,
            declined=("monthly_wage",),
            amount_subject="employee",
        )
    ).values
    assert plain(values["own_total_lowest"]) == "792.33"
    assert plain(values["own_total_highest"]) == "3961.76"


# --- Flexible workers -------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "day", "lowest", "account", "highest"),
    [
        pytest.param(
            SICHUAN, IN_2025, "917.60", "367.04", "4587.60", id="Sichuan 2025"
        ),
        pytest.param(
            SHANGHAI, AS_OF, "1509.20", "603.68", "7546.20", id="Shanghai 2026"
        ),
        pytest.param(
            GUANGZHOU, IN_2025, "1102.00", "440.80", "5509.80", id="Guangzhou 2025"
        ),
        pytest.param(SICHUAN, AS_OF, "917.60", "367.04", "4587.60", id="told as ended"),
    ],
)
def test_a_flexible_pension_month_is_a_fifth_of_the_base(
    decide: Decide, region: str, day: dt.date, lowest: str, account: str, highest: str
) -> None:
    decision = decide(
        "contribution_amount",
        as_of=day,
        region=region,
        amount_subject="flexible_pension",
    )
    values = answer(decision).values
    assert plain(values["flexible_lowest"]) == lowest
    assert plain(values["flexible_lowest_account"]) == account
    assert plain(values["flexible_highest"]) == highest
    assert isinstance(decision, Refer) is (region == SICHUAN and day == AS_OF)


@pytest.mark.parametrize(
    ("region", "base", "month", "account", "pool"),
    [
        pytest.param(SHANGHAI, 10000, "2000.00", "800.00", "1200.00", id="within"),
        pytest.param(SHANGHAI, 100, "1509.20", "603.68", "905.52", id="too low"),
        pytest.param(SHANGHAI, 99999, "7546.20", "3018.48", "4527.72", id="too high"),
        pytest.param(WUHAN, 5000, "1000.00", "400.00", "600.00", id="limits unknown"),
    ],
)
def test_a_named_base_gives_its_own_month(
    decide: Decide, region: str, base: int, month: str, account: str, pool: str
) -> None:
    values = answer(
        decide(
            "contribution_amount",
            region=region,
            amount_subject="flexible_pension",
            monthly_wage=base,
        )
    ).values
    assert plain(values["flexible_month"]) == month
    assert plain(values["flexible_account"]) == account
    assert plain(values["flexible_pool"]) == pool


@pytest.mark.parametrize(
    ("region", "day", "rate"),
    [
        pytest.param(SHANGHAI, AS_OF, "10", id="Shanghai"),
        pytest.param(SHANGHAI, dt.date(2024, 3, 1), "10", id="Shanghai, first day"),
        pytest.param(CHENGDU, AS_OF, "9.5", id="Chengdu"),
        pytest.param(GUANGZHOU, AS_OF, "8", id="Guangzhou"),
        pytest.param(SHENZHEN, AS_OF, "8", id="Shenzhen"),
        pytest.param(WUHAN, AS_OF, None, id="not in the data"),
        pytest.param(SICHUAN, AS_OF, None, id="a city's rate is not the province's"),
    ],
)
def test_a_flexible_medical_rate_is_the_citys_own(
    decide: Decide, region: str, day: dt.date, rate: str | None
) -> None:
    decision = answer(
        decide(
            "contribution_amount",
            as_of=day,
            region=region,
            amount_subject="flexible_medical",
        )
    )
    found = decision.values.get("contribution.flexible_medical_percent")
    assert found == (Decimal(rate) if rate else None)
    assert isinstance(decision, Result if rate else Refer)


# --- What needs no wage -------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "wanted", "subsidy"),
    [
        pytest.param(
            dt.date(2025, 12, 31), "resident_medical_amounts", 700, id="end of 2025"
        ),
        pytest.param(
            dt.date(2026, 3, 5), "resident_medical_subsidy_only", 724, id="2026"
        ),
        pytest.param(
            dt.date(2026, 12, 31), "resident_medical_subsidy_only", 724, id="last day"
        ),
        pytest.param(
            dt.date(2027, 1, 1), "resident_medical_published_locally", None, id="2027"
        ),
        pytest.param(
            dt.date(2026, 3, 4), "resident_medical_published_locally", None, id="before"
        ),
    ],
)
def test_resident_medical_amounts_by_year(
    decide: Decide, day: dt.date, wanted: str, subsidy: int | None
) -> None:
    decision = decide(
        "contribution_amount", as_of=day, amount_subject="resident_medical"
    )
    assert outcome(decision) == wanted
    assert answer(decision).values.get("resident_medical.subsidy") == subsidy


@pytest.mark.parametrize(
    ("subject", "zh", "en"),
    [
        pytest.param("account", "4400元基数的2%", "base of 4,400", id="only 88 yuan"),
        pytest.param("account", "8%", "16%", id="where the pension money goes"),
        pytest.param("resident_pension", "12个档次", "divided by 139", id="12 levels"),
        pytest.param("resident_pension", "不少于60元", "at least 30", id="subsidy"),
        pytest.param("subsidy", "三分之二", "two thirds", id="flexible subsidy"),
        pytest.param("unknown", "20%", "12 levels", id="all in general"),
    ],
)
def test_some_amounts_ask_nothing_further(
    decide: Decide, explainer: Explainer, subject: str, zh: str, en: str
) -> None:
    decision = answer(decide("contribution_amount", amount_subject=subject))
    assert zh in explainer.outcome(decision, "zh")
    assert en in explainer.outcome(decision, "en")


def test_whose_amount_it_is_is_asked_first_and_the_wage_of_employees_only(
    decide: Decide,
) -> None:
    first = decide("contribution_amount", region=SHANGHAI)
    assert isinstance(first, Missing)
    assert first.ask == "amount_subject"
    second = decide("contribution_amount", region=SHANGHAI, amount_subject="employee")
    assert isinstance(second, Missing)
    assert second.ask == "monthly_wage"
    assert outcome(decide("contribution_amount", declined=("amount_subject",))) == (
        "amounts_in_general"
    )
