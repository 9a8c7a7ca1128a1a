"""The contact summary: only what was said, kept or decided stands in it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from advice import Language
from bot.desk.copilot.case import case_of
from bot.desk.copilot.panel import Panels
from bot.desk.copilot.session import read_session
from bot.desk.copilot.summary import summary
from tests.actions.talk import Facts, facts, message
from tests.bot.desk.copilot.conftest import PAUSE, slot, user

BEGAN = 1_795_320_000.0  # 2026-11-22 12:00 in mainland China
EMPLOYER = facts(employment="employee", gap_cause="employer_default")


@dataclass(frozen=True)
class Line:
    by: str
    at: float = BEGAN
    card: dict[str, Any] | None = None


def step(number: int, text: str, ended: bool = False) -> Line:
    card = {
        "kind": "step",
        "procedure": "card_apply_in_person",
        "number": number,
        "total": 5,
        "ended": ended,
        "text": text,
    }
    return Line("assistant", card=card)


def told(panels: Panels, lang: Language, known: Facts, *said: Line) -> list[str]:
    events = [slot("topic", "back_payment"), slot("facts", known)]
    case = case_of(read_session([*events, user(message("x"))]), panels.rules)
    view = panels.look(case)
    return summary(view.case, view.decision, said, panels.rules, lang).split("\n")


def test_the_whole_of_a_conversation(panels: Panels) -> None:
    said = (Line("person"), Line("assistant"), Line("agent", BEGAN + 600))
    assert told(panels, "en", EMPLOYER, *said) == [
        "Contact summary (2026-11-22 12:00 to 2026-11-22 12:10, Beijing time; "
        "messages: person 1, assistant 1, agent 1)",
        "About: Paying back missed months",
        "Facts: How you were insured in the gap = Employee (said by the person); "
        "Why it stopped = I worked, the employer did not pay (said by the person)",
        "1. Paying back missed months",
        "   Outcome: Yes, and your employer must do it, "
        "however many months and whichever insurance; the law knows no three-month "
        "limit.",
        "   Based on: Social Insurance Law, article 58; Social Insurance Law, "
        "article 60, and others (7 in all) (22 November 2026)",
    ]


def test_it_cites_and_asks_to_confirm_only_what_was_not_checked(
    panels: Panels,
) -> None:
    confirm = panels.rules.explainer.values.phrase("copilot_summary_confirm", "zh")
    lines = told(panels, "zh", EMPLOYER, Line("person"))
    assert lines[-1].startswith("　依据：《社会保险法》第五十八条")
    assert confirm not in lines
    unsure = facts(employment="flexible", insurance="pension", region="430000")
    assert confirm in told(panels, "zh", unsure, Line("person"))


def test_what_is_still_open_is_named(panels: Panels) -> None:
    lines = told(panels, "en", facts(employment="flexible"), Line("person"))
    assert (
        lines[-1]
        == "   Still open: Insurance, " + (lines[-1].partition("Insurance, ")[2])
    )
    assert not [line for line in lines if "Outcome" in line]


def test_steps_are_those_that_were_given(panels: Panels) -> None:
    title = panels.rules.knowledge.procedures["card_apply_in_person"].title.en
    given = (step(1, "Go."), step(2, "Take a number.\nmore"))
    lines = told(panels, "en", EMPLOYER, *given)
    assert (
        lines[-1] == f"   Steps given: {title}, 1 to 2 of 5; the last: Take a number."
    )
    lines = told(panels, "en", EMPLOYER, *given, step(5, "Done.", ended=True))
    assert lines[-1] == f"   Steps given: {title}, to the end; the last: Done."


def test_another_topic_answered_before_is_kept_in_its_own_words(
    panels: Panels,
) -> None:
    card = {
        "kind": "answer",
        "topic": "policy_explain",
        "text": "It was explained.",
        "sources": [{"id": "hotlines", "verified": True}],
        "as_of": "2026-11-22",
    }
    lines = told(panels, "en", EMPLOYER, Line("assistant", card=card))
    title = panels.rules.knowledge.answers["policy_explain"].title.en
    assert lines[3:5] == [f"1. {title}", "   Answered: It was explained."]
    assert lines[1] == f"About: {title}, Paying back missed months"


def test_an_outcome_that_no_longer_holds_for_the_facts_is_not_repeated(
    panels: Panels,
) -> None:
    card = {
        "kind": "decision",
        "topic": "back_payment",
        "text": "You may not.",
        "sources": [],
        "as_of": "2026-11-22",
    }
    before = Line("assistant", card=card)
    assert "You may not." not in "\n".join(told(panels, "en", EMPLOYER, before))
    open_again = told(panels, "en", facts(employment="flexible"), before)
    assert "You may not." not in "\n".join(open_again)


def test_an_empty_conversation_says_so(panels: Panels) -> None:
    lines = told(panels, "zh", {})
    assert lines[0] == "来电小结：还没有对话。"
    assert "所述情况：未说明个人情况" in lines


def card(kind: str, topic: str, text: str, at: float) -> Line:
    sources = [{"id": "sil_58", "verified": True}]
    said = {"kind": kind, "topic": topic, "text": text, "sources": sources}
    return Line("assistant", BEGAN + at, {**said, "as_of": "2026-11-22"})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_matter_is_told_in_order_with_what_was_said_of_it_last(
    panels: Panels, lang: Language
) -> None:
    lines = told(
        panels,
        lang,
        EMPLOYER,
        card("general", "card_lost_replace", "Stop it.", 1),
        card("decision", "employer_nonpayment", "They need not.", 2),
        card("decision", "employer_nonpayment", "They must pay.", 3),
        card("general", "employer_nonpayment", "Not this.", 4),
        replace(step(1, "Go."), at=BEGAN + 5),
        card("answer", "maternity", "It is paid.", 6),
    )
    topics = [*("card_lost_replace", "employer_nonpayment"), "maternity"]
    known = {**panels.rules.knowledge.answers, **panels.rules.knowledge.topics}
    dot = "．" if lang == "zh" else ". "
    heads = [
        f"{number}{dot}{known[topic].title.say(lang)}"
        for number, topic in enumerate([*topics, "back_payment"], start=1)
    ]
    places = [lines.index(head) for head in heads]
    assert places == sorted(places)
    lost, employer, maternity, last = (
        "\n".join(lines[start:end])
        for start, end in zip(places, [*places[1:], len(lines)], strict=True)
    )
    general = panels.rules.knowledge.topics["card_lost_replace"].summary.say(lang)
    assert lost.split("\n")[1].partition("：" if lang == "zh" else ": ")[2] in general
    assert "They must pay." in employer and "Go." in employer
    assert "need not" not in employer and "Not this" not in employer
    assert "It is paid." in maternity and "Go." not in maternity
    assert panels.rules.knowledge.sources["sil_58"].title.say(lang) in last


def test_a_topic_that_was_only_opened_is_told_without_an_outcome(
    panels: Panels,
) -> None:
    events = [
        user(message("x"), BEGAN),
        slot("topic", "employer_nonpayment"),
        user(message("y"), BEGAN + 1),
        slot("topic", "back_payment"),
        slot("facts", EMPLOYER),
        PAUSE,
        user(message("pension", "enroll"), BEGAN + 2),
    ]
    view = panels.look(case_of(read_session(events), panels.rules))
    text = summary(view.case, view.decision, (), panels.rules, "en")
    known = panels.rules.knowledge.topics
    names = ("employer_nonpayment", "back_payment", "enroll")
    titles = [known[name].title.en for name in names]
    assert "About: " + ", ".join(titles) in text.split("\n")
    assert f"1. {titles[0]}\n   No outcome was given.\n2. {titles[1]}" in text
