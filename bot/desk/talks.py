"""What an agent does with conversations: looks, claims, writes, hands back, ends.

Every look and every change is in the audit log, without what was said.
"""

import asyncio
import datetime as dt
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from actions.turn import DESK_CHANNEL
from advice import FactValue, Language
from bot.channels.web.messages import Collected, has_payload, titles_in
from bot.desk import refusals
from bot.desk.auth import Visit
from bot.desk.board import Board
from bot.desk.relay import Relay
from bot.desk.rows import (
    SUPERVISOR,
    Row,
    Rows,
    may_read,
    may_see_note,
    messages,
    moment,
    named,
)
from bot.desk.unread import Unread
from bot.guard import mask
from bot.runtime.assistant import ONCE
from bot.runtime.conversation_log import Said
from records import Store
from records.desk import CLAIMED, WAITING, DeskRecords, Handover
from records.desk_kept import KeptRecords
from records.desk_staff import Agent, StaffRecords

LOOK_AGAIN = dt.timedelta(minutes=10)
"""A look at the same conversation within this time is one entry of the log."""

SHOWN = 100


@dataclass
class Talks:
    """The agents' conversations; `clock` gives the moment in UTC."""

    relay: Relay
    rows: Rows
    board: Board
    store: Store
    staff: StaffRecords
    kept: KeptRecords
    unread: Unread
    clock: Callable[[], dt.datetime]
    _looked: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)

    @property
    def people(self) -> DeskRecords:
        """Where the handovers are kept."""
        return self.relay.records

    async def find(self, number: int, visit: Visit) -> Handover:
        """A handover that this agent may read. Raises Refused."""
        handover = await self.people.handover(number)
        if handover is None:
            raise refusals.nothing()
        if not may_read(handover, visit):
            raise refusals.forbidden()
        return handover

    async def seen(self, number: int, visit: Visit) -> Handover:
        """A handover whose note this agent may see. Raises Refused."""
        handover = await self.people.handover(number)
        if handover is None:
            raise refusals.nothing()
        if not may_see_note(handover, visit):
            raise refusals.forbidden()
        return handover

    async def standing(
        self, visit: Visit, language: Language
    ) -> tuple[Row, list[Row], Row | None]:
        """The queue, what is his, and whether the answers are off."""
        board = await self.board.standing()
        waiting = [
            self.rows.row(one, visit, language, board.agents, place)
            for place, one in enumerate(board.waiting, start=1)
        ]
        mine = [one for one in board.claimed if one.agent_id == visit.agent.id]
        counts = {"waiting": len(waiting), "claimed": len(board.claimed)}
        counts["mine"] = len(mine)
        rows = [await self.row(one, visit, language, board.agents) for one in mine]
        off = None
        if board.off is not None:
            by = named(board.agents.get(board.off.agent_id))
            off = {"reason": board.off.reason, "by": by, "at": moment(board.off.at)}
        return {"rows": waiting, "counts": counts}, rows, off

    async def row(
        self,
        handover: Handover,
        visit: Visit,
        language: Language,
        agents: Mapping[int, Agent] | None = None,
    ) -> Row:
        """One row, with place and unread messages; in a call he types himself."""
        if agents is None:
            agents = (await self.board.standing()).agents
        place = None
        number = 0
        if handover.state == WAITING:
            place = await self.people.place(handover)
        elif (
            handover.state == CLAIMED
            and handover.agent_id == visit.agent.id
            and handover.channel != DESK_CHANNEL
        ):
            number = await self.unread.of(handover.sender_id)
        return self.rows.row(handover, visit, language, agents, place, number)

    async def messages(
        self, handover: Handover, language: Language, after: int
    ) -> list[dict[str, Any]]:
        """What was said after a cursor, in order."""
        said = await self._said(handover.sender_id, after)
        pressed = self.relay.assistant.sentences.say("web_pressed", language)
        earlier: list[Said] = []
        if after and has_payload(said, titles_in(said)):
            earlier = await self._said(handover.sender_id, 0)
        return messages(said, earlier, pressed)

    async def look(self, handover: Handover, visit: Visit) -> None:
        """Note that somebody reads a conversation."""
        key, now = (visit.agent.id, handover.id), self.clock()
        before = self._looked.get(key)
        if before is None or now - before >= LOOK_AGAIN:
            if len(self._looked) > SHOWN * SHOWN:
                self._looked.clear()
            self._looked[key] = now
            await self.note("saw", visit, handover)

    async def claim(self, number: int, visit: Visit) -> Handover:
        """Take a waiting conversation. Raises Refused with who has it."""
        handover = await self.people.handover(number)
        if handover is None:
            raise refusals.nothing()
        won = await self.relay.claim(handover, visit.agent)
        now = await self.people.handover(number)
        if now is None:
            raise refusals.nothing()
        if not won:
            has = await self.staff.agent(now.agent_id or 0)
            if now.state == CLAIMED and has is not None and has.id != visit.agent.id:
                raise refusals.taken(named(has) or {})
            if now.state != CLAIMED:
                raise refusals.state()
            return now
        await self.note("claimed", visit, now)
        return now

    async def holder(self, handover: Handover, visit: Visit) -> Agent:
        """Whose a conversation is, for one who may take it away from him."""
        if handover.agent_id == visit.agent.id or not visit.may(SUPERVISOR):
            return visit.agent
        return await self.staff.agent(handover.agent_id or 0) or visit.agent

    async def release_all(self, agent: Agent) -> None:
        """Put all that an agent has back into the queue: he will not come back."""
        for handover in await self.people.claimed():
            if handover.agent_id == agent.id:
                await self.relay.pass_on(handover, agent, None)

    async def say(
        self, handover: Handover, visit: Visit, text: str, message_id: str, card: Any
    ) -> Said:
        """Write to the citizen; numbers are masked as in what citizens write."""
        if handover.channel == DESK_CHANNEL:
            raise refusals.state()
        hidden = await asyncio.to_thread(mask, text)
        said = await self.relay.say(
            handover, visit.agent, hidden.text, message_id, card
        )
        await self.note("sent", visit, handover, event=said.id)
        return said

    async def type_line(
        self, handover: Handover, visit: Visit, text: str, message_id: str
    ) -> list[dict[str, Any]]:
        """What a caller says, typed; returns the notices, the rest is in the log."""
        mine = handover.agent_id == visit.agent.id and handover.state == CLAIMED
        if handover.channel != DESK_CHANNEL or not mine:
            raise refusals.state()
        output = Collected()
        message = UserMessage(
            text,
            output,
            handover.sender_id,
            input_channel=DESK_CHANNEL,
            metadata={ONCE: True},
            message_id=message_id,
        )
        await self.relay.assistant.handle_message(message)
        await self.note("line", visit, handover)
        return [one for one in output.messages if "timestamp" not in one]

    async def open_call(self, visit: Visit, language: Language) -> Handover:
        """A telephone call: a conversation of its own, with this agent."""
        sender = f"{DESK_CHANNEL}-{secrets.token_hex(16)}"
        await self.relay.assistant.begin(sender)
        handover = await self.people.open(
            sender,
            channel=DESK_CHANNEL,
            language=language,
            reason="call",
            note={},
            at=self.clock(),
            agent_id=visit.agent.id,
        )
        await self.note("claimed", visit, handover, call=True)
        self.board.change()
        return handover

    async def keep_facts(
        self,
        handover: Handover,
        visit: Visit,
        facts: Mapping[str, FactValue],
        dropped: Collection[str],
    ) -> None:
        """Keep facts in the conversation as said by the agent. Raises Refused."""
        values = {**dict.fromkeys(dropped), **facts}
        if not await self.relay.keep_facts(handover, visit.agent, values):
            raise refusals.state()
        await self.note("facts", visit, handover, number=len(values))

    async def delete(self, handover: Handover, visit: Visit) -> None:
        """Delete a conversation with all that is kept of it."""
        assistant, sender = self.relay.assistant, handover.sender_id
        async with assistant.lock_store.lock(sender):
            await assistant.tracker_store.erase(sender)
            await self.store.forget(sender)
        await self.note("deleted", visit, handover)
        assistant.news.tell(sender, "gone")

    async def note(
        self,
        action: str,
        visit: Visit,
        handover: Handover | None = None,
        **details: str | int | bool | None,
    ) -> None:
        """One entry of the audit log."""
        number = handover.id if handover is not None else None
        await self.kept.note(action, self.clock(), visit.agent.id, number, **details)

    async def _said(self, sender_id: str, after: int) -> list[Said]:
        log = self.relay.assistant.tracker_store
        found: list[Said] = await log.said_after(sender_id, after)
        return found
