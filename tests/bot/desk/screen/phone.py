"""Somebody who chats on Telegram: its stand-in, beside a test that drives a browser."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from tests.bot.channels.telegram.api import DEADLINE, TOKEN, BotApi, Shown

CHAT = 4711


class Phone:
    """The stand-in on a thread of its own, for the body of the `with`, and one chat."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop
        self._ended: asyncio.Event
        self._api: Future[BotApi] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), daemon=True
        )

    @property
    def settings(self) -> dict[str, str]:
        """What a server's environment needs to reach it, past any proxy."""
        proxies = [f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "ALL")]
        none = dict.fromkeys([*proxies, *map(str.lower, proxies)], "")
        address = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.api.url}
        return none | address

    @property
    def api(self) -> BotApi:
        return self._api.result(DEADLINE)

    def write(self, text: str) -> None:
        """Send; where nobody fetches it, Telegram keeps it."""
        self._do(self.api.says(CHAT, text))

    def press(self, shown: Shown, title: str) -> None:
        self._do(self.api.presses(shown, title))

    def until(self, come: Callable[[], Any], what: str) -> None:
        self._do(self.api.until(come, what))

    @property
    def shown(self) -> list[Shown]:
        """What the assistant and the agents have written."""
        return self.api.of(CHAT)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.shown]

    def _do(self, call: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(call, self._loop).result(2 * DEADLINE)

    async def _serve(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        async with BotApi().running() as api:
            self._api.set_result(api)
            await self._ended.wait()

    def __enter__(self) -> "Phone":
        self._thread.start()
        self._api.result(DEADLINE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(DEADLINE)
