"""One person's conversation on the stand-in, with a transcript of what it saw."""

from dataclasses import dataclass, field
from typing import Any, Literal

from tests.bot.channels.telegram.api import Shown, person
from tests.bot.channels.telegram.running import Channel


@dataclass(frozen=True)
class Moment:
    """Something that the person did, or saw happen."""

    what: Literal["says", "presses", "notice", "new", "changed"]
    text: str  # of a message of the bot: HTML, as it was sent
    message_id: int = 0
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass
class Talk:
    """What the person does; each returns what is new or changed on the screen."""

    channel: Channel
    chat_id: int
    language: str
    moments: list[Moment] = field(default_factory=list)
    _seen: dict[int, str] = field(default_factory=dict)

    @property
    def shown(self) -> list[Shown]:
        """All messages of the bot in this chat."""
        return self.channel.api.of(self.chat_id)

    async def say(self, text: str, **content: Any) -> list[Shown]:
        """Write something; with `content`, send something else than text."""
        user = person(self.chat_id, language_code=self.language)
        api = self.channel.api
        if not content:
            content = {"text": text}
        self.moments.append(Moment("says", text))
        raw = api.message(self.chat_id, user=user, **content)
        await api.happens(message=raw)
        return await self._changes()

    async def press(self, title: str) -> list[Shown]:
        """Press the newest button with this in its title."""
        found = [one for one in self.shown if any(title in t for t in one.titles)]
        assert found, f"no button {title!r}: {[s.titles for s in self.shown[-3:]]}"
        whole = next(one for one in found[-1].titles if title in one)
        self.moments.append(Moment("presses", whole, found[-1].message_id))
        query = await self.channel.api.presses(found[-1], title)
        await self.channel.api.until(lambda: query in self.channel.api.answered)
        if notice := self.channel.api.answered[query]:
            self.moments.append(Moment("notice", notice))
        return await self._changes()

    async def _changes(self) -> list[Shown]:
        await self.channel.settled()
        changed = []
        for one in self.shown:
            now = one.html + str(one.titles)
            if self._seen.get(one.message_id) == now:
                continue
            seen = one.message_id in self._seen
            self._seen[one.message_id] = now
            changed.append(one)
            rows = tuple(tuple(button["text"] for button in row) for row in one.buttons)
            moment = Moment(
                "changed" if seen else "new", one.html, one.message_id, rows
            )
            self.moments.append(moment)
        return changed
