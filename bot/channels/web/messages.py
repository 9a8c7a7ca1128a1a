"""Messages of a conversation as the web gives them: plain data, never markup.

`docs/web-api.md` names the keys. What was said is read off the stored log; notices,
which are not kept, are put between by the order in which they were sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.runtime.assistant import MASKED
from bot.runtime.conversation_log import Said

Message = dict[str, Any]
Titles = Mapping[str, str]
SIGN = "/"
CHANNEL = "web"


class Collected(OutputChannel):  # type: ignore[misc]
    """Keeps whole messages, cards and all, in the order in which they are sent."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name, by which Rasa chooses among responses."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self.messages.append(dict(message))


def told(said: Said, titles: Titles, pressed: str) -> Message:
    """One stored message; a payload is shown as its button's title, else `pressed`."""
    is_pressed = said.by == "person" and said.text.startswith(SIGN)
    text = titles.get(said.text, pressed) if is_pressed else said.text
    return {
        "id": said.id,
        "by": said.by,
        "at": moment(said.at),
        "text": text,
        "pressed": is_pressed,
        "message_id": said.message_id,
        "buttons": _buttons(said.buttons),
        "card": said.card,
        "masked": _masked(said),
    }


def notice(message: Mapping[str, Any], at: float) -> Message:
    """A message that was sent and is not kept."""
    return {
        "id": None,
        "by": "assistant",
        "at": moment(at),
        "text": str(message.get("text") or ""),
        "pressed": False,
        "message_id": None,
        "buttons": _buttons(message.get("buttons") or ()),
        "card": message.get("card"),
        "masked": [],
    }


def merged(
    kept: Sequence[Message], sent: Iterable[Mapping[str, Any]], at: float
) -> list[Message]:
    """What was kept with the notices in their places; `kept` alone for a repetition."""
    merged: list[Message] = []
    rest = list(kept)
    for message in sent:
        if rest and rest[0]["text"] == message.get("text"):
            merged.append(rest.pop(0))
        else:
            merged.append(notice(message, at))
    return [*merged, *rest]


def titles_in(said: Iterable[Said]) -> dict[str, str]:
    """The titles of all buttons of these messages, by payload; the newest counts."""
    return {
        str(button.get("payload")): str(button.get("title"))
        for one in said
        for button in one.buttons
    }


def has_payload(said: Iterable[Said], titles: Titles) -> bool:
    """Whether somebody pressed a button whose title is not among these."""
    return any(
        one.by == "person" and one.text.startswith(SIGN) and one.text not in titles
        for one in said
    )


def moment(at: float) -> str:
    """2026-11-22T09:30:00Z, from seconds since 1970."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _buttons(buttons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {"title": str(b.get("title") or ""), "payload": str(b.get("payload") or "")}
        for b in buttons
    ]


def _masked(said: Said) -> list[str]:
    kinds = said.metadata.get(MASKED)
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else []
