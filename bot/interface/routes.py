"""The interface over HTTP: whose token it is, how often, whether it is as described.

One route takes everything below the prefix and looks it up in the description, so that
nothing can be served that is not described. Without tokens in the settings there is
nothing here at all.
"""

import json
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from advice import Knowledge, Language
from bot import clock
from bot.desk.copilot import build
from bot.http.limits import Buckets
from bot.http.requests import MAX_BODY, address_of, language_of_request
from bot.http.routes import add
from bot.interface import problems
from bot.interface.answers import Answers
from bot.interface.document import Document, Fault, Operation
from bot.interface.problems import Problem
from bot.runtime.agents import StartError
from bot.runtime.assistant import Assistant
from bot.settings import Settings
from bot.tokens import Tokens

PREFIX = "/api/v1"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_JSON = "application/json"
_KEPT = {"Cache-Control": "no-store"}


def add_api(
    app: Sanic, assistant: Assistant, knowledge: Knowledge, settings: Settings
) -> None:
    """Add the interface for other systems to an application."""
    if assistant.index is None:
        raise StartError(
            "The assistant was loaded without what its interface searches."
        )
    copilot = build(assistant.tracker_store, knowledge, assistant.index, clock.now)
    interface = Interface(
        Answers(copilot, assistant.parse_message),
        Document(knowledge, settings.max_text),
        Tokens(settings.api_tokens),
        assistant,
        settings.api_requests_a_minute,
        time.monotonic,
    )
    app.blueprint(interface.blueprint())
    interface.tell_what_fails_before(app)


class Interface:
    """The one handler, and what it needs."""

    def __init__(
        self,
        answers: Answers,
        document: Document,
        tokens: Tokens,
        assistant: Assistant,
        a_minute: int,
        clock: Callable[[], float],
    ) -> None:
        """`a_minute`: of one token, and of one address without a token that is known.

        `clock` gives seconds that never go back.
        """
        self._answers = answers
        self._document = document
        self._tokens = tokens
        self._assistant = assistant
        self._by_token = Buckets(a_minute, clock)
        self._strangers = Buckets(a_minute, clock)
        self._described = json.dumps(document.content, ensure_ascii=False)

    def blueprint(self) -> Blueprint:
        """Everything below the prefix."""
        routes = Blueprint("api", url_prefix=PREFIX)
        add(routes, "/<rest:path>", self.handle, METHODS, "api any")
        add(routes, "/", self.handle, METHODS, "api root")
        return routes

    async def handle(self, request: Request, rest: str = "") -> HTTPResponse:
        """Answer a request, or say why not."""
        try:
            return await self._answer(request, f"/{rest}")
        except Problem as problem:
            return self._told(problem, request)
        except Exception as error:  # the one place for what nothing below foresaw
            await self._assistant.incidents.report("api", error, "en")
            return self._told(problems.trouble(), request)

    def tell_what_fails_before(self, app: Sanic) -> None:
        """What the server refuses before it comes to a handler is a problem too."""

        @app.on_response  # type: ignore[untyped-decorator]
        async def as_problem(
            request: Request, response: BaseHTTPResponse
        ) -> HTTPResponse | None:
            ours = str(request.path).startswith(f"{PREFIX}/")
            kind = str(response.content_type or "")
            if not ours or response.status < 400 or kind == problems.CONTENT_TYPE:
                return None
            return self._told(self._instead_of(request, response), request)

    def _instead_of(self, request: Request, response: BaseHTTPResponse) -> Problem:
        """The problem for a refusal of the server's own."""
        if response.status == HTTPStatus.METHOD_NOT_ALLOWED:  # one that it never routes
            path = str(request.path).removeprefix(PREFIX)
            try:
                self._let_in(request)
                self._find(str(request.method), path)
            except Problem as problem:
                return problem
        headers: Any = response.headers
        return problems.of_status(response.status, headers.get("Retry-After"))

    async def _answer(self, request: Request, path: str) -> HTTPResponse:
        self._let_in(request)
        operation, parts = self._find(str(request.method), path)
        self._check_query(request, operation)
        if operation.id == "openapi":
            return HTTPResponse(self._described, headers=_KEPT, content_type=_JSON)
        if operation.body:
            body = self._body(request, operation.body)
            made = await getattr(self._answers, operation.id)(body)
        else:
            lang: Language = "en" if request.args.get("language") == "en" else "zh"
            names = [parts["id"]] if "id" in parts else []
            made = await getattr(self._answers, operation.id)(lang, *names)
        text = json.dumps(made, ensure_ascii=False)
        return HTTPResponse(text, headers=_KEPT, content_type=_JSON)

    def _let_in(self, request: Request) -> None:
        """Whose token it is, and whether it has asked too often."""
        if not self._tokens:
            raise problems.not_found()
        name = self._tokens.name_of(request.headers.get("authorization", ""))
        if name is None:
            wait = self._strangers.take(address_of(request))
            raise problems.too_many(wait) if wait else problems.unauthorised()
        wait = self._by_token.take(name)
        if wait:
            raise problems.too_many(wait)

    def _find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        allowed = []
        for operation in self._document.operations:
            found = operation.path.fullmatch(path)
            if found and operation.method == method:
                return operation, found.groupdict()
            if found:
                allowed.append(operation.method)
        raise problems.method(allowed) if allowed else problems.not_found()

    def _check_query(self, request: Request, operation: Operation) -> None:
        faults = []
        given = request.get_args(keep_blank_values=True)
        for name, values in given.items():
            schema = operation.parameters.get(name)
            if schema is None:
                faults.append(Fault("", "parameter"))
            elif len(values) != 1 or self._document.faults(schema, values[0]):
                faults.append(Fault(name, "enum"))
        if faults:
            raise problems.wrong(faults)

    def _body(self, request: Request, schema: str) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if kind.lower() != _JSON:
            raise problems.content_type()
        if len(request.body) > MAX_BODY:
            raise problems.too_large()
        body = _read(request.body)
        faults = self._document.faults(schema, body)
        if faults:
            raise problems.wrong(faults)
        read: dict[str, Any] = body
        return read

    def _told(self, problem: Problem, request: Request) -> HTTPResponse:
        language = language_of_request(request)
        asked = request.args.get("language")
        if asked in ("zh", "en"):
            language = asked
        return problems.told(problem, self._assistant.sentences, language)


def _read(raw: bytes) -> Any:
    """JSON, strictly: no NaN, no key twice. Raises Problem."""
    try:
        return json.loads(
            raw.decode("utf-8"),
            parse_constant=_refuse,
            object_pairs_hook=_without_doubles,
        )
    except (ValueError, RecursionError) as error:
        raise problems.not_json() from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
