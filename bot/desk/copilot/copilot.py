"""The agents' copilot: for a conversation or a typed line, what the rules say of it.

Reads conversations from the stored events and writes nothing; holds no records. What it
needs of the assistant is named by two small protocols.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Protocol

from actions.rules import Rules
from advice import Knowledge, Language
from bot.desk.copilot.case import Case, case_of, case_of_line, case_with_line
from bot.desk.copilot.facts import read_supposed
from bot.desk.copilot.panel import Panels, View, on_topic
from bot.desk.copilot.session import KINDS, read_session
from bot.desk.copilot.summary import Message, summary
from bot.desk.copilot.tracing import told_cases
from bot.desk.copilot.words import words_of_topic
from bot.typed import Reader
from search import Index


class Log(Protocol):
    """The stored conversations."""

    async def session_events(
        self, sender_id: str, kinds: Collection[str]
    ) -> list[dict[str, Any]]:
        """Events of these types in the present session, in their plain form."""

    async def said_after(self, sender_id: str, after: int = 0) -> Any:
        """What was said, in order."""


class Copilot:
    """Looks at conversations and lines for agents."""

    def __init__(self, rules: Rules, log: Log) -> None:
        self.rules = rules
        self.reader = Reader(rules.knowledge)
        self.panels = Panels(rules)
        self._log = log

    async def panel(
        self,
        sender_id: str,
        lang: Language,
        *,
        suppose: Mapping[str, object] | None = None,
        topic: str | None = None,
        as_of: dt.date | None = None,
        line: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The panel of a conversation; nothing that is supposed is kept.

        `line` is a message as language understanding parses it, typed in a call and not
        answered yet: the panel is there before the assistant has had its turn.

        `suppose` has facts as they are typed, or None for "if this were not known";
        `topic` and `as_of` look at it as another matter, or by the law of another day.
        Raises KeyError for an unknown fact or topic, ValueError for a value that the
        fact may not have.
        """
        case = await self.case(sender_id, line)
        if topic is not None and topic != case.turn.topic:
            if not self.knows(topic):
                raise KeyError(topic)
            case = on_topic(case, topic)
        if as_of is not None:
            case = replace(case, turn=replace(case.turn, as_of=as_of))
        return self.panels.panel(self.look(case, suppose or {}), lang)

    async def words(
        self, sender_id: str, topic: str | None, until: float | None = None
    ) -> str:
        """The person's words by which a topic was understood, see `words_of_topic`."""
        events = await self._log.session_events(sender_id, KINDS)
        return words_of_topic(read_session(events).heard, topic, until)

    async def cases(
        self, sender_id: str, topic: str | None, lang: Language
    ) -> list[dict[str, Any]]:
        """The rows of a topic's table for a conversation, each with its answer."""
        if topic not in self.rules.knowledge.topics:
            return []
        case = on_topic(await self.case(sender_id), str(topic))
        decision = self.look(case, {}).decision
        return told_cases(decision, self.rules, lang) if decision else []

    async def summary(self, sender_id: str, lang: Language) -> str:
        """The contact summary (来电小结) of a conversation."""
        said: list[Message] = await self._log.said_after(sender_id)
        view = self.panels.look(await self.case(sender_id))
        return summary(view.case, view.decision, said, self.rules, lang)

    async def case(self, sender_id: str, line: Mapping[str, Any] | None = None) -> Case:
        """What a conversation is about; an empty one of a conversation without any."""
        session = read_session(await self._log.session_events(sender_id, KINDS))
        if line is not None:
            return case_with_line(session, line, self.rules, sender_id)
        return case_of(session, self.rules, sender_id)

    def line(
        self, parsed: Mapping[str, Any], slots: Mapping[str, Any], asked: str | None
    ) -> Case:
        """The case of one typed line that belongs to no conversation."""
        return case_of_line(parsed, slots, self.rules, asked)

    def look(self, case: Case, suppose: Mapping[str, object]) -> View:
        """Decide a case with what is supposed. Raises KeyError, ValueError."""
        return self.panels.look(case, read_supposed(suppose, self.rules, self.reader))

    def knows(self, topic: str) -> bool:
        """Whether there is such a topic."""
        known = self.rules.knowledge
        return topic in known.topics or topic in known.answers


def build(
    log: Log, knowledge: Knowledge, search: Index, clock: Callable[[], dt.datetime]
) -> Copilot:
    """The copilot over these conversations; `clock` gives the moment in UTC."""
    return Copilot(Rules(knowledge, clock, search), log)
