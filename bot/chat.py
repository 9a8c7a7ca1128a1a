"""The assistant in the terminal: the same agent in this process, without a server.

Buttons are numbered choices; "typing" shows while the assistant thinks, on a terminal
only. Works with piped input, one message a line, echoed so that the transcript reads.
"""

import asyncio
import contextlib
import itertools
import re
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from advice import Knowledge, Language
from bot import clock
from bot.desk.wiring import open_desk
from bot.runtime.assistant import Assistant
from bot.runtime.loading import load_assistant
from bot.runtime.retention import Retention
from bot.runtime.sentences import Sentences, language_to_use
from bot.settings import Settings
from records import Store

QUIT = "/quit"
CHANNEL = "terminal"
_BLINK = 0.4  # seconds between two dots of the typing indicator
_CLEAR_LINE = "\r\x1b[K"


@dataclass(frozen=True)
class Choice:
    """A button as shown: what is typed for it, and what that sends."""

    key: str
    title: str
    payload: str


@dataclass
class Terminal:
    """Where lines come from and go to."""

    source: TextIO
    target: TextIO

    @property
    def is_live(self) -> bool:
        """Whether a person sits on both ends."""
        return self.source.isatty() and self.target.isatty()

    def write(self, text: str, end: str = "\n") -> None:
        """Show at once."""
        self.target.write(text + end)
        self.target.flush()

    def ask(self, prompt: str) -> str | None:
        """The next line, or None at the end of the input."""
        if self.is_live and self.source is sys.stdin:
            try:
                return input(prompt)
            except EOFError:
                return None
        line = self.source.readline()
        if not line:
            return None
        self.write(f"{prompt}{line.rstrip()}")
        return line


def choices_of(messages: Sequence[dict[str, Any]]) -> list[Choice]:
    """The buttons of these messages, numbered through.

    Where a title begins with a digit ("3 months"), keys are #1, #2, ...: a bare number
    is then an answer in words.
    """
    buttons = [button for message in messages for button in message.get("buttons", ())]
    sign = "#" if any(re.match(r"\s*\d", b["title"]) for b in buttons) else ""
    return [
        Choice(f"{sign}{number}", b["title"], b.get("payload") or b["title"])
        for number, b in enumerate(buttons, start=1)
    ]


class Chat:
    """One conversation between a terminal and an assistant."""

    def __init__(self, assistant: Assistant, terminal: Terminal) -> None:
        self._assistant = assistant
        self._terminal = terminal
        self._words: Sentences = assistant.sentences
        self._sender = f"{CHANNEL}-{uuid.uuid4().hex[:12]}"
        self._choices: list[Choice] = []
        self._language: Language | None = None

    def run(self, wait_for: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        """Until /quit, the end of the input or Ctrl-C."""
        self._terminal.write(self._words.say("chat_welcome", None))
        you = self._words.say("chat_prompt", None).replace("\n", " / ")
        with contextlib.suppress(KeyboardInterrupt):
            while (line := self._terminal.ask(f"\n{you} > ")) is not None:
                if line.strip() == QUIT:
                    break
                text = self._read(line.strip())
                if text is not None:
                    wait_for(self._turn(text))
        self._terminal.write("\n" + self._words.say("chat_goodbye", self._language))

    def _read(self, line: str) -> str | None:
        """What the line sends: the payload of a choice, or itself."""
        for choice in self._choices:
            if line == choice.key:
                return choice.payload
        last = len(self._choices)
        bare = last and not self._choices[0].key.startswith("#")
        if bare and line.isascii() and line.isdigit() and len(line) == 1:
            values = {"number": line, "last": str(last)}
            self._terminal.write(
                self._words.say("chat_no_choice", self._language, values)
            )
            return None
        return line

    async def _turn(self, text: str) -> None:
        if not text.startswith("/"):
            self._language = language_to_use({}, text) or self._language
        output = CollectingOutputChannel()
        message = UserMessage(text, output, self._sender, input_channel=CHANNEL)
        async with self._typing():
            await self._assistant.handle_message(message)
        self._choices = choices_of(output.messages)
        self._show(output.messages)

    def _show(self, messages: Sequence[dict[str, Any]]) -> None:
        keys = iter(self._choices)
        for message in messages:
            text = message.get("text") or message.get("image") or ""
            self._terminal.write(text)
            for choice in itertools.islice(keys, len(message.get("buttons", ()))):
                self._terminal.write(f"  {choice.key}) {choice.title}")

    @contextlib.asynccontextmanager
    async def _typing(self) -> AsyncIterator[None]:
        if not self._terminal.is_live:
            yield
            return
        task = asyncio.create_task(self._blink())
        await asyncio.sleep(0)  # lets the first dot show
        try:
            yield
        finally:
            task.cancel()
            self._terminal.write(_CLEAR_LINE, end="")

    async def _blink(self) -> None:
        word = self._words.say("chat_typing", self._language or "en")
        for dots in itertools.cycle((1, 2, 3)):
            self._terminal.write(f"{_CLEAR_LINE}{word}{'.' * dots}", end="")
            await asyncio.sleep(_BLINK)


def chat(settings: Settings, knowledge: Knowledge, terminal: Terminal) -> None:
    """Load the assistant and talk; raises what `load_assistant` raises."""
    with _loop() as wait_for:
        store = Store(settings.database_url)
        try:
            wait_for(Retention(store, settings.retention_days, clock.now).purge())
            assistant = wait_for(load_assistant(settings, knowledge, store))
            open_desk(assistant, knowledge, store, settings)
            Chat(assistant, terminal).run(wait_for)
            wait_for(assistant.tracker_store.close())
        finally:
            wait_for(store.close())


@contextlib.contextmanager
def _loop() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """A loop that runs only while we wait for it: Ctrl-C then ends the wait."""
    loop = asyncio.new_event_loop()
    try:
        yield loop.run_until_complete
    finally:
        for task in asyncio.all_tasks(loop):  # Ctrl-C in the middle of a turn
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
