"""Cards say what their messages say, and say it as docs/cards.md promises."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from actions.cards import count_card, decision_card, question_card, step_card
from advice import Result, Said
from advice.model import FactSpec
from advice.procedures import begin
from advice.words import Language
from tests.actions.talk import CARD, Room, act, facts, message, press

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(
    insurance="pension", employment="employee", gap_cause="employer_default"
)
DOCS = Path(__file__).parents[2] / "docs" / "cards.md"


def documented(kind: str) -> set[str]:
    """The keys that the table names for a kind; those in brackets belong to others."""
    (row,) = re.findall(
        rf"^\| `{kind}` \|[^|]*\|(.*)\|$", DOCS.read_text("utf-8"), re.M
    )
    return set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", row)))


def check(card: dict[str, Any]) -> None:
    json.dumps(card)
    keys = documented(card["kind"])
    assert set(card) - {"kind"} <= keys
    assert keys - set(card) <= {"why", "title"}


@LANGUAGES
async def test_a_decision(room: Room, lang: Language) -> None:
    answer = await act(
        room,
        "action_say_decision",
        press("inform", fact_id="gap_cause", value="employer_default"),
        lang,
        MADE_UP_BY_EMPLOYER,
        topic="back_payment",
        focus="decision",
    )
    card = answer.messages[0]["card"]
    check(card)
    assert card["text"] in answer.texts[0]
    assert card["as_of"] == "2026-11-22"
    assert {fact["fact"] for fact in card["facts"]} <= set(MADE_UP_BY_EMPLOYER)
    for source in card["sources"]:
        assert source["id"] in room.knowledge.sources
    assert card["confirm"] in answer.texts[0]


@LANGUAGES
async def test_a_step(room: Room, lang: Language) -> None:
    procedure = room.knowledge.procedures[CARD]
    card = step_card(begin(procedure), "text", room.desk, lang)
    check(card)
    assert (card["number"], card["ended"]) == (1, False)
    answer = await act(
        room,
        "action_start_procedure",
        press("start_procedure", procedure_id=CARD),
        lang,
    )
    shown = answer.messages[-1]["card"]
    assert shown["step"] == procedure.start
    assert shown["text"] in answer.texts[-1]


@LANGUAGES
async def test_an_answer(room: Room, lang: Language) -> None:
    name = next(iter(room.knowledge.answers))
    answer = await act(
        room,
        "action_say_decision",
        message("?", name),
        lang,
        topic=name,
        focus="decision",
    )
    card = answer.messages[0]["card"]
    check(card)
    assert answer.texts[0].startswith(card["text"])


def test_a_count(room: Room) -> None:
    decision = room.desk.advisor.decide(
        "card_progress", {"submitted_on": Said("2026-09-21")}, dt.date(2026, 11, 22)
    )
    assert isinstance(decision, Result)
    check(decision_card(decision, room.desk, "zh"))
    card = count_card(decision.counts["guide_ready_on"])
    check(card)
    numbers = [number for _, number, _ in card["days"] if number is not None]
    assert numbers == [*range(1, 31)]
    assert card["days"][-1][0] == card["end"]


def test_a_question(room: Room) -> None:
    for spec in room.knowledge.facts.values():
        assert isinstance(spec, FactSpec)
        check(question_card(spec, "back_payment"))
