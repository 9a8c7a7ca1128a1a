"""Wires the web: what it is made of, its routes, and what is said when one fails.

`add_web` is called once by the server. Everything that goes wrong below ends in one
handler: JSON with a sentence for a program, a page for a person.
"""

import logging
import time
from datetime import datetime
from http import HTTPStatus

from sanic import Sanic
from sanic.exceptions import (
    MethodNotSupported,
    NotFound,
    PayloadTooLarge,
    SanicException,
)
from sanic.request import Request
from sanic.response import HTTPResponse, json

from advice import Advisor, Knowledge
from bot import clock
from bot.channels.web.api import PREFIX, Api
from bot.channels.web.bells import Bells
from bot.channels.web.conversations import RETRY, Conversations
from bot.channels.web.deciding import Deciding
from bot.channels.web.entries import Entries
from bot.channels.web.events import MAX_STREAMS
from bot.channels.web.headers import guard_headers, limit_addresses
from bot.channels.web.pages import Pages
from bot.channels.web.rendering import Renderer
from bot.channels.web.static_files import WIDGET, StaticFiles
from bot.channels.web.transcripts import Transcripts
from bot.http import refusals, requests
from bot.http.limits import Buckets
from bot.http.refusals import Refused
from bot.runtime.agents import StartError
from bot.runtime.assistant import Assistant
from bot.settings import Settings
from bot.typed import Reader
from records import RecordsError, Store

FREE = (
    "/webhooks/",
    "/health",
    "/web/static/",
    WIDGET,
    "/api/",
    "/desk/api/",
    "/desk/static/",
)
"""Paths that the limit by address leaves alone."""

logger = logging.getLogger(__name__)


def add_web(
    app: Sanic,
    assistant: Assistant,
    store: Store,
    knowledge: Knowledge,
    settings: Settings,
) -> Conversations:
    """Add the chat's interface, the pages and the headers to an application."""
    if assistant.index is None:
        raise StartError("The assistant was loaded without what its pages search.")
    files = StaticFiles()
    renderer = Renderer(knowledge, files, settings)
    sentences = assistant.sentences
    entries = Entries(knowledge, Advisor(knowledge), assistant.index)
    deciding = Deciding(entries, Reader(knowledge))
    conversations = Conversations(assistant, store, _now, Bells(MAX_STREAMS))
    pages = Pages(entries, deciding, renderer, files, settings, clock.today)
    transcripts = Transcripts(renderer, sentences, _now)
    api = Api(conversations, sentences, settings, time.monotonic, files, transcripts)
    assistant.news.listen(conversations.bells.hear)
    app.blueprint(api.blueprint())
    app.blueprint(files.blueprint())
    app.blueprint(pages.blueprint())
    if settings.trusted_proxies:
        app.config.PROXIES_COUNT = settings.trusted_proxies
    guard_headers(app, settings)
    addresses = Buckets(settings.web_requests_a_minute, time.monotonic)
    limit_addresses(app, addresses.take, FREE)
    _tell_failures(app, assistant, pages)

    @app.before_server_stop
    async def finish(*_: object) -> None:
        await conversations.close()

    return conversations


def _now() -> datetime:
    return clock.now()


def _tell_failures(app: Sanic, assistant: Assistant, pages: Pages) -> None:
    @app.exception(Exception)  # type: ignore[untyped-decorator]
    async def tell(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException) and str(request.path).startswith(
            ("/webhooks/", "/health")
        ):
            default: HTTPResponse = app.error_handler.default(request, error)
            return default
        refused = _as_refusal(error)
        if refused.code == "trouble":
            await assistant.incidents.report("web", error, "en")
        answer = _told(request, refused, assistant, pages)
        if isinstance(error, MethodNotSupported):
            answer.headers.update(error.headers)
        return answer


def _as_refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, RecordsError):
        return refusals.trouble(RETRY)
    if isinstance(error, NotFound):
        return refusals.not_found()
    if isinstance(error, MethodNotSupported):
        return Refused(HTTPStatus.METHOD_NOT_ALLOWED, "method", "web_method")
    if isinstance(error, PayloadTooLarge):
        return refusals.too_large()
    if isinstance(error, SanicException) and 400 <= error.status_code < 500:
        return Refused(error.status_code, "bad_request", "web_bad_request")
    return refusals.trouble()


def _told(
    request: Request, refused: Refused, assistant: Assistant, pages: Pages
) -> HTTPResponse:
    language = requests.language_of_request(request)
    wait = refused.retry_after
    values = {"seconds": str(wait)} if refused.code == "too_many" else {}
    sentence = assistant.sentences.say(refused.phrase, language, values)
    if str(request.path).startswith((f"{PREFIX}/", "/desk/api/")):
        body = {"error": refused.code, "message": sentence}
        if wait is not None:
            body |= {"retry_after": wait}  # type: ignore[dict-item]
        answer = json(body, status=refused.status)
        answer.headers["Cache-Control"] = "no-store"
    else:
        answer = pages.error(request, refused.status, sentence)
    if wait is not None:
        answer.headers["Retry-After"] = str(wait)
    return answer
