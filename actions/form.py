"""The one form: hears what a message says and asks what can still change the answer.

`validate_case_form` tells Rasa which fact to ask next (`requested_slot`); it rejects
the form when the message is about something else, so that a rule answers and the form
resumes. `action_ask_<fact>` asks.
"""

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.base import AssistantAction
from actions.case import hear_now, keep_heard, told_facts
from actions.desk import Desk
from actions.hearing import Heard
from actions.telling import choice_buttons
from actions.turn import CASE_FORM, FOCUS_DECISION, Turn, payload
from actions.voice import Button, Voice
from advice import Missing, Said

# Messages that may hold an answer to the open question; all others are asides.
ANSWERS = frozenset(
    {"inform", "affirm", "deny", "correct", "nlu_unsure", "nlu_fallback"}
)
NOT_ASIDES = ANSWERS | {"dont_know", "out_of_scope"}
SHORT_ANSWER = {"zh": 12, "en": 40}
MAX_REGIONS = 6


class ValidateCaseForm(AssistantAction):
    """Hears facts, then names the next fact to ask, or none when it can be decided."""

    action_name = "validate_case_form"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The facts heard and the next requested slot."""
        if not (turn.fresh and turn.requested):
            return self._next(turn)
        if turn.intent == "dont_know":
            declined = [*turn.declined, turn.requested]
            return [SlotSet("declined", declined), *self._next(turn, declined)]
        heard = hear_now(turn, self.desk, turn.topic)
        if self._is_aside(turn, heard):
            return [ActionExecutionRejected(CASE_FORM)]
        self._tell_faults(turn, voice, heard)
        if not heard.facts and not heard.faults and not heard.regions:
            return [ActionExecutionRejected(CASE_FORM)]
        events = keep_heard(turn, self.desk, heard.facts)
        changed = {
            name: value
            for name, value in heard.facts.items()
            if name in turn.said and turn.said[name].value != value
        }
        if changed:
            voice.phrase("corrected", facts=told_facts(changed, self.desk, voice))
        events += [SlotSet("failures", 0), *self._next(turn, (), heard)]
        return [*events, SlotSet("asked", True)] if heard.regions else events

    def _is_aside(self, turn: Turn, heard: Heard) -> bool:
        """Whether the message asks something else instead of answering."""
        if turn.intent in NOT_ASIDES or turn.intent == turn.topic:
            return False
        if turn.is_button:
            return True
        is_topic = turn.intent in self.desk.knowledge.topics
        is_topic = is_topic or turn.intent in self.desk.knowledge.answers
        if not is_topic:
            return True
        short = len(turn.text) <= SHORT_ANSWER[turn.language]
        return not (short and turn.requested in heard.facts)

    def _next(
        self,
        turn: Turn,
        declined: list[str] | tuple[str, ...] = (),
        heard: Heard | None = None,
    ) -> list[EventType]:
        decidable = turn.topic in self.desk.knowledge.topics
        if turn.topic is None or not decidable or turn.focus != FOCUS_DECISION:
            return [SlotSet("requested_slot", None)]
        said = dict(turn.said)
        if heard:
            said.update({name: Said(v) for name, v in heard.facts.items()})
        decision = self.desk.advisor.decide(
            turn.topic, said, self.desk.today(), declined=declined or turn.declined
        )
        ask = decision.ask if isinstance(decision, Missing) else None
        return [SlotSet("requested_slot", ask)]

    def _tell_faults(self, turn: Turn, voice: Voice, heard: Heard) -> None:
        for fault in heard.faults:
            spec = self.desk.knowledge.facts[fault.fact]
            voice.phrase(
                f"fault_{fault.fault}",
                title=spec.title.say(voice.language),
                value=str(fault.value),
                min=str(spec.minimum),
                max=str(spec.maximum),
            )
        if heard.regions:
            values = self.desk.explainer.values
            buttons = [
                Button(
                    values.region(code, voice.language), payload("inform", region=code)
                )
                for code in heard.regions[:MAX_REGIONS]
            ]
            voice.phrase("which_region", buttons)


class AskFact(AssistantAction):
    """Asks for one fact, with a button for each answer."""

    def __init__(self, desk: Desk, fact: str) -> None:
        super().__init__(desk)
        self.action_name = f"action_ask_{fact}"
        self._fact = fact

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The question, unless it was put in another form just now."""
        if turn.asked:
            return [SlotSet("asked", False)]
        spec = self.desk.knowledge.facts[self._fact]
        question = (spec.ask or spec.title).say(voice.language)
        voice.say(question, choice_buttons(spec, self.desk, voice))
        return []
