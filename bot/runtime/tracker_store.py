"""Conversations in the SQL database, with the live ones kept at hand.

Fills the same `events` table as Rasa's `SQLTrackerStore` and differs in four ways: a
database error is an error (`records.RecordsUnavailable`), never a new conversation in
memory; a tracker is replayed once and then kept, so that a turn reads only what is new;
a session is bounded (`bot.runtime.session_bound`); and a person who asks to be
forgotten is. Database work runs in threads; the cache belongs to the event loop.
"""

import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Row

from bot.runtime import conversation_log, event_rows
from bot.runtime.conversation_log import Said
from bot.runtime.event_rows import Stored
from bot.runtime.live_tracker import LiveTracker
from bot.runtime.session_bound import restart_events
from records import threads
from records.engine import clear_log, open_engine, transaction

FORGET_SLOT = "forget_me"
"""The slot that, true at the end of a turn, deletes the conversation."""

logger = logging.getLogger(__name__)


class WrongTrackerStore(RasaException):  # type: ignore[misc]
    """The agent keeps its conversations elsewhere than in `AssistantTrackerStore`."""


def assert_tracker_store(agent: Agent) -> None:
    """Raise `WrongTrackerStore` unless the agent uses our store, and uses it bare.

    Rasa wraps each store so that a failure starts a new conversation in memory
    (`Agent._create_tracker_store`), and takes a mistyped module path for a wish to
    keep nothing. Both are silent.
    """
    used = [agent.tracker_store]
    if agent.processor is not None:
        used.append(agent.processor.tracker_store)
    for store in used:
        if not isinstance(store, AssistantTrackerStore):
            raise WrongTrackerStore(
                f"Conversations are kept in a {type(store).__name__}: give the agent "
                "an AssistantTrackerStore, and override _create_tracker_store so that "
                "it is not wrapped."
            )


class AssistantTrackerStore(TrackerStore):  # type: ignore[misc]
    """Rasa's tracker store over `records.engine`, for one event loop.

    Several processes may share a database if they share a lock: each notices what the
    others wrote or deleted.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        url: str = "",
        event_broker: EventBroker | None = None,
        max_session_events: int = 400,
        cache_size: int = 500,
    ) -> None:
        """Open the database at `url` and make Rasa's table if need be.

        A session is restarted in short once it has more than `max_session_events`;
        `cache_size` conversations are kept at hand. Raises `records.RecordsError`.
        """
        super().__init__(domain, event_broker)
        self._bound = max_session_events
        self._cache_size = cache_size
        self._live: OrderedDict[str, LiveTracker] = OrderedDict()
        self._engine = open_engine(url)
        with transaction(self._engine, write=True) as connection:
            event_rows.make_table(connection)

    @property
    def domain(self) -> Domain:
        """The domain whose slots new and replayed trackers have."""
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()
        self._live.clear()  # they have the slots of the model before

    async def close(self) -> None:
        """Give all connections back; the store may not be used afterwards."""
        self._live.clear()
        await threads.write(self._engine.dispose)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """An empty tracker; bounded by sessions, not by dropping its oldest events."""
        tracker = LiveTracker(sender_id, self.domain.slots)
        tracker.stored = Stored()
        return tracker

    async def create_tracker(
        self, sender_id: str, append_action_listen: bool = True
    ) -> DialogueStateTracker:
        """A new tracker, saved; what happens to it next is not yet part of it."""
        tracker = await super().create_tracker(sender_id, append_action_listen)
        self._live.pop(sender_id, None)
        return tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the present session, or None for a new conversation.

        The caller has it to himself and may change it: what he does not save is gone.
        """
        live = self._live.pop(sender_id, None)
        return await threads.read(self._engine, self._retrieve, sender_id, live)

    async def retrieve_full_tracker(
        self, conversation_id: str
    ) -> DialogueStateTracker | None:
        """The tracker of all sessions, or None for a new conversation."""
        return await threads.read(self._engine, self._retrieve_full, conversation_id)

    async def last_bot_messages(self, sender_id: str, number: int) -> list[BotUttered]:
        """What was said to this person last, over all sessions, the newest first."""
        return await threads.read(
            self._engine, self._last_bot_messages, sender_id, number
        )

    async def said_after(self, sender_id: str, after: int = 0) -> list[Said]:
        """What was said in a conversation after the event `after`, in order."""
        return await threads.read(self._engine, self._said_after, sender_id, after)

    async def turn_of(self, sender_id: str, message_id: str) -> list[Said]:
        """The person's message with this id and what was said to it, if it was kept."""
        return await threads.read(self._engine, self._turn_of, sender_id, message_id)

    async def has_message(self, sender_id: str, message_id: str) -> bool:
        """Whether the person's message with this id has taken effect already."""
        return await threads.read(
            self._engine, self._has_message, sender_id, message_id
        )

    async def session_events(
        self, sender_id: str, kinds: Collection[str]
    ) -> list[dict[str, Any]]:
        """Stored events of these types in the present session, in Rasa's plain form.

        For whoever only looks: no tracker is made, and none is taken from its turn.
        """
        return await threads.read(self._engine, self._session_events, sender_id, kinds)

    async def written(self, sender_id: str, own_id: str) -> Said | None:
        """The message to the person whose writer gave it this id, if it was kept."""
        return await threads.read(self._engine, self._written, sender_id, own_id)

    async def unread(self, sender_id: str) -> int:
        """How many messages the person has written since an agent last did."""
        return await threads.read(self._engine, self._unread, sender_id)

    async def erase(self, sender_id: str) -> None:
        """Delete all that was said in a conversation, here and in the database."""
        self._live.pop(sender_id, None)
        await threads.write(self._erase, sender_id)

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything of this conversation is stored."""
        return await threads.read(self._engine, self._exists, conversation_id)

    async def keys(self) -> Iterable[str]:
        """All conversation ids."""
        return await threads.read(self._engine, self._keys)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, in one transaction.

        A tracker whose slot `forget_me` is true has its rows deleted instead. A turn
        during which the conversation was deleted is dropped.
        """
        sender_id = tracker.sender_id
        self._live.pop(sender_id, None)
        slot = tracker.slots.get(FORGET_SLOT)
        if slot is not None and slot.value is True:
            await threads.write(self._erase, sender_id)
            return
        new, may_live = await threads.write(self._append, tracker)
        if may_live and isinstance(tracker, LiveTracker):
            self._keep(tracker)
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, sender_id)

    def _keep(self, tracker: LiveTracker) -> None:
        self._live[tracker.sender_id] = tracker
        while len(self._live) > self._cache_size:
            self._live.popitem(last=False)

    def _retrieve(
        self, sender_id: str, live: LiveTracker | None
    ) -> DialogueStateTracker | None:
        newer: list[Row] = []
        with transaction(self._engine) as connection:
            if live is not None:
                stored = live.stored or Stored()
                newest = event_rows.newest_if_stands(connection, sender_id, stored)
                if newest is None:
                    live = None
                elif newest > stored.last:
                    newer = event_rows.rows_after(connection, sender_id, stored.last)
                    live = None if event_rows.starts_session(newer) else live
            if live is None:
                rows = event_rows.session_rows(connection, sender_id)
        if live is None:
            return self._replay(sender_id, rows, Stored())
        for event in event_rows.to_events(newer):
            live.update(event)
        live.stored = stored.followed_by(newer, len(live.events))
        return live

    def _retrieve_full(self, sender_id: str) -> DialogueStateTracker | None:
        with transaction(self._engine) as connection:
            rows = event_rows.rows_after(connection, sender_id, 0)
        return self._replay(sender_id, rows, Stored(full=True))

    def _last_bot_messages(self, sender_id: str, number: int) -> list[BotUttered]:
        with transaction(self._engine) as connection:
            kind = BotUttered.type_name
            rows = event_rows.last_of_type(connection, sender_id, kind, number)
        return [e for e in event_rows.to_events(rows) if isinstance(e, BotUttered)]

    def _said_after(self, sender_id: str, after: int) -> list[Said]:
        with transaction(self._engine) as connection:
            return conversation_log.said_after(connection, sender_id, after)

    def _turn_of(self, sender_id: str, message_id: str) -> list[Said]:
        with transaction(self._engine) as connection:
            return conversation_log.turn_of(connection, sender_id, message_id)

    def _session_events(
        self, sender_id: str, kinds: Collection[str]
    ) -> list[dict[str, Any]]:
        with transaction(self._engine) as connection:
            return event_rows.session_data(connection, sender_id, kinds)

    def _written(self, sender_id: str, own_id: str) -> Said | None:
        with transaction(self._engine) as connection:
            return conversation_log.written(connection, sender_id, own_id)

    def _unread(self, sender_id: str) -> int:
        with transaction(self._engine) as connection:
            return conversation_log.unread(connection, sender_id)

    def _has_message(self, sender_id: str, message_id: str) -> bool:
        with transaction(self._engine) as connection:
            return conversation_log.has_message(connection, sender_id, message_id)

    def _replay(
        self, sender_id: str, rows: list[Row], stored: Stored
    ) -> DialogueStateTracker | None:
        if not rows:
            return None
        tracker = LiveTracker.from_events(
            sender_id, event_rows.to_events(rows), self.domain.slots
        )
        stored = stored.followed_by(rows, len(tracker.events))
        tracker.stored = stored
        return tracker

    def _append(self, tracker: DialogueStateTracker) -> tuple[list[Event], bool]:
        """Write what is new; returns it, and whether the tracker may be kept."""
        stored: Stored | None = getattr(tracker, "stored", None)
        if stored is None:
            return self._append_foreign(tracker), False
        new = list(tracker.events)[stored.events :]
        if not new:
            return [], stored.rows > 0 and not stored.full
        restart = restart_events(tracker, self._bound)
        sender_id = tracker.sender_id
        with transaction(self._engine, write=True) as connection:
            event_rows.hold_sender(connection, sender_id)
            if event_rows.newest_if_stands(connection, sender_id, stored) is None:
                logger.warning("A turn of a deleted conversation was dropped.")
                return [], False
            event_rows.append(connection, sender_id, [*new, *restart])
            rows = event_rows.marks_after(connection, sender_id, stored.last)
        tracker.stored = stored.followed_by(rows, len(tracker.events))
        alone = len(rows) == len(new) and not event_rows.starts_session(rows)
        return new, alone and not stored.full

    def _append_foreign(self, tracker: DialogueStateTracker) -> list[Event]:
        """Store a tracker made elsewhere, by the rule of Rasa's SQL store.

        Its first events are taken for those of the present session.
        """
        with transaction(self._engine, write=True) as connection:
            event_rows.hold_sender(connection, tracker.sender_id)
            known = len(event_rows.session_rows(connection, tracker.sender_id))
            new = list(tracker.events)[known:]
            event_rows.append(connection, tracker.sender_id, new)
        return new

    def _erase(self, sender_id: str) -> None:
        with transaction(self._engine, write=True) as connection:
            event_rows.hold_sender(connection, sender_id)
            event_rows.erase(connection, sender_id)
        clear_log(self._engine)

    def _exists(self, sender_id: str) -> bool:
        with transaction(self._engine) as connection:
            return event_rows.has_sender(connection, sender_id)

    def _keys(self) -> list[str]:
        with transaction(self._engine) as connection:
            return event_rows.senders(connection)
