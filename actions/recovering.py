"""Actions for messages that were not understood, or that are no question of ours.

Two bands: likely topics as buttons, then a menu, then a person. Words that belong to an
open step or to the case are taken before anything is called not understood.
"""

from rasa_sdk.events import EventType, SlotSet

from actions.base import AssistantAction
from actions.case import facts_in_play, hear_now, keep_heard
from actions.deciding import ReviewFacts, Revise, asked_beside, say_beside
from actions.desk import Desk
from actions.steering import DeleteData, SwitchLanguage
from actions.steps import (
    awaited_fact,
    chosen_option,
    current_procedure,
    offered_procedures,
    say_step,
)
from actions.telling import FIRST_TOPICS, tell_hits, topic_buttons
from actions.turn import (
    AS_OF,
    FOCUS_DECISION,
    FOCUS_PROCEDURE,
    LANGUAGE,
    Turn,
    payload,
)
from actions.voice import Button, Voice
from actions.waiting import offer_person
from actions.walking import NextStep, StartProcedure
from advice import FactValue
from advice.procedures import forward
from search import Hit

MAX_SUGGESTIONS = 3
LIKELIEST = 2  # topics by the ranking, before those that search finds
OFFER_PERSON_AFTER = 2
PLAIN_NO = {"zh": 5, "en": 14}  # characters of a "no" that says nothing else


class Suggest(AssistantAction):
    """Not sure what was meant: the likeliest topics as buttons."""

    action_name = "action_suggest"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Did you mean ...?"""
        taken = await Fallback(self.desk).take_option(turn, voice)
        if taken:
            return taken
        heard = hear_now(turn, self.desk, turn.topic, awaited_fact(turn, self.desk))
        says = heard.facts or turn.entity(AS_OF)
        if says and turn.topic in self.desk.knowledge.topics:
            return await Revise(self.desk).perform(turn, voice)
        topics = [name for name in turn.ranking if self._is_topic(name)]
        if not topics:
            return await Fallback(self.desk).perform(turn, voice)
        found = [hit.topic for hit in nearest(turn, self.desk, voice)]
        topics = [*dict.fromkeys([*topics[:LIKELIEST], *filter(None, found), *topics])]
        buttons = topic_buttons(tuple(topics[:MAX_SUGGESTIONS]), self.desk, voice)
        buttons.append(Button(voice.word("button_none"), payload("nlu_fallback")))
        voice.phrase("did_you_mean", buttons)
        facts: dict[str, FactValue] = {}
        for name in reversed(topics[:MAX_SUGGESTIONS]):  # the likeliest has the say
            facts |= hear_now(turn, self.desk, name).facts
        events = keep_heard(turn, self.desk, facts)
        return [*events, SlotSet("focus", None)]

    def _is_topic(self, name: str) -> bool:
        knowledge = self.desk.knowledge
        return name in knowledge.topics or name in knowledge.answers


class Fallback(AssistantAction):
    """Not understood: says so; after two failures in a row a person is offered."""

    action_name = "action_fallback"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """What to do instead."""
        if turn.has_masked and not turn.in_form:
            return _after_a_number(turn, self.desk, voice)
        taken = await self.take_option(turn, voice)
        if taken:
            return taken
        if self.is_about_the_case(turn):
            return await Revise(self.desk).perform(turn, voice)
        failures = turn.failures + 1
        if failures >= OFFER_PERSON_AFTER:
            voice.phrase("not_understood_again")
            await offer_person(turn, self.desk, voice, "two_failures")
            failures = 0
        elif turn.in_form:
            voice.phrase("not_understood_answer")
            self._help_with_question(turn, voice)
        elif turn.focus == FOCUS_PROCEDURE and turn.position:
            voice.phrase("not_understood_step")
            say_step(turn.position, turn.known, self.desk, voice)
            return [SlotSet("failures", failures)]
        else:
            self._offer_nearest(turn, voice)
        focus = turn.focus if turn.in_form else None
        return [SlotSet("failures", failures), SlotSet("focus", focus)]

    def is_about_the_case(self, turn: Turn) -> bool:
        """Whether words say a fact of the decided case, or name a day for its law."""
        if turn.topic not in self.desk.knowledge.topics:
            return False
        if turn.entity(AS_OF) is not None:
            return True
        if turn.in_form:
            return False
        mine = facts_in_play(self.desk, turn.topic)
        heard = hear_now(turn, self.desk, turn.topic).facts
        return any(name in mine for name in heard)

    def _offer_nearest(self, turn: Turn, voice: Voice) -> None:
        """What search finds nearest to the words; else the first topics."""
        hits = [] if turn.is_button else nearest(turn, self.desk, voice)
        if hits:
            tell_hits(hits, "not_understood_nearest", self.desk, voice)
        else:
            buttons = topic_buttons(FIRST_TOPICS, self.desk, voice)
            voice.phrase("not_understood", buttons)

    async def take_option(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Go on in a procedure when the words are those of one of its options."""
        option = chosen_option(turn, self.desk)
        if option is None:
            return []
        position = forward(option.procedure, option.position, option.id)
        return await NextStep(self.desk).go(turn, voice, position)

    def _help_with_question(self, turn: Turn, voice: Voice) -> None:
        spec = self.desk.knowledge.facts.get(turn.requested or "")
        if spec is not None and spec.help is not None:
            voice.say(spec.help.say(voice.language))


class OutOfScope(AssistantAction):
    """Something else was asked: says what it is for."""

    action_name = "action_out_of_scope"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Politely no; a message that only held a number is no question."""
        if turn.has_masked:
            return _after_a_number(turn, self.desk, voice)
        if turn.entity(LANGUAGE) is not None:
            events = await SwitchLanguage(self.desk).perform(turn, voice)
            return [*events, *_no_decision_again(turn)]
        fallback = Fallback(self.desk)
        taken = await fallback.take_option(turn, voice)
        if taken:
            return taken
        beside = asked_beside(turn, self.desk, turn.intent)
        if beside:
            kept = say_beside(beside, turn.topic, turn, self.desk, voice)
            return [*keep_heard(turn, self.desk, kept), SlotSet("focus", None)]
        if fallback.is_about_the_case(turn):
            return await Revise(self.desk).perform(turn, voice)
        if turn.failures + 1 >= OFFER_PERSON_AFTER:
            return await fallback.perform(turn, voice)
        voice.phrase("out_of_scope", topic_buttons(FIRST_TOPICS[:3], self.desk, voice))
        return [SlotSet("failures", turn.failures + 1), *_no_decision_again(turn)]


class AnswerYesOrNo(AssistantAction):
    """Yes or no outside a question of ours: to a step, or to the offer to begin."""

    action_name = "action_answer_yes_or_no"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Goes on in the procedure, offers one to begin, or says what is possible."""
        desk = self.desk
        asked = desk.knowledge.phrases["delete_ask"]
        if turn.last_said in (asked.zh, asked.en):
            return await DeleteData(desk).answered(turn, voice)
        if turn.focus == FOCUS_PROCEDURE and current_procedure(turn, desk):
            return await NextStep(desk).perform(turn, voice)
        if (
            hear_now(turn, desk, turn.topic).facts
            and turn.topic in desk.knowledge.topics
        ):
            return await Revise(desk).perform(turn, voice)
        if self._corrects(turn):
            await ReviewFacts(desk).perform(turn, voice)
            return [SlotSet("focus", None)]
        offered = offered_procedures(turn, desk) if turn.intent == "affirm" else ()
        if len(offered) == 1:
            return await StartProcedure(desk).perform(turn, voice)
        if offered:
            names = offered[:MAX_SUGGESTIONS]
            buttons = [
                Button(
                    desk.knowledge.procedures[name].title.say(voice.language),
                    payload("start_procedure", procedure_id=name),
                )
                for name in names
            ]
            voice.phrase("which_procedure", buttons)
        else:
            voice.phrase("go_on_ask" if turn.intent == "affirm" else "all_right")
        return [SlotSet("focus", None)]

    def _corrects(self, turn: Turn) -> bool:
        """Whether a "no" says more than no: that something was taken wrongly."""
        mine = facts_in_play(self.desk, turn.topic)
        more = len(turn.text) > PLAIN_NO[turn.language]
        return turn.intent == "deny" and more and any(n in turn.said for n in mine)


def nearest(turn: Turn, desk: Desk, voice: Voice) -> list[Hit]:
    """What the knowledge holds that is nearest to the words of a message."""
    return desk.search.find(turn.text, voice.language, day=desk.today())


def _no_decision_again(turn: Turn) -> list[EventType]:
    """Slot events that keep the form, which runs next, from deciding anew."""
    said = turn.focus == FOCUS_DECISION and not turn.in_form
    return [SlotSet("focus", None)] if said else []


def _after_a_number(turn: Turn, desk: Desk, voice: Voice) -> list[EventType]:
    """A message that only held a number is no question: goes on where it was."""
    if turn.focus == FOCUS_PROCEDURE and turn.position:
        say_step(turn.position, turn.known, desk, voice)
        return []
    voice.phrase("what_about")
    return [] if turn.in_form else [SlotSet("focus", None)]
