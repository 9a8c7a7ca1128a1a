"""Steering: greeting, help, language, a person, complaints, the guide, stop."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions import PHRASES
from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    FIRST_TOPICS,
    PERSON,
    Message,
    Room,
    act,
    at,
    facts,
    found,
    message,
    press,
    track,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")
FLEXIBLE = facts(insurance="pension", employment="flexible", region="310000")


class TestPhrases:
    @LANGUAGES
    @pytest.mark.parametrize("name", PHRASES)
    async def test_one_sentence_and_nothing_else(
        self, room: Room, name: str, lang: Language
    ) -> None:
        answer = await act(room, name, message("好"), lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, PHRASES[name])]
        assert answer.buttons == []

    @LANGUAGES
    async def test_hello_names_the_first_topics(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(room, "action_greet", message("hi", "greet"), lang)
        assert answer.events == [SlotSet("failures", 0)]
        assert answer.texts == [room.word(lang, "greeting")]
        assert answer.buttons == FIRST_TOPICS
        topics = room.knowledge.topics
        titles = [
            topics[name.removeprefix("/")].title.say(lang) for name in FIRST_TOPICS
        ]
        assert answer.titles == titles

    @LANGUAGES
    async def test_help_names_all_topics_with_a_table(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(room, "action_help", message("?", "help"), lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "help")]
        assert answer.buttons == [f"/{name}" for name in room.knowledge.topics]


class TestSwitchLanguage:
    @pytest.mark.parametrize("before, wanted", [("zh", "en"), ("en", "zh")])
    async def test_the_wanted_language_stays(
        self, room: Room, before: Language, wanted: Language
    ) -> None:
        latest = message("…", "change_language", found("language", wanted))
        answer = await act(room, "action_switch_language", latest, before)
        assert answer.events == [
            SlotSet("language_locked", True),
            SlotSet("language", wanted),
        ]
        assert answer.texts == [room.word(wanted, "language_switched")]

    @LANGUAGES
    @pytest.mark.parametrize(
        "latest",
        [
            message("change language 换语言", "change_language"),
            message("日本語", "change_language", found("language", "ja")),
        ],
        ids=["none", "a-third"],
    )
    async def test_which_of_the_two_is_asked(
        self, room: Room, lang: Language, latest: Message
    ) -> None:
        answer = await act(room, "action_switch_language", latest, lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "which_language")]
        assert answer.buttons == [
            payload("change_language", language="zh"),
            payload("change_language", language="en"),
        ]

    async def test_the_button_switches(self, room: Room) -> None:
        latest = press("change_language", language="en")
        answer = await act(room, "action_switch_language", latest)
        assert answer.events == [
            SlotSet("language_locked", True),
            SlotSet("language", "en"),
        ]

    async def test_the_step_is_said_again(self, room: Room) -> None:
        answer = await act(
            room,
            "action_switch_language",
            message("English please", "change_language", found("language", "en")),
            procedure=at("choose_bank", "go_to_service_point"),
            focus="procedure",
        )
        assert answer.events == [
            SlotSet("language_locked", True),
            SlotSet("language", "en"),
        ]
        step = room.step("en", "card_apply_in_person", "choose_bank")
        assert answer.texts[1].splitlines()[1] == step

    async def test_in_the_form_the_form_asks_again(self, room: Room) -> None:
        answer = await act(
            room,
            "action_switch_language",
            message("English please", "change_language", found("language", "en")),
            procedure=at("choose_bank"),
            focus="procedure",
            in_form=True,
        )
        assert answer.texts == [room.word("en", "language_switched")]


class TestHandToPerson:
    @LANGUAGES
    async def test_where_people_are_to_be_reached(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room, "action_hand_to_person", message("人工", "human_agent"), lang
        )
        assert answer.events == [SlotSet("failures", 0)]
        assert answer.texts == [room.word(lang, "person")]

    @LANGUAGES
    async def test_what_to_tell_them(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_hand_to_person",
            message("人工", "human_agent"),
            lang,
            {**MADE_UP_BY_EMPLOYER, **facts(applicant="self")},
            topic="back_payment",
            failures=1,
        )
        assert answer.events == [SlotSet("failures", 0)]
        told = room.word(lang, "list_separator").join(
            [
                room.knowledge.topics["back_payment"].title.say(lang),
                room.told(lang, "employment", "employee"),
                room.told(lang, "gap_cause", "employer_default"),
            ]
        )
        assert answer.texts == [
            room.word(lang, "person"),
            room.word(lang, "person_note", facts=told),
        ]

    @pytest.mark.parametrize("topic", [None, "pension_benefit", "card_apply"])
    async def test_nothing_to_tell(self, room: Room, topic: str | None) -> None:
        answer = await act(
            room,
            "action_hand_to_person",
            message("人工", "human_agent"),
            known=MADE_UP_BY_EMPLOYER,
            topic=topic,
        )
        assert answer.texts == [room.word("zh", "person")]


class TestTakeComplaint:
    @LANGUAGES
    async def test_in_general(self, room: Room, lang: Language) -> None:
        latest = message("投诉", "complaint")
        answer = await act(room, "action_take_complaint", latest, lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "complaint_answer")]
        assert answer.buttons == []

    @LANGUAGES
    async def test_about_an_employer(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_take_complaint",
            message("我要投诉", "complaint"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "complaint_employer")]
        assert answer.buttons == [
            payload("start_procedure", procedure_id="complain_employer")
        ]

    async def test_not_about_an_employer(self, room: Room) -> None:
        answer = await act(
            room,
            "action_take_complaint",
            message("我要投诉", "complaint"),
            known=FLEXIBLE,
            topic="back_payment",
        )
        assert answer.texts == [room.word("zh", "complaint_answer")]


class TestReadGuide:
    @LANGUAGES
    async def test_a_choice_of_statements(self, room: Room, lang: Language) -> None:
        latest = message("原来的指南", "read_guide")
        answer = await act(room, "action_read_guide", latest, lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "which_statement")]
        names = list(room.knowledge.guide)
        assert answer.buttons == [
            payload("read_guide", statement_id=name) for name in names
        ]
        assert answer.titles == [room.word(lang, f"guide_{name}") for name in names]

    @LANGUAGES
    async def test_each_statement_beside_the_law(
        self, room: Room, lang: Language
    ) -> None:
        for name, statement in room.knowledge.guide.items():
            latest = press("read_guide", statement_id=name)
            answer = await act(room, "action_read_guide", latest, lang)
            given = {
                "claim": statement.claim.say(lang),
                "law": statement.law.say(lang),
                "differs": statement.differs.say(lang),
                "as_of": room.desk.explainer.values.date(TODAY, lang),
            }
            details = [
                f"{number}. {words.say(lang)}"
                for number, words in enumerate(statement.details, start=1)
            ]
            sources = room.desk.explainer.source_lines(statement.sources, lang)
            assert answer.events == []
            assert answer.texts == [
                room.word(lang, "guide_box", **given),
                *(["\n".join(details)] if details else []),
                "\n".join(sources),
            ]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    async def test_a_statement_is_known_by_its_words(
        self, room: Room, lang: Language
    ) -> None:
        for name, statement in room.knowledge.guide.items():
            words = room.word(lang, f"guide_words_{name}").split("|")[0]
            latest = message(f"“{words.upper()}”?", "read_guide")
            answer = await act(room, "action_read_guide", latest, lang)
            assert statement.claim.say(lang) in answer.texts[0], name

    async def test_a_statement_that_is_gone_is_a_choice_again(self, room: Room) -> None:
        latest = press("read_guide", statement_id="of_old")
        answer = await act(room, "action_read_guide", latest)
        assert answer.texts == [room.word("zh", "which_statement")]


class TestRepeat:
    async def test_the_last_text(self, room: Room) -> None:
        before = ({"event": "bot", "text": "一"}, {"event": "bot", "text": "二"})
        answer = await room.act(
            "action_repeat", track(message("再说一遍", "repeat"), before=before)
        )
        assert answer.events == []
        assert answer.texts == ["二"]

    @LANGUAGES
    async def test_nothing_was_said(self, room: Room, lang: Language) -> None:
        answer = await act(room, "action_repeat", message("再说", "repeat"), lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "what_about")]


class TestStop:
    @LANGUAGES
    async def test_a_procedure_can_be_taken_up_again(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_stop",
            message("停", "stop"),
            lang,
            focus="procedure",
            procedure=at("choose_bank"),
        )
        run = await room.store.run_of(PERSON)
        assert run is not None
        assert answer.events == [SlotSet("procedure", None), SlotSet("focus", None)]
        assert answer.texts == [room.word(lang, "stopped_procedure", code=run.code)]

    @LANGUAGES
    async def test_the_question_is_dropped_and_the_facts_stay(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_stop",
            message("算了", "stop"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="decision",
            in_form=True,
        )
        assert answer.events == [SlotSet("topic", None), SlotSet("declined", [])]
        assert answer.texts == [room.word(lang, "stopped")]

    async def test_in_the_form_it_is_the_question_that_stops(self, room: Room) -> None:
        answer = await act(
            room,
            "action_stop",
            message("算了", "stop"),
            topic="back_payment",
            focus="procedure",
            procedure=at("choose_bank"),
            in_form=True,
        )
        assert answer.events == [SlotSet("topic", None), SlotSet("declined", [])]
        assert await room.store.run_of(PERSON) is None
