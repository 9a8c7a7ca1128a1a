"""What if? Decides with supposed facts beside those that were said.

A supposition stands until the case goes on for real: further facts join it, another
"what if" takes its place, "why?" explains it, and nothing that was said is changed.
"""

import re

from rasa_sdk.events import EventType, SlotSet

from actions.asked_day import decide_on_that_day
from actions.base import AssistantAction
from actions.case import (
    decide,
    decide_supposing,
    facts_in_play,
    hear_now,
    keep_heard,
    told_facts,
)
from actions.rules import Rules
from actions.telling import tell_decision, topic_buttons
from actions.turn import AS_OF, FOCUS_DECISION, Turn, fact_payload
from actions.voice import Button, Voice
from advice import Decision, Missing


class TryOtherFacts(AssistantAction):
    """What if? Says what would hold.

    Nothing that was said is changed, unless the supposition needs a further answer.
    """

    action_name = "action_try_other_facts"
    answers = "case"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says what would hold; one that is still open becomes the case."""
        silent: list[EventType] = [] if turn.in_form else [SlotSet("focus", None)]
        if turn.topic is None or turn.topic not in self.desk.knowledge.topics:
            self._point_to_topics(turn, voice)
            return silent
        heard = hear_now(turn, self.desk, turn.topic).facts
        if turn.entity(AS_OF) is not None:  # "and by today's rules?" supposes a day
            return decide_on_that_day(turn, self.desk, voice, heard)
        if not heard:
            self._offer(turn, voice)
            return silent
        before = {} if turn.intent == "what_if" else turn.supposed
        supposed = {**before, **heard}
        told = told_facts(supposed, self.desk, voice)
        decision = decide_supposing(turn, self.desk, turn.topic, supposed)
        if isinstance(decision, Missing) and not turn.in_form:
            voice.phrase("what_if_adopt", facts=told)
            events = keep_heard(turn, self.desk, supposed)
            return [*events, SlotSet("focus", FOCUS_DECISION)]
        voice.phrase("what_if", facts=told)
        if same_answer(decision, decide(turn, self.desk, turn.topic)):
            voice.phrase("what_if_same")
        if isinstance(decision, Missing):
            fact = self.desk.knowledge.facts[decision.ask]
            voice.phrase("what_if_open", fact=fact.title.say(voice.language))
            return silent
        tell_decision(decision, self.desk, voice)
        return silent if turn.in_form else [*silent, SlotSet("supposed", supposed)]

    def _point_to_topics(self, turn: Turn, voice: Voice) -> None:
        """After an answer that holds for everybody: what does depend on the person."""
        answer = self.desk.knowledge.answers.get(turn.topic or "")
        if answer is None:
            voice.phrase("nothing_to_try")
            return
        decided = tuple(n for n in answer.related if n in self.desk.knowledge.topics)
        buttons = topic_buttons(decided, self.desk, voice)
        title = answer.title.say(voice.language)
        said = "what_if_plain" if buttons else "what_if_plain_alone"
        voice.phrase(said, buttons, title=title)

    def _offer(self, turn: Turn, voice: Voice) -> None:
        buttons = []
        for name in facts_in_play(self.desk, turn.topic):
            spec = self.desk.knowledge.facts[name]
            if name not in turn.said or spec.type != "choice":
                continue
            for value in spec.values:
                if value != turn.said[name].value:
                    label = spec.values[value].say(voice.language)
                    buttons.append(Button(label, fact_payload("what_if", name, value)))
        voice.phrase("what_if_ask", buttons)


def same_answer(one: Decision, other: Decision) -> bool:
    """Whether two decisions say the same, figures included."""
    if isinstance(one, Missing) or isinstance(other, Missing) or one.rule is None:
        return False
    return one.rule == other.rule and one.values == other.values


def supposes(turn: Turn, rules: Rules) -> bool:
    """Whether a message has a word of supposing: if, 要是, what about."""
    words = rules.knowledge.phrases["supposing_words"]
    english = f" {' '.join(re.findall('[a-z]+', turn.text.casefold()))} "
    return any(word in turn.text for word in words.zh.split("|")) or any(
        f" {word} " in english for word in words.en.split("|")
    )
