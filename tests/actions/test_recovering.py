"""Recovering: suggestions, what was not understood, no question of ours."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    CARD,
    FIRST_TOPICS,
    PERSON,
    Answer,
    Message,
    Room,
    act,
    at,
    choice,
    facts,
    found,
    heard,
    message,
    press,
    stands,
    track,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
FLEXIBLE = facts(insurance="pension", employment="flexible", region="310000")


class TestSuggest:
    RANKING = ("why", "card_apply", "retirement_age", "back_payment", "enroll")

    @LANGUAGES
    async def test_the_likeliest_three_topics(self, room: Room, lang: Language) -> None:
        latest = message("卡", "nlu_unsure", ranking=self.RANKING)
        answer = await act(room, "action_suggest", latest, lang, focus="decision")
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "did_you_mean")]
        assert answer.buttons == [
            "/card_apply",
            "/retirement_age",
            "/back_payment",
            "/nlu_fallback",
        ]
        assert answer.titles[-1] == room.word(lang, "button_none")

    async def test_facts_are_kept_for_the_likeliest(self, room: Room) -> None:
        latest = message(
            "断了5个月",
            "nlu_unsure",
            found("duration", 5, 2, 5),
            ranking=("back_payment", "enroll"),
        )
        answer = await act(room, "action_suggest", latest)
        assert answer.events == [
            *heard(facts(gap_months=5)),
            SlotSet("focus", None),
        ]

    async def test_facts_that_another_suggestion_needs_are_kept_too(
        self, room: Room
    ) -> None:
        latest = message(
            "被裁了",
            "nlu_unsure",
            choice("leaving_reason", "involuntary", 0, 3),
            ranking=("leave_job", "unemployment_benefit"),
        )
        answer = await act(room, "action_suggest", latest)
        assert SlotSet("facts", facts(leaving_reason="involuntary")) in answer.events

    async def test_a_fact_of_the_present_topic_is_noted(self, room: Room) -> None:
        latest = message(
            "5个月", "nlu_unsure", found("duration", 5, 0, 3), ranking=("enroll",)
        )
        answer = await act(
            room, "action_suggest", latest, topic="back_payment", focus="decision"
        )
        assert answer.events == [
            *heard(facts(gap_months=5)),
            SlotSet("focus", "decision"),
            SlotSet("failures", 0),
        ]
        told = room.told("zh", "gap_months", 5)
        assert answer.texts == [room.word("zh", "noted", facts=told)]

    async def test_without_a_likely_topic_it_was_not_understood(
        self, room: Room
    ) -> None:
        latest = message("嗯", "nlu_unsure", ranking=("why", "greet"))
        answer = await act(room, "action_suggest", latest)
        assert answer.events == [SlotSet("failures", 1), SlotSet("focus", None)]
        assert answer.texts == [room.word("zh", "not_understood")]


class TestFallback:
    @LANGUAGES
    async def test_the_first_topics_to_choose_from(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("嗯", "nlu_fallback")
        answer = await act(room, "action_fallback", latest, lang, focus="decision")
        assert answer.events == [SlotSet("failures", 1), SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "not_understood")]
        assert answer.buttons == FIRST_TOPICS

    @LANGUAGES
    async def test_what_is_nearest_is_shown_with_sources(
        self, room: Room, lang: Language
    ) -> None:
        text = room.procedure(lang, "pay_online")
        answer = await act(room, "action_fallback", message(text, "nlu_fallback"), lang)
        said = answer.texts[0]
        assert said.startswith(room.word(lang, "not_understood_nearest"))
        first = room.desk.search.find(text, lang, day=room.desk.today())[0]
        assert f"{first.title}" in said
        assert room.knowledge.sources[first.sources[0]].title.say(lang) in said
        assert payload("start_procedure", procedure_id="pay_online") in answer.buttons
        assert answer.buttons[-1] == "/nlu_fallback"
        assert answer.events[0] == SlotSet("failures", 1)

    @LANGUAGES
    async def test_after_two_failures_a_person(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("嗯", "nlu_fallback")
        answer = await act(room, "action_fallback", latest, lang, failures=1)
        assert answer.events == [SlotSet("failures", 0), SlotSet("focus", None)]
        assert answer.texts == [
            room.word(lang, "not_understood_again"),
            room.word(lang, "person"),
        ]

    @LANGUAGES
    @pytest.mark.parametrize("failures", [0, 1])
    async def test_in_the_form_the_question_stays(
        self, room: Room, lang: Language, failures: int
    ) -> None:
        answer = await act(
            room,
            "action_fallback",
            message("嗯", "nlu_fallback"),
            lang,
            topic="back_payment",
            focus="decision",
            in_form=True,
            failures=failures,
        )
        assert answer.events == [
            SlotSet("failures", (failures + 1) % 2),
            SlotSet("focus", "decision"),
        ]
        said = ["not_understood_again", "person"] if failures else []
        assert answer.texts == [
            room.word(lang, name) for name in said or ["not_understood_answer"]
        ]

    async def test_a_fact_outside_the_form_is_understood_all_the_same(
        self, room: Room
    ) -> None:
        latest = message("5个月", "nlu_fallback", found("duration", 5, 0, 3))
        answer = await act(room, "action_fallback", latest, topic="back_payment")
        assert answer.events == [
            *heard(facts(gap_months=5)),
            SlotSet("focus", "decision"),
            SlotSet("failures", 0),
        ]

    @LANGUAGES
    async def test_a_message_that_only_held_a_number(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("6222****1234", "nlu_fallback")
        answer = await act(room, "action_fallback", latest, lang, focus="decision")
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "what_about")]


class TestOutOfScope:
    @LANGUAGES
    async def test_what_it_is_for(self, room: Room, lang: Language) -> None:
        latest = message("天气", "out_of_scope")
        answer = await act(room, "action_out_of_scope", latest, lang)
        assert answer.events == [SlotSet("failures", 1)]
        assert answer.texts == [room.word(lang, "out_of_scope")]
        assert answer.buttons == FIRST_TOPICS[:3]

    @LANGUAGES
    async def test_the_second_time_a_person(self, room: Room, lang: Language) -> None:
        latest = message("天气", "out_of_scope")
        answer = await act(room, "action_out_of_scope", latest, lang, failures=1)
        assert answer.events == [SlotSet("failures", 0), SlotSet("focus", None)]
        assert answer.texts == [
            room.word(lang, "not_understood_again"),
            room.word(lang, "person"),
        ]

    async def test_a_message_that_only_held_a_number(self, room: Room) -> None:
        latest = message("6222****1234", "out_of_scope")
        answer = await act(room, "action_out_of_scope", latest, "en")
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word("en", "what_about")]

    @LANGUAGES
    async def test_a_number_in_a_procedure_leads_back_to_the_step(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_out_of_scope",
            message("6222****1234", "out_of_scope"),
            lang,
            focus="procedure",
            procedure=at("choose_bank"),
        )
        assert answer.events == []
        assert room.step(lang, CARD, "choose_bank") in answer.texts[0]

    @pytest.mark.parametrize(
        "name", ["action_out_of_scope", "action_suggest", "action_fallback"]
    )
    async def test_a_day_for_the_law_of_the_case(self, room: Room, name: str) -> None:
        latest = message("what about today?", "", found("as_of", "2024-06-01", 11, 16))
        answer = await act(
            room, name, latest, "en", FLEXIBLE, topic="back_payment", focus="decision"
        )
        day = room.desk.explainer.values.date(dt.date(2024, 6, 1), "en")
        assert answer.texts == [room.word("en", "as_of_day", day=day)]
        assert SlotSet("as_of", "2024-06-01") in answer.events
        assert SlotSet("focus", "decision") in answer.events

    async def test_a_decision_is_not_said_again_after_it(self, room: Room) -> None:
        latest = message("天气", "out_of_scope")
        answer = await act(room, "action_out_of_scope", latest, focus="decision")
        assert answer.events == [SlotSet("failures", 1), SlotSet("focus", None)]

    async def test_the_question_stays_open_beside_it(self, room: Room) -> None:
        latest = message("天气", "out_of_scope")
        given = {"topic": "back_payment", "focus": "decision", "in_form": True}
        answer = await act(room, "action_out_of_scope", latest, **given)
        assert answer.events == [SlotSet("failures", 1)]

    async def test_a_wish_for_a_language_is_ours(self, room: Room) -> None:
        latest = message("你会说英语吗", "out_of_scope", found("language", "en", 2, 5))
        tracker = track(latest, language="zh", focus="decision")
        answer = await room.act("action_out_of_scope", tracker)
        assert answer.texts == [room.word("en", "language_switched")]
        assert answer.events == [
            SlotSet("language_locked", True),
            SlotSet("focus", None),
            SlotSet("language", "en"),
        ]


class TestWordsOfAnOption:
    """At a fork the label of an option may be typed, more or less."""

    @pytest.mark.parametrize(
        "name", ["action_suggest", "action_fallback", "action_out_of_scope"]
    )
    @pytest.mark.parametrize(
        "text, step",
        [
            ("用身份证照片", "authorise_photo"),
            ("身份证照片", "authorise_photo"),
            ("另外拍照", "studio_photo"),
            ("Use the ID photo!", "authorise_photo"),
            ("have a new one taken", "studio_photo"),
        ],
    )
    async def test_it_is_taken(
        self, room: Room, name: str, text: str, step: str
    ) -> None:
        answer = await act(
            room,
            name,
            message(text, "nlu_fallback", ranking=("card_apply",)),
            focus="procedure",
            procedure=at("photo"),
        )
        assert answer.events == stands(step, "photo")
        run = await room.store.run_of(PERSON)
        assert run is not None
        assert run.step == step

    @LANGUAGES
    async def test_other_words_are_not_understood_at_this_step(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_fallback",
            message("xyzzy", "nlu_fallback"),
            lang,
            focus="procedure",
            procedure=at("photo"),
        )
        assert answer.events == [SlotSet("failures", 1)]
        assert answer.texts[0] == room.word(lang, "not_understood_step")
        assert answer.texts[1].splitlines()[1] == room.step(lang, CARD, "photo")

    async def test_outside_the_procedure_a_label_is_no_choice(self, room: Room) -> None:
        answer = await act(
            room,
            "action_fallback",
            message("用身份证照片", "nlu_fallback"),
            focus=None,
            procedure=at("photo"),
        )
        assert answer.events == [SlotSet("failures", 1), SlotSet("focus", None)]


class TestAStepOfAProcedureThatIsGone:
    """Procedures may be renamed while somebody stands in one."""

    GONE = at("a", procedure="of_old")

    async def act(self, room: Room, name: str, latest: Message) -> Answer:
        slots = {"topic": "back_payment", "focus": "procedure", "procedure": self.GONE}
        return await act(room, name, latest, **slots)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "name, latest, said",
        [
            ("action_next_step", press("next_step"), "no_procedure"),
            ("action_fallback", message("嗯", "nlu_fallback"), "not_understood"),
            ("action_count_days", press("count_days"), "nothing_to_count"),
            ("action_revise", message("嗯"), "not_heard"),
            ("action_stop", press("stop"), "stopped"),
            ("action_show_position", press("where_am_i"), "no_procedure"),
            ("action_report_trouble", press("cannot_find"), "no_procedure"),
        ],
    )
    async def test_it_is_as_if_there_were_none(
        self, room: Room, name: str, latest: Message, said: str
    ) -> None:
        answer = await self.act(room, name, latest)
        assert answer.texts[0] == room.word("zh", said)

    async def test_the_language_is_switched(self, room: Room) -> None:
        latest = message("English", "change_language", found("language", "en"))
        answer = await self.act(room, "action_switch_language", latest)
        assert answer.texts == [room.word("en", "language_switched")]


async def test_a_question_of_ours_beside_another_is_answered(room: Room) -> None:
    latest = message(
        "天气怎么样，社保卡丢了怎么补",
        "out_of_scope",
        found("also_asked", "card_lost_replace", 6, 14),
    )
    answer = await act(room, "action_out_of_scope", latest)
    table = room.knowledge.topics["card_lost_replace"]
    assert answer.texts[0].startswith(table.summary.say("zh"))
    assert answer.buttons == [payload("change_topic", topic_id="card_lost_replace")]
