"""Actions that walk a person through a procedure, one step a message.

The position stands in the slot `procedure` and in the records, so that it survives a
restart and can be taken up on another channel with a short code.
"""

from rasa_sdk.events import EventType, SlotSet

from actions.base import AssistantAction
from actions.case import keep_heard
from actions.explaining import Explain
from actions.keeping import keep_position
from actions.steps import (
    current_procedure,
    offered_procedures,
    say_step,
    standing_at,
    step_buttons,
    step_text,
    ways_on,
)
from actions.turn import FOCUS_PROCEDURE, Turn, payload
from actions.voice import Button, Voice
from advice.model import Procedure
from advice.procedures import (
    NeedsChoice,
    Position,
    back,
    begin,
    forward,
    in_trouble,
    step_at,
)


class WalkingAction(AssistantAction):
    """An action inside a procedure; says so when there is none."""

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Finds the procedure and hands over to `walk`."""
        procedure = current_procedure(turn, self.desk)
        if procedure is None or turn.position is None:
            voice.phrase("no_procedure")
            return []
        return await self.walk(turn, voice, procedure, turn.position)

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """Do it; returns the events to apply."""
        raise TypeError(self)

    async def go(self, turn: Turn, voice: Voice, position: Position) -> list[EventType]:
        """Stand at a position: keep it and say its step; a finished run is closed."""
        procedure = self.desk.knowledge.procedures[position.procedure]
        if step_at(procedure, position).kind == "end":
            await self.desk.store.end_run(turn.sender_id, position.procedure)
        else:
            await keep_position(position, turn, self.desk, voice.language)
        say_step(position, turn.known, self.desk, voice)
        return standing_at(position)


class StartProcedure(WalkingAction):
    """Begins the procedure that was chosen, or offers those of the last decision."""

    action_name = "action_start_procedure"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says what the procedure is for, then its first step."""
        name = turn.entity("procedure_id")
        if name is None:
            return await self._offer(turn, voice)
        procedure = self.desk.knowledge.procedures.get(str(name))
        if procedure is None:
            voice.phrase("no_procedure")
            return []
        lang = voice.language
        voice.phrase(
            "procedure_intro",
            title=procedure.title.say(lang),
            applies=procedure.applies.say(lang),
        )
        return await self.go(turn, voice, begin(procedure))

    async def _offer(self, turn: Turn, voice: Voice) -> list[EventType]:
        names = offered_procedures(turn, self.desk)
        if len(names) == 1:
            return await self.go(
                turn, voice, begin(self.desk.knowledge.procedures[names[0]])
            )
        if not names:
            names = tuple(self.desk.knowledge.procedures)
        lang = voice.language
        buttons = [
            Button(
                self.desk.knowledge.procedures[name].title.say(lang),
                payload("start_procedure", procedure_id=name),
            )
            for name in names
        ]
        voice.phrase("which_procedure", buttons)
        return []


class NextStep(WalkingAction):
    """Goes on: the step is done, or an option was chosen."""

    action_name = "action_next_step"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Outside a procedure the first step is what follows from the decision."""
        begun = turn.position is not None or turn.is_button
        if not begun and offered_procedures(turn, self.desk):
            return await StartProcedure(self.desk).perform(turn, voice)
        return await super().perform(turn, voice)

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """The next step, or the choice that it needs; after a pause the present one."""
        if turn.paused and not turn.is_button:
            return await self.go(turn, voice, position)
        option = turn.entity("option_id")
        step = step_at(procedure, position)
        if turn.is_button and turn.entity("value") not in (None, step.id):
            return await self.go(turn, voice, position)  # pressed twice
        if turn.intent in ("affirm", "deny") and step.kind == "check":
            option = "yes" if turn.intent == "affirm" else "no"
        elif turn.intent == "deny":
            return await self.go(turn, voice, position)
        if step.kind == "end":
            voice.phrase("procedure_over")
            return []
        try:
            return await self.go(turn, voice, forward(procedure, position, option))
        except NeedsChoice:
            voice.phrase("choose_first")
            say_step(position, turn.known, self.desk, voice)
            return []


class PreviousStep(WalkingAction):
    """Goes back one step."""

    action_name = "action_previous_step"

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """The step before."""
        if not position.history:
            voice.phrase("first_step_already")
        return await self.go(turn, voice, back(procedure, position))


class ShowPosition(WalkingAction):
    """Where am I? Also "say that again" inside a procedure."""

    action_name = "action_show_position"

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """The present step again."""
        say_step(position, turn.known, self.desk, voice)
        return [SlotSet("focus", FOCUS_PROCEDURE)]


class ShowSteps(WalkingAction):
    """All steps of the usual way in one message."""

    action_name = "action_show_steps"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The steps of the present procedure, or of the only one on offer."""
        procedure = current_procedure(turn, self.desk)
        if procedure is None:
            names = offered_procedures(turn, self.desk)
            if not names:
                voice.phrase("no_procedure")
                return []
            procedure = self.desk.knowledge.procedures[names[0]]
        lines = [voice.word("all_steps", title=procedure.title.say(voice.language))]
        here = turn.position.step if turn.position else ""
        numbers = {name: i for i, name in enumerate(procedure.steps, start=1)}
        for name, step in procedure.steps.items():
            mark = voice.word("here") if name == here else ""
            text = step_text(step, turn.known, self.desk, voice.language)
            text += ways_on(step, numbers, voice)
            lines.append(f"{numbers[name]}. {text}{mark}")
        voice.say("\n".join(lines))
        return []


class ReportTrouble(WalkingAction):
    """ "I can't find that button": the step's advice, then its way out."""

    action_name = "action_report_trouble"

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """What to do instead."""
        moved, advice = in_trouble(procedure, position)
        if moved == position:
            voice.phrase(
                "trouble_hotline", step_buttons(procedure, position, self.desk, voice)
            )
            return []
        if moved.step == position.step and advice is not None:
            buttons = step_buttons(procedure, moved, self.desk, voice)
            voice.say(advice.say(voice.language), buttons)
            await keep_position(moved, turn, self.desk, voice.language)
            return standing_at(moved)
        if advice is not None:
            voice.say(advice.say(voice.language))
        else:
            voice.phrase("trouble_other_way")
        return await self.go(turn, voice, moved)


class ShowDocuments(WalkingAction):
    """What do I bring?"""

    action_name = "action_show_documents"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The list of the present procedure, or of each one on offer."""
        procedure = current_procedure(turn, self.desk)
        names = (procedure.id,) if procedure else offered_procedures(turn, self.desk)
        if not names:
            voice.phrase("bring_general")
            return []
        for name in names:
            offered = self.desk.knowledge.procedures[name]
            things = "\n".join(f"· {w.say(voice.language)}" for w in offered.bring)
            title = offered.title.say(voice.language)
            voice.phrase("bring" if things else "bring_none", title=title, list=things)
        return []


class ExplainStep(WalkingAction):
    """Why this step? Outside a procedure: why this decision?"""

    action_name = "action_explain_step"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The step's reason, or the decision's."""
        if turn.position is None:
            return await Explain(self.desk).perform(turn, voice)
        return await super().perform(turn, voice)

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """The step's reason and the procedure's sources."""
        step = step_at(procedure, position)
        lines = [step.why.say(voice.language)] if step.why else []
        lines += self.desk.explainer.source_lines(procedure.sources, voice.language)
        if procedure.ui_checked:
            checked = procedure.ui_checked.isoformat()
            lines.append(voice.word("screens_checked", checked=checked))
        voice.say("\n".join(lines), step_buttons(procedure, position, self.desk, voice))
        return [SlotSet("focus", FOCUS_PROCEDURE)]


class SaveProcedure(WalkingAction):
    """Go on later: a short code for any channel."""

    action_name = "action_save_procedure"

    async def walk(
        self, turn: Turn, voice: Voice, procedure: Procedure, position: Position
    ) -> list[EventType]:
        """The code."""
        code = await keep_position(position, turn, self.desk, voice.language)
        voice.phrase("resume_with_code", code=code)
        return [SlotSet("paused", True)]


class ResumeProcedure(WalkingAction):
    """Goes on with a code, or with the last procedure of this person."""

    action_name = "action_resume_procedure"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """The step where the run was left."""
        code, wrong = turn.entity("short_code"), self.desk.wrong_codes
        if code is not None and wrong.exhausted(turn.sender_id, self.desk.now()):
            minutes = str(int(wrong.window.total_seconds()) // 60)
            voice.phrase("code_too_often", tries=str(wrong.each), minutes=minutes)
            return []
        if code is not None:
            run = await self.desk.store.run_by_code(str(code))
        else:
            run = await self.desk.store.run_of(turn.sender_id)
        procedure = self.desk.knowledge.procedures.get(run.procedure) if run else None
        if run is None and code is not None:
            wrong.note(turn.sender_id, self.desk.now())
        if run is None or procedure is None:
            voice.phrase("code_unknown" if code else "nothing_to_resume")
            return []
        position = Position(procedure.id, run.step, tuple(run.history))
        if run.step not in procedure.steps:
            voice.phrase("procedure_changed")
            position = begin(procedure)
        voice.phrase("resumed", title=procedure.title.say(voice.language))
        known = {**run.facts, **turn.known}
        new = {n: v for n, v in run.facts.items() if n not in turn.said}
        say_step(position, known, self.desk, voice)
        if run.sender_id != turn.sender_id:
            await keep_position(position, turn, self.desk, voice.language, known)
        return [*keep_heard(turn, self.desk, new), *standing_at(position)]
