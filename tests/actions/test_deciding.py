"""Opening a topic, deciding it, explaining it, and trying it with other facts."""

import datetime as dt

import pytest
from rasa_sdk.events import EventType, SlotSet

from actions.turn import payload
from advice import Missing, Refer, Result, Said
from advice.words import Language
from tests.actions.talk import (
    NOON,
    PERSON,
    Answer,
    Facts,
    Message,
    Room,
    choice,
    chosen,
    facts,
    found,
    heard,
    message,
    press,
    track,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")
FLEXIBLE = facts(insurance="pension", employment="flexible")


async def act(
    room: Room,
    name: str,
    latest: Message,
    lang: Language = "zh",
    known: Facts | None = None,
    **slots: object,
) -> Answer:
    tracker = track(
        latest,
        **{"language": lang, "language_locked": True, "facts": known or {}, **slots},
    )
    return await room.act(name, tracker)


def decided(
    room: Room, topic: str, known: Facts, declined: tuple[str, ...] = ()
) -> Missing | Result | Refer:
    said = {name: Said(**raw) for name, raw in known.items()}
    return room.desk.advisor.decide(topic, said, TODAY, declined=declined)


def opened(topic: str, *before: EventType, anew: bool = True) -> list[EventType]:
    """The events that make a topic the case."""
    events = [
        *before,
        SlotSet("topic", topic),
        SlotSet("focus", "decision"),
        SlotSet("failures", 0),
    ]
    return [*events, SlotSet("declined", [])] if anew else events


class TestOpenTopic:
    @LANGUAGES
    async def test_the_guide_stands_beside_the_law_once(
        self, room: Room, lang: Language
    ) -> None:
        latest = message("补缴", "back_payment")
        answer = await act(room, "action_open_topic", latest, lang)
        assert answer.events == [
            *opened("back_payment"),
            SlotSet("shown_guides", ["three_months"]),
        ]
        statement = room.knowledge.guide["three_months"]
        given = {
            "claim": statement.claim.say(lang),
            "law": statement.law.say(lang),
            "differs": statement.differs.say(lang),
            "as_of": room.desk.explainer.values.date(TODAY, lang),
        }
        assert answer.texts == [room.word(lang, "guide_box", **given)]
        assert answer.buttons == []

    async def test_a_guide_that_was_shown_is_not_shown_again(self, room: Room) -> None:
        latest = message("补缴", "back_payment")
        answer = await act(
            room, "action_open_topic", latest, shown_guides=["three_months"]
        )
        assert answer.events == opened("back_payment")
        assert answer.messages == []

    async def test_guides_add_up(self, room: Room) -> None:
        latest = message("办卡", "card_apply")
        answer = await act(
            room, "action_open_topic", latest, shown_guides=["three_months"]
        )
        assert answer.events[-1] == SlotSet("shown_guides", ["three_months", "article_6"])

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
        latest = message(
            "医保报销", "medical_reimburse", choice("insurance", "medical")
        )
        answer = await act(room, "action_open_topic", latest)
        assert answer.events == opened(
            "medical_reimburse", *heard(facts(insurance="medical"))
        )
        assert answer.messages == []


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


class TestSayDecision:
    @LANGUAGES
    async def test_a_result_is_said_and_kept(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("是", "affirm"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="decision",
        )
        assert answer.events == []
        decision = decided(room, "back_payment", MADE_UP_BY_EMPLOYER)
        assert isinstance(decision, Result)
        explainer = room.desk.explainer
        assert answer.texts == [
            "\n".join(
                [
                    decision.rule.say.say(lang),
                    explainer.for_you(decision, lang),
                    explainer.citation(decision, lang),
                    room.word(lang, "not_official"),
                ]
            )
        ]
        assert answer.buttons == [
            payload("start_procedure", procedure_id="complain_employer"),
            "/why",
            "/what_if",
        ]
        title = room.procedure(lang, "complain_employer")
        assert answer.titles == [
            room.word(lang, "button_procedure", title=title),
            room.word(lang, "button_why"),
            room.word(lang, "button_what_if"),
        ]
        [kept] = await room.store.decisions_of(PERSON)
        assert (kept.at, kept.as_of, kept.topic) == (NOON, TODAY, "back_payment")
        assert (kept.kind, kept.outcome) == ("result", "employer_must_back_pay")
        assert kept.rule == "employer_makes_up"
        assert kept.facts == {
            "employment": "employee",
            "gap_cause": "employer_default",
        }

    @LANGUAGES
    async def test_what_rests_on_an_unread_text_asks_to_confirm(
        self, room: Room, lang: Language
    ) -> None:
        known = {**FLEXIBLE, **facts(region="310000")}
        answer = await act(
            room,
            "action_say_decision",
            message("上海", "inform"),
            lang,
            known,
            topic="back_payment",
            focus="decision",
        )
        decision = decided(room, "back_payment", known)
        assert isinstance(decision, Result)
        lines = answer.texts[0].splitlines()
        assert lines[0] == decision.rule.say.say(lang)
        assert (room.word(lang, "confirm") in lines) is decision.confirm
        assert lines[-1] == room.word(lang, "not_official")

    @LANGUAGES
    async def test_what_was_not_known_is_said_case_by_case(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("不知道", "dont_know"),
            lang,
            FLEXIBLE,
            topic="back_payment",
            focus="decision",
            declined=["region"],
        )
        assert answer.events == []
        fact = room.knowledge.facts["region"].title.say(lang)
        first = room.word(lang, "refer_fact_unknown", fact=fact)
        assert answer.texts[0].splitlines()[0] == first
        assert answer.buttons == ["/why", "/what_if", "/human_agent"]
        [kept] = await room.store.decisions_of(PERSON)
        assert (kept.kind, kept.outcome, kept.rule) == ("refer", None, None)

    async def test_days_that_were_counted_can_be_seen(self, room: Room) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("9月21日", "inform"),
            known=facts(submitted_on="2026-09-21"),
            topic="card_progress",
            focus="decision",
        )
        assert answer.buttons == ["/why", "/what_if", "/count_days"]

    @LANGUAGES
    async def test_a_topic_without_a_table_is_answered(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("退休年龄", "retirement_age"),
            lang,
            topic="retirement_age",
            focus="decision",
        )
        assert answer.events == []
        [version] = room.knowledge.answers["retirement_age"].versions
        lines = answer.texts[0].splitlines()
        assert lines[0] == version.say.say(lang)
        assert room.desk.explainer.values.date(TODAY, lang) in lines[1]
        assert lines[-1] == room.word(lang, "not_official")
        assert await room.store.decisions_of(PERSON) == []

    async def test_a_topic_that_nobody_wrote_about(self, room: Room) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("别的", "of_old"),
            topic="of_old",
            focus="decision",
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_answer_yet")]

    @pytest.mark.parametrize("focus", [None, "procedure"])
    async def test_silence_where_the_decision_is_not_the_matter(
        self, room: Room, focus: str | None
    ) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("好", "inform"),
            known=MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus=focus,
        )
        assert answer.events == []
        assert answer.messages == []
        assert await room.store.decisions_of(PERSON) == []

    async def test_open_facts_give_the_summary(self, room: Room) -> None:
        answer = await act(
            room,
            "action_say_decision",
            message("补缴", "back_payment"),
            topic="back_payment",
            focus="decision",
        )
        assert answer.events == []
        summary = room.knowledge.topics["back_payment"].summary.zh
        assert answer.texts[0].splitlines()[0] == summary
        assert await room.store.decisions_of(PERSON) == []


class TestAnswerAside:
    @LANGUAGES
    async def test_what_holds_for_everybody_and_an_offer_to_change(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_answer_aside",
            message("卡丢了怎么补", "card_lost_replace"),
            lang,
            topic="back_payment",
            in_form=True,
        )
        assert answer.events == []
        topic = room.knowledge.topics["card_lost_replace"]
        assert answer.texts[0].startswith(topic.summary.say(lang) + "\n")
        assert answer.buttons == [payload("change_topic", topic_id="card_lost_replace")]
        title = topic.title.say(lang)
        assert answer.titles == [room.word(lang, "button_change_topic", title=title)]

    async def test_a_topic_without_a_table_is_answered_whole(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_aside",
            message("retirement age?", "retirement_age"),
            "en",
            topic="back_payment",
            in_form=True,
        )
        assert answer.events == []
        [version] = room.knowledge.answers["retirement_age"].versions
        assert answer.texts[0].startswith(version.say.en)

    async def test_every_topic_can_be_asked_in_passing(self, room: Room) -> None:
        for name in (*room.knowledge.topics, *room.knowledge.answers):
            for lang in ("zh", "en"):
                answer = await act(
                    room,
                    "action_answer_aside",
                    message("?", name),
                    "en" if lang == "en" else "zh",
                    in_form=True,
                )
                assert answer.events == []
                assert len(answer.texts) == 1, name
                assert "{" not in answer.texts[0]


class TestExplain:
    @LANGUAGES
    async def test_the_trace_of_a_decision(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_explain",
            message("为什么", "why"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="decision",
        )
        assert answer.events == []
        decision = decided(room, "back_payment", MADE_UP_BY_EMPLOYER)
        assert answer.texts == [room.desk.explainer.why(decision, lang)]
        assert answer.buttons == ["/correct"]
        assert answer.titles == [room.word(lang, "button_review_facts")]

    @LANGUAGES
    async def test_the_articles_of_a_decision(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_explain",
            message("哪条法律", "which_law"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        assert answer.events == []
        decision = decided(room, "back_payment", MADE_UP_BY_EMPLOYER)
        lines = room.desk.explainer.source_lines(decision.trace.sources, lang)
        assert answer.texts == ["\n".join(lines)]

    @LANGUAGES
    async def test_what_an_open_question_decides(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_explain",
            message("为什么问这个", "why"),
            lang,
            FLEXIBLE,
            topic="back_payment",
            in_form=True,
        )
        assert answer.events == []
        fact = room.knowledge.facts["region"].title.say(lang)
        assert answer.texts == [room.word(lang, "why_question", fact=fact, count="3")]

    async def test_the_articles_behind_an_open_question(self, room: Room) -> None:
        answer = await act(
            room,
            "action_explain",
            message("哪条法律", "which_law"),
            known=FLEXIBLE,
            topic="back_payment",
            in_form=True,
        )
        sources = room.knowledge.topics["back_payment"].summary_sources
        lines = room.desk.explainer.source_lines(sources, "zh")
        assert answer.texts[1:] == ["\n".join(lines)]

    async def test_the_articles_of_a_plain_answer(self, room: Room) -> None:
        answer = await act(
            room, "action_explain", message("why", "why"), "en", topic="retirement_age"
        )
        [version] = room.knowledge.answers["retirement_age"].versions
        lines = room.desk.explainer.source_lines(version.sources, "en")
        assert answer.events == []
        assert answer.texts == ["\n".join(lines)]

    @pytest.mark.parametrize("topic", [None, "of_old"])
    async def test_nothing_to_explain(self, room: Room, topic: str | None) -> None:
        answer = await act(
            room, "action_explain", message("为什么", "why"), topic=topic
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_explain")]

    async def test_within_a_procedure_the_step_has_its_own_why(
        self, room: Room
    ) -> None:
        answer = await act(
            room,
            "action_explain",
            message("为什么", "why"),
            known=MADE_UP_BY_EMPLOYER,
            topic="back_payment",
            focus="procedure",
        )
        assert answer.texts[0] == room.word("zh", "why_step_hint")
        assert len(answer.texts) == 2


class TestTryOtherFacts:
    @LANGUAGES
    async def test_another_outcome_changes_nothing_that_was_said(
        self, room: Room, lang: Language
    ) -> None:
        known = {**FLEXIBLE, **facts(region="310000")}
        answer = await act(
            room,
            "action_try_other_facts",
            press("what_if", fact_id="employment", value="resident"),
            lang,
            known,
            topic="back_payment",
        )
        assert answer.events == []
        supposed = room.told(lang, "employment", "resident")
        years = room.knowledge.facts["years_paid"].title.say(lang)
        assert answer.texts == [
            room.word(lang, "what_if", facts=supposed),
            room.word(lang, "what_if_open", fact=years),
        ]
        assert await room.store.decisions_of(PERSON) == []

    @LANGUAGES
    async def test_the_same_outcome_is_said_to_be_the_same(
        self, room: Room, lang: Language
    ) -> None:
        known = {**MADE_UP_BY_EMPLOYER, **facts(insurance="pension")}
        answer = await act(
            room,
            "action_try_other_facts",
            message("如果是医保 medical", "what_if", choice("insurance", "medical")),
            lang,
            known,
            topic="back_payment",
        )
        assert answer.events == []
        supposed = room.told(lang, "insurance", "medical")
        assert answer.texts[:2] == [
            room.word(lang, "what_if", facts=supposed),
            room.word(lang, "what_if_same"),
        ]
        assert await room.store.decisions_of(PERSON) == []

    async def test_another_outcome_is_said_whole(self, room: Room) -> None:
        known = facts(
            insurance="medical",
            employment="employee",
            gap_cause="between_jobs",
            gap_months=2,
        )
        answer = await act(
            room,
            "action_try_other_facts",
            message("如果断了5个月呢", "what_if", found("duration", 5, 4, 7)),
            known=known,
            topic="back_payment",
        )
        assert answer.events == []
        other = decided(room, "back_payment", {**known, **facts(gap_months=5)})
        assert isinstance(other, Result)
        assert answer.texts[0] == room.word(
            "zh", "what_if", facts=room.told("zh", "gap_months", 5)
        )
        assert answer.texts[1].startswith(room.desk.explainer.outcome(other, "zh"))

    async def test_a_computed_fact_that_was_said_gives_way_to_its_inputs(
        self, room: Room
    ) -> None:
        known = facts(
            insurance="medical",
            employment="employee",
            gap_cause="between_jobs",
            gap_band="over_limit",
        )
        answer = await act(
            room,
            "action_try_other_facts",
            message("如果断了2个月呢", "what_if", found("duration", 2, 4, 7)),
            known=known,
            topic="back_payment",
        )
        without = {n: raw for n, raw in known.items() if n != "gap_band"}
        other = decided(room, "back_payment", {**without, **facts(gap_months=2)})
        assert isinstance(other, Result)
        assert other.rule.outcome == "medical_gap_may_be_paid_back"
        assert answer.texts[1].startswith(room.desk.explainer.outcome(other, "zh"))

    @LANGUAGES
    async def test_without_a_supposition_the_other_values_are_offered(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_try_other_facts",
            press("what_if"),
            lang,
            MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "what_if_ask")]
        assert answer.buttons == [
            payload("what_if", fact_id=fact, value=value)
            for fact, value in (
                ("employment", "flexible"),
                ("employment", "resident"),
                ("gap_cause", "between_jobs"),
                ("gap_cause", "no_real_job"),
            )
        ]

    @pytest.mark.parametrize("topic", [None, "retirement_age"])
    async def test_nothing_to_try(self, room: Room, topic: str | None) -> None:
        latest = message("如果我是职工", "what_if", choice("employment", "employee"))
        answer = await act(room, "action_try_other_facts", latest, topic=topic)
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_try")]


class TestReviewAndChange:
    @LANGUAGES
    async def test_what_was_said_in_this_topic(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_review_facts",
            press("correct"),
            lang,
            {**MADE_UP_BY_EMPLOYER, **facts(applicant="self")},
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "review_facts")]
        assert answer.buttons == [
            payload("change_fact", fact_id="employment"),
            payload("change_fact", fact_id="gap_cause"),
        ]
        assert answer.titles == [
            room.told(lang, "employment", "employee"),
            room.told(lang, "gap_cause", "employer_default"),
        ]

    @pytest.mark.parametrize("topic", [None, "card_apply", "retirement_age"])
    async def test_nothing_was_said_yet(self, room: Room, topic: str | None) -> None:
        answer = await act(
            room,
            "action_review_facts",
            press("correct"),
            known=MADE_UP_BY_EMPLOYER,
            topic=topic,
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_facts_yet")]

    async def test_a_fact_is_forgotten_so_that_it_is_asked_again(
        self, room: Room
    ) -> None:
        answer = await act(
            room,
            "action_change_fact",
            press("change_fact", fact_id="gap_cause"),
            known={**MADE_UP_BY_EMPLOYER, **chosen(insurance="pension")},
            topic="back_payment",
            declined=["gap_cause", "region"],
        )
        assert answer.events == [
            *heard(
                {**facts(employment="employee"), **chosen(insurance="pension")},
                ("region",),
            ),
            SlotSet("focus", "decision"),
        ]
        assert answer.messages == []

    @pytest.mark.parametrize(
        "latest",
        [press("change_fact", fact_id="of_old"), press("change_fact")],
        ids=["unknown", "none"],
    )
    async def test_no_such_fact(self, room: Room, latest: Message) -> None:
        answer = await act(
            room, "action_change_fact", latest, known=MADE_UP_BY_EMPLOYER
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_facts_yet")]
