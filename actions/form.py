"""The one form: hears what a message says and asks what can still change the answer.

`validate_case_form` tells Rasa which fact is asked next (`requested_slot`) and asks for
it; it rejects the form when the message is about something else, so that a rule answers
and the form resumes with the same question.
"""

from collections.abc import Sequence

from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet

from actions.base import AssistantAction
from actions.cards import question_card
from actions.case import hear_now, keep_heard, law_day, overtaken, told_facts
from actions.desk import Desk
from actions.hearing import Heard, says_only
from actions.supposing import supposes
from actions.telling import choice_buttons
from actions.turn import CASE_FORM, FOCUS_DECISION, Turn, fact_payload
from actions.voice import Button, Voice
from actions.waiting import offer_after_same_question
from advice import Missing, Said

# Messages that may hold an answer to the open question; all others are asides.
ANSWERS = frozenset(
    {"inform", "affirm", "deny", "correct", "nlu_unsure", "nlu_fallback"}
)
# Messages that are never an answer, whatever they name.
ASIDES = frozenset(
    {
        "why",
        "why_step",
        "doubt",
        "what_if",
        "what_does_it_mean",
        "human_agent",
        "change_language",
        "delete_data",
        "ask_data_kept",
    }
)
SHORT_ANSWER = {"zh": 12, "en": 40}
MAX_REGIONS = 6


class ValidateCaseForm(AssistantAction):
    """Hears facts, then asks the next one, or none when it can be decided."""

    action_name = "validate_case_form"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The facts heard and the next requested slot, which is asked for."""
        if not (turn.fresh and turn.requested):
            return self._next(turn, voice, {}, turn.declined)
        if turn.intent == "dont_know":
            if turn.entity("fact_id") not in (None, turn.requested):  # pressed twice
                events = self._next(turn, voice, {}, turn.declined)
                return [SlotSet("failures", 0), *events]
            declined = [*turn.declined, turn.requested]
            events = self._next(turn, voice, {}, declined)
            return [SlotSet("declined", declined), *events]
        if turn.intent == "repeat":
            return [SlotSet("failures", 0), *self._next(turn, voice, {}, turn.declined)]
        heard = hear_now(turn, self.desk, turn.topic)
        if self._is_aside(turn, heard):
            return [ActionExecutionRejected(CASE_FORM)]
        if heard.regions:
            self._ask_which_region(voice, heard)
            return [
                *keep_heard(turn, self.desk, heard.facts),
                SlotSet("failures", 0),
                SlotSet("requested_slot", turn.requested),
            ]
        if not heard.facts and not heard.faults:
            if not self._no_such_day(turn, voice):
                return [ActionExecutionRejected(CASE_FORM)]
            return [
                SlotSet("failures", 0),
                *self._next(turn, voice, {}, turn.declined),
            ]
        if turn.intent == turn.topic:
            await offer_after_same_question(turn, self.desk, voice)
        self._tell(turn, voice, heard)
        said = {name: Said(value) for name, value in heard.facts.items()}
        declined = [name for name in turn.declined if name not in said]
        return [
            *keep_heard(turn, self.desk, heard.facts),
            SlotSet("failures", 0),
            *self._next(turn, voice, said, declined),
        ]

    def _is_aside(self, turn: Turn, heard: Heard) -> bool:
        """Whether the message asks something else instead of answering."""
        if turn.intent in ANSWERS or turn.intent == turn.topic:
            return False
        short = len(turn.text) <= SHORT_ANSWER[turn.language]
        said = short and self._answers(turn, heard)
        if turn.is_button:
            return True
        if turn.intent == "what_if" and (said or heard.facts):
            # "I was in Shenzhen then" supposes nothing
            return supposes(turn, self.desk)
        return not said or (turn.intent in ASIDES and not self._is_all(turn))

    def _answers(self, turn: Turn, heard: Heard) -> bool:
        """Whether what was heard decides the open question, or soon will."""
        return bool(self._wanted(turn) & {*heard.facts, heard.place})

    def _wanted(self, turn: Turn) -> set[str]:
        """The fact asked for, and those that it follows from: of a place its city."""
        spec = self.desk.knowledge.facts.get(turn.requested or "")
        if spec is None:
            return set()
        return {spec.id, *(spec.derived.inputs if spec.derived else ())}

    def _is_all(self, turn: Turn) -> bool:
        """Whether the message is nothing but the answer, such as a city's name."""
        facts = self.desk.knowledge.facts
        names = self._wanted(turn)
        places = {"region" for name in names if facts[name].type == "region"}
        return says_only(turn, names | places)

    def _no_such_day(self, turn: Turn, voice: Voice) -> bool:
        """Whether a day was asked for and figures came that are none (31 June)."""
        spec = self.desk.knowledge.facts.get(turn.requested or "")
        if spec is None or spec.type not in ("date", "month") or turn.is_button:
            return False
        if not any(letter.isdigit() for letter in turn.text):
            return False
        title = spec.title.say(voice.language)
        if spec.type == "date":
            voice.phrase("fault_not_a_date", title=title, value=turn.text)
        else:
            voice.phrase("fault_not_a_month", title=title)
        return True

    def _next(
        self,
        turn: Turn,
        voice: Voice,
        heard: dict[str, Said],
        declined: Sequence[str],
    ) -> list[EventType]:
        decidable = turn.topic in self.desk.knowledge.topics
        if turn.topic is None or not decidable or turn.focus != FOCUS_DECISION:
            return [SlotSet("requested_slot", None)]
        values = {name: said.value for name, said in heard.items()}
        gone = overtaken(turn, self.desk, values)
        before = {name: said for name, said in turn.said.items() if name not in gone}
        decision = self.desk.advisor.decide(
            turn.topic,
            {**before, **heard},
            law_day(turn, self.desk),
            declined=declined,
        )
        if not isinstance(decision, Missing):
            return [SlotSet("requested_slot", None)]
        unclear = hear_now(turn, self.desk, turn.topic)
        if unclear.place and self._matters(unclear.place, turn, decision):
            self._ask_which_region(voice, unclear)
            return [SlotSet("requested_slot", unclear.place)]
        ask_fact(decision.ask, turn.topic, self.desk, voice)
        return [SlotSet("requested_slot", decision.ask)]

    def _matters(self, place: str, turn: Turn, decision: Missing) -> bool:
        """Whether a place that was not clear is still open and may count."""
        specs = [self.desk.knowledge.facts[name] for name in decision.open]
        inputs = {one for spec in specs if spec.derived for one in spec.derived.inputs}
        return place not in turn.said and place in {*decision.open, *inputs}

    def _ask_which_region(self, voice: Voice, heard: Heard) -> None:
        values, lang = self.desk.explainer.values, voice.language
        buttons = [
            Button(values.region(code, lang), fact_payload("inform", heard.place, code))
            for code in heard.regions[:MAX_REGIONS]
        ]
        voice.phrase("which_region", buttons)

    def _acknowledge(self, turn: Turn, voice: Voice, heard: Heard) -> None:
        """Facts that were not asked for are noted aloud, lest they seem ignored."""
        if turn.requested in heard.facts:
            return
        new = {n: v for n, v in heard.facts.items() if n not in turn.said}
        if new:
            voice.phrase("noted", facts=told_facts(new, self.desk, voice))

    def _tell(self, turn: Turn, voice: Voice, heard: Heard) -> None:
        """What could not be taken, what was corrected, and what else was noted."""
        for fault in heard.faults:
            spec = self.desk.knowledge.facts.get(fault.fact)
            if spec is None:
                voice.phrase("fault_unknown_fact", value=str(fault.value))
                continue
            voice.phrase(
                f"fault_{fault.fault}",
                title=spec.title.say(voice.language),
                value=str(fault.value),
                min=str(spec.minimum),
                max=str(spec.maximum),
            )
        changed = {
            name: value
            for name, value in heard.facts.items()
            if name in turn.said and turn.said[name].value != value
        }
        if changed:
            voice.phrase("corrected", facts=told_facts(changed, self.desk, voice))
        self._acknowledge(turn, voice, heard)


def ask_fact(name: str, topic: str | None, desk: Desk, voice: Voice) -> None:
    """One question, with a button for each answer."""
    spec = desk.knowledge.facts[name]
    question = (spec.ask or spec.title).say(voice.language)
    voice.say(question, choice_buttons(spec, desk, voice), question_card(spec, topic))
