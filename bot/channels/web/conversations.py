"""The conversations of the web: begun, taken up, told, forgotten.

A message that is posted again after a crash or a lost connection takes effect once and
gets the same answer: the stored log is asked, never what was in memory. A request that
is cut off leaves its turn to finish by itself. Knows nothing of HTTP.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage

from advice import LANGUAGES, Language
from bot.channels.web import tokens
from bot.channels.web.bells import Bells
from bot.channels.web.messages import (
    CHANNEL,
    Collected,
    Message,
    has_payload,
    merged,
    titles_in,
    told,
)
from bot.guard import mask
from bot.http import refusals
from bot.runtime.assistant import ONCE, Assistant
from bot.runtime.conversation_log import Said
from records import Store
from records.web import LONGEST_COMMENT, Scale, WebConversation, WebRecords

MAX_AT_ONCE = 10
"""Messages of one conversation under way; the widget sends one after another."""

RETRY = 5.0
"""Seconds after which a message that could not be kept may be sent again."""

T = TypeVar("T")


class Conversations:
    """All conversations of the web."""

    def __init__(
        self,
        assistant: Assistant,
        store: Store,
        clock: Callable[[], datetime],
        bells: Bells,
    ) -> None:
        """`clock` gives the moment, aware, in UTC."""
        self.bells = bells
        self._assistant = assistant
        self._store = store
        self._web = WebRecords(store)
        self._clock = clock
        self._under_way: dict[str, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def begin(self, language: Language) -> str:
        """A new conversation; returns its token, which is kept nowhere."""
        token = tokens.new_token()
        await self._web.begin(tokens.sender_of(token), language, self._clock())
        return token

    async def find(self, token: str) -> WebConversation:
        """The conversation of a token. Raises Refused where there is none."""
        found = await self._web.conversation(tokens.sender_of(token))
        if found is None:
            raise tokens.unknown_conversation()
        return found

    async def exists(self, person: WebConversation) -> bool:
        """Whether a conversation is still there."""
        return await self._web.conversation(person.sender_id) is not None

    async def take(
        self, person: WebConversation, message_id: str, text: str
    ) -> dict[str, Any]:
        """Let a message take effect, once; returns what was said to it."""
        sender = person.sender_id
        if self._under_way.get(sender, 0) >= MAX_AT_ONCE:
            raise refusals.too_many(2)
        return await self._to_the_end(self._take(person, message_id, text))

    async def history(self, person: WebConversation, after: int) -> list[Message]:
        """What was said after a cursor, by both sides, in order."""
        said = await self._assistant.tracker_store.said_after(person.sender_id, after)
        titles = titles_in(said)
        if after and has_payload(said, titles):
            titles = await self._titles(person.sender_id)
        return self._told(said, titles, person)

    async def forget(self, person: WebConversation) -> None:
        """Delete all that is kept of a conversation, after the turn under way."""
        await self._to_the_end(self._forget(person.sender_id))

    async def rate(
        self,
        person: WebConversation,
        scale: Scale,
        value: int,
        comment: str,
        about: int,
    ) -> None:
        """Keep a rating; personal numbers in the comment are masked."""
        masked = await asyncio.to_thread(mask, comment)
        await self._web.rate(
            person.sender_id,
            about=about,
            at=self._clock(),
            scale=scale,
            value=value,
            comment=masked.text[:LONGEST_COMMENT],
        )

    async def close(self) -> None:
        """Wait for the turns whose requests were cut off."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for `work`, which goes on if nobody waits for it any more."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _take(
        self, person: WebConversation, message_id: str, text: str
    ) -> dict[str, Any]:
        sender = person.sender_id
        self._under_way[sender] = self._under_way.get(sender, 0) + 1
        try:
            await self._web.touch(person, self._clock())
            output = Collected()
            message = UserMessage(
                text,
                output,
                sender,
                input_channel=CHANNEL,
                metadata={ONCE: True},
                message_id=message_id,
            )
            await self._assistant.handle_message(message)
            said = await self._assistant.tracker_store.turn_of(sender, message_id)
        finally:
            self._under_way[sender] -= 1
            if not self._under_way[sender]:
                del self._under_way[sender]
            self.bells.ring(sender)
        return await self._answer(person, said, output)

    def _check(self, output: Collected) -> None:
        """Nothing was kept: raise Refused if the message has to be sent again."""
        say = self._assistant.sentences.say
        sent = {message.get("text") for message in output.messages}
        for name, refused in (
            ("runtime_database_trouble", refusals.trouble(RETRY)),
            ("runtime_busy", refusals.too_many(RETRY)),
        ):
            if sent & {say(name, language) for language in (*LANGUAGES, None)}:
                raise refused

    async def _answer(
        self, person: WebConversation, said: list[Said], output: Collected
    ) -> dict[str, Any]:
        if not said:
            self._check(output)
        titles = titles_in(said)
        if has_payload(said, titles):
            titles = await self._titles(person.sender_id)
        kept = self._told(said, titles, person)
        messages = merged(kept[1:], output.messages, self._clock().timestamp())
        return {
            "messages": messages,
            "cursor": max((one["id"] for one in kept), default=0),
            "said": kept[0] if kept else None,
            "taken": bool(kept),
        }

    async def _forget(self, sender: str) -> None:
        async with self._assistant.lock_store.lock(sender):
            await self._assistant.tracker_store.erase(sender)
            await self._store.forget(sender)
        self.bells.ring(sender)
        self._assistant.news.tell(sender, "gone")

    async def _titles(self, sender: str) -> dict[str, str]:
        return titles_in(await self._assistant.tracker_store.said_after(sender))

    def _told(
        self, said: Sequence[Said], titles: dict[str, str], person: WebConversation
    ) -> list[Message]:
        language: Language = "en" if person.language == "en" else "zh"
        pressed = self._assistant.sentences.say("web_pressed", language)
        return [told(one, titles, pressed) for one in said]
