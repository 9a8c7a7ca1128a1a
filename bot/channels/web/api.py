"""The web's HTTP interface (`docs/web-api.md`): reads requests, writes JSON.

What a message means and what is kept is `conversations`; here is only HTTP.
"""

import re
from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from advice import Language
from bot.channels.web import events, tokens
from bot.channels.web.conversations import Conversations
from bot.channels.web.masking import patterns
from bot.channels.web.messages import SIGN
from bot.channels.web.static_files import StaticFiles
from bot.channels.web.transcripts import Transcripts
from bot.http import refusals, requests
from bot.http.limits import Buckets
from bot.http.routes import Handler, add
from bot.runtime.sentences import Sentences
from bot.settings import Settings
from records.web import LONGEST_COMMENT, WHOLE, Scale, WebConversation

PREFIX = "/web"
LABEL = "widget_"
"""Phrases of the knowledge that begin so are the widget's labels."""

NOT_KEPT = {"Cache-Control": "no-store"}
MAX_PAYLOAD = 1000
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_THUMBS = {"down": 0, "up": 1}


class Api:
    """The handlers, and what they need."""

    def __init__(
        self,
        conversations: Conversations,
        sentences: Sentences,
        settings: Settings,
        clock: Callable[[], float],
        files: StaticFiles,
        transcripts: Transcripts,
    ) -> None:
        """`clock` gives seconds that never go back."""
        self._conversations = conversations
        self._sentences = sentences
        self._settings = settings
        self._files = files
        self._transcripts = transcripts
        self._by_person = Buckets(settings.web_messages_a_minute, clock)
        self._reads = Buckets(settings.web_requests_a_minute, clock)
        self._keep_alive = float(events.KEEP_ALIVE)

    def blueprint(self) -> Blueprint:
        """All addresses below `/web`, static files apart."""
        routes = Blueprint("web_api", url_prefix=PREFIX)
        handlers: tuple[tuple[str, Handler, str], ...] = (
            ("/conversations", self.begin, "POST"),
            ("/conversations", self.forget, "DELETE"),
            ("/messages", self.say, "POST"),
            ("/history", self.history, "GET"),
            ("/events", self.stream, "GET"),
            ("/ratings", self.rate, "POST"),
            ("/config", self.config, "GET"),
            ("/transcript", self.transcript, "GET"),
            ("/transcript", self.print_out, "POST"),
        )
        for path, handler, method in handlers:
            add(routes, path, handler, [method])
        for path in dict.fromkeys(path for path, _, _ in handlers):
            add(routes, path, _preflight, ["OPTIONS"], f"ask {path}")
        return routes

    async def begin(self, request: Request) -> HTTPResponse:
        """POST /web/conversations."""
        asked = requests.body_of(request).get("language")
        language: Language = (
            "zh"
            if asked == "zh"
            else "en"
            if asked == "en"
            else requests.language_of_request(request)
        )
        token = await self._conversations.begin(language)
        body = {"token": token, "language": language, "cursor": 0}
        return json(body, status=201, headers=NOT_KEPT)

    async def forget(self, request: Request) -> HTTPResponse:
        """DELETE /web/conversations."""
        await self._conversations.forget(await self._person(request))
        return json({"deleted": True}, headers=NOT_KEPT)

    async def say(self, request: Request) -> HTTPResponse:
        """POST /web/messages."""
        person = await self._person(request)
        message_id, text = _message(requests.body_of(request))
        wait = self._by_person.take(person.sender_id)
        if wait:
            raise refusals.too_many(wait)
        answer = await self._conversations.take(person, message_id, text)
        return json(answer, headers=NOT_KEPT)

    async def history(self, request: Request) -> HTTPResponse:
        """GET /web/history."""
        person = await self._person(request)
        after = requests.cursor_of(request.args.get("after"))
        messages = await self._conversations.history(person, after)
        cursor = messages[-1]["id"] if messages else after
        return json({"messages": messages, "cursor": cursor}, headers=NOT_KEPT)

    async def stream(self, request: Request) -> None:
        """GET /web/events."""
        person = await self._person(request)
        told = request.args.get("after") or request.headers.get("last-event-id")
        after = requests.cursor_of(told)
        await events.stream_messages(
            request, self._conversations, person, after, self._keep_alive
        )

    async def rate(self, request: Request) -> HTTPResponse:
        """POST /web/ratings."""
        person = await self._person(request)
        wait = self._by_person.take(f"rate {person.sender_id}")
        if wait:
            raise refusals.too_many(wait)
        body = requests.body_of(request)
        scale, value = _rating(body.get("rating"))
        comment = body.get("comment") or ""
        about = body.get("about") or WHOLE
        if not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
            raise refusals.bad_request()
        if not _is_whole(about) or not 0 <= about < 10**18:
            raise refusals.bad_request()
        await self._conversations.rate(person, scale, value, _sound(comment), about)
        return json({"kept": True}, headers=NOT_KEPT)

    async def config(self, request: Request) -> HTTPResponse:
        """GET /web/config."""
        language = requests.language_of_request(request)
        phrases = self._sentences.phrases
        suggestions = phrases["web_suggestions"].say(language).split("|")
        body = {
            "language": language,
            "languages": ["zh", "en"],
            "version": self._files.version,
            "labels": {
                name.removeprefix(LABEL): words.zh if language == "zh" else words.en
                for name, words in phrases.items()
                if name.startswith(LABEL)
            },
            "suggestions": suggestions,
            "limits": {
                "text": self._settings.max_text,
                "comment": LONGEST_COMMENT,
                "streams": events.MAX_STREAMS,
                "keep_alive": events.KEEP_ALIVE,
                "retention_days": self._settings.retention_days,
            },
            "masking": patterns(self._sentences, language),
            "pages": {
                "faq": f"/faq?lang={language}",
                "decide": f"/decide?lang={language}",
            },
        }
        headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
        return json(body, headers=headers)

    async def transcript(self, request: Request) -> HTTPResponse:
        """GET /web/transcript: a file."""
        person = await self._person(request)
        language = requests.language_of_request(request)
        as_page = _format(request.args.get("format", "text")) == "html"
        messages = await self._conversations.history(person, 0)
        if as_page:
            return self._transcripts.page(messages, language, as_file=True)
        return self._transcripts.text(messages, language)

    async def print_out(self, request: Request) -> HTTPResponse:
        """POST /web/transcript: a form with the token, answered with a page."""
        requests.bounded(request)
        form = request.form or {}
        token, asked = form.get("token"), form.get("lang")
        if not tokens.is_token(token):
            raise tokens.unknown_conversation()
        language: Language = (
            "zh"
            if asked == "zh"
            else "en"
            if asked == "en"
            else requests.language_of_request(request)
        )
        person = await self._conversations.find(str(token))
        messages = await self._conversations.history(person, 0)
        if _format(form.get("format", "html")) == "text":
            return self._transcripts.text(messages, language)
        return self._transcripts.page(messages, language)

    async def _person(self, request: Request) -> WebConversation:
        requests.bounded(request)
        return await self._conversations.find(tokens.token_of(request))


async def _preflight(_: Request) -> HTTPResponse:
    """What a browser asks first; `headers` says whether the page may."""
    return empty()


def _message(body: dict[str, Any]) -> tuple[str, str]:
    """The client's id and the text or payload."""
    message_id, text, payload = (body.get(key) for key in ("id", "text", "payload"))
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise refusals.bad_request()
    if payload is not None:
        fits = isinstance(payload, str) and len(payload) <= MAX_PAYLOAD
        if text is not None or not fits or not payload.startswith(SIGN):
            raise refusals.bad_request()
        return message_id, str(payload)
    if not isinstance(text, str):
        raise refusals.bad_request()
    return message_id, text


def _rating(rating: object) -> tuple[Scale, int]:
    if isinstance(rating, str) and rating in _THUMBS:
        return "thumb", _THUMBS[rating]
    if isinstance(rating, int) and _is_whole(rating) and 1 <= rating <= 5:
        return "stars", rating
    raise refusals.bad_request()


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _format(text: str) -> str:
    if text not in ("text", "html"):
        raise refusals.bad_request()
    return text


def _sound(text: str) -> str:
    """Without what no database takes: halves of characters, zero bytes."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")
