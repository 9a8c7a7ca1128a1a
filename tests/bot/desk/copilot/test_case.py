"""What a conversation is about, also where no action has run on its messages."""

from typing import Any

import pytest

from actions.rules import Rules
from bot.desk.copilot.case import Candidate, Case, case_of, case_of_line
from bot.desk.copilot.session import read_session
from tests.actions.talk import choice, facts, found, message, press
from tests.bot.desk.copilot.conftest import PAUSE, Event, slot, user

OPEN = (slot("topic", "back_payment"), slot("focus", "decision"))


def case(rules: Rules, *events: Event) -> Case:
    return case_of(read_session(events), rules)


def known(found: Case) -> dict[str, Any]:
    return found.turn.known


def test_an_answered_conversation_is_read_off_the_slots(rules: Rules) -> None:
    kept = facts(insurance="pension")
    gap = choice("insurance", "medical")
    here = case(rules, *OPEN, user(message("医保", "inform", gap)), slot("facts", kept))
    assert known(here) == {"insurance": "pension"}
    assert here.loose == frozenset()
    assert not here.claimed


def test_a_claimed_message_is_heard_and_marked(rules: Rules) -> None:
    gap = choice("employment", "flexible")
    here = case(
        rules,
        *OPEN,
        slot("facts", facts(insurance="pension")),
        PAUSE,
        user(message("灵活就业", "inform", gap), at=1_795_320_000.0),
    )
    assert known(here) == {"insurance": "pension", "employment": "flexible"}
    assert here.loose == {"employment"}
    assert here.claimed
    said = here.turn.said["employment"]
    assert (said.by, said.at) == ("person", "2026-11-22T04:00:00+00:00")


def test_a_bare_number_answers_what_the_copilot_would_ask(rules: Rules) -> None:
    slots = {
        "topic": "back_payment",
        "focus": "decision",
        "facts": facts(
            insurance="medical", employment="employee", gap_cause="between_jobs"
        ),
    }
    parsed = message("5", "inform", found("number", 5, 0, 1))
    assert known(case_of_line(parsed, slots, rules))["gap_months"] == 5
    asked = case_of_line(parsed, slots, rules, asked="years_paid")
    assert known(asked)["years_paid"] == 5
    assert "gap_months" not in known(asked)


def test_yes_answers_what_the_copilot_would_ask(rules: Rules) -> None:
    slots = {"topic": "arrears_late_fee", "facts": facts(payer="employer")}
    after = case_of_line(message("要", "affirm"), slots, rules)
    assert known(after) == {"payer": "employer", "wants_calculation": "yes"}


def test_a_claimed_message_opens_another_topic(rules: Rules) -> None:
    kept = slot("facts", facts(region="310000"))
    declined = slot("declined", ["gap_cause"])
    asked = user(message("社保卡丢了", "card_lost_replace"))
    here = case(rules, *OPEN, kept, declined, PAUSE, asked)
    assert here.turn.topic == "card_lost_replace"
    assert here.turn.declined == ()
    assert known(here) == {"region": "310000"}
    assert here.sure == 0.9


def test_what_is_not_known_is_not_asked_again(rules: Rules) -> None:
    dont_know = user(message("不知道", "dont_know"))
    here = case(rules, *OPEN, PAUSE, dont_know)
    assert here.turn.declined == ("insurance",)


def test_a_short_answer_that_looks_like_another_topic_is_an_answer(
    rules: Rules,
) -> None:
    said = facts(insurance="medical", employment="employee")
    left = choice("gap_cause", "between_jobs")
    answer = user(message("离职了", "leave_job", left))
    here = case(rules, *OPEN, slot("facts", said), PAUSE, answer)
    assert here.turn.topic == "back_payment"
    assert known(here)["gap_cause"] == "between_jobs"
    longer = user(
        message("我上个月离职了，接下来社保该怎么办呢请问", "leave_job", left)
    )
    here = case(rules, *OPEN, slot("facts", said), PAUSE, longer)
    assert here.turn.topic == "leave_job"


def test_buttons_about_a_fact_are_about_that_fact(rules: Rules) -> None:
    said = slot("facts", facts(employment="employee", gap_cause="between_jobs"))
    unknown = user(press("dont_know", fact_id="gap_months"))
    here = case(rules, *OPEN, said, PAUSE, unknown)
    assert here.turn.declined == ("gap_months",)
    anew = user(press("change_fact", fact_id="gap_cause"))
    here = case(rules, *OPEN, said, PAUSE, unknown, anew)
    assert known(here) == {"employment": "employee"}


def test_what_an_agent_puts_right_is_not_heard_again(rules: Rules) -> None:
    flexible = user(message("灵活就业", "inform", choice("employment", "flexible")))
    pension = user(message("养老", "inform", choice("insurance", "pension")))
    put_right = slot("facts", facts(employment="employee"))
    here = case(rules, *OPEN, PAUSE, flexible, put_right, pension)
    assert known(here) == {"employment": "employee", "insurance": "pension"}
    assert here.loose == {"insurance"}
    again = case(rules, *OPEN, PAUSE, flexible, put_right, flexible)
    assert known(again) == {"employment": "flexible"}, "what is said later counts"
    kept = slot("facts", facts(employment="flexible"))
    dropped = case(rules, *OPEN, PAUSE, flexible, kept, slot("facts", {}), pension)
    assert known(dropped) == {"insurance": "pension"}


def test_a_supposition_is_no_fact(rules: Rules) -> None:
    gap = choice("employment", "employee")
    asked = user(message("如果我是职工呢", "what_if", gap))
    said = slot("facts", facts(employment="flexible"))
    here = case(rules, *OPEN, said, PAUSE, asked)
    assert known(here) == {"employment": "flexible"}
    assert here.turn.supposed == {"employment": "employee"}


def test_what_has_no_word_of_supposing_is_said(rules: Rules) -> None:
    employment = choice("employment", "flexible")
    told = message("I was self-employed then, in Shenzhen", "what_if", employment)
    here = case(rules, *OPEN, PAUSE, user(told))
    assert known(here) == {"employment": "flexible"}
    assert here.turn.supposed == {}


def test_a_button_pressed_while_claimed_is_heard(rules: Rules) -> None:
    pressed = user(press("inform", fact_id="employment", value="resident"))
    here = case(rules, *OPEN, PAUSE, pressed)
    assert here.turn.said["employment"].by == "button"
    assert here.band == ""


def test_the_day_of_the_law_is_heard_and_forgotten_with_the_next_question(
    rules: Rules,
) -> None:
    named = found("as_of", "2024-05-01", 0, 5)
    dated = user(message("2024年5月能补吗", "back_payment", named))
    here = case(rules, *OPEN, PAUSE, dated)
    assert str(here.turn.as_of) == "2024-05-01"
    plain = user(message("灵活就业", "inform", choice("employment", "flexible")))
    assert str(case(rules, *OPEN, PAUSE, dated, plain).turn.as_of) == "2024-05-01"
    anew = user(message("补缴怎么办", "back_payment"))
    assert case(rules, *OPEN, PAUSE, dated, anew).turn.as_of is None


@pytest.mark.parametrize(
    ("intent", "band"),
    [
        ("back_payment", "clear"),
        ("nlu_unsure", "unsure"),
        ("nlu_fallback", "unclear"),
        ("out_of_scope", "foreign"),
    ],
)
def test_how_the_last_message_was_understood(
    rules: Rules, intent: str, band: str
) -> None:
    assert case(rules, user(message("社保", intent))).band == band


def test_the_next_candidates_are_topics_and_not_noise(rules: Rules) -> None:
    parsed = message("补交", "back_payment")
    parsed["intent_ranking"] = [
        {"name": "back_payment", "confidence": 0.6},
        {"name": "greet", "confidence": 0.2},
        {"name": "enroll", "confidence": 0.1},
        {"name": "transfer", "confidence": 0.01},
    ]
    here = case_of_line(parsed, {}, rules)
    assert here.others == (Candidate("enroll", 0.1),)


def test_how_sure_is_not_known_of_a_topic_that_was_not_named(rules: Rules) -> None:
    here = case(rules, *OPEN, user(message("三个月", "inform")))
    assert here.turn.topic == "back_payment"
    assert here.sure is None


def test_an_empty_conversation_is_about_nothing(rules: Rules) -> None:
    here = case(rules)
    assert here.turn.topic is None
    assert (here.sure, here.band, here.others) == (None, "", ())


def test_what_else_is_asked_is_named(rules: Rules) -> None:
    also = found("also_asked", "card_lost_replace")
    here = case_of_line(message("补缴，另外卡丢了", "back_payment", also), {}, rules)
    assert here.also == ("card_lost_replace",)
