"""Explanations: every decision can be told in both languages, read off its trace."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import LANGUAGES, Advisor, Knowledge, Missing, Refer, Result
from advice.explain import Explainer, known_facts
from tests.advice.conftest import AS_OF, Decide
from tests.advice.walks import some_facts, talk


@given(
    seed=st.integers(0, 2**32),
    day=st.sampled_from([dt.date(2010, 5, 1), AS_OF, dt.date(2027, 1, 1)]),
)
def test_every_decision_can_be_told_in_both_languages(
    knowledge: Knowledge,
    advisor: Advisor,
    explainer: Explainer,
    seed: int,
    day: dt.date,
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    if chance.random() < 0.5:
        decision, _ = talk(knowledge, advisor, topic, chance, day, declines=0.3)
    else:
        said = some_facts(knowledge, advisor, topic, chance)
        decision = advisor.decide(topic, said, day)
    for lang in LANGUAGES:
        texts = [explainer.why(decision, lang), explainer.guide_box(decision, lang)]
        if not isinstance(decision, Missing):
            texts.append(explainer.outcome(decision, lang))
            texts.append(explainer.for_you(decision, lang))
            texts.append(explainer.citation(decision, lang))
            assert texts[2]
        assert texts[0]
        assert not any("{" in text or "}" in text for text in texts)


def flexible_in_shanghai(decide: Decide) -> Result:
    decision = decide(
        "back_payment", employment="flexible", insurance="pension", region="310115"
    )
    assert isinstance(decision, Result)
    return decision


def test_the_outcome_is_the_rows_own_words(
    explainer: Explainer, decide: Decide
) -> None:
    decision = flexible_in_shanghai(decide)
    assert explainer.outcome(decision, "en") == decision.rule.say.en
    assert explainer.outcome(decision, "zh") == decision.rule.say.zh


def test_the_citation_names_every_text_and_the_day(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    decision = flexible_in_shanghai(decide)
    line = explainer.citation(decision, "en")
    assert "22 November 2026" in line
    for name in decision.trace.sources:
        assert knowledge.sources[name].title.en in line
    assert "sh_flex_5" in decision.trace.sources


def test_to_confirm_is_said_only_where_a_source_is_unverified(
    explainer: Explainer, decide: Decide
) -> None:
    sure = flexible_in_shanghai(decide)
    unsure = decide(
        "back_payment", employment="resident", insurance="pension", years_paid=5
    )
    assert isinstance(unsure, Result)
    assert explainer.confirm(sure, "en") == ""
    assert "12333" in explainer.confirm(unsure, "en")


def test_for_you_is_said_only_when_the_case_is_known(
    explainer: Explainer, decide: Decide
) -> None:
    decision = flexible_in_shanghai(decide)
    assert decision.rule.for_you is not None
    assert decision.rule.for_you.en in explainer.for_you(decision, "en")
    without = decide("pay_channel", employment_now="employee")
    assert isinstance(without, Result)
    assert explainer.for_you(without, "en") == ""


def test_the_guide_stands_beside_the_law_and_the_difference_is_named(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    box = explainer.guide_box(decide("back_payment"), "zh")
    statement = knowledge.guide["three_months"]
    places = [
        box.index(words.zh)
        for words in (statement.claim, statement.law, statement.differs)
    ]
    assert places == sorted(places)
    assert "2026年11月22日" in box
    assert explainer.guide_box(decide("pay_channel"), "zh") == ""


def test_why_names_facts_rule_figures_and_texts(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    decision = decide(
        "back_payment",
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        gap_months=3,
    )
    why = explainer.why(decision, "en")
    assert "Months of the gap = 3 months (you said)" in why
    assert "3 months or less (computed from Months of the gap)" in why
    assert knowledge.parameters["medical.continuity_months"].title.en in why
    assert knowledge.sources["med_43"].title.en in why
    assert "1 because" in why or "because" in why


def test_why_tells_what_made_no_difference_apart(
    explainer: Explainer, decide: Decide
) -> None:
    decision = decide(
        "back_payment",
        employment="employee",
        gap_cause="employer_default",
        insurance="pension",
        gap_months=8,
    )
    lines = explainer.why(decision, "en").splitlines()
    assert "The employer did not pay".lower() in lines[1].lower()
    assert "8 months" not in lines[1]
    assert "8 months" in lines[2]
    assert "Pension" in lines[2]


def test_why_names_the_figure_that_lost_and_the_true_reason(
    explainer: Explainer, decide: Decide
) -> None:
    decision = decide("arrears_late_fee", payer="employer", wants_calculation="no")
    why = explainer.why(decision, "en")
    assert "0.0005" in why
    lost = [line for line in why.splitlines() if line.strip().startswith("not 0.002")]
    assert len(lost) == 1
    assert "Legislation Law" in lost[0]


def test_every_ruled_out_row_is_counted(explainer: Explainer, decide: Decide) -> None:
    decision = flexible_in_shanghai(decide)
    line = next(
        line
        for line in explainer.why(decision, "en").splitlines()
        if "ruled out" in line
    )
    assert f"Rules ruled out: {len(decision.trace.ruled_out)}," in line


def test_an_open_question_can_be_explained_too(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    why = explainer.why(decide("back_payment"), "en")
    assert knowledge.sources["sil_63"].title.en in why


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_referral_says_which_figure_is_missing_and_where(
    explainer: Explainer, decide: Decide, knowledge: Knowledge, lang: str
) -> None:
    decision = decide(
        "back_payment",
        as_of=dt.date(2021, 11, 30),
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        gap_months=3,
    )
    assert isinstance(decision, Refer)
    text = explainer.outcome(decision, "zh" if lang == "zh" else "en")
    title = knowledge.parameters["medical.continuity_months"].title
    assert (title.zh if lang == "zh" else title.en) in text
    assert "2021" in text
    assert "12333" in text


def test_a_referral_names_the_text_that_is_not_in_force(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    decision = decide("card_apply", as_of=dt.date(2023, 11, 30), applicant="agent")
    assert isinstance(decision, Refer)
    assert decision.reason == "not_in_force"
    text = explainer.outcome(decision, "en")
    assert knowledge.sources[decision.subject].title.en in text


def test_a_referral_names_the_year_without_a_calendar(
    explainer: Explainer, decide: Decide
) -> None:
    decision = decide("card_progress", submitted_on="2031-01-01")
    assert isinstance(decision, Refer)
    assert "2031" in explainer.outcome(decision, "en")


def test_what_cannot_be_told_is_answered_case_by_case(
    explainer: Explainer, decide: Decide
) -> None:
    decision = decide(
        "employer_nonpayment",
        nonpayment_kind="waiver_signed",
        declined=("cash_subsidy",),
    )
    assert isinstance(decision, Refer)
    lines = explainer.alternatives(decision, "en")
    assert [line.split(":")[0] for line in lines] == [
        "· It paid a subsidy",
        "· It paid nothing instead",
    ]
    assert explainer.outcome(decision, "en").splitlines()[1:] == lines


def test_cases_that_name_a_figure_are_told_too(
    explainer: Explainer, decide: Decide
) -> None:
    """A figure holds whatever the person cannot tell, so it hides no case."""
    decision = decide(
        "back_payment",
        employment="employee",
        gap_cause="between_jobs",
        insurance="medical",
        declined=("gap_months",),
    )
    assert isinstance(decision, Refer)
    assert len(decision.alternatives) == 2
    lines = explainer.alternatives(decision, "en")
    assert [line.split(":")[0] for line in lines] == [
        "· 3 months or less",
        "· More than 3 months",
    ]


def test_a_rule_without_conditions_says_so(
    explainer: Explainer, decide: Decide, knowledge: Knowledge
) -> None:
    otherwise = knowledge.topics["enroll"].otherwise
    assert "no condition" in explainer.conditions(otherwise, "en")
    decision = decide("enroll", joiner="flexible", insurance="work_injury")
    assert "no condition" in explainer.why(decision, "en")


def test_known_facts_hold_what_was_said_and_what_followed(decide: Decide) -> None:
    decision = decide("back_payment", gap_months=4)
    assert known_facts(decision.trace) == {"gap_months": 4, "gap_band": "over_limit"}
