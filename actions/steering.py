"""Actions that steer the conversation: greeting, language, help, forgetting."""

from rasa_sdk.events import EventType, SlotSet

from actions.base import AssistantAction
from actions.cards import count_card
from actions.case import decide
from actions.desk import Desk
from actions.hearing import plain_words
from actions.keeping import keep_position
from actions.steps import (
    offered_procedures,
    say_step,
    step_count,
    told_count,
)
from actions.telling import FIRST_TOPICS, procedure_buttons, topic_buttons
from actions.turn import FOCUS_PROCEDURE, Turn, payload
from actions.voice import Button, Voice
from advice import Missing

COMPLAIN_EMPLOYER = "complain_employer"
CONFIRMED = "confirmed"
KEPT = "kept"


class Phrase(AssistantAction):
    """Says one phrase and nothing else."""

    def __init__(self, desk: Desk, action_name: str, phrase: str) -> None:
        super().__init__(desk)
        self.action_name = action_name
        self._phrase = phrase

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The phrase."""
        voice.phrase(self._phrase)
        return []


class Greet(AssistantAction):
    """Hello: what it can do, that it is automatic, what it keeps."""

    action_name = "action_greet"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The greeting with the first topics as buttons."""
        voice.phrase("greeting", topic_buttons(FIRST_TOPICS, self.desk, voice))
        return [SlotSet("failures", 0)]


class Help(AssistantAction):
    """What can you do? All topics with a decision, and the commands."""

    action_name = "action_help"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The menu."""
        topics = tuple(self.desk.knowledge.topics)
        voice.phrase("help", topic_buttons(topics, self.desk, voice))
        return []


class SwitchLanguage(AssistantAction):
    """ "English please" / 说中文: switches for good and says the last thing again."""

    action_name = "action_switch_language"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Switches."""
        wanted = turn.entity("language")
        if wanted not in ("zh", "en"):
            voice.phrase("which_language", self._languages(voice))
            return []
        voice.language = wanted
        voice.phrase("language_switched")
        if turn.focus == FOCUS_PROCEDURE and turn.position and not turn.in_form:
            say_step(turn.position, turn.known, self.desk, voice)
        return [SlotSet("language_locked", True)]

    def _languages(self, voice: Voice) -> list[Button]:
        names = {one: voice.word(f"button_{one}") for one in ("zh", "en")}
        return [
            Button(name, payload("change_language", language=one))
            for one, name in names.items()
        ]


class SayDataKept(AssistantAction):
    """What is kept, for how long, and how to delete it."""

    action_name = "action_say_data_kept"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The promise, with a button to delete."""
        wish = payload("delete_data", value=CONFIRMED)
        delete = Button(voice.word("button_delete"), wish)
        days = str(self.desk.retention_days)
        voice.phrase("data_kept", [delete], days=days)
        return []


class TakeComplaint(AssistantAction):
    """A complaint: about an employer there is a procedure, else where to complain."""

    action_name = "action_take_complaint"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The procedure on offer, or the hotlines."""
        if COMPLAIN_EMPLOYER in offered_procedures(turn, self.desk):
            buttons = procedure_buttons((COMPLAIN_EMPLOYER,), self.desk, voice)
            voice.phrase("complaint_employer", buttons)
        else:
            voice.phrase("complaint_answer")
        return []


class DeleteData(AssistantAction):
    """Deletes all that is kept of this person, with a receipt.

    It cannot be undone: only the plain wish and the button delete at once, any other
    words ("my employer deleted my record") are asked about first.
    """

    action_name = "action_delete_data"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Deletes; the conversation itself goes when the turn is saved."""
        if turn.entity("value") == KEPT:
            voice.phrase("all_kept")
            return []
        words = self.desk.knowledge.phrases["delete_wishes"]
        wishes = f"{words.zh}|{words.en}".split("|")
        plain = plain_words(turn.text) in {plain_words(wish) for wish in wishes}
        if not plain and turn.entity("value") != CONFIRMED:
            delete = payload("delete_data", value=CONFIRMED)
            buttons = [
                Button(voice.word("button_delete"), delete),
                Button(voice.word("button_keep"), payload("delete_data", value=KEPT)),
            ]
            voice.phrase("delete_ask", buttons)
            return []
        return await self._forget(turn, voice)

    async def answered(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Yes or no to the question whether to delete."""
        if turn.intent == "affirm":
            return await self._forget(turn, voice)
        voice.phrase("all_kept")
        return [SlotSet("focus", None)]

    async def _forget(self, turn: Turn, voice: Voice) -> list[EventType]:
        counts = await self.desk.store.forget(turn.sender_id)
        voice.phrase(
            "deleted",
            decisions=str(counts.get("rule_decision", 0)),
            runs=str(counts.get("procedure_run", 0)),
        )
        return [SlotSet("forget_me", True), SlotSet("focus", None)]


class CountDays(AssistantAction):
    """Counts the working days behind a date in front of the person."""

    action_name = "action_count_days"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The count of the present step, or those of the decision."""
        count = step_count(turn, self.desk)
        if count is not None and turn.focus == FOCUS_PROCEDURE:
            voice.say(told_count(count, self.desk, voice), card=count_card(count))
            return []
        decision = (
            decide(turn, self.desk, turn.topic)
            if turn.topic and turn.topic in self.desk.knowledge.topics
            else None
        )
        counts = (
            {}
            if decision is None or isinstance(decision, Missing)
            else (decision.counts)
        )
        for name, one in counts.items():
            days = str(sum(1 for step in one.steps if step.number is not None))
            head = voice.word(f"count_{name}", days=days)
            told = told_count(one, self.desk, voice)
            voice.say(f"{head}\n{told}", card={**count_card(one), "title": head})
        if not counts:
            voice.phrase("nothing_to_count")
        return []


class ReadGuide(AssistantAction):
    """What the founding guide says beside the law, its details on request."""

    action_name = "action_read_guide"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """One statement, or a choice of them."""
        guide = self.desk.knowledge.guide
        lang = voice.language
        name = str(turn.entity("statement_id") or self._named(turn))
        if name not in guide:
            buttons = [
                Button(
                    voice.word(f"guide_{name}"),
                    payload("read_guide", statement_id=name),
                )
                for name in guide
            ]
            voice.phrase("which_statement", buttons)
            return []
        statement = guide[name]
        day = self.desk.explainer.values.date(self.desk.today(), lang)
        voice.phrase(
            "guide_box",
            claim=statement.claim.say(lang),
            law=statement.law.say(lang),
            differs=statement.differs.say(lang),
            as_of=day,
        )
        if statement.details:
            lines = [f"{i}. {w.say(lang)}" for i, w in enumerate(statement.details, 1)]
            voice.say("\n".join(lines))
        voice.say("\n".join(self.desk.explainer.source_lines(statement.sources, lang)))
        return []

    def _named(self, turn: Turn) -> str | None:
        """The statement whose words stand in the message."""
        text = turn.text.casefold()
        for name in self.desk.knowledge.guide:
            words = self.desk.knowledge.phrases[f"guide_words_{name}"]
            if any(word in text for word in f"{words.zh}|{words.en}".split("|")):
                return name
        return None


class Repeat(AssistantAction):
    """Say that again."""

    action_name = "action_repeat"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The last text again."""
        if turn.last_said:
            voice.say(turn.last_said)
        else:
            voice.phrase("what_about")
        return []


class Stop(AssistantAction):
    """Stops the question or the procedure; a procedure can be taken up again."""

    action_name = "action_stop"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Stops; gives the code."""
        if turn.focus == FOCUS_PROCEDURE and turn.position and not turn.in_form:
            code = await keep_position(turn.position, turn, self.desk, voice.language)
            voice.phrase("stopped_procedure", code=code)
            return [SlotSet("procedure", None), SlotSet("focus", None)]
        voice.phrase("stopped")
        return [SlotSet("topic", None), SlotSet("declined", [])]
