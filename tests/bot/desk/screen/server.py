"""A desk whose server can end and begin anew: same address, same records."""

import contextlib
import os
import signal
from pathlib import Path
from typing import Literal

from tests.bot.channels.widget.server import Assistant, free_port, running_assistant
from tests.bot.desk.screen.conftest import (
    AGENT,
    LEAD,
    SETTINGS,
    add_agent,
    add_first_agent,
)

End = Literal["stopped", "killed"]


class Server:
    """`python -m bot run` with an agent of each role, for the body of the `with`.

    `settings` are further variables of its environment.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = {"PORT": str(free_port())} | SETTINGS | settings
        self._running = contextlib.ExitStack()
        self.assistant: Assistant

    def begin(self) -> None:
        """Start, and wait until it answers."""
        self.assistant = self._running.enter_context(
            running_assistant(self._folder, **self._settings)
        )

    def end(self, how: End) -> None:
        """Wait until the process is gone: asked to, or without being asked."""
        if how == "killed":
            os.kill(self.assistant.process, signal.SIGKILL)
        self._running.close()

    def __enter__(self) -> "Server":
        add_first_agent(self._folder)
        self.begin()
        add_agent(self.assistant.url, LEAD, "李雷", "supervisor")
        add_agent(self.assistant.url, AGENT, "韩梅梅", "agent")
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()
