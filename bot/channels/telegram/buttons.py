"""What a button of Telegram carries: 64 bytes, so not the payload but its short hash.

`<event>.<hash>` is a button of the assistant: the event that said it and the payload,
to be looked up among what was said. The menus that this channel makes itself carry a
sign, a colon and a name.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.channels.telegram.layout import short
from bot.runtime.conversation_log import Said

MOST = 90  # Telegram takes a hundred
NEXT = "/next_step"
_HASH = 16


@dataclass(frozen=True)
class Button:
    """What it shows and what it sends back."""

    title: str
    data: str
    wide: bool = False  # what is pressed most: it has a row of its own


@dataclass(frozen=True)
class Pressed:
    """The button that was pressed, if it is one of ours."""

    event_id: int
    payload: str
    title: str


def of(said: Said) -> list[Button]:
    """The buttons of one message of the assistant."""
    steps = [b for b in said.buttons if b["payload"].startswith(NEXT)]
    return [
        Button(
            short(button["title"]),
            data_of(said.id, button["payload"]),
            wide=len(steps) == 1 and button is steps[0],
        )
        for button in said.buttons[:MOST]
    ]


def data_of(event_id: int, payload: str) -> str:
    """What the button of an event carries for a payload."""
    return f"{event_id}.{_hash(payload)}"


def event_of(data: str) -> int | None:
    """The event whose button this claims to be, or None."""
    number, dot, hashed = data.partition(".")
    sound = dot and number.isascii() and number.isdigit() and len(number) <= 19
    return int(number) if sound and len(hashed) == _HASH else None


def find(data: str, said: Iterable[Said]) -> Pressed | None:
    """The button with this data among what was said."""
    event_id = event_of(data)
    for one in said:
        if one.id == event_id:
            for button in one.buttons:
                if data == data_of(one.id, button["payload"]):
                    return Pressed(one.id, button["payload"], button["title"])
    return None


def _hash(payload: str) -> str:
    return hashlib.sha256(payload.encode("utf-8", "replace")).hexdigest()[:_HASH]
