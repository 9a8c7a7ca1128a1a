"""Says things: phrases of the knowledge, with buttons, through Rasa's dispatcher."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasa_sdk.executor import CollectingDispatcher

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

    def word(self, name: str, **values: str) -> str:
        """A phrase in the person's language. Raises KeyError."""
        return self._phrases[name].say(self.language, values)

    def say(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """One message."""
        shown = [{"title": b.title, "payload": b.payload} for b in buttons]
        if shown:
            self._dispatcher.utter_message(text=text, buttons=shown)
        else:
            self._dispatcher.utter_message(text=text)

    def phrase(self, name: str, buttons: Sequence[Button] = (), **values: str) -> None:
        """One message that is a phrase."""
        self.say(self.word(name, **values), buttons)
