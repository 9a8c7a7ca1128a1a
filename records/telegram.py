"""What the Telegram channel keeps: updates that were taken, and where each chat stands.

An update is kept from the moment it arrives, masked, until it has been answered; after
that only its number, so that it takes effect once. `Store.forget` and `Store.purge`
delete these rows too. Needs Rasa's `events` table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from records.errors import RecordsConflict
from records.models import events, telegram_chat, telegram_update
from records.store import Store


@dataclass(frozen=True)
class TelegramChat:
    """One person in one chat (see `records.models.telegram_chat`)."""

    sender_id: str
    chat_id: int
    user_id: int
    language: str
    event_id: int
    part: int
    card_message_id: int | None
    card_event_id: int | None
    last_message_id: int | None
    blocked: bool
    updated_at: datetime


class TelegramRecords:
    """Telegram's part of a store; as safe to share as the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(
        self, updates: Mapping[int, Mapping[str, Any] | None], at: datetime
    ) -> set[int]:
        """Keep updates by their numbers; returns those that were not there before.

        None, in place of what an update says, for one that is not to be answered.
        """

        def work(connection: Connection) -> set[int]:
            table = telegram_update
            known = select(table.c.update_id).where(table.c.update_id.in_(updates))
            new = updates.keys() - set(connection.scalars(known))
            rows = [{"update_id": n, "at": at, "data": updates[n]} for n in sorted(new)]
            if rows:
                connection.execute(insert(table), rows)
            return set(new)

        try:
            return await self._store.write(work)
        except RecordsConflict:  # another process took one of them in between
            return await self._store.write(work)

    async def unanswered(self) -> list[tuple[int, dict[str, Any]]]:
        """Number and data of each update that was taken and not answered, in order."""
        table = telegram_update
        query = select(table.c.update_id, table.c.data).where(table.c.data.is_not(None))
        query = query.order_by(table.c.update_id)
        rows = await self._store.read(
            lambda connection: connection.execute(query).all()
        )
        return [(row.update_id, row.data) for row in rows]

    async def answered(
        self, update_id: int, sender_id: str = "", last_message_id: int | None = None
    ) -> None:
        """Forget what the update said: nothing is left to do for it.

        `last_message_id` is what was sent last in the chat, where something was.
        """
        done = update(telegram_update).where(telegram_update.c.update_id == update_id)
        chat = update(telegram_chat).where(telegram_chat.c.sender_id == sender_id)

        def work(connection: Connection) -> None:
            connection.execute(done.values(data=None))
            if last_message_id is not None:
                connection.execute(chat.values(last_message_id=last_message_id))

        await self._store.write(work)

    async def told(
        self,
        update_id: int,
        data: Mapping[str, Any],
        sender_id: str,
        last_message_id: int | None,
    ) -> None:
        """Note how far an update has been answered (`data` in place of the old)."""
        done = update(telegram_update).where(telegram_update.c.update_id == update_id)
        chat = update(telegram_chat).where(telegram_chat.c.sender_id == sender_id)

        def work(connection: Connection) -> None:
            connection.execute(done.values(data=dict(data)))
            if last_message_id is not None:
                connection.execute(chat.values(last_message_id=last_message_id))

        await self._store.write(work)

    async def newest_message(self) -> int | None:
        """The highest number of a message that is known, in any private chat."""
        table = telegram_chat
        query = select(func.max(table.c.last_message_id)).where(table.c.chat_id > 0)
        return await self._store.read(lambda connection: connection.scalar(query))

    async def newest_answered(self) -> int | None:
        """The highest number of an update that is done with."""
        table = telegram_update
        query = select(func.max(table.c.update_id)).where(table.c.data.is_(None))
        return await self._store.read(lambda connection: connection.scalar(query))

    async def drop_answered(self, before: datetime) -> None:
        """Delete the numbers of updates that nobody will send again."""
        table = telegram_update
        query = delete(table).where(table.c.at < before, table.c.data.is_(None))
        await self._store.write(lambda connection: connection.execute(query))

    async def begin(
        self,
        sender_id: str,
        chat_id: int,
        user_id: int,
        language: str,
        at: datetime,
        last_message_id: int = 0,
    ) -> TelegramChat:
        """The chat, made if need be, and touched.

        A new one is taken to have been sent all that was said so far. Where the
        conversation has been deleted, its events are numbered anew. All messages up to
        `last_message_id` are known.
        """
        mine = telegram_chat.c.sender_id == sender_id

        def work(connection: Connection) -> TelegramChat:
            said = select(func.max(events.c.id)).where(events.c.sender_id == sender_id)
            newest = connection.scalar(said) or 0
            row = connection.execute(select(telegram_chat).where(mine)).first()
            if row is None:
                new = TelegramChat(
                    sender_id, chat_id, user_id, language, newest, 0, None, None,
                    last_message_id or None, blocked=False, updated_at=at,
                )  # fmt: skip
                connection.execute(insert(telegram_chat).values(**vars(new)))
                return new
            values = {**row._mapping, "updated_at": at}
            if last_message_id:
                known = max(last_message_id, row.last_message_id or 0)
                values["last_message_id"] = known
            if row.event_id > newest:
                values.update(event_id=0, part=0, card_event_id=None)
            connection.execute(update(telegram_chat).where(mine).values(**values))
            return TelegramChat(**values)

        return await self._store.write(work)

    async def chat(self, sender_id: str) -> TelegramChat | None:
        """The chat, or None where nothing of it is kept."""
        query = select(telegram_chat).where(telegram_chat.c.sender_id == sender_id)
        row = await self._store.read(
            lambda connection: connection.execute(query).first()
        )
        return None if row is None else TelegramChat(**row._mapping)

    async def note(self, sender_id: str, **values: int | str | None) -> None:
        """Change columns of a chat; does nothing where it has been deleted."""
        table = telegram_chat
        query = update(table).where(table.c.sender_id == sender_id).values(**values)
        await self._store.write(lambda connection: connection.execute(query))

    async def mark_blocked(self, chat_id: int, blocked: bool) -> None:
        """Note that nothing can be sent to a chat any more, or can again."""
        table = telegram_chat
        query = update(table).where(table.c.chat_id == chat_id)
        query = query.values(blocked=blocked)
        await self._store.write(lambda connection: connection.execute(query))

    async def chats_of(self, user_id: int) -> Sequence[str]:
        """The sender ids of one person, in all chats."""
        table = telegram_chat
        query = select(table.c.sender_id).where(table.c.user_id == user_id)
        return await self._store.read(
            lambda connection: connection.scalars(query).all()
        )
