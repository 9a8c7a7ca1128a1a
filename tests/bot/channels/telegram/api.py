"""A stand-in for the Bot API server: its protocol over HTTP on loopback.

Checks what it is sent as strictly as Telegram does, keeps what a person would see, and
can misbehave as Telegram and networks do: floods, faults, broken connections, updates
twice and out of order, over polling and webhook.
"""

import asyncio
import contextlib
import itertools
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

from tests.bot.channels.telegram.checks import BadCall, buttons_of, checked, visible

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SECRET = "a-secret-that-nobody-knows"
BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "Shebao",
    "username": "ShebaoTestBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
DEADLINE = 60.0


@dataclass
class Shown:
    """A message as it stands in a chat."""

    chat_id: int
    message_id: int
    html: str
    buttons: list[list[dict[str, str]]]
    request: dict[str, str]
    edits: int = 0

    @property
    def text(self) -> str:
        """What the person reads."""
        return visible(self.html)

    @property
    def titles(self) -> list[str]:
        """What stands on the buttons."""
        return [button["text"] for row in self.buttons for button in row]

    def data(self, title: str) -> str:
        """What the button with this in its title carries."""
        found = [b for row in self.buttons for b in row if title in b["text"]]
        assert found, f"no button {title!r} among {self.titles}"
        return found[0]["callback_data"]


@dataclass
class Fault:
    """What goes wrong with the next calls of a method."""

    method: str
    how: str  # "429", "500", "403", "drop before", "drop after"
    times: int = 1
    spared: int = 0  # calls that go well before
    chat_id: int | None = None


@dataclass
class BotApi:
    """The server; `url` is its address once it runs."""

    url: str = ""
    shown: list[Shown] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    pending: deque[dict[str, Any]] = field(default_factory=deque)
    answered: dict[str, str] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    hook: dict[str, str] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    repeats: bool = False  # each update a second time
    shuffles: bool = False  # later updates first, over the webhook
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: Any = field(default_factory=lambda: itertools.count(1000))
    _messages: Any = field(default_factory=lambda: itertools.count(1))
    _queries: Any = field(default_factory=lambda: itertools.count(7_000))
    _chance: random.Random = field(default_factory=lambda: random.Random(22))
    _flying: dict[int, dict[str, Any]] = field(default_factory=dict)
    _pump: "asyncio.Task[None] | None" = None

    # what a test does

    async def happens(self, **update: Any) -> dict[str, Any]:
        """An update: `message=...`, `callback_query=...` and so on."""
        raw = {"update_id": next(self._numbers), **update}
        await self.arrives([raw])
        return raw

    async def arrives(self, raw: list[dict[str, Any]]) -> None:
        """These updates, as they are."""
        self.pending.extend(raw)
        await self._tell()

    async def says(self, chat_id: int, text: str, **more: Any) -> dict[str, Any]:
        """A person writes in a private chat."""
        return await self.happens(message=self.message(chat_id, text=text, **more))

    async def presses(
        self, shown: Shown, title: str, user_id: int | None = None
    ) -> str:
        """Somebody presses a button; returns the number of the query."""
        return await self.sends_data(shown, shown.data(title), user_id)

    async def sends_data(
        self, shown: Shown, data: str, user_id: int | None = None
    ) -> str:
        """A press with data of any kind."""
        query_id = str(next(self._queries))
        chat = self.message(shown.chat_id)["chat"]
        await self.happens(
            callback_query={
                "id": query_id,
                "from": person(user_id or shown.chat_id),
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": shown.message_id,
                    "date": 1_795_000_000,
                    "chat": chat,
                    "from": BOT,
                    "text": shown.text,
                },
            }
        )
        return query_id

    def message(self, chat_id: int, **content: Any) -> dict[str, Any]:
        """A message of a person; negative numbers are groups."""
        user = content.pop("user", person(abs(chat_id)))
        kind = {"id": chat_id, "type": "private", "first_name": user["first_name"]}
        if chat_id < 0:
            kind = {"id": chat_id, "type": "supergroup", "title": "A group"}
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            entity = {"type": "bot_command", "offset": 0, "length": length}
            content.setdefault("entities", [entity])
        return {
            "message_id": next(self._messages),
            "date": 1_795_000_000,
            "chat": kind,
            "from": user,
            **content,
        }

    def of(self, chat_id: int) -> list[Shown]:
        """What a chat shows of the bot's."""
        return [one for one in self.shown if one.chat_id == chat_id]

    def made(self, method: str) -> list[dict[str, str]]:
        """The calls of a method."""
        return [params for name, params in self.calls if name == method]

    async def until(
        self, come: Callable[[], Any], what: str = "", deadline: float = DEADLINE
    ) -> None:
        """Wait until something is so."""

        async def wait() -> None:
            async with self.changed:
                await self.changed.wait_for(come)

        try:
            await asyncio.wait_for(wait(), deadline)
        except asyncio.TimeoutError:
            seen = [(one.chat_id, one.text) for one in self.shown[-5:]]
            raise AssertionError(f"waited for {what}; last shown: {seen}") from None

    async def turn(self, chat_id: int, text: str, answers: int = 1) -> list[Shown]:
        """Say something; returns the new messages once there are `answers`."""
        before = len(self.of(chat_id))
        await self.says(chat_id, text)
        await self.until(lambda: len(self.of(chat_id)) >= before + answers, text)
        return self.of(chat_id)[before:]

    # the protocol

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator["BotApi"]:
        """Serve for the body of the `async with`."""
        app = web.Application(client_max_size=10**7)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port, backlog=500)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            if self._pump is not None:
                self._pump.cancel()
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = {k: str(v) for k, v in (await request.post()).items()}
        if request.match_info["token"] != TOKEN:
            return _no(401, "Unauthorized")
        self.calls.append((method, params))
        fault = self._fault(method, params)
        if fault in ("drop before", "drop after"):
            if fault == "drop after":
                await getattr(self, f"_do_{method}")(params)
                await self._tell()
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault == "429":
            await self._tell()
            return _no(429, "Too Many Requests", retry_after=1)
        if fault or int(params.get("chat_id") or 0) in self.blocked:
            code = 403 if fault in ("", "403") else 500
            await self._tell()
            return _no(code, "Forbidden: bot was blocked by the user")
        try:
            result = await getattr(self, f"_do_{method}")(params)
        except BadCall as error:
            return _no(400, f"Bad Request: {error}")
        await self._tell()
        return web.json_response({"ok": True, "result": result})

    def _fault(self, method: str, params: dict[str, str]) -> str:
        for fault in self.faults:
            mine = fault.chat_id in (None, int(params.get("chat_id") or 0))
            if fault.method == method and mine and fault.times > 0:
                if fault.spared > 0:
                    fault.spared -= 1
                    continue
                fault.times -= 1
                return fault.how
        return ""

    async def _do_getMe(self, _: dict[str, str]) -> Any:
        return BOT

    async def _do_setMyCommands(self, params: dict[str, str]) -> Any:
        self.commands[params.get("language_code", "")] = json.loads(params["commands"])
        return True

    async def _do_deleteWebhook(self, _: dict[str, str]) -> Any:
        self.hook = {}
        waiting = {one["update_id"]: one for one in self.pending} | self._flying
        self._flying = {}
        self.pending = deque(waiting[number] for number in sorted(waiting))
        return True

    async def _do_setWebhook(self, params: dict[str, str]) -> Any:
        self.hook = params
        if self._pump is None:
            self._pump = asyncio.create_task(self._deliver())
        return True

    async def _do_getUpdates(self, params: dict[str, str]) -> Any:
        if self.hook:
            raise BadCall("can't use getUpdates method while webhook is active")
        offset, timeout = int(params.get("offset") or 0), int(params["timeout"])
        kept = [one for one in self.pending if one["update_id"] >= offset]
        if self.repeats and len(kept) < len(self.pending):
            self.repeats = False
            kept = [*self.pending]  # as if the confirmation had been lost
        self.pending = deque(kept)
        if not self.pending:
            with contextlib.suppress(asyncio.TimeoutError):
                async with self.changed:
                    await asyncio.wait_for(
                        self.changed.wait_for(lambda: self.pending), timeout
                    )
        batch = [*self.pending][:100]
        if self.shuffles:
            self._chance.shuffle(batch)
        return batch

    async def _do_sendMessage(self, params: dict[str, str]) -> Any:
        text = checked(params)
        shown = Shown(
            int(params["chat_id"]),
            next(self._messages),
            text,
            buttons_of(params),
            params,
        )
        self.shown.append(shown)
        return self._as_message(shown)

    async def _do_editMessageText(self, params: dict[str, str]) -> Any:
        shown, text, rows = self._one(params), checked(params), buttons_of(params)
        if (shown.html, shown.buttons) == (text, rows):
            raise BadCall("message is not modified: specified new message content")
        shown.html, shown.buttons, shown.edits = text, rows, shown.edits + 1
        return self._as_message(shown)

    async def _do_editMessageReplyMarkup(self, params: dict[str, str]) -> Any:
        shown, rows = self._one(params), buttons_of(params)
        if shown.buttons == rows:
            raise BadCall("message is not modified")
        shown.buttons = rows
        return self._as_message(shown)

    async def _do_answerCallbackQuery(self, params: dict[str, str]) -> Any:
        if params["callback_query_id"] in self.answered:
            raise BadCall("query is too old and response timeout expired")
        self.answered[params["callback_query_id"]] = params.get("text", "")
        return True

    async def _do_sendChatAction(self, params: dict[str, str]) -> Any:
        assert params["action"] == "typing"
        return True

    def _one(self, params: dict[str, str]) -> Shown:
        for shown in self.of(int(params["chat_id"])):
            if shown.message_id == int(params["message_id"]):
                return shown
        raise BadCall("message to edit not found")

    def _as_message(self, shown: Shown) -> dict[str, Any]:
        message = self.message(shown.chat_id, text=shown.text)
        return {**message, "message_id": shown.message_id, "from": BOT}

    async def _deliver(self) -> None:
        """The webhook: several connections at once, again until it is taken."""
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            running: set[asyncio.Task[None]] = set()
            while True:
                async with self.changed:
                    await self.changed.wait_for(lambda: self.pending and self.hook)
                some = min(len(self.pending), 8)
                batch = [self.pending.popleft() for _ in range(some)]
                self._flying |= {one["update_id"]: one for one in batch}
                posts = [*batch, *(batch[:2] if self.repeats else ())]
                if self.shuffles:
                    self._chance.shuffle(posts)
                for one in posts:
                    task = asyncio.create_task(self._post(client, one))
                    running.add(task)
                    task.add_done_callback(running.discard)
                while len(running) > 40:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    async def _post(self, client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        """Until it is taken, or there is no webhook any more."""
        for pause in (0.05, 0.1, 0.2, *[0.5] * 200):
            if update["update_id"] not in self._flying or not self.hook:
                return
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook["secret_token"]}
            with contextlib.suppress(httpx.HTTPError):
                answer = await client.post(
                    self.hook["url"], json=update, headers=headers
                )
                if answer.status_code == 200:
                    self._flying.pop(update["update_id"], None)
                    return
            await asyncio.sleep(pause)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


def person(user_id: int, **more: Any) -> dict[str, Any]:
    """Somebody, with a profile that must not be kept."""
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": "Wanda-Profilename",
        "last_name": "Nachname",
        "username": "wanda_username",
        "language_code": "zh-hans",
        **more,
    }


def _no(code: int, why: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": why}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)
