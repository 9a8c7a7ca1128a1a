"""Actions that open a topic, decide it, explain it and change what was said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.asked_day import decide_on_that_day, take_day
from actions.base import AssistantAction
from actions.case import (
    asked_once,
    decide,
    facts_in_play,
    hear_now,
    is_follow_up,
    keep_heard,
    law_day,
    told_facts,
)
from actions.desk import Desk
from actions.keeping import keep_decision
from actions.relatives import are_several
from actions.rules import Rules
from actions.steps import awaited_fact, say_step
from actions.supposing import TryOtherFacts
from actions.telling import (
    FIRST_TOPICS,
    procedure_buttons,
    tell_answer,
    tell_decision,
    tell_guide,
    tell_hits,
    tell_summary,
    topic_buttons,
)
from actions.turn import (
    ALSO_ASKED,
    AS_OF,
    COMPLAINT,
    DESK_CHANNEL,
    FOCUS_DECISION,
    TURNING,
    Turn,
    fact_dropped,
    payload,
    supposition_over,
)
from actions.voice import Button, Voice
from actions.waiting import offer_after_same_question
from advice import Decision, FactValue, Missing, Refer, Said
from advice.model import AnswerVersion

MAX_RELATED = 3
MUCH_SAID = 2  # facts; whoever says so much wants no general words first


class OpenTopic(AssistantAction):
    """A topic was asked: it becomes the case, and the facts in the message are kept.

    Where the person has said something of the case that does not decide it yet, the
    founding guide's statement and the law are shown side by side, once; else they
    follow the answer. Where there is no statement of the guide, and at most one fact
    was said, what holds for everybody is said before the first question.
    """

    action_name = "action_open_topic"
    answers = "message"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Sets the topic and the facts heard."""
        topic = turn.entity("topic_id") or turn.intent
        await offer_after_same_question(turn, self.desk, voice)
        turn, asked_day = take_day(turn)
        if is_follow_up(turn, self.desk, topic):
            topic = str(turn.topic)
        events: list[EventType] = []
        for name in asked_once(turn, self.desk, topic):
            events += fact_dropped(turn, name)
            turn = replace(turn, said={n: s for n, s in turn.said.items() if n != name})
        say_around(turn, voice)
        topic, kept = self._say_others(topic, turn, voice)
        heard = hear_now(turn, self.desk, topic)
        if "age" in heard.facts and are_several(turn, self.desk.knowledge):
            voice.phrase("one_at_a_time", age=str(heard.facts["age"]))
        events += [
            *keep_heard(turn, self.desk, {**kept, **heard.facts}),
            SlotSet("topic", topic),
            SlotSet("focus", FOCUS_DECISION),
            SlotSet("failures", 0),
            *supposition_over(turn),
            *asked_day,
        ]
        if topic != turn.topic:
            events.append(SlotSet("declined", []))
        said = {**turn.said, **{n: Said(v) for n, v in heard.facts.items()}}
        if topic in self.desk.knowledge.topics:
            decision = self.desk.advisor.decide(topic, said, law_day(turn, self.desk))
            if isinstance(decision, Missing):
                events += self._before_asking(decision, turn, voice, len(heard.facts))
        return events

    def _say_others(
        self, topic: str, turn: Turn, voice: Voice
    ) -> tuple[str, dict[str, FactValue]]:
        """The topic that becomes the case, and what was heard for the others.

        Of several that a message asks about, the first that is decided; the others
        are answered shortly.
        """
        others = asked_beside(turn, self.desk, topic)
        if not others:
            return topic, {}
        decided = self.desk.knowledge.topics
        asked = (topic, *others)
        topic = next((name for name in asked if name in decided), topic)
        others = tuple(name for name in asked if name != topic)
        voice.phrase("asked_several", number=str(len(asked)))
        return topic, say_beside(others, topic, turn, self.desk, voice)

    def _before_asking(
        self, decision: Missing, turn: Turn, voice: Voice, said: int
    ) -> list[EventType]:
        """What can be said already: the guide beside the law, or what holds for all."""
        guide = self.desk.knowledge.topics[decision.topic].guide
        if said and (guide or said >= MUCH_SAID):
            return show_guide(decision, turn, self.desk, voice)
        if decision.topic != turn.topic and not turn.is_button:
            topic, day = self.desk.knowledge.topics[decision.topic], decision.as_of
            sources = [self.desk.knowledge.sources[n] for n in topic.summary_sources]
            if all(source.in_force.holds(day) for source in sources):
                tell_summary(decision, self.desk, voice)
        return []


class Revise(AssistantAction):
    """Facts were said or corrected outside the form: the case is decided again."""

    action_name = "action_revise"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Keeps the facts heard; the form that follows decides.

        Without a fact the form and the decision stay silent (`focus`).
        """
        waited = awaited_fact(turn, self.desk)
        heard = hear_now(turn, self.desk, turn.topic, waited)
        if turn.topic and turn.entity(AS_OF) is not None:
            return decide_on_that_day(turn, self.desk, voice, heard.facts)
        if not heard.facts:
            if turn.intent == "correct" and turn.said:
                await ReviewFacts(self.desk).perform(turn, voice)
            elif turn.topic:
                voice.phrase("not_heard")
            else:
                self._ask_what_about(voice)
            return [SlotSet("focus", None)]
        if turn.supposed and turn.intent != "correct":
            return await TryOtherFacts(self.desk).perform(turn, voice)
        if turn.position and waited in heard.facts:
            known = {**turn.known, **heard.facts}
            say_step(turn.position, known, self.desk, voice)
            return keep_heard(turn, self.desk, heard.facts)
        voice.phrase("noted", facts=told_facts(heard.facts, self.desk, voice))
        events = keep_heard(turn, self.desk, heard.facts)
        decidable = turn.topic in self.desk.knowledge.topics
        if not decidable:
            self._ask_what_about(voice)
        focus = FOCUS_DECISION if decidable else None
        return [*events, SlotSet("focus", focus), SlotSet("failures", 0)]

    def _ask_what_about(self, voice: Voice) -> None:
        buttons = topic_buttons(FIRST_TOPICS, self.desk, voice)
        voice.phrase("what_about", buttons)


class SayDecision(AssistantAction):
    """The form is complete: says the decision, or the answer of a plain topic."""

    action_name = "action_say_decision"
    answers = "case"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says it and keeps it."""
        if turn.focus != FOCUS_DECISION:
            return []
        if turn.topic is not None and turn.topic in self.desk.knowledge.topics:
            decision = decide(turn, self.desk, turn.topic)
            if isinstance(decision, Missing):
                tell_summary(decision, self.desk, voice)
                return []
            tell_decision(decision, self.desk, voice)
            if isinstance(decision, Refer):
                self._point_elsewhere(decision, turn, voice)
            await keep_decision(decision, turn, self.desk, voice.language)
            return show_guide(decision, turn, self.desk, voice)
        say_plain_topic(turn.topic, law_day(turn, self.desk), self.desk, voice)
        return []

    def _point_elsewhere(self, refer: Refer, turn: Turn, voice: Voice) -> None:
        """No rule says it: what search finds about the topic and the words."""
        title = self.desk.knowledge.topics[refer.topic].title.say(voice.language)
        words = title if turn.is_button else f"{title} {turn.text}"
        found = self.desk.search.find(
            words, voice.language, MAX_RELATED + 1, day=law_day(turn, self.desk)
        )
        others = [hit for hit in found if hit.topic != refer.topic][:MAX_RELATED]
        if others:
            tell_hits(others, "nearest_related", self.desk, voice)


class AnswerAside(AssistantAction):
    """Another topic was asked while a question is open: a short answer, no change."""

    action_name = "action_answer_aside"
    answers = "message"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says what holds for everybody and offers to change over.

        Who drops the question ("算了，我想问……") changes over at once, and so does a
        call: its agent has to follow the caller, and asks what he likes himself.
        """
        if turn.entity(TURNING) == "drop" or turn.channel == DESK_CHANNEL:
            return await OpenTopic(self.desk).perform(turn, voice)
        await offer_after_same_question(turn, self.desk, voice)
        say_around(turn, voice)
        topics = (turn.intent, *asked_beside(turn, self.desk, turn.intent))
        kept = say_beside(topics, turn.topic, turn, self.desk, voice)
        return keep_heard(turn, self.desk, kept)


class ReviewFacts(AssistantAction):
    """Lists what was said, each with a button to change it."""

    action_name = "action_review_facts"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says the facts of the present topic."""
        names = [n for n in facts_in_play(self.desk, turn.topic) if n in turn.said]
        if not names:
            voice.phrase("no_facts_yet")
            return []
        lang = voice.language
        buttons = []
        for name in names:
            title = self.desk.knowledge.facts[name].title.say(lang)
            value = self.desk.explainer.values.fact(name, turn.said[name].value, lang)
            text = voice.word("button_change_fact", title=title, value=value)
            buttons.append(Button(text, payload("change_fact", fact_id=name)))
        voice.phrase("review_facts", buttons)
        return []


class ChangeFact(AssistantAction):
    """A fact is to be said anew: forgets it, so that the form asks."""

    action_name = "action_change_fact"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Forgets the fact."""
        name = turn.entity("fact_id")
        if name not in self.desk.knowledge.facts:
            voice.phrase("no_facts_yet")
            return []
        return [*fact_dropped(turn, name), SlotSet("focus", FOCUS_DECISION)]


def show_guide(
    decision: Decision, turn: Turn, desk: Desk, voice: Voice
) -> list[EventType]:
    """The guide's statement beside the law, once in a conversation."""
    guide = desk.knowledge.topics[decision.topic].guide
    if not guide or guide in turn.shown_guides:
        return []
    tell_guide(decision, desk, voice)
    return [SlotSet("shown_guides", [*turn.shown_guides, guide])]


def say_around(turn: Turn, voice: Voice) -> None:
    """One calm sentence, where the words around a question only vent."""
    if any(e.name == ALSO_ASKED and e.value == COMPLAINT for e in turn.entities):
        voice.phrase("complaint_beside")


def asked_beside(turn: Turn, desk: Rules, topic: str) -> tuple[str, ...]:
    """The other topics that the message asks about."""
    known = (*desk.knowledge.topics, *desk.knowledge.answers)
    names = dict.fromkeys(e.value for e in turn.entities if e.name == ALSO_ASKED)
    return tuple(name for name in names if name in known and name != topic)


def say_beside(
    topics: Sequence[str], present: str | None, turn: Turn, desk: Desk, voice: Voice
) -> dict[str, FactValue]:
    """Short answers to topics that do not become the case; returns what they heard.

    A topic with a decision says what holds for everybody, with a button to change over.
    """
    kept: dict[str, FactValue] = {}
    mine = facts_in_play(desk, present)
    for topic in topics:
        heard = hear_now(replace(turn, requested=None), desk, topic).facts
        kept.update({name: value for name, value in heard.items() if name not in mine})
        if topic not in desk.knowledge.topics:
            say_plain_topic(topic, law_day(turn, desk), desk, voice)
            continue
        named = desk.knowledge.topics[topic].title.say(voice.language)
        title = voice.word("button_change_topic", title=named)
        change = Button(title, payload("change_topic", topic_id=topic))
        buttons = [change] if topic != turn.topic else []
        decision = desk.advisor.decide(topic, {}, law_day(turn, desk))
        tell_summary(decision, desk, voice, buttons)
    return kept


def answer_on(topic: str, day: dt.date, desk: Rules) -> AnswerVersion | None:
    """The version of an answer that holds on a day, if there is one."""
    answer = desk.knowledge.answers.get(topic)
    versions = answer.versions if answer else ()
    return next((v for v in versions if v.period.holds(day)), None)


def say_plain_topic(topic: str | None, day: dt.date, desk: Desk, voice: Voice) -> None:
    """The answer of a topic without a table, or that there is none."""
    answer = desk.knowledge.answers.get(topic or "")
    if answer is None:
        voice.phrase("what_about" if topic is None else "no_answer_yet")
        return
    version = answer_on(answer.id, day, desk)
    if version is None:
        buttons = procedure_buttons(answer.procedures, desk, voice)
        title = answer.title.say(voice.language)
        said = desk.explainer.values.date(day, voice.language)
        voice.phrase("no_answer_today", buttons, title=title, day=said)
        return
    tell_answer(answer, version, day, desk, voice)
