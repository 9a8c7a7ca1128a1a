"""Which buttons were shown last, so that a title or a place may be typed instead.

Kept in memory for the people at hand; read off the log for anybody else.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered

from actions.hearing import plain_words
from bot.runtime.held import HeldOutput
from bot.runtime.ordinals import place_named
from bot.runtime.tracker_store import AssistantTrackerStore

BUTTONS_LOOKED_AT = 30
BUTTONS_IN_SIGHT = 3  # messages whose titles may be typed instead of pressed
PEOPLE_AT_HAND = 1000


@dataclass(frozen=True)
class _Shown:
    """Buttons shown last: by title, of all messages; by place, of the last with any."""

    titles: dict[str, str]
    places: list[str]


class Buttons:
    """The buttons of each conversation."""

    def __init__(self, store: AssistantTrackerStore) -> None:
        self._store = store
        self._shown: OrderedDict[str, _Shown] = OrderedDict()

    async def offered(self, sender_id: str, payload: str) -> bool:
        """Whether one of the last bot messages had this very button."""
        last = await self._store.last_bot_messages(sender_id, BUTTONS_LOOKED_AT)
        return any(
            payload == button.get("payload")
            for message in last
            for button in _buttons(message)
        )

    async def named(self, sender_id: str, text: str) -> str | None:
        """The payload of the button last shown that is named: its title or place."""
        if sender_id not in self._shown:  # the first message since the start
            last = await self._store.last_bot_messages(sender_id, BUTTONS_IN_SIGHT)
            titles = {
                plain_words(str(button.get("title"))): str(button.get("payload"))
                for message in last
                for button in _buttons(message)
            }
            places = next((b for b in map(_buttons, last) if b), [])
            self._note(sender_id, titles, [str(b.get("payload")) for b in places])
        shown = self._shown[sender_id]
        place = place_named(text)
        if place is not None and place < len(shown.places):
            return shown.places[place] if shown.places else None
        return shown.titles.get(plain_words(text))

    def note(self, sender_id: str, held: HeldOutput) -> None:
        """Remember what a turn shows."""
        self._note(sender_id, held.titles(), held.places())

    def look_again(self, sender_id: str) -> None:
        """Something was said outside of a turn: read the log next time."""
        self._shown.pop(sender_id, None)

    def _note(self, sender_id: str, titles: dict[str, str], places: list[str]) -> None:
        """Remember the buttons said last, for as many people as are kept at hand."""
        if titles or sender_id not in self._shown:
            self._shown[sender_id] = _Shown(titles, places)
            self._shown.move_to_end(sender_id)
            if len(self._shown) > PEOPLE_AT_HAND:
                self._shown.popitem(last=False)


def _buttons(message: BotUttered) -> list[dict[str, Any]]:
    data = message.data or {}
    return [*(data.get("buttons") or ()), *(data.get("quick_replies") or ())]
