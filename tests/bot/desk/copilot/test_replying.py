"""The suggested reply: the rules' own words, in three forms, in whole sentences."""

from collections.abc import Iterable
from typing import Any

import pytest

from actions.rules import Rules
from actions.turn import NEVER_ASKED
from advice import Language, Missing, Result, load_knowledge
from advice.sentences import sentences
from bot.desk.copilot.case import Case, case_of, case_of_line
from bot.desk.copilot.facts import Supposed
from bot.desk.copilot.panel import Panels, View
from bot.desk.copilot.replying import SHORT, Reply, Subject, reply, shortened
from bot.desk.copilot.session import read_session
from bot.settings import PROJECT
from tests.actions.talk import NOON, Facts, at, facts, message
from tests.bot.desk.copilot.conftest import slot, user

LANGUAGES: tuple[Language, ...] = ("zh", "en")
EMPLOYER = {"employment": "employee", "gap_cause": "employer_default"}
KNOWLEDGE = load_knowledge(PROJECT / "knowledge")
PLAIN = sorted(KNOWLEDGE.answers.keys() - KNOWLEDGE.topics.keys())


def conversation(rules: Rules, topic: str | None, known: Facts, **slots: Any) -> Case:
    events = [slot("topic", topic), slot("focus", "decision"), slot("facts", known)]
    events += [slot(name, value) for name, value in slots.items()]
    return case_of(read_session([*events, user(message("x"))]), rules)


def made(panels: Panels, view: View, lang: Language) -> Reply:
    subject = Subject(None, view.decision, view.supposed, {"zh": (), "en": ()})
    return reply(view.case, subject, panels.rules, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_is_said_with_its_sources(panels: Panels, lang: Language) -> None:
    case = conversation(panels.rules, "back_payment", facts(**EMPLOYER))
    view = panels.look(case)
    decision = view.decision
    assert isinstance(decision, Result)
    found = made(panels, view, lang)
    explainer = panels.rules.explainer
    outcome = explainer.outcome(decision, lang)
    assert found.kind == "decision"
    assert found.plain.split("\n") == [
        outcome,
        explainer.for_you(decision, lang),
        explainer.citation(decision, lang),
    ]
    assert outcome.startswith(found.shorter.split("\n")[0])
    assert len(found.shorter) < len(found.plain)
    bullets = [line for line in found.list.split("\n") if line.startswith("· ")]
    assert [b.removeprefix("· ") for b in bullets] == [
        one.strip() for one in sentences(outcome)
    ]
    title = panels.rules.knowledge.procedures["complain_employer"].title.say(lang)
    assert title in found.list.split("\n")[-1]
    assert found.card is not None
    assert found.card["outcome"] == "employer_must_back_pay"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_not_checked_is_to_be_confirmed_in_each_form(
    panels: Panels, lang: Language
) -> None:
    known = facts(employment="flexible", insurance="pension", region="430000")
    view = panels.look(conversation(panels.rules, "back_payment", known))
    assert view.decision is not None and view.decision.kind == "refer"
    confirm = panels.rules.explainer.values.phrase("confirm", lang)
    found = made(panels, view, lang)
    for form in (found.plain, found.list, found.shorter):
        assert confirm in form


def test_the_first_question_comes_after_what_holds_for_everybody(
    panels: Panels,
) -> None:
    view = panels.look(conversation(panels.rules, "back_payment", {}))
    assert isinstance(view.decision, Missing)
    found = made(panels, view, "en")
    topic = panels.rules.knowledge.topics["back_payment"]
    spec = panels.rules.knowledge.facts[view.decision.ask]
    assert spec.ask is not None
    assert found.plain.startswith(topic.summary.en)
    asked = [spec.ask.en, *numbered(label.en for label in spec.values.values())]
    assert found.plain.endswith("\n".join(asked))
    assert found.shorter == spec.ask.en
    assert found.list.split("\n") == asked


def numbered(labels: Iterable[str]) -> list[str]:
    return [f"{number}. {label}" for number, label in enumerate(labels, start=1)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_that_names_the_first_choice_stands_above_the_choices(
    panels: Panels, lang: Language
) -> None:
    known = facts(employment="employee")
    view = panels.look(conversation(panels.rules, "back_payment", known))
    assert isinstance(view.decision, Missing) and view.decision.ask == "gap_cause"
    spec = panels.rules.knowledge.facts["gap_cause"]
    assert spec.ask and spec.help
    labels = [w.say(lang) for v, w in spec.values.items() if v not in NEVER_ASKED]
    found = made(panels, view, lang)
    asked = [spec.ask.say(lang), *numbered(labels)]
    assert len(labels) > 2
    assert found.plain.split("\n") == [spec.help.say(lang), *asked]
    assert found.list.split("\n") == asked


def test_the_second_question_comes_alone(panels: Panels) -> None:
    known = facts(insurance="medical")
    view = panels.look(conversation(panels.rules, "back_payment", known))
    found = made(panels, view, "zh")
    topic = panels.rules.knowledge.topics["back_payment"]
    assert topic.summary.zh not in found.plain
    assert found.kind == "question"


@pytest.mark.parametrize("topic", PLAIN)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_for_everybody(panels: Panels, topic: str, lang: Language) -> None:
    view = panels.look(conversation(panels.rules, topic, {}))
    found = made(panels, view, lang)
    answer = panels.rules.knowledge.answers[topic]
    assert found.kind == "answer"
    (now,) = [v for v in answer.versions if v.period.holds(NOON.date())][:1]
    assert found.plain.startswith(now.say.say(lang))
    assert found.card is not None and found.card["topic"] == topic


def test_a_supposition_is_said_first_and_has_no_card(panels: Panels) -> None:
    case = conversation(panels.rules, "back_payment", facts(**EMPLOYER))
    view = panels.look(case, Supposed({"gap_cause": "no_real_job"}))
    found = made(panels, view, "en")
    head = found.plain.split("\n")[0]
    assert head.startswith("Supposing ")
    assert all(form.startswith(head) for form in (found.list, found.shorter))
    assert found.card is None
    assert "fraud" in found.plain


def test_a_step_is_said_with_its_place(panels: Panels) -> None:
    here = at("fill_form")
    procedure = panels.rules.knowledge.procedures[str(here["procedure"])]
    here["step"] = procedure.start
    case = conversation(
        panels.rules, "card_apply", {}, procedure=here, focus="procedure"
    )
    found = panels.replies(panels.look(case), "zh")
    step = procedure.steps[procedure.start]
    assert found["kind"] == "step"
    assert found["citizen"]["shorter"] == step.say.zh
    assert found["citizen"]["plain"].split("\n")[1] == step.say.zh
    assert found["citizen"]["list"].split("\n")[1] == f"1. {step.say.zh}"
    assert found["citizen"]["card"]["kind"] == "step"


def test_what_was_not_understood_is_asked_back(panels: Panels) -> None:
    parsed = message("那个", "nlu_unsure")
    parsed["intent_ranking"] = [
        {"name": "enroll", "confidence": 0.4},
        {"name": "transfer", "confidence": 0.3},
    ]
    view = panels.look(case_of_line(parsed, {"language": "zh"}, panels.rules))
    found = panels.replies(view, "en")
    titles = [KNOWLEDGE.topics[name].title for name in ("enroll", "transfer")]
    assert found["kind"] == "which"
    assert found["citizen"]["language"] == "zh"
    for title in titles:
        assert title.zh in found["citizen"]["plain"]
        assert f"· {title.en}" in found["agent"]["list"].split("\n")


def test_nothing_said_is_asked_what_it_is_about(panels: Panels) -> None:
    view = panels.look(case_of(read_session([]), panels.rules))
    found = panels.replies(view, "en")
    asked = panels.rules.explainer.values.phrase("copilot_reply_what", "en")
    forms = ("plain", "list", "shorter")
    assert {found["agent"][form] for form in forms} == {asked}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_rule_loses_half_a_sentence_or_its_exception(
    rules: Rules, lang: Language
) -> None:
    """Over all that the rules say: whole sentences, and none that is taken back."""
    takes_back = rules.explainer.values.phrase("copilot_takes_back", lang).split("|")
    cut = 0
    for topic in rules.knowledge.topics.values():
        for rule in (*topic.rules, topic.otherwise):
            text = rule.say.zh if lang == "zh" else rule.say.en
            first, *notes = text.split("\n")
            kept, *left = shortened(text, rules, lang).split("\n")
            whole = [one.strip() for one in sentences(first)]
            assert kept in {
                "".join(sentences(first)[:number]).strip()
                for number in range(1, len(whole) + 1)
            }, rule.id
            assert left == notes
            rest = first[len(kept) :].lstrip()
            assert not rest.startswith(tuple(takes_back)), rule.id
            cut += len(kept) < len(first)
    assert cut > 50, "short forms are shorter"


def test_a_short_form_is_short(rules: Rules) -> None:
    text = "一。" * 100
    assert len(shortened(text, rules, "zh")) == SHORT["zh"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_two_results_both_stay_in_the_short_form(
    rules: Rules, lang: Language
) -> None:
    topic = rules.knowledge.topics["retirement_age"]
    (rule,) = [r for r in topic.rules if r.id == "woman_of_either_category"]
    kept = shortened(rule.say.zh if lang == "zh" else rule.say.en, rules, lang)
    assert "{retire_month_55}" in kept
    assert "{retire_month_50}" in kept
