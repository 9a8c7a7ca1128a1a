"""What the web keeps: which conversations it has begun, and how they were rated.

A conversation is known by its sender id, a hash of the token that only the browser
has. What was said is not here but in the conversation's events. `Store.forget` and
`Store.purge` delete these rows too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from records.models import web_conversation, web_rating
from records.store import Store

Scale = Literal["stars", "thumb"]
SCALES: dict[Scale, tuple[int, ...]] = {"stars": (1, 2, 3, 4, 5), "thumb": (0, 1)}
LONGEST_COMMENT = 500
WHOLE = 0
"""What a rating is about when it is about no single answer."""

_FRESH = timedelta(hours=1)  # a conversation touched since is not written again


@dataclass(frozen=True)
class WebConversation:
    """One conversation (see `records.models.web_conversation`)."""

    sender_id: str
    language: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Rating:
    """One rating (see `records.models.web_rating`)."""

    id: int
    sender_id: str
    about: int
    at: datetime
    scale: str
    value: int
    comment: str


class WebRecords:
    """The web's part of a store; as safe to share as the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, sender_id: str, language: str, at: datetime) -> None:
        """Keep a new conversation. Raises RecordsConflict where there is one."""
        row = {"sender_id": sender_id, "language": language}
        query = insert(web_conversation).values(**row, created_at=at, updated_at=at)
        await self._store.write(lambda connection: connection.execute(query))

    async def conversation(self, sender_id: str) -> WebConversation | None:
        """The conversation, or None where it was never begun or is deleted."""
        query = select(web_conversation).where(
            web_conversation.c.sender_id == sender_id
        )
        row = await self._store.read(
            lambda connection: connection.execute(query).first()
        )
        return None if row is None else WebConversation(**row._mapping)

    async def touch(self, known: WebConversation, at: datetime) -> None:
        """Note that the conversation goes on, so that it is not deleted as old."""
        if at - known.updated_at < _FRESH:
            return
        table = web_conversation
        query = update(table).where(table.c.sender_id == known.sender_id)
        query = query.values(updated_at=at)
        await self._store.write(lambda connection: connection.execute(query))

    async def rate(
        self,
        sender_id: str,
        *,
        about: int,
        at: datetime,
        scale: Scale,
        value: int,
        comment: str,
    ) -> None:
        """Keep a rating in place of the one before about the same thing.

        Raises ValueError for a value outside its scale or too long a comment.
        """
        if value not in SCALES[scale] or len(comment) > LONGEST_COMMENT:
            raise ValueError("not a rating")
        table = web_rating
        same = (table.c.sender_id == sender_id) & (table.c.about == about)
        row = {"at": at, "scale": scale, "value": value, "comment": comment}

        def work(connection: Connection) -> None:
            connection.execute(delete(table).where(same))
            connection.execute(
                insert(table).values(sender_id=sender_id, about=about, **row)
            )

        await self._store.write(work)

    async def ratings_of(self, sender_id: str) -> list[Rating]:
        """This person's ratings, the oldest first."""
        query = select(web_rating).where(web_rating.c.sender_id == sender_id)
        query = query.order_by(web_rating.c.id)
        rows = await self._store.read(
            lambda connection: connection.execute(query).all()
        )
        return [Rating(**row._mapping) for row in rows]
