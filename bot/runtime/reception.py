"""What stands between a message and the assistant's answer where there are agents."""

from typing import Protocol

from rasa.core.channels.channel import UserMessage


class Reception(Protocol):
    """Called in each turn, inside the conversation's lock, after the guards."""

    async def receives(self, message: UserMessage) -> bool:
        """Do what is to be done with a message; whether the assistant answers it.

        May say what its words mean (`parse_data`).
        """

    async def answered(self, message: UserMessage) -> None:
        """The assistant's turn on this message is over and stored."""
