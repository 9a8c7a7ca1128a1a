"""Keeps what a turn says until the turn is stored.

Rasa sends each message at once and stores the turn at its end. If that fails, the
person has seen a question that the assistant knows nothing of, with buttons that it
then refuses.
"""

from typing import Any

from rasa.core.channels.channel import OutputChannel

from actions.hearing import plain_words


class HeldOutput(OutputChannel):  # type: ignore[misc]
    """Stands before a channel for the length of a turn."""

    def __init__(self, channel: OutputChannel) -> None:
        self._channel = channel
        self._held: list[tuple[str, dict[str, Any]]] = []
        # Rasa chooses among responses by the name, a class method of the channel.
        self.name = channel.name

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self._held.append((recipient_id, message))

    def titles(self) -> dict[str, str]:
        """Titles of the buttons that are held, in plain words, with their payloads."""
        return {
            plain_words(str(button["title"])): str(button["payload"])
            for _, message in self._held
            for button in message.get("buttons") or ()
        }

    def places(self) -> list[str]:
        """Payloads of the buttons of the last message that is held with buttons."""
        for _, message in reversed(self._held):
            if message.get("buttons"):
                return [str(button["payload"]) for button in message["buttons"]]
        return []

    async def release(self) -> None:
        """Send what was kept, in order."""
        while self._held:
            await self._channel.send_response(*self._held.pop(0))
