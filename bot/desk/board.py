"""The queue as it stands, read once for everybody who watches it.

Each change rings; whoever watches asks again, and the first of them reads the records
for all. What is said in a claimed conversation rings for those whom it concerns only.
What another process changes is seen within `STALE` seconds.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.desk import refusals
from bot.runtime.news import News, What
from records.desk import DeskRecords, Handover, Noted, Off
from records.desk_kept import KeptRecords
from records.desk_staff import Agent, StaffRecords

STALE = 10.0  # seconds
MAX_STREAMS = 6
"""Streams of one agent."""


@dataclass(frozen=True)
class Standing:
    """What everybody may watch, before it is cut to what each may see."""

    waiting: tuple[Handover, ...]
    claimed: tuple[Handover, ...]
    agents: Mapping[int, Agent]
    off: Off | None


@dataclass(eq=False)
class Watcher:
    """One open stream: whose it is, and what it has open."""

    agent_id: int
    sender_id: str
    news: asyncio.Event


class Board:
    """The present standing, and who watches."""

    def __init__(
        self, people: DeskRecords, staff: StaffRecords, kept: KeptRecords, news: News
    ) -> None:
        self._people = people
        self._staff = staff
        self._kept = kept
        self._turn = asyncio.Lock()
        self._found: Standing | None = None
        self._read_at = 0.0
        self._changes = 0
        self._watchers: set[Watcher] = set()
        self._with: Mapping[str, int | None] = {}
        news.listen(self._hear)
        people.listen(self._follow)

    async def standing(self) -> Standing:
        """The queue, who has what, and the switch."""
        async with self._turn:
            fresh = time.monotonic() - self._read_at < STALE
            if self._found is None or not fresh:
                changes = self._changes
                found = await self._read()
                if changes == self._changes:
                    self._found, self._read_at = found, time.monotonic()
                return found
            return self._found

    def change(self) -> None:
        """Something has changed that concerns everybody at the desk."""
        self._changes += 1
        self._found = None
        for watcher in self._watchers:
            watcher.news.set()

    def streams(self) -> Counter[int]:
        """Open streams by agent."""
        return Counter(watcher.agent_id for watcher in self._watchers)

    @contextlib.contextmanager
    def watching(self, agent_id: int, sender_id: str) -> Iterator[Watcher]:
        """A watcher for the body. Raises Refused where an agent has too many."""
        if self.streams()[agent_id] >= MAX_STREAMS:
            raise refusals.too_often(5)
        watcher = Watcher(agent_id, sender_id, asyncio.Event())
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def _hear(self, sender_id: str, what: What) -> None:
        """Something was said: wake those who have it open, and the one whose it is."""
        if what == "gone":
            self.change()
        self._wake(sender_id, self._with.get(sender_id))

    def _follow(self, noted: Noted | None) -> None:
        """The records have changed; what is noted of a claimed case concerns few."""
        found = self._found
        claimed = {one.id: one for one in found.claimed} if found else {}
        if found is None or noted is None or noted.number not in claimed:
            self.change()
            return
        before = claimed[noted.number]
        claimed[before.id] = replace(
            before, note=noted.note, language=noted.language, last_at=noted.last_at
        )
        self._changes += 1
        self._found = replace(found, claimed=tuple(claimed.values()))
        self._wake(before.sender_id, before.agent_id)

    def _wake(self, sender_id: str, owner: int | None) -> None:
        """Ring for those who have it open, and for the one whose it is."""
        for watcher in self._watchers:
            if watcher.sender_id == sender_id or watcher.agent_id == owner:
                watcher.news.set()

    async def _read(self) -> Standing:
        waiting = tuple(await self._people.waiting())
        claimed = tuple(await self._people.claimed())
        agents = {agent.id: agent for agent in await self._staff.agents()}
        self._with = {one.sender_id: one.agent_id for one in claimed}
        return Standing(waiting, claimed, agents, await self._kept.off())
