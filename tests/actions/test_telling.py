"""A decision told in the chat: lines in order, buttons for what can follow."""

import datetime as dt

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.telling import (
    FIRST_TOPICS,
    MAX_PROCEDURES,
    choice_buttons,
    procedure_buttons,
    tell_answer,
    tell_decision,
    tell_guide,
    tell_summary,
    topic_buttons,
)
from actions.turn import payload
from actions.voice import Button, Voice
from advice import Missing, Refer, Result, Said
from advice.words import Language
from tests.actions.talk import Answer, Room, dont_know

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])


class Ear:
    """Hears what a voice says."""

    def __init__(self, room: Room, lang: Language) -> None:
        self.dispatcher = CollectingDispatcher()
        self.voice = Voice(self.dispatcher, room.desk, lang)

    @property
    def said(self) -> Answer:
        return Answer([], self.dispatcher.messages)


def decide(
    room: Room, topic: str, declined: tuple[str, ...] = (), **known: str | int
) -> Missing | Result | Refer:
    said = {name: Said(value) for name, value in known.items()}
    return room.desk.advisor.decide(topic, said, TODAY, declined=declined)


def told(room: Room, decision: Missing | Result | Refer, lang: Language) -> Answer:
    assert not isinstance(decision, Missing)
    ear = Ear(room, lang)
    tell_decision(decision, room.desk, ear.voice)
    return ear.said


@LANGUAGES
async def test_one_message_outcome_first_the_reservation_last(
    room: Room, lang: Language
) -> None:
    decision = decide(
        room, "back_payment", employment="employee", gap_cause="employer_default"
    )
    answer = told(room, decision, lang)
    explainer = room.desk.explainer
    assert isinstance(decision, Result)
    assert answer.texts == [
        "\n".join(
            [
                explainer.outcome(decision, lang),
                explainer.for_you(decision, lang),
                explainer.citation(decision, lang),
                room.word(lang, "not_official"),
            ]
        )
    ]


@LANGUAGES
async def test_no_empty_line_where_there_is_nothing_to_say(
    room: Room, lang: Language
) -> None:
    decision = decide(room, "interruption_effect", insurance="pension")
    assert isinstance(decision, Result)
    assert decision.rule.for_you is None
    assert "" not in told(room, decision, lang).texts[0].split("\n")


@LANGUAGES
async def test_a_referral_offers_a_person_and_asks_to_confirm(
    room: Room, lang: Language
) -> None:
    known = {"payer": "employer", "wants_calculation": "yes"}
    decision = decide(room, "arrears_late_fee", **known, due_before_law="before_law")
    assert isinstance(decision, Refer)
    answer = told(room, decision, lang)
    assert room.word(lang, "confirm") in answer.texts[0].split("\n")
    assert answer.buttons == [
        payload("start_procedure", procedure_id="complain_employer"),
        "/why",
        "/what_if",
        "/human_agent",
    ]


async def test_without_a_fact_there_is_nothing_to_suppose(room: Room) -> None:
    declined = ("submitted", "submitted_on", "region")
    decision = decide(room, "card_progress", declined)
    assert "/what_if" not in told(room, decision, "zh").buttons


async def test_counted_days_can_be_seen(room: Room) -> None:
    decision = decide(room, "card_progress", submitted_on="2026-09-21")
    assert told(room, decision, "zh").buttons == ["/why", "/what_if", "/count_days"]


@LANGUAGES
async def test_the_summary_of_a_topic_with_its_articles(
    room: Room, lang: Language
) -> None:
    decision = decide(room, "back_payment")
    assert isinstance(decision, Missing)
    ear = Ear(room, lang)
    tell_summary(decision, room.desk, ear.voice)
    topic = room.knowledge.topics["back_payment"]
    cited = room.desk.explainer.cite(topic.summary_sources, decision, lang)
    assert ear.said.texts == [f"{topic.summary.say(lang)}\n{cited}"]


@LANGUAGES
async def test_every_plain_answer_cites_and_reserves(
    room: Room, lang: Language
) -> None:
    for answer in room.knowledge.answers.values():
        for version in answer.versions:
            ear = Ear(room, lang)
            tell_answer(answer, version, TODAY, room.desk, ear.voice)
            [text] = ear.said.texts
            lines = text.split("\n")
            first = room.knowledge.sources[version.sources[0]].title.say(lang)
            assert text.startswith(version.say.say(lang))
            assert first in text
            assert lines[-1] == room.word(lang, "not_official")
            unread = [
                name
                for name in version.sources
                if not room.knowledge.sources[name].verified
            ]
            assert (room.word(lang, "confirm") in lines) is bool(unread)
            assert ear.said.buttons == [
                payload("start_procedure", procedure_id=name)
                for name in answer.procedures[:MAX_PROCEDURES]
            ]


async def test_a_guide_only_where_the_topic_has_one(room: Room) -> None:
    for topic, table in room.knowledge.topics.items():
        ear = Ear(room, "en")
        shown = tell_guide(decide(room, topic), room.desk, ear.voice)
        assert shown is bool(table.guide)
        assert len(ear.said.texts) == int(shown)


@LANGUAGES
async def test_no_more_procedures_than_three(room: Room, lang: Language) -> None:
    voice = Ear(room, lang).voice
    names = tuple(room.knowledge.procedures)
    assert len(names) > MAX_PROCEDURES
    assert procedure_buttons(names, room.desk, voice) == [
        Button(
            room.word(lang, "button_procedure", title=room.procedure(lang, name)),
            payload("start_procedure", procedure_id=name),
        )
        for name in names[:MAX_PROCEDURES]
    ]


@LANGUAGES
async def test_topics_by_their_titles(room: Room, lang: Language) -> None:
    voice = Ear(room, lang).voice
    names = ("card_apply", "of_old", "pension_benefit")
    topics, answers = room.knowledge.topics, room.knowledge.answers
    assert topic_buttons(names, room.desk, voice) == [
        Button(topics["card_apply"].title.say(lang), "/card_apply"),
        Button(answers["pension_benefit"].title.say(lang), "/pension_benefit"),
    ]


async def test_the_first_topics_exist(room: Room) -> None:
    assert set(FIRST_TOPICS) <= set(room.knowledge.topics)


@LANGUAGES
async def test_every_question_has_a_way_out_and_no_empty_title(
    room: Room, lang: Language
) -> None:
    voice = Ear(room, lang).voice
    for spec in room.knowledge.facts.values():
        buttons = choice_buttons(spec, room.desk, voice)
        titles = [button.title for button in buttons]
        assert buttons[-1].payload == dont_know(spec.id)
        assert titles[-1] == room.word(lang, "button_dont_know")
        assert all(titles)
        assert len(set(titles)) == len(titles), spec.id


async def test_what_the_data_do_not_cover_is_no_choice(room: Room) -> None:
    spec = room.knowledge.facts["expired_usable"]
    assert "not_covered" in spec.values
    buttons = choice_buttons(spec, room.desk, Ear(room, "zh").voice)
    assert [button.payload for button in buttons] == [
        payload("inform", fact_id="expired_usable", value="yes"),
        payload("inform", fact_id="expired_usable", value="no"),
        dont_know("expired_usable"),
    ]
