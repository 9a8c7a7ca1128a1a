"""Handovers and messages as the screens get them: plain data in the agent's language.

Who may see what is decided here, once: an agent sees the note of what waits, and all
of what is or was his; a supervisor all that came to the desk.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.desk import Desk
from advice import FactValue, Knowledge, Language, Words
from advice.procedures import Position
from bot.channels.web.messages import titles_in, told
from bot.desk.auth import Visit
from bot.runtime.conversation_log import Said
from records.desk import APPROVAL, WAITING, Handover
from records.desk_staff import Agent

SUPERVISOR = "supervisor"
Row = dict[str, Any]


def may_read(handover: Handover, visit: Visit) -> bool:
    """Whether somebody may read what was said."""
    return visit.may(SUPERVISOR) or handover.agent_id == visit.agent.id


def may_see_note(handover: Handover, visit: Visit) -> bool:
    """Whether somebody may see what the case is about."""
    return handover.state == WAITING or may_read(handover, visit)


def moment(at: dt.datetime | None) -> str | None:
    """2026-11-22T09:30:00Z, or None."""
    if at is None:
        return None
    return at.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Rows:
    """Writes rows; `agents` are all there are, by number."""

    desk: Desk

    def row(
        self,
        handover: Handover,
        visit: Visit,
        language: Language,
        agents: Mapping[int, Agent],
        place: int | None = None,
        unread: int = 0,
    ) -> Row:
        """One handover as one agent may see it."""
        noted = may_see_note(handover, visit)
        return {
            "id": handover.id,
            "state": handover.state,
            "reason": handover.reason,
            "approval": handover.reason == APPROVAL or bool(handover.draft),
            "channel": handover.channel,
            "language": handover.language,
            "opened_at": moment(handover.opened_at),
            "claimed_at": moment(handover.claimed_at),
            "ended_at": moment(handover.ended_at),
            "ended_by": handover.ended_by,
            "waits_seconds": self._waits(handover),
            "place": place,
            "agent": named(agents.get(handover.agent_id or 0)),
            "mine": handover.agent_id == visit.agent.id,
            "readable": may_read(handover, visit),
            "unread": unread,
            "note": self.note(handover, language) if noted else None,
        }

    def note(self, handover: Handover, language: Language) -> dict[str, Any]:
        """The note in words; what another release kept otherwise is left out."""
        kept, knowledge = handover.note, self.desk.knowledge
        topic = str(kept.get("topic") or "")
        entry = knowledge.topics.get(topic) or knowledge.answers.get(topic)
        return {
            "topic": topic or None,
            "title": entry.title.say(language) if entry else None,
            "facts": self._facts(kept.get("facts") or {}, language),
            "decision": _decision(kept.get("decision"), language),
            "given": self._given(kept.get("given"), language),
            "procedure": self._position(kept.get("procedure"), language),
            "last": kept.get("last") or "",
            "message": handover.message,
            "draft": _draft(handover.draft),
            "draft_id": handover.draft_id,
        }

    def _given(self, raw: Any, language: Language) -> Row | None:
        """The decision that was told before, with the title of its topic."""
        decision = _decision(raw, language)
        title = titles_of(self.desk.knowledge).get(raw.get("topic")) if raw else None
        if decision is None or title is None:
            return None
        return {"topic": raw["topic"], "title": title.say(language), **decision}

    def _waits(self, handover: Handover) -> int:
        until = handover.claimed_at or handover.ended_at
        waited = (until or self.desk.now()) - handover.opened_at
        return max(0, int(waited.total_seconds()))

    def _facts(self, facts: Mapping[str, Any], language: Language) -> list[Row]:
        return [
            {
                "fact": name,
                "title": self.desk.knowledge.facts[name].title.say(language),
                "value": said.get("value"),
                "text": self._value(name, said.get("value"), language),
                "by": said.get("by"),
                "at": said.get("at"),
            }
            for name, said in facts.items()
            if name in self.desk.knowledge.facts
        ]

    def _value(self, name: str, value: FactValue, language: Language) -> str:
        try:
            return self.desk.explainer.values.fact(name, value, language)
        except (KeyError, TypeError, ValueError):  # kept by another release
            return str(value)

    def _position(self, raw: Any, language: Language) -> Row | None:
        try:
            position = Position.from_dict(raw) if raw else None
        except (KeyError, TypeError, ValueError):  # kept by another release
            return None
        found = self.desk.knowledge.procedures.get(
            position.procedure if position else ""
        )
        if position is None or found is None or position.step not in found.steps:
            return None
        return {
            "id": found.id,
            "title": found.title.say(language),
            "step": position.step,
            "number": [*found.steps].index(position.step) + 1,
            "total": len(found.steps),
        }


def messages(
    said: Sequence[Said], earlier: Sequence[Said], pressed: str
) -> list[dict[str, Any]]:
    """What was said as the screens get it; `earlier` too is looked for titles."""
    titles = titles_in([*earlier, *said])
    return [
        {**told(one, titles, pressed), "agent": _writer(one), "notice": False}
        for one in said
    ]


def titles_of(knowledge: Knowledge) -> dict[str, Words]:
    """The titles of all topics and answers."""
    titles = {name: topic.title for name, topic in knowledge.topics.items()}
    return {**titles, **{name: one.title for name, one in knowledge.answers.items()}}


def named(agent: Agent | None) -> dict[str, Any] | None:
    """An agent by number and by the name that citizens see."""
    return None if agent is None else {"id": agent.id, "name": agent.shown_name}


def _decision(raw: Any, language: Language) -> Row | None:
    """A decision of the note, in the agent's language."""
    if not raw:
        return None
    text = (raw.get("text") or {}).get(language)
    return {"kind": raw.get("kind"), "outcome": raw.get("outcome"), "text": text}


def _writer(said: Said) -> dict[str, Any] | None:
    if said.by != "agent":
        return None
    return {"id": said.metadata.get("agent_id"), "name": said.metadata.get("agent")}


def _draft(draft: Sequence[Mapping[str, Any]] | None) -> str | None:
    texts = [str(one.get("text") or "") for one in draft or ()]
    return "\n\n".join(texts) or None
