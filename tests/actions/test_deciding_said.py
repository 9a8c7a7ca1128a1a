"""What is said: decisions, answers of plain topics, answers in passing."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice import Missing, Refer, Result, Said
from advice.words import Language
from tests.actions.talk import (
    NOON,
    PERSON,
    Facts,
    Room,
    act,
    choice,
    facts,
    heard,
    message,
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
        assert answer.events == [SlotSet("shown_guides", ["three_months"])]
        decision = decided(room, "back_payment", MADE_UP_BY_EMPLOYER)
        assert isinstance(decision, Result)
        explainer = room.desk.explainer
        lines = [
            decision.rule.say.say(lang),
            explainer.for_you(decision, lang),
            explainer.citation(decision, lang),
            room.word(lang, "not_official"),
        ]
        assert answer.texts == ["\n".join(lines), box(room, "three_months", lang)]
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
            shown_guides=["three_months"],
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
            message("养老金", "pension_benefit"),
            lang,
            topic="pension_benefit",
            focus="decision",
        )
        assert answer.events == []
        [version] = room.knowledge.answers["pension_benefit"].versions
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

    async def test_facts_of_the_other_topic_are_kept_for_later(
        self, room: Room
    ) -> None:
        latest = message(
            "孩子的卡怎么办，我是职工",
            "card_apply",
            choice("applicant", "guardian", 0, 2),
            choice("employment", "employee", 9, 11),
        )
        answer = await act(
            room,
            "action_answer_aside",
            latest,
            topic="back_payment",
            requested_slot="employment",
            in_form=True,
        )
        assert answer.events == heard(facts(applicant="guardian"))

    async def test_the_open_case_takes_nothing_from_an_aside(self, room: Room) -> None:
        latest = message(
            "居民断缴有什么影响",
            "interruption_effect",
            choice("employment", "resident", 0, 2),
        )
        answer = await act(
            room, "action_answer_aside", latest, topic="back_payment", in_form=True
        )
        assert answer.events == []

    async def test_a_topic_without_a_table_is_answered_whole(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_aside",
            message("pension?", "pension_benefit"),
            "en",
            topic="back_payment",
            in_form=True,
        )
        assert answer.events == []
        [version] = room.knowledge.answers["pension_benefit"].versions
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
