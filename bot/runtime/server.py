"""The assistant over HTTP: one process, one event loop, loopback unless told otherwise.

`serve` runs until it is stopped; `build_app` makes the application for it and for
tests. Rasa's own HTTP API, which can read and change any conversation, is not served.
"""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from http import HTTPStatus

from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from advice import Knowledge
from bot import clock
from bot.channels.web.site import add_web
from bot.desk.relay import Relay
from bot.desk.wiring import add_desk, open_desk
from bot.interface import add_api
from bot.runtime.agents import StartError
from bot.runtime.assistant import Assistant
from bot.runtime.channels import read_channels
from bot.runtime.health import Health
from bot.runtime.loading import load_assistant
from bot.runtime.request_head import guard_length
from bot.runtime.retention import Retention
from bot.settings import Settings
from records import Store

WEBHOOKS = "/webhooks/"
MAX_REQUEST_BYTES = 200_000


def build_app(
    assistant: Assistant, channels: Sequence[InputChannel], name: str = "assistant"
) -> Sanic:
    """The application with these channels and `/health`, without pages."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_REQUEST_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = assistant
    state = Health(assistant.incidents.store)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        if await state.look():
            return json({"status": "ok", "model": assistant.model_name})
        return json({"status": "database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)

    guard_length(app)
    register(list(channels), app, route=WEBHOOKS)
    return app


async def serve(
    settings: Settings, knowledge: Knowledge, say: Callable[[str], None]
) -> None:
    """Load, listen, tell `say` how to reach us, and run until SIGINT or SIGTERM.

    Raises what `load_assistant` raises, and StartError when the address is taken.
    """
    store = Store(settings.database_url)
    try:
        assistant = await load_assistant(settings, knowledge, store)
        channels = read_channels(settings.project / "credentials.yml")
        app = build_app(assistant, channels)
        add_web(app, assistant, store, knowledge, settings)
        relay = open_desk(assistant, knowledge, store, settings)
        add_desk(app, relay, store, settings)
        add_api(app, assistant, knowledge, settings)
        try:
            retention = Retention(store, settings.retention_days, clock.now)
            telegram = _telegram(settings, relay, knowledge, store, app, say)
            listens = listening(app, settings.host, settings.port)
            _settle()
            async with listens, retention.daily(), telegram:
                _greet(assistant, settings, say)
                await _until_stopped()
        finally:
            await assistant.tracker_store.close()
    finally:
        await store.close()


@contextlib.asynccontextmanager
async def listening(app: Sanic, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app` for the body of the `async with`, which gets the port.

    Port 0 takes a free one. Raises StartError when the address is taken.
    """
    taken = _bind(host, port)
    server = await app.create_server(
        sock=taken,
        access_log=False,
        return_asyncio_server=True,
        asyncio_server_kwargs={"start_serving": False},
    )
    if server is None:
        raise StartError("The server could not be made.")
    await server.startup()
    await server.before_start()
    await server.start_serving()
    try:
        await server.after_start()
        yield int(taken.getsockname()[1])
        await server.before_stop()
    finally:
        server.close()
        await server.after_stop()


def _settle() -> None:
    """Take what is loaded out of Python's search for garbage: it stays for good.

    Each full search would go through all of it, and hold everybody up for a quarter of
    a second.
    """
    gc.collect()
    gc.freeze()


def _telegram(
    settings: Settings,
    relay: Relay,
    knowledge: Knowledge,
    store: Store,
    app: Sanic,
    say: Callable[[str], None],
) -> contextlib.AbstractAsyncContextManager[None]:
    """The Telegram channel while it runs; nothing where there is no token."""
    if settings.telegram is None:
        return contextlib.nullcontext()
    from bot.channels import telegram  # half a second that only its users wait for

    assistant = relay.assistant

    def greet(url: str) -> None:
        say(assistant.sentences.say("telegram_ready", None, {"url": url}))

    channel = telegram.build(
        settings.telegram,
        assistant,
        knowledge,
        store,
        settings.retention_days,
        greet=greet,
    )
    channel.perhaps_unsent = relay.perhaps_unsent
    assistant.news.listen(channel.hear)
    channel.attach(app)
    return channel.running()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=100)
    except OSError as error:
        raise StartError(
            f"{host}:{port} cannot be used ({error.strerror}): stop what listens "
            "there, or set HOST and PORT to another address."
        ) from error


async def _until_stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _greet(
    assistant: Assistant, settings: Settings, say: Callable[[str], None]
) -> None:
    url = f"http://{settings.host}:{settings.port}"
    words = assistant.sentences
    example = words.say("server_example", "zh")
    curl = (
        f"curl -s {url}{WEBHOOKS}rest/webhook -H 'Content-Type: application/json' "
        f'-d \'{{"sender": "me", "message": "{example}"}}\''
    )
    say(words.say("server_ready", None, {"url": url}))
    say(words.say("server_web", None, {"url": f"{settings.public_url}/"}))
    say(words.say("server_try", None, {"curl": curl}))
    say(words.say("server_chat", None))
