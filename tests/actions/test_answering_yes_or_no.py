"""Yes and no outside the form: to what was last offered, or to a question of ours."""

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    PERSON,
    Room,
    act,
    at,
    choice,
    facts,
    heard,
    message,
    stands,
    track,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
FLEXIBLE = facts(insurance="pension", employment="flexible", region="310000")


class TestYesOrNo:
    async def test_yes_begins_the_only_procedure_on_offer(self, room: Room) -> None:
        known = facts(
            insurance="pension", employment="employee", gap_cause="employer_default"
        )
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("好的", "affirm"),
            known=known,
            topic="back_payment",
        )
        names = {event["name"] for event in answer.events}
        assert "procedure" in names
        assert await room.store.run_of(PERSON) is not None

    @LANGUAGES
    async def test_yes_to_the_question_whether_to_delete(
        self, room: Room, lang: Language
    ) -> None:
        asked = {"event": "bot", "text": room.word(lang, "delete_ask")}
        tracker = track(
            message("是", "affirm"),
            before=(asked,),
            language=lang,
            language_locked=True,
        )
        answer = await room.act("action_answer_yes_or_no", tracker)
        assert answer.texts == [room.word(lang, "deleted", decisions="0", runs="0")]
        assert SlotSet("forget_me", True) in answer.events

    @LANGUAGES
    async def test_no_to_the_question_whether_to_delete(
        self, room: Room, lang: Language
    ) -> None:
        asked = {"event": "bot", "text": room.word(lang, "delete_ask")}
        tracker = track(
            message("不", "deny"),
            before=(asked,),
            language=lang,
            language_locked=True,
        )
        answer = await room.act("action_answer_yes_or_no", tracker)
        assert answer.texts == [room.word(lang, "all_kept")]
        assert SlotSet("forget_me", True) not in answer.events

    async def test_yes_goes_on_in_a_procedure(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("好了", "affirm"),
            focus="procedure",
            procedure=at("choose_bank"),
        )
        assert answer.events == stands("get_form", "choose_bank")

    async def test_no_answers_a_check(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("没有", "deny"),
            focus="procedure",
            procedure=at("card_arrived"),
        )
        assert answer.events == stands("ask_progress", "card_arrived")

    @LANGUAGES
    async def test_yes_to_the_offer_to_walk_through(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("好", "affirm"),
            lang,
            FLEXIBLE,
            topic="back_payment",
            focus="decision",
        )
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "which_procedure")]
        names = ["renew_hrss_website", "renew_at_counter", "pay_online"]
        assert answer.buttons == [
            payload("start_procedure", procedure_id=name) for name in names
        ]
        assert answer.titles == [room.procedure(lang, name) for name in names]

    @LANGUAGES
    @pytest.mark.parametrize(
        "intent, said", [("affirm", "go_on_ask"), ("deny", "all_right")]
    )
    async def test_to_nothing_in_particular(
        self, room: Room, lang: Language, intent: str, said: str
    ) -> None:
        latest = message("嗯", intent)
        answer = await act(room, "action_answer_yes_or_no", latest, lang)
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, said)]

    async def test_no_to_the_offer(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("不用", "deny"),
            known=FLEXIBLE,
            topic="back_payment",
        )
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word("zh", "all_right")]

    @LANGUAGES
    async def test_a_no_that_says_more_lists_what_was_said(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message(
                "不对，我现在没有工作" if lang == "zh" else "no, that is wrong", "deny"
            ),
            lang,
            FLEXIBLE,
            topic="back_payment",
            focus="decision",
        )
        assert answer.texts == [room.word(lang, "review_facts")]
        assert answer.events == [SlotSet("focus", None)]

    @pytest.mark.parametrize("intent", ["affirm", "deny"])
    async def test_a_fact_in_it_is_noted(self, room: Room, intent: str) -> None:
        latest = message("不，是医保", intent, choice("insurance", "medical", 3, 5))
        answer = await act(
            room,
            "action_answer_yes_or_no",
            latest,
            known=FLEXIBLE,
            topic="back_payment",
        )
        assert answer.events == [
            *heard({**FLEXIBLE, **facts(insurance="medical")}),
            SlotSet("focus", "decision"),
            SlotSet("failures", 0),
        ]
        told = room.told("zh", "insurance", "medical")
        assert answer.texts == [room.word("zh", "noted", facts=told)]
