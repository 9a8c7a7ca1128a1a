"""Several questions in one message, and a question about another day."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.deciding import answer_on
from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    Room,
    act,
    choice,
    facts,
    found,
    message,
    opened,
    press,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


class TestSeveralQuestions:
    BOTH = message(
        "社保卡丢了怎么补？另外医保断了3个月能补吗 card and gap",
        "card_lost_replace",
        found("also_asked", "back_payment", 10, 22),
        found("also_asked", "card_lost_replace", 0, 9),
        found("duration", 3, 15, 18),
    )

    @LANGUAGES
    async def test_two_that_decide(self, room: Room, lang: Language) -> None:
        answer = await act(room, "action_open_topic", self.BOTH, lang)
        table = room.knowledge.topics["back_payment"]
        assert answer.texts[0] == room.word(lang, "asked_several", number="2")
        assert answer.texts[1].startswith(table.summary.say(lang))
        assert answer.buttons == [payload("change_topic", topic_id="back_payment")]
        slots = {event["name"]: event["value"] for event in answer.events}
        assert slots["topic"] == "card_lost_replace"
        assert slots["facts"]["gap_months"]["value"] == 3

    async def test_the_one_that_decides_comes_last(self, room: Room) -> None:
        plain = next(iter(room.knowledge.answers))
        latest = message(
            "两件事", plain, found("also_asked", "card_lost_replace", 0, 2)
        )
        answer = await act(room, "action_open_topic", latest)
        version = answer_on(plain, TODAY, room.desk)
        assert version is not None
        assert answer.texts[1].startswith(version.say.say("zh"))
        slots = {event["name"]: event["value"] for event in answer.events}
        assert slots["topic"] == "card_lost_replace"

    async def test_beside_an_open_question(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_aside",
            self.BOTH,
            topic="interruption_effect",
            in_form=True,
        )
        assert answer.buttons == [
            payload("change_topic", topic_id="card_lost_replace"),
            payload("change_topic", topic_id="back_payment"),
        ]

    async def test_who_gives_up_the_open_question_changes_over(
        self, room: Room
    ) -> None:
        latest = message(
            "算了，社保卡丢了怎么办", "card_lost_replace", choice("turning", "drop")
        )
        answer = await act(
            room,
            "action_answer_aside",
            latest,
            topic="interruption_effect",
            in_form=True,
        )
        assert SlotSet("topic", "card_lost_replace") in answer.events
        assert answer.buttons == []


class TestAnotherDay:
    async def test_a_question_about_a_day_is_decided_by_its_law(
        self, room: Room
    ) -> None:
        latest = message(
            "2024年6月补缴的规定", "back_payment", found("as_of", "2024-06-01", 0, 7)
        )
        answer = await act(room, "action_open_topic", latest)
        assert answer.events == [
            *opened("back_payment", anew=False),
            SlotSet("as_of", "2024-06-01"),
            SlotSet("declined", []),
        ]

    async def test_the_next_question_is_about_today_again(self, room: Room) -> None:
        latest = message("补缴", "back_payment")
        answer = await act(room, "action_open_topic", latest, as_of="2024-06-01")
        assert SlotSet("as_of", None) in answer.events

    @LANGUAGES
    async def test_the_same_case_on_another_day(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_revise",
            message("那2020年呢 and in 2020?", "inform", found("as_of", "2020-01-01")),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        day = room.desk.explainer.values.date(dt.date(2020, 1, 1), lang)
        assert answer.texts == [room.word(lang, "as_of_day", day=day)]
        assert SlotSet("as_of", "2020-01-01") in answer.events
        assert SlotSet("focus", "decision") in answer.events

    async def test_the_decision_says_its_day_and_leads_back(self, room: Room) -> None:
        answer = await act(
            room,
            "action_say_decision",
            press("inform", as_of="2020-01-01"),
            known=MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="decision",
            as_of="2020-01-01",
        )
        assert (
            room.desk.explainer.values.date(dt.date(2020, 1, 1), "zh")
            in (answer.texts[0])
        )
        assert payload("inform", as_of="2026-11-22") in answer.buttons
        (kept,) = await room.store.decisions_of("ann")
        assert kept.as_of == dt.date(2020, 1, 1)
