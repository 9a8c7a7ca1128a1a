"""Processes to be killed: each is the tiny assistant on the stand-in, until its end.

python -m tests.bot.channels.telegram.serve

For each line read, which is JSON of the arguments of `serve`, one is started, by a
fork, since Rasa takes seconds to import; its number is printed, and once it has ended
the signal that ended it.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from bot.runtime import lean
from bot.settings import PROJECT, TelegramSettings

lean.prepare(PROJECT / "config.yml")

from types import SimpleNamespace  # noqa: E402
from typing import Any  # noqa: E402

from bot.channels import telegram  # noqa: E402
from bot.channels.telegram import service  # noqa: E402
from bot.runtime.logs import configure_logs  # noqa: E402
from bot.runtime.server import build_app, listening  # noqa: E402
from records import Store, migrate  # noqa: E402
from tests.bot.channels.telegram.api import SECRET, TOKEN  # noqa: E402
from tests.bot.runtime import project  # noqa: E402
from tests.bot.runtime.tiny import tiny_assistant  # noqa: E402


async def serve(model: str, database: str, api: str, way: str, port: int) -> None:
    """Answer on the stand-in at `api` until the end; `port` is for the webhook."""
    configure_logs("WARNING")
    url = f"sqlite:///{database}"
    migrate(url)
    store = Store(url)
    words = project.phrases("runtime", "telegram")
    assistant = tiny_assistant(Path(model), url, store, words)
    hook = f"http://127.0.0.1:{port}{service.ROUTE}" if way == "webhook" else ""
    settings = TelegramSettings(TOKEN, hook, SECRET if hook else "", api)
    knowledge: Any = SimpleNamespace(
        phrases=words, topics={}, answers={}, parameters={}, regions={}, sources={}
    )
    channel = telegram.build(
        settings, assistant, knowledge, store, 30, rate=5000, second=0.05
    )
    app = build_app(assistant, [])
    channel.attach(app)
    async with listening(app, "127.0.0.1", port), channel.running():
        await asyncio.Event().wait()


if __name__ == "__main__":
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            asyncio.run(serve(*json.loads(line)))
            raise SystemExit(1)
        print(number, flush=True)
        print(os.WTERMSIG(os.waitpid(number, 0)[1]), flush=True)
