"""One person's conversation on the stand-in, with a transcript of what it saw."""

from dataclasses import dataclass, field
from typing import Any

from tests.bot.channels.telegram.api import Shown, person
from tests.bot.channels.telegram.conftest import Channel


@dataclass
class Talk:
    """What the person does; each returns what is new or changed on the screen."""

    channel: Channel
    chat_id: int
    language: str
    lines: list[str] = field(default_factory=list)
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
        self.lines.append(f"\n**> {text}**")
        raw = api.message(self.chat_id, user=user, **content)
        await api.happens(message=raw)
        return await self._changes()

    async def press(self, title: str) -> list[Shown]:
        """Press the newest button with this in its title."""
        found = [one for one in self.shown if any(title in t for t in one.titles)]
        assert found, f"no button {title!r}: {[s.titles for s in self.shown[-3:]]}"
        self.lines.append(f"\n**> [{title}]**")
        query = await self.channel.api.presses(found[-1], title)
        await self.channel.api.until(lambda: query in self.channel.api.answered)
        if notice := self.channel.api.answered[query]:
            self.lines.append(f"*(notice)* {notice}")
        return await self._changes()

    async def _changes(self) -> list[Shown]:
        await self.channel.settled()
        changed = []
        for one in self.shown:
            now = one.html + str(one.titles)
            if self._seen.get(one.message_id) == now:
                continue
            how = "edited" if one.message_id in self._seen else "new"
            self._seen[one.message_id] = now
            changed.append(one)
            self.lines.append(f"\n*({how} message {one.message_id})*\n\n{one.html}\n")
            for row in one.buttons:
                self.lines.append(" ".join(f"`{button['text']}`" for button in row))
        return changed
