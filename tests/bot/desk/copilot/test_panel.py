"""The panel: plain data in both languages, decided anew, nothing kept."""

import copy
import json
from collections.abc import Iterator

import pytest

from actions.rules import Rules
from advice import Language, load_knowledge
from advice.json_form import decision_to_dict
from bot.desk.copilot.case import case_of, case_of_line
from bot.desk.copilot.facts import Supposed
from bot.desk.copilot.panel import Panels, on_topic
from bot.desk.copilot.session import read_session
from bot.settings import PROJECT
from tests.actions.talk import at, choice, facts, message
from tests.bot.desk.copilot.conftest import PAUSE, Event, slot, user

KNOWLEDGE = load_knowledge(PROJECT / "knowledge")
EVERY_TOPIC = sorted({*KNOWLEDGE.topics, *KNOWLEDGE.answers})
EMPLOYER = facts(employment="employee", gap_cause="employer_default")
KEYS = {
    "schema",
    "language",
    "lang",
    "as_of",
    "today",
    "claimed",
    "topic",
    "candidates",
    "band",
    "facts",
    "derived",
    "open",
    "question",
    "decision",
    "trace",
    "answer",
    "supposed",
    "related",
    "procedure",
    "offered",
    "reply",
}


def talk(topic: str, **slots: object) -> list[Event]:
    events = [slot("topic", topic), slot("focus", "decision")]
    events += [slot(name, value) for name, value in slots.items()]
    return [*events, user(message("社保断了怎么办", topic))]


def texts(found: object) -> Iterator[str]:
    if isinstance(found, dict):
        for one in found.values():
            yield from texts(one)
    elif isinstance(found, list):
        for one in found:
            yield from texts(one)
    elif isinstance(found, str):
        yield found


@pytest.mark.parametrize("topic", EVERY_TOPIC)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_topic_has_a_panel(panels: Panels, topic: str, lang: Language) -> None:
    view = panels.look(case_of(read_session(talk(topic)), panels.rules))
    panel = panels.panel(view, lang)
    assert panel.keys() == KEYS
    assert json.loads(json.dumps(panel)) == panel
    assert panel["topic"]["id"] == topic
    assert panel["topic"]["sure"] == 0.9
    decides = topic in KNOWLEDGE.topics
    assert panel["topic"]["decides"] == decides
    assert (panel["decision"] is not None) == decides
    assert (panel["answer"] is not None) == (not decides)
    assert not [text for text in texts(panel) if "{" in text]
    assert topic not in {hit["id"] for hit in panel["related"]}


def test_it_is_the_decision_of_the_rules(panels: Panels) -> None:
    view = panels.look(
        case_of(read_session(talk("back_payment", facts=EMPLOYER)), panels.rules)
    )
    panel = panels.panel(view, "en")
    assert view.decision is not None
    assert panel["decision"] == decision_to_dict(view.decision, KNOWLEDGE, "en")
    assert panel["decision"]["outcome"]["id"] == "employer_must_back_pay"
    assert panel["question"] is None
    assert panel["offered"] == [
        {
            "id": "complain_employer",
            "title": KNOWLEDGE.procedures["complain_employer"].title.en,
        }
    ]


def test_what_if_keeps_nothing_and_says_what_it_was_before(panels: Panels) -> None:
    session = read_session(talk("back_payment", facts=EMPLOYER))
    before = copy.deepcopy(session)
    case = case_of(session, panels.rules)
    panel = panels.panel(
        panels.look(case, Supposed({"gap_cause": "no_real_job"})), "en"
    )
    assert panel["decision"]["outcome"]["id"] == "unlawful_back_payment"
    supposed = panel["supposed"]
    assert supposed["by"] == "agent"
    assert [one["fact"] for one in supposed["facts"]] == ["gap_cause"]
    assert not supposed["same"]
    assert supposed["before"]["outcome"]["id"] == "employer_must_back_pay"
    assert {f["fact"]: f["value"] for f in panel["facts"]} == {
        "employment": "employee",
        "gap_cause": "employer_default",
    }, "what was said stands"
    assert session == before
    again = panels.panel(panels.look(case_of(session, panels.rules)), "en")
    assert again["supposed"] is None
    assert again["decision"]["outcome"]["id"] == "employer_must_back_pay"


def test_a_supposition_by_the_agent_is_told_apart_in_the_trace(
    panels: Panels,
) -> None:
    case = case_of(read_session(talk("back_payment", facts=EMPLOYER)), panels.rules)
    view = panels.look(case, Supposed({"gap_cause": "no_real_job"}))
    panel = panels.panel(view, "en")
    by = {one["fact"]: one["by"] for one in panel["decision"]["trace"]["facts"]}
    assert by == {"employment": "person", "gap_cause": "agent"}


def test_a_fact_left_out_is_asked_again(panels: Panels) -> None:
    case = case_of(read_session(talk("back_payment", facts=EMPLOYER)), panels.rules)
    view = panels.look(case, Supposed({}, frozenset({"gap_cause"})))
    panel = panels.panel(view, "zh")
    assert panel["decision"]["kind"] == "missing"
    assert panel["supposed"]["facts"] == []
    assert panel["supposed"]["before"]["kind"] == "result"


def test_the_persons_own_supposition_is_answered(panels: Panels) -> None:
    asked = message("如果我是灵活就业呢", "what_if", choice("employment", "flexible"))
    events = [*talk("back_payment", facts=EMPLOYER), PAUSE, user(asked)]
    view = panels.look(case_of(read_session(events), panels.rules))
    panel = panels.panel(view, "zh")
    assert panel["supposed"]["by"] == "person"
    assert panel["decision"]["trace"]["facts"][0]["value"] == "flexible"
    assert panel["reply"]["citizen"]["plain"].startswith("假如")


def test_a_procedure_is_shown_with_its_place(panels: Panels) -> None:
    start = KNOWLEDGE.procedures["card_apply_in_person"].start
    events = talk("card_apply", procedure=at(start), focus="procedure")
    panel = panels.panel(panels.look(case_of(read_session(events), panels.rules)), "en")
    procedure = panel["procedure"]
    assert (procedure["step"], procedure["number"]) == (start, 1)
    assert procedure["in_focus"] and not procedure["ended"]
    here = [step["step"] for step in procedure["steps"] if step["here"]]
    assert here == [start]
    numbers = {step["step"]: step["number"] for step in procedure["steps"]}
    for step in procedure["steps"]:
        assert bool(step["ways"]) == (step["kind"] != "end")
        for way in step["ways"]:
            assert way["number"] == numbers[way["step"]]
            assert way["label"]
    assert panel["reply"]["kind"] == "step"


def test_another_topic_is_looked_at_with_the_same_facts(panels: Panels) -> None:
    case = case_of(read_session(talk("back_payment", facts=EMPLOYER)), panels.rules)
    panel = panels.panel(panels.look(on_topic(case, "interruption_effect")), "en")
    assert panel["topic"]["id"] == "interruption_effect"
    assert panel["topic"]["sure"] is None
    assert {f["fact"] for f in panel["facts"]} == {"employment", "gap_cause"}


def test_related_answers_are_cited_and_lead_somewhere(panels: Panels) -> None:
    case = case_of_line(message("社保卡挂失"), {"language": "zh"}, panels.rules)
    panel = panels.panel(panels.look(case), "zh")
    assert panel["topic"] is None
    assert panel["decision"] is panel["trace"] is panel["answer"] is None
    first = panel["related"][0]
    assert first["path"] == f"/faq/{first['kind']}/{first['id']}"
    assert first["sources"]
    assert "card_lost_replace" in {hit["topic"] for hit in panel["related"]}


def test_both_languages_say_the_same_decision(panels: Panels, rules: Rules) -> None:
    case = case_of(read_session(talk("back_payment", facts=EMPLOYER)), rules)
    zh, en = (panels.panel(panels.look(case), lang) for lang in ("zh", "en"))
    for one in (zh, en):
        one["decision"].pop("language")
        one["decision"]["outcome"].pop("text")
        one["decision"]["outcome"].pop("for_you")
        for source in one["decision"]["trace"]["sources"]:
            del source["title"], source["text"]
    assert zh["decision"] == en["decision"]
    assert zh["reply"]["citizen"] == en["reply"]["citizen"]
    assert zh["reply"]["citizen"]["language"] == "zh"
    assert en["reply"]["agent"]["language"] == "en"
