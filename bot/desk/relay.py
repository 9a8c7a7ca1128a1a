"""The talk between a citizen and an agent: begun, carried, handed back, ended.

A claimed conversation is paused in Rasa's own way: what the citizen writes is guarded,
parsed and stored, and nothing answers. What the agent writes is stored as a message of
the same conversation, and its channel brings it. The records say whose it is: where a
crash fell between the two, they count. Every change is made inside the conversation's
lock, so that no turn is cut in two.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import (
    ConversationPaused,
    ConversationResumed,
    Event,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from actions.desk import Desk
from actions.returning import go_on as take_up
from actions.turn import facts_added, facts_set, payload, read_turn
from actions.waiting import END, INTENT
from advice import FactValue, Language
from advice import Said as SaidFact
from bot.desk.copilot.case import case_of
from bot.desk.copilot.session import KINDS, read_session
from bot.desk.speech import agents_own, as_actions_see_it, moments, utterance
from bot.runtime.assistant import Assistant
from bot.runtime.conversation_log import Said
from records.desk import (
    APPROVAL,
    CLAIMED,
    ENDED,
    WAITING,
    DeskRecords,
    EndedBy,
    Handover,
)
from records.desk_staff import Agent

LATELY = dt.timedelta(days=1)

Message = Mapping[str, Any]


class NotPossible(Exception):
    """The handover is in another state than the one that this needs."""


@dataclass(frozen=True)
class Relay:
    """All talks; `clock` gives the moment in UTC."""

    assistant: Assistant
    desk: Desk
    clock: Callable[[], dt.datetime]

    @property
    def records(self) -> DeskRecords:
        """Where the handovers are kept."""
        return self.desk.agents.queue

    async def claim(self, handover: Handover, agent: Agent) -> bool:
        """Give a waiting conversation to an agent; False where another was quicker."""
        async with self.assistant.lock_store.lock(handover.sender_id):
            if not await self.records.claim(handover.id, agent.id, self.clock()):
                return False
            told = self._phrase(
                "desk_claimed", handover, {"agent": agent.shown_name}, end=True
            )
            await self._add(handover, [told], first=ConversationPaused)
        return True

    async def say(
        self,
        handover: Handover,
        agent: Agent,
        text: str,
        message_id: str,
        card: Mapping[str, Any] | None = None,
    ) -> Said:
        """Bring an agent's words to the citizen, once for each id.

        `card` says the same as data, where the text is a suggestion as it was. Raises
        NotPossible where the conversation is not his any more.
        """
        sender = handover.sender_id
        async with self.assistant.lock_store.lock(sender):
            await self._mine(handover, agent)
            log = self.assistant.tracker_store
            found: Said | None = await log.written(sender, message_id)
            if found is None:
                own = agents_own(agent, message_id)
                if not await self._add(handover, [{"text": text, "card": card}], own):
                    raise NotPossible("the conversation was deleted")
                found = await log.written(sender, message_id)
        if found is None:
            raise NotPossible("the conversation was deleted")
        return found

    async def give_back(self, handover: Handover, agent: Agent, words: str) -> None:
        """The assistant goes on where it was. Raises NotPossible."""
        await self._finish(handover, agent, words, "desk_back", go_on=True)

    async def end(self, handover: Handover, agent: Agent, words: str) -> None:
        """The talk is over. Raises NotPossible."""
        await self._finish(handover, agent, words, "desk_over", go_on=False)

    async def end_by_person(self, handover: Handover, message: UserMessage) -> None:
        """The citizen ends it, in a turn of his own that holds the lock."""
        await self.assistant.keep(message)
        told = self._phrase("desk_you_ended", handover)
        said = await self._resume(handover, [told], go_on=True)
        await self.records.end(handover.id, "person", self.clock())
        for one in said:
            await message.output_channel.send_response(message.sender_id, dict(one))

    async def let_go(self, handover: Handover, by: EndedBy) -> None:
        """End without a word, inside the lock: what follows speaks for itself."""
        await self._resume(handover, [], go_on=False)
        await self.records.end(handover.id, by, self.clock())

    async def pass_on(self, handover: Handover, agent: Agent, to: int | None) -> None:
        """Give it to another agent, or back into the queue. Raises NotPossible."""
        async with self.assistant.lock_store.lock(handover.sender_id):
            await self._mine(handover, agent)
            await self.records.pass_on(handover.id, agent.id, to, self.clock())
            told = self._phrase("desk_passed_on", handover)
            if to is None:
                await self._resume(handover, [told], go_on=False)
            else:
                await self._add(handover, [told])

    async def approve(
        self, handover: Handover, agent: Agent, draft_id: str, text: str | None
    ) -> bool:
        """Send what waited for approval, edited or not; False where it is gone.

        An edited text goes without the card, which would say something else. Raises
        DraftChanged, and sends nothing, where another draft waits than the agent saw.
        """
        async with self.assistant.lock_store.lock(handover.sender_id):
            draft = await self.records.take_draft(handover.id, draft_id)
            if draft is None:
                return False
            name = {"agent": agent.shown_name}
            told = self._phrase("desk_approved", handover, name)
            buttons = [b for one in draft for b in one.get("buttons") or ()]
            sent: Sequence[Message] = (
                draft if text is None else [{"text": text, "buttons": buttons}]
            )
            approved = {"approved_by": agent.id}
            await self._add(handover, [told, *sent], approved)
            if handover.reason == APPROVAL and handover.state == WAITING:
                await self.records.claim(handover.id, agent.id, self.clock())
                await self.records.end(handover.id, "agent", self.clock(), agent.id)
        return True

    async def keep_facts(
        self, handover: Handover, agent: Agent, facts: Mapping[str, FactValue | None]
    ) -> bool:
        """Keep facts as said by the agent, None for one that is not known any more.

        What the person has told him until then is kept as well: his word comes after.
        """
        at = self.clock().isoformat(timespec="seconds")
        heard = {name: value for name, value in facts.items() if value is not None}

        def make(tracker: DialogueStateTracker) -> list[Event]:
            seen = as_actions_see_it(tracker)
            first = facts_added(read_turn(seen, self.desk.knowledge), learnt)
            for event in first:
                seen.slots[event["name"]] = event["value"]
            turn = read_turn(seen, self.desk.knowledge)
            said = {n: s for n, s in turn.said.items() if n not in facts}
            kept = facts_set(replace(turn, said=said), heard, "agent", at)
            if not heard:
                plain = {n: {"value": s.value, "by": s.by, "at": s.at} for n, s in
                         said.items()}  # fmt: skip
                kept = [{"event": "slot", "name": "facts", "value": plain}]
            return list(deserialise_events([*first, *kept]))

        async with self.assistant.lock_store.lock(handover.sender_id):
            await self._mine(handover, agent)
            learnt = await self._learnt(handover.sender_id)
            return await self.assistant.add_events(handover.sender_id, make)

    async def perhaps_unsent(self) -> list[str]:
        """Conversations in which something may have been said and not been brought.

        After a crash: those that are with an agent, or were lately.
        """
        since = self.clock() - LATELY
        ended = await self.records.all(ENDED)
        lately = [one for one in ended if one.last_at > since]
        found = [*await self.records.claimed(), *lately]
        return [*dict.fromkeys(one.sender_id for one in found)]

    async def tell_in_turn(self, message: UserMessage, told: Sequence[Message]) -> None:
        """Say something in a turn that is not, or not only, the assistant's."""
        sent: list[dict[str, Any]] = []

        def make(tracker: DialogueStateTracker) -> list[Event]:
            at = moments(tracker)
            events = [utterance(one, next(at)) for one in told]
            sent.extend(
                {**one, "timestamp": event.timestamp}
                for one, event in zip(told, events, strict=True)
            )
            return events

        await self.assistant.add_events(message.sender_id, make)
        for one in sent:
            await message.output_channel.send_response(message.sender_id, one)

    async def _finish(
        self, handover: Handover, agent: Agent, words: str, phrase: str, go_on: bool
    ) -> None:
        async with self.assistant.lock_store.lock(handover.sender_id):
            await self._mine(handover, agent)
            if words:
                await self._add(handover, [{"text": words}], agents_own(agent))
            if handover.channel == "desk":
                await self._resume(handover, [], go_on=False)
            else:
                told = self._phrase(phrase, handover)
                await self._resume(handover, [told], go_on=go_on)
            await self.records.end(handover.id, "agent", self.clock(), agent.id)

    async def _mine(self, handover: Handover, agent: Agent) -> None:
        now = await self.records.handover(handover.id)
        if now is None or now.state != CLAIMED or now.agent_id != agent.id:
            raise NotPossible("not claimed by this agent")

    async def _resume(
        self, handover: Handover, messages: Sequence[Message], go_on: bool
    ) -> list[dict[str, Any]]:
        """Let Rasa act again, and say these; returns what was said.

        What the person has told the agent is kept.
        """
        said: list[dict[str, Any]] = []
        learnt = await self._learnt(handover.sender_id)

        def make(tracker: DialogueStateTracker) -> list[Event]:
            seen = as_actions_see_it(tracker)
            if go_on:
                kept, where = take_up(seen, self.desk, learnt)
            else:
                turn = read_turn(seen, self.desk.knowledge)
                kept, where = facts_added(turn, learnt), []
            at = moments(tracker)
            events: list[Event] = [ConversationResumed(timestamp=next(at))]
            events += deserialise_events(kept)
            for one in (*messages, *where):
                events.append(utterance(one, next(at)))
                said.append({**one, "timestamp": events[-1].timestamp})
            return events

        await self.assistant.add_events(handover.sender_id, make)
        return said

    async def _learnt(self, sender_id: str) -> dict[str, SaidFact]:
        """What the person has told the agent and the assistant has not kept."""
        log = self.assistant.tracker_store
        session = read_session(await log.session_events(sender_id, KINDS))
        case = case_of(session, self.desk, sender_id)
        return {n: said for n, said in case.turn.said.items() if n in case.loose}

    async def _add(
        self,
        handover: Handover,
        messages: Sequence[Message],
        metadata: Mapping[str, Any] | None = None,
        first: type[Event] | None = None,
    ) -> bool:
        def make(tracker: DialogueStateTracker) -> list[Event]:
            at = moments(tracker)
            events = [first(timestamp=next(at))] if first is not None else []
            return [*events, *(utterance(one, next(at), metadata) for one in messages)]

        return await self.assistant.add_events(handover.sender_id, make)

    def _phrase(
        self,
        name: str,
        handover: Handover,
        values: dict[str, str] | None = None,
        end: bool = False,
    ) -> Message:
        say, language = self.assistant.sentences.say, language_of_row(handover)
        message: dict[str, Any] = {"text": say(name, language, values)}
        if end:
            title = say("desk_button_end", language)
            message["buttons"] = [
                {"title": title, "payload": payload(INTENT, value=END)}
            ]
        return message


def language_of_row(handover: Handover) -> Language:
    """The language in which a handover's citizen was spoken to."""
    return "en" if handover.language == "en" else "zh"
