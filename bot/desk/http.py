"""How the desk speaks HTTP: who asks, what may be in a body, how no is said.

`Http.add` wires a handler that gets the visit and the request. Nothing here knows what
a request is about.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.lock_store import LockError
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from advice import Language
from bot.desk import refusals
from bot.desk.auth import SAFE, Door, Visit
from bot.desk.relay import NotPossible
from bot.http import requests
from bot.http.limits import Buckets
from bot.http.refusals import Refused
from bot.http.routes import add
from bot.runtime.incidents import Incidents
from bot.runtime.sentences import Sentences
from records import RecordsError

PREFIX = "/desk/api"
A_MINUTE = 600
"""Requests of one agent; a screen makes about one a second."""

RETRY = 5.0
MAX_NUMBER = 10**15
_JSON = "application/json"

Answer = HTTPResponse | Mapping[str, Any] | None
Handler = Callable[..., Awaitable[Answer]]
Wrapped = Callable[..., Awaitable[HTTPResponse | None]]


@dataclass(frozen=True)
class Ask:
    """One request of somebody who has signed in."""

    request: Request
    visit: Visit
    language: Language

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object of the body."""
        return requests.body_of(self.request)


class Http:
    """Wraps handlers; `clock` gives seconds that never go back."""

    def __init__(
        self,
        door: Door,
        sentences: Sentences,
        incidents: Incidents,
        clock: Callable[[], float],
    ) -> None:
        self.door = door
        self.routes = Blueprint("desk_api", url_prefix=PREFIX)
        self._sentences = sentences
        self._incidents = incidents
        self._pace = Buckets(A_MINUTE, clock)

    def add(
        self, method: str, path: str, handler: Handler, role: str = "agent"
    ) -> None:
        """Let `handler(ask, **parts)` answer; whoever has a lesser role is refused."""

        async def handle(request: Request, **parts: Any) -> HTTPResponse | None:
            visit = await self.door.visit(request)
            wait = self._pace.take(str(visit.agent.id))
            if wait:
                raise refusals.too_often(wait)
            if not visit.may(role):
                raise refusals.forbidden()
            look_at_body(request)
            language = requests.language_of_request(request)
            return _answer(await handler(Ask(request, visit, language), **parts))

        self._route(method, path, handle)

    def add_open(self, method: str, path: str, handler: Handler) -> None:
        """Let `handler(request)` answer anybody; other sites' pages are refused."""

        async def handle(request: Request, **parts: Any) -> HTTPResponse | None:
            self.door.look_at_origin(request)
            look_at_body(request)
            return _answer(await handler(request, **parts))

        self._route(method, path, handle)

    def _route(self, method: str, path: str, handle: Wrapped) -> None:
        async def answered(request: Request, **parts: Any) -> HTTPResponse | None:
            try:
                answer = await handle(request, **parts)
            except Refused as refused:
                answer = self._told(request, refused)
            except NotPossible:
                answer = self._told(request, refusals.state())
            except LockError:  # turns of this conversation hold one another up
                answer = self._told(request, refusals.too_often(RETRY))
            except RecordsError:
                busy = Refused(503, "trouble", "runtime_database_trouble", RETRY)
                answer = self._told(request, busy)
            except SanicException:
                raise  # told by the site
            except Exception as error:  # the one place for what nothing below foresaw
                await self._incidents.report("desk", error, "en")
                answer = self._told(request, Refused(500, "trouble", "web_trouble"))
            if answer is not None:
                answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        add(self.routes, path, answered, [method], f"{method} {path}")

    def _told(self, request: Request, refused: Refused) -> HTTPResponse:
        language = requests.language_of_request(request)
        wait = refused.retry_after
        values = {} if wait is None else {"seconds": str(wait)}
        sentence = self._sentences.say(refused.phrase, language, values)
        body: dict[str, Any] = {"error": refused.code, "message": sentence}
        body |= dict(getattr(refused, "more", {}))
        if wait is not None:
            body["retry_after"] = wait
        answer = json(body, status=refused.status)
        if wait is not None:
            answer.headers["Retry-After"] = str(wait)
        return answer


def look_at_body(request: Request) -> None:
    """Refuse a body that is too long, or no JSON."""
    requests.bounded(request)
    if request.method in SAFE or not request.body:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind.casefold() != _JSON:
        raise refusals.content_type()


def text_of(body: Mapping[str, Any], field: str, most: int, *, least: int = 1) -> str:
    """A text of the body, without blanks around it. Raises Refused."""
    value = body.get(field, "" if least == 0 else None)
    if value is None and least == 0:
        return ""
    if not isinstance(value, str) or not least <= len(value.strip()) <= most:
        raise refusals.bad(field)
    return value.strip().encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def choice_of(body: Mapping[str, Any], field: str, among: tuple[str, ...]) -> str:
    """One of some words. Raises Refused."""
    value = body.get(field)
    if not isinstance(value, str) or value not in among:
        raise refusals.bad(field)
    return value


def flag_of(body: Mapping[str, Any], field: str, given: bool = False) -> bool:
    """A yes or no. Raises Refused."""
    value = body.get(field, given)
    if not isinstance(value, bool):
        raise refusals.bad(field)
    return value


def object_of(body: Mapping[str, Any], field: str) -> dict[str, Any]:
    """An object of the body; empty where there is none. Raises Refused."""
    value = body.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refusals.bad(field)
    return value


def number_in(request: Request, field: str, given: int, most: int = MAX_NUMBER) -> int:
    """A whole number of the address's parameters. Raises Refused."""
    text = request.args.get(field)
    if text is None:
        return given
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) > most:
        raise refusals.bad(field)
    return int(text)


def _answer(answer: Answer) -> HTTPResponse | None:
    if answer is None or isinstance(answer, HTTPResponse):
        return answer
    return json(dict(answer), ensure_ascii=False)
