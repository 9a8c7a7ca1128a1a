"""Steering: greeting, help, language, a person, forgetting, days, guide, not understood."""

import datetime as dt

import pytest
from rasa_sdk.events import EventType, SlotSet

from actions import PHRASES
from actions.turn import payload
from advice import Missing, Said
from advice.counting import tell_count
from advice.words import Language
from tests.actions.talk import (
    NOON,
    PERSON,
    Answer,
    Facts,
    Message,
    Room,
    choice,
    facts,
    found,
    heard,
    message,
    press,
    track,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
FIRST = [
    "/back_payment",
    "/resume_contribution",
    "/interruption_effect",
    "/employer_nonpayment",
    "/card_apply",
    "/card_lost_replace",
]
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")
FLEXIBLE = facts(insurance="pension", employment="flexible", region="310000")


def at(step: str, *history: str, procedure: str = "card_apply_in_person") -> object:
    return {
        "procedure": procedure,
        "step": step,
        "history": list(history),
        "troubles": 0,
    }


async def act(
    room: Room,
    name: str,
    latest: Message,
    lang: Language = "zh",
    known: Facts | None = None,
    **slots: object,
) -> Answer:
    given = {"language": lang, "language_locked": True, "facts": known or {}}
    return await room.act(name, track(latest, **{**given, **slots}))


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
        assert answer.buttons == FIRST
        topics = room.knowledge.topics
        titles = [topics[name.removeprefix("/")].title.say(lang) for name in FIRST]
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

    async def test_the_present_language_is_kept_if_none_is_named(
        self, room: Room
    ) -> None:
        latest = message("change language", "change_language")
        answer = await act(
            room, "action_switch_language", latest, "en", language_locked=False
        )
        assert answer.events == [SlotSet("language_locked", True)]
        assert answer.texts == [room.word("en", "language_switched")]

    async def test_a_third_language_is_not_spoken(self, room: Room) -> None:
        latest = message("日本語", "change_language", found("language", "ja"))
        answer = await act(room, "action_switch_language", latest)
        assert answer.events == [SlotSet("language_locked", True)]
        assert answer.texts == [room.word("zh", "language_switched")]

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

    @pytest.mark.parametrize("topic", [None, "retirement_age", "card_apply"])
    async def test_nothing_to_tell(self, room: Room, topic: str | None) -> None:
        answer = await act(
            room,
            "action_hand_to_person",
            message("人工", "human_agent"),
            known=MADE_UP_BY_EMPLOYER,
            topic=topic,
        )
        assert answer.texts == [room.word("zh", "person")]


class TestDeleteData:
    @LANGUAGES
    async def test_a_receipt_of_what_was_kept(self, room: Room, lang: Language) -> None:
        for sender in (PERSON, PERSON, "bob"):
            await room.store.keep_decision(
                sender_id=sender,
                at=NOON,
                knowledge_hash="x",
                topic="back_payment",
                as_of=TODAY,
                region=None,
                facts={},
                kind="result",
                outcome="o",
                rule="r",
                trace={},
            )
        await room.store.keep_run(
            sender_id=PERSON,
            procedure="card_lost",
            step="a",
            history=[],
            facts={},
            language="zh",
            at=NOON,
        )
        latest = message("删除我的数据", "delete_data")
        answer = await act(room, "action_delete_data", latest, lang)
        assert answer.events == [SlotSet("forget_me", True)]
        assert answer.texts == [room.word(lang, "deleted", decisions="2", runs="1")]
        assert await room.store.decisions_of(PERSON) == []
        assert await room.store.run_of(PERSON) is None
        assert len(await room.store.decisions_of("bob")) == 1

    async def test_nothing_was_kept(self, room: Room) -> None:
        latest = message("delete my data", "delete_data")
        answer = await act(room, "action_delete_data", latest, "en")
        assert answer.events == [SlotSet("forget_me", True)]
        assert answer.texts == [room.word("en", "deleted", decisions="0", runs="0")]


class TestCountDays:
    @LANGUAGES
    async def test_the_days_of_a_decision(self, room: Room, lang: Language) -> None:
        known = facts(submitted_on="2026-09-21")
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            known,
            topic="card_progress",
            focus="decision",
        )
        said = {name: Said(**raw) for name, raw in known.items()}
        decision = room.desk.advisor.decide("card_progress", said, TODAY)
        assert not isinstance(decision, Missing)
        values = room.desk.explainer.values
        expected = []
        for name, days in (("guide_ready_on", "30"), ("regulation_ready_on", "10")):
            head = room.word(lang, f"count_{name}", days=days)
            count = tell_count(decision.counts[name], values, lang)
            expected.append("\n".join([head, *count]))
        assert answer.events == []
        assert answer.texts == expected

    @LANGUAGES
    async def test_the_days_of_a_step(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            facts(submitted_on="2026-09-21"),
            topic="card_apply",
            focus="procedure",
            procedure=at("card_made"),
        )
        assert answer.events == []
        assert len(answer.texts) == 1
        values = room.desk.explainer.values
        ready = values.date(dt.date(2026, 11, 9), lang)
        first, last = answer.texts[0].splitlines()[0], answer.texts[0].splitlines()[-1]
        start = values.date(dt.date(2026, 9, 21), lang)
        assert first == room.word(lang, "count_intro", start=start)
        assert last == room.word(lang, "count_end", end=ready)

    @LANGUAGES
    @pytest.mark.parametrize(
        "topic, known, step",
        [
            (None, facts(), None),
            ("retirement_age", facts(), None),
            ("card_progress", facts(), None),
            ("back_payment", MADE_UP_BY_EMPLOYER, None),
            (None, facts(), "card_made"),
            (None, facts(submitted_on="2040-01-01"), "card_made"),
        ],
        ids=["no-topic", "plain", "open", "no-days", "no-start", "no-calendar"],
    )
    async def test_nothing_to_count(
        self,
        room: Room,
        lang: Language,
        topic: str | None,
        known: Facts,
        step: str | None,
    ) -> None:
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            known,
            topic=topic,
            focus="procedure" if step else "decision",
            procedure=at(step) if step else None,
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "nothing_to_count")]


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

    async def test_a_statement_that_is_gone_is_a_choice_again(self, room: Room) -> None:
        latest = press("read_guide", statement_id="of_old")
        answer = await act(room, "action_read_guide", latest)
        assert answer.texts == [room.word("zh", "which_statement")]


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
        assert answer.buttons == FIRST

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
        assert answer.events == []
        assert answer.texts == [room.word(lang, "out_of_scope")]
        assert answer.buttons == FIRST[:3]

    async def test_a_message_that_only_held_a_number(self, room: Room) -> None:
        latest = message("6222****1234", "out_of_scope")
        answer = await act(room, "action_out_of_scope", latest, "en")
        assert answer.events == []
        assert answer.texts == [room.word("en", "what_about")]


def standing(step: str, *history: str) -> list[EventType]:
    return [
        SlotSet("procedure", at(step, *history)),
        SlotSet("focus", "procedure"),
        SlotSet("failures", 0),
    ]


class TestYesOrNo:
    async def test_yes_goes_on_in_a_procedure(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("好了", "affirm"),
            focus="procedure",
            procedure=at("choose_bank"),
        )
        assert answer.events == standing("get_form", "choose_bank")

    async def test_no_answers_a_check(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("没有", "deny"),
            focus="procedure",
            procedure=at("card_arrived"),
        )
        assert answer.events == standing("ask_progress", "card_arrived")

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
        assert answer.events == []
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
        assert answer.events == []
        assert answer.texts == [room.word(lang, said)]

    async def test_no_to_the_offer(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("不用", "deny"),
            known=FLEXIBLE,
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "all_right")]


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

    async def test_a_procedure_that_is_gone_stops_like_a_question(
        self, room: Room
    ) -> None:
        answer = await act(
            room,
            "action_stop",
            message("停", "stop"),
            focus="procedure",
            procedure=at("a", procedure="of_old"),
        )
        assert SlotSet("procedure", None) in answer.events
        assert answer.texts == [room.word("zh", "stopped")]


class TestAStepOfAProcedureThatIsGone:
    """Procedures may be renamed while somebody stands in one."""

    async def test_the_language_is_switched(self, room: Room) -> None:
        answer = await act(
            room,
            "action_switch_language",
            message("English please", "change_language", found("language", "en")),
            focus="procedure",
            procedure=at("a", procedure="of_old"),
        )
        assert answer.texts == [room.word("en", "language_switched")]

    async def test_a_fact_is_noted(self, room: Room) -> None:
        answer = await act(
            room,
            "action_revise",
            message("医保", "inform", choice("insurance", "medical")),
            topic="back_payment",
            focus="procedure",
            procedure=at("a", procedure="of_old"),
        )
        told = room.told("zh", "insurance", "medical")
        assert answer.texts == [room.word("zh", "noted", facts=told)]

    async def test_days_are_not_counted(self, room: Room) -> None:
        answer = await act(
            room,
            "action_count_days",
            message("怎么数", "count_days"),
            focus="procedure",
            procedure=at("a", procedure="of_old"),
        )
        assert answer.texts == [room.word("zh", "nothing_to_count")]

    async def test_yes_is_said_to_nothing(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_yes_or_no",
            message("好", "affirm"),
            focus="procedure",
            procedure=at("a", procedure="of_old"),
        )
        assert answer.texts == [room.word("zh", "go_on_ask")]
