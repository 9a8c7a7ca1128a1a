"""Says things: phrases of the knowledge, with buttons, through Rasa's dispatcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.cards import Card
from actions.desk import Desk
from actions.language import Language


@dataclass(frozen=True)
class Button:
    """A quick reply: what it shows and what it sends."""

    title: str
    payload: str


class Voice:
    """Speaks to one person in one language."""

    def __init__(
        self, dispatcher: CollectingDispatcher, desk: Desk, language: Language
    ) -> None:
        self._dispatcher = dispatcher
        self._phrases = desk.knowledge.phrases
        self.language = language
        self._first = len(dispatcher.messages)

    def word(self, name: str, **values: str) -> str:
        """A phrase in the person's language. Raises KeyError."""
        return self._phrases[name].say(self.language, values)

    def say(
        self, text: str, buttons: Sequence[Button] = (), card: Card | None = None
    ) -> None:
        """One message; `card` says the same as data."""
        more: dict[str, Any] = {}
        if buttons:
            more["buttons"] = [
                {"title": b.title, "payload": b.payload} for b in buttons
            ]
        if card:
            more["card"] = card
        self._dispatcher.utter_message(text=text, **more)

    @property
    def has_spoken(self) -> bool:
        """Whether anything was said in this action."""
        return len(self._dispatcher.messages) > self._first

    def take_back(self) -> list[dict[str, Any]]:
        """Unsay what was said in this action; returns it: text, buttons, card."""
        kept = ("text", "buttons", "card")
        said = [
            {key: message[key] for key in kept if message.get(key)}
            for message in self._dispatcher.messages[self._first :]
        ]
        del self._dispatcher.messages[self._first :]
        return said

    def phrase(self, name: str, buttons: Sequence[Button] = (), **values: str) -> None:
        """One message that is a phrase."""
        self.say(self.word(name, **values), buttons)
