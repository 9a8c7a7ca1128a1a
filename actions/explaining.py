"""Explains an answer: why, by which law, and what to whoever doubts it.

Everything said here is read off the decision's trace; nothing is decided anew but what
was supposed.
"""

import datetime as dt
from collections.abc import Sequence

from rasa_sdk.events import EventType

from actions.base import AssistantAction
from actions.case import decide_supposing, law_day, told_facts
from actions.deciding import answer_on
from actions.turn import FOCUS_PROCEDURE, Turn, payload
from actions.voice import Button, Voice
from advice import Missing


class Explain(AssistantAction):
    """Why? Which law? The trace of the decision, or what the open question decides.

    Who doubts an answer is told in one message by which law of which day it was given.
    """

    action_name = "action_explain"
    answers = "case"

    async def perform(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Says the trace."""
        topic = turn.topic
        if topic is None:
            voice.phrase("nothing_to_explain")
            return []
        if turn.focus == FOCUS_PROCEDURE and turn.intent == "why":
            voice.phrase("why_step_hint")
        if topic not in self.desk.knowledge.topics:
            self._explain_plain(topic, turn, voice)
            return []
        if turn.supposed:
            voice.phrase("what_if", facts=told_facts(turn.supposed, self.desk, voice))
        decision = decide_supposing(turn, self.desk, topic, turn.supposed)
        if turn.intent == "doubt":
            summary = self.desk.knowledge.topics[topic].summary_sources
            is_open = isinstance(decision, Missing)
            sources = summary if is_open else decision.trace.sources
            said = "doubt_open" if is_open else "doubt_answer"
            self._say_rests_on(said, sources, decision.as_of, voice)
        elif isinstance(decision, Missing):
            self._explain_question(decision, turn, voice)
        elif turn.intent == "which_law":
            self._say_sources(decision.trace.sources, voice)
        else:
            text = self.desk.explainer.why(decision, voice.language, brief=True)
            voice.say(text, [_correct_button(voice)])
        return []

    def _explain_question(self, missing: Missing, turn: Turn, voice: Voice) -> None:
        """What the open question decides, or what it means."""
        fact, lang = self.desk.knowledge.facts[missing.ask], voice.language
        help_text = fact.help.say(lang) if fact.help else ""
        if turn.intent == "what_does_it_mean" and help_text:
            voice.say(help_text)
            return
        why = voice.word("why_question", fact=fact.title.say(lang))
        voice.say(f"{why}\n{help_text}".rstrip())
        if turn.intent == "which_law":
            topic = self.desk.knowledge.topics[missing.topic]
            self._say_sources(topic.summary_sources, voice)

    def _say_sources(self, sources: Sequence[str], voice: Voice) -> None:
        lines = self.desk.explainer.source_lines(sources, voice.language)
        voice.say("\n".join(lines))

    def _say_rests_on(
        self, phrase: str, sources: Sequence[str], day: dt.date, voice: Voice
    ) -> None:
        lang, explainer = voice.language, self.desk.explainer
        lines = "\n".join(explainer.source_lines(sources, lang))
        said = explainer.values.date(day, lang)
        voice.phrase(phrase, day=said, sources=lines)

    def _explain_plain(self, topic: str, turn: Turn, voice: Voice) -> None:
        """The sources of an answer that needs no decision."""
        day = law_day(turn, self.desk)
        version = answer_on(topic, day, self.desk)
        if version is None:
            voice.phrase("nothing_to_explain")
        elif turn.intent == "doubt":
            self._say_rests_on("doubt_answer", version.sources, day, voice)
        else:
            self._say_sources(version.sources, voice)


def _correct_button(voice: Voice) -> Button:
    return Button(voice.word("button_review_facts"), payload("correct"))
