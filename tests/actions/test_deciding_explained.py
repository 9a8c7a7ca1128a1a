"""A decision explained, and tried with other facts."""

import datetime as dt
from dataclasses import replace

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice import Missing, Refer, Result, Said
from advice.words import Language
from tests.actions.talk import (
    PERSON,
    Facts,
    Room,
    act,
    choice,
    facts,
    found,
    furnish,
    message,
    press,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")
FLEXIBLE = facts(insurance="pension", employment="flexible")


def decided(
    room: Room, topic: str, known: Facts, declined: tuple[str, ...] = ()
) -> Missing | Result | Refer:
    said = {name: Said(**raw) for name, raw in known.items()}
    return room.desk.advisor.decide(topic, said, TODAY, declined=declined)


def why_asked(room: Room, fact: str, lang: Language) -> str:
    """Why a question is asked, and what it means where the knowledge says so."""
    spec = room.knowledge.facts[fact]
    why = room.word(lang, "why_question", fact=spec.title.say(lang))
    return f"{why}\n{spec.help.say(lang)}" if spec.help else why


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
        assert answer.texts == [room.desk.explainer.why(decision, lang, brief=True)]
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
        assert answer.texts == [why_asked(room, "region", lang)]

    @LANGUAGES
    async def test_what_a_question_means(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_explain",
            message("什么意思", "what_does_it_mean"),
            lang,
            topic="back_payment",
            in_form=True,
        )
        assert answer.events == []
        spec = room.knowledge.facts["insurance"]
        assert spec.help is not None
        assert answer.texts == [spec.help.say(lang)]

    async def test_a_question_without_help_is_explained_by_why(
        self, room: Room
    ) -> None:
        spec = replace(room.knowledge.facts["applicant"], help=None)
        facts = {**room.knowledge.facts, "applicant": spec}
        room = furnish(
            replace(room.knowledge, facts=facts), room.store, room.desk.search
        )
        answer = await act(
            room,
            "action_explain",
            message("什么意思", "what_does_it_mean"),
            topic="card_apply",
            in_form=True,
        )
        assert answer.texts == [why_asked(room, "applicant", "zh")]

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
            room, "action_explain", message("why", "why"), "en", topic="pension_benefit"
        )
        [version] = room.knowledge.answers["pension_benefit"].versions
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
    async def test_a_supposition_that_decides_nothing_yet_is_gone_by(
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
        kept = {event["name"]: event["value"] for event in answer.events}
        assert kept["facts"]["employment"]["value"] == "resident"
        assert kept["focus"] == "decision"
        supposed = room.told(lang, "employment", "resident")
        assert answer.texts == [room.word(lang, "what_if_adopt", facts=supposed)]
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
        assert answer.events == [
            SlotSet("focus", None),
            SlotSet("supposed", {"insurance": "medical"}),
        ]
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
        assert answer.events == [
            SlotSet("focus", None),
            SlotSet("supposed", {"gap_months": 5}),
        ]
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
        assert answer.events == [SlotSet("focus", None)]
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

    async def test_nothing_to_try(self, room: Room) -> None:
        latest = message("如果我是职工", "what_if", choice("employment", "employee"))
        answer = await act(room, "action_try_other_facts", latest)
        assert answer.events == [SlotSet("focus", None)]
        assert answer.texts == [room.word("zh", "nothing_to_try")]

    @LANGUAGES
    async def test_after_a_general_answer_the_topics_that_decide_are_offered(
        self, room: Room, lang: Language
    ) -> None:
        name, decided_ones = next(
            (answer.id, [n for n in answer.related if n in room.knowledge.topics])
            for answer in room.knowledge.answers.values()
            if any(n in room.knowledge.topics for n in answer.related)
        )
        latest = message("如果我是职工", "what_if", choice("employment", "employee"))
        answer = await act(room, "action_try_other_facts", latest, lang, topic=name)
        title = room.knowledge.answers[name].title.say(lang)
        assert answer.texts == [room.word(lang, "what_if_plain", title=title)]
        assert answer.buttons == [f"/{one}" for one in decided_ones]

    async def test_a_further_fact_joins_the_supposition(self, room: Room) -> None:
        known = {**MADE_UP_BY_EMPLOYER, **facts(insurance="pension")}
        answer = await act(
            room,
            "action_revise",
            message("断了2个月", "inform", found("duration", 2, 2, 5)),
            known=known,
            topic="back_payment",
            supposed={"insurance": "medical"},
        )
        both = {"insurance": "medical", "gap_months": 2}
        assert answer.events[-1] == SlotSet("supposed", both)
        assert not [event for event in answer.events if event["name"] == "facts"]

    async def test_a_correction_ends_the_supposition(self, room: Room) -> None:
        known = {**MADE_UP_BY_EMPLOYER, **facts(insurance="pension", gap_months=5)}
        answer = await act(
            room,
            "action_revise",
            message("不对，断了2个月", "correct", found("duration", 2, 5, 8)),
            known=known,
            topic="back_payment",
            supposed={"insurance": "medical"},
        )
        kept = {event["name"]: event["value"] for event in answer.events}
        assert kept["supposed"] is None
        assert kept["facts"]["gap_months"]["value"] == 2
        assert kept["facts"]["insurance"]["value"] == "pension"

    async def test_why_explains_the_supposition(self, room: Room) -> None:
        known = {**MADE_UP_BY_EMPLOYER, **facts(insurance="pension")}
        answer = await act(
            room,
            "action_explain",
            message("为什么", "why"),
            known=known,
            topic="back_payment",
            supposed={"insurance": "medical"},
        )
        supposed = room.told("zh", "insurance", "medical")
        assert answer.texts[0] == room.word("zh", "what_if", facts=supposed)
        assert (
            room.desk.explainer.values.fact("insurance", "medical", "zh")
            in (answer.texts[1])
        )
