"""Opening a topic, and facts that are said or corrected outside the form."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    Answer,
    Message,
    Room,
    act,
    choice,
    facts,
    found,
    heard,
    message,
    opened,
    press,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


def box(room: Room, guide: str, lang: Language) -> str:
    """The guide's statement beside the law."""
    statement = room.knowledge.guide[guide]
    given = {
        "claim": statement.claim.say(lang),
        "law": statement.law.say(lang),
        "differs": statement.differs.say(lang),
        "as_of": room.desk.explainer.values.date(TODAY, lang),
    }
    return room.word(lang, "guide_box", **given)


class TestOpenTopic:
    @LANGUAGES
    async def test_a_bare_question_is_told_what_holds_for_all(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("补缴 back payment", "back_payment")
        answer = await act(room, "action_open_topic", latest, lang)
        assert answer.events == opened("back_payment")
        summary = room.knowledge.topics["back_payment"].summary.say(lang)
        assert len(answer.texts) == 1
        assert answer.texts[0].startswith(summary)

    async def test_a_button_goes_straight_to_the_form(self, room: Room) -> None:
        answer = await act(room, "action_open_topic", press("back_payment"))
        assert answer.events == opened("back_payment")
        assert answer.messages == []

    @LANGUAGES
    async def test_a_case_that_is_still_open_sees_the_guide_beside_the_law(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("断了5个月", "back_payment", found("duration", 5, 2, 5))
        answer = await act(room, "action_open_topic", latest, lang)
        assert answer.events == [
            *opened("back_payment", *heard(facts(gap_months=5))),
            SlotSet("shown_guides", ["three_months"]),
        ]
        assert answer.texts == [box(room, "three_months", lang)]
        assert answer.buttons == []

    async def test_a_guide_that_was_shown_is_not_shown_again(self, room: Room) -> None:
        latest = message("断了5个月", "back_payment", found("duration", 5, 2, 5))
        answer = await act(
            room, "action_open_topic", latest, shown_guides=["three_months"]
        )
        assert answer.events == opened("back_payment", *heard(facts(gap_months=5)))
        assert answer.messages == []

    async def test_a_case_that_is_decided_leaves_the_guide_for_later(
        self, room: Room
    ) -> None:
        latest = message("给自己办卡", "card_apply", choice("applicant", "self", 0, 3))
        answer = await act(
            room, "action_open_topic", latest, shown_guides=["three_months"]
        )
        assert answer.events == opened("card_apply", *heard(facts(applicant="self")))
        assert answer.messages == []

    async def test_facts_in_the_question_are_kept(self, room: Room) -> None:
        latest = message(
            "上海灵活就业断了5个月影响",
            "interruption_effect",
            found("region", "310000", 0, 2),
            choice("employment", "flexible", 2, 6),
            choice("card_problem", "damaged", 6, 8),
            found("duration", 5, 8, 11),
        )
        answer = await act(
            room, "action_open_topic", latest, known=facts(insurance="medical")
        )
        known = facts(
            insurance="medical", region="310000", employment="flexible", gap_months=5
        )
        assert answer.events == opened("interruption_effect", *heard(known))
        assert answer.messages == []

    @LANGUAGES
    async def test_a_single_fact_does_not_silence_what_holds_for_all(
        self, room: Room, lang: Language
    ) -> None:
        latest = message(
            "断三个月就清零了吗", "interruption_effect", found("duration", 3, 1, 4)
        )
        answer = await act(room, "action_open_topic", latest, lang)
        summary = room.knowledge.topics["interruption_effect"].summary.say(lang)
        assert answer.texts[0].startswith(summary)

    async def test_the_same_topic_again_keeps_what_was_not_known(
        self, room: Room
    ) -> None:
        answer = await act(
            room,
            "action_open_topic",
            message("断缴影响", "interruption_effect"),
            topic="interruption_effect",
            declined=["region"],
        )
        assert answer.events == opened("interruption_effect", anew=False)

    async def test_another_topic_asks_everything_anew(self, room: Room) -> None:
        answer = await act(
            room,
            "action_open_topic",
            message("怎么缴", "pay_channel"),
            topic="back_payment",
            declined=["region"],
        )
        assert answer.events == opened("pay_channel")

    async def test_a_button_names_the_topic(self, room: Room) -> None:
        answer = await act(
            room,
            "action_open_topic",
            press("change_topic", topic_id="pay_channel"),
            topic="back_payment",
        )
        assert answer.events == opened("pay_channel")

    async def test_a_topic_without_a_table(self, room: Room) -> None:
        latest = message("医保怎么用", "medical_use", choice("insurance", "medical"))
        answer = await act(room, "action_open_topic", latest)
        assert answer.events == opened(
            "medical_use", *heard(facts(insurance="medical"))
        )
        assert answer.messages == []


class TestFollowUp:
    """ "And medical?" is another case of the same topic, not a topic of its own."""

    KNOWN = facts(insurance="pension", employment="flexible", region="310000")

    async def open(self, room: Room, latest: Message, **slots: object) -> Answer:
        given = {"topic": "back_payment", "focus": "decision", **slots}
        return await act(room, "action_open_topic", latest, known=self.KNOWN, **given)

    async def test_a_short_message_with_another_value_stays_in_the_topic(
        self, room: Room
    ) -> None:
        latest = message(
            "那医保呢", "medical_use", choice("insurance", "medical", 1, 3)
        )
        answer = await self.open(room, latest)
        known = {**self.KNOWN, **facts(insurance="medical")}
        assert answer.events[: len(heard(known)) + 1] == [
            *heard(known),
            SlotSet("topic", "back_payment"),
        ]
        assert SlotSet("declined", []) not in answer.events[2:]

    @pytest.mark.parametrize(
        "latest, topic",
        [
            (message("那退休年龄呢", "retirement_age"), "retirement_age"),
            (
                message(
                    "我想问一下医保卡在医院怎么使用",
                    "medical_use",
                    choice("insurance", "medical", 5, 7),
                ),
                "medical_use",
            ),
            (
                message(
                    "医保断了呢", "interruption_effect", choice("insurance", "medical")
                ),
                "interruption_effect",
            ),
            (press("medical_use"), "medical_use"),
        ],
        ids=["no-value", "long", "a-topic-with-a-table", "a-button"],
    )
    async def test_else_it_is_another_topic(
        self, room: Room, latest: Message, topic: str
    ) -> None:
        answer = await self.open(room, latest)
        assert SlotSet("topic", topic) in answer.events
        assert SlotSet("declined", []) in answer.events

    async def test_a_message_that_is_only_a_value_is_no_other_topic(
        self, room: Room
    ) -> None:
        latest = message("医保", "medical_reimburse", choice("insurance", "medical"))
        answer = await self.open(room, latest)
        assert SlotSet("topic", "back_payment") in answer.events

    async def test_after_something_else_it_is_another_topic(self, room: Room) -> None:
        latest = message(
            "那医保呢", "medical_use", choice("insurance", "medical", 1, 3)
        )
        answer = await self.open(room, latest, focus=None)
        assert SlotSet("topic", "medical_use") in answer.events


class TestRevise:
    @LANGUAGES
    async def test_facts_are_noted_and_the_form_decides_again(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("5个月 months", "inform", found("duration", 5, 0, 3))
        answer = await act(
            room,
            "action_revise",
            latest,
            lang,
            facts(insurance="medical"),
            topic="back_payment",
        )
        assert answer.events == [
            *heard(facts(insurance="medical", gap_months=5)),
            SlotSet("focus", "decision"),
            SlotSet("failures", 0),
        ]
        told = room.told(lang, "gap_months", 5)
        assert answer.texts == [room.word(lang, "noted", facts=told)]

    @LANGUAGES
    async def test_several_facts_in_one_line(self, room: Room, lang: Language) -> None:
        latest = message(
            "职工，5个月",
            "inform",
            choice("employment", "employee"),
            found("duration", 5, 3, 6),
        )
        answer = await act(room, "action_revise", latest, lang, topic="back_payment")
        separator = room.word(lang, "list_separator")
        told = separator.join(
            [
                room.told(lang, "employment", "employee"),
                room.told(lang, "gap_months", 5),
            ]
        )
        assert answer.texts == [room.word(lang, "noted", facts=told)]

    @LANGUAGES
    async def test_without_a_topic_the_question_is_what_it_is_about(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("医保", "inform", choice("insurance", "medical"))
        answer = await act(room, "action_revise", latest, lang)
        assert answer.events == [
            *heard(facts(insurance="medical")),
            SlotSet("focus", None),
            SlotSet("failures", 0),
        ]
        told = room.told(lang, "insurance", "medical")
        assert answer.texts == [
            room.word(lang, "noted", facts=told),
            room.word(lang, "what_about"),
        ]
        assert answer.buttons == [
            "/back_payment",
            "/resume_contribution",
            "/interruption_effect",
            "/employer_nonpayment",
            "/card_apply",
            "/card_lost_replace",
        ]

    async def test_nothing_heard_in_a_topic(self, room: Room) -> None:
        answer = await act(
            room, "action_revise", message("嗯"), topic="back_payment", focus="decision"
        )
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word("zh", "not_heard")]

    async def test_nothing_heard_and_no_topic(self, room: Room) -> None:
        answer = await act(room, "action_revise", message("嗯"), "en")
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word("en", "what_about")]

    @LANGUAGES
    async def test_a_correction_that_names_nothing_lists_what_was_said(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_revise",
            message("不对", "correct"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="decision",
        )
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "review_facts")]
        assert answer.buttons == [
            payload("change_fact", fact_id="employment"),
            payload("change_fact", fact_id="gap_cause"),
        ]

    @LANGUAGES
    async def test_what_the_step_waits_for_stays_in_the_procedure(
        self, room: Room, lang: Language
    ) -> None:
        position = {
            "procedure": "card_apply_in_person",
            "step": "card_made",
            "history": ["sign"],
            "troubles": 0,
        }
        latest = message("9月21日 Sept", "inform", found("date", "2026-09-21", 0, 5))
        answer = await act(
            room,
            "action_revise",
            latest,
            lang,
            topic="card_progress",
            focus="procedure",
            procedure=position,
        )
        assert answer.events == heard(facts(submitted_on="2026-09-21"))
        ready = room.desk.explainer.values.date(dt.date(2026, 11, 9), lang)
        step = room.knowledge.procedures["card_apply_in_person"].steps["card_made"]
        said = step.say.say(lang, {"working_days": "30", "ready_on": ready})
        assert answer.texts[0].splitlines()[1:] == [said]

    async def test_another_fact_leaves_the_procedure_for_the_decision(
        self, room: Room
    ) -> None:
        position = {
            "procedure": "card_apply_in_person",
            "step": "card_made",
            "history": [],
            "troubles": 0,
        }
        answer = await act(
            room,
            "action_revise",
            message("杭州", "inform", found("region", "330100")),
            topic="card_progress",
            focus="procedure",
            procedure=position,
        )
        assert answer.events == [
            *heard(facts(region="330100")),
            SlotSet("focus", "decision"),
            SlotSet("failures", 0),
        ]
