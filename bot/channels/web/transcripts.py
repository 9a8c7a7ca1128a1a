"""A conversation to keep: as text, or as a page to print."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sanic.response import HTTPResponse

from advice import Language
from bot import clock
from bot.channels.web.messages import Message
from bot.channels.web.rendering import Address, Renderer
from bot.http.pages import page_answer
from bot.runtime.sentences import Sentences

_FILE = "attachment; filename=conversation-{day}.{kind}"


class Transcripts:
    """Writes conversations."""

    def __init__(
        self,
        renderer: Renderer,
        sentences: Sentences,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now` gives the moment, aware."""
        self._renderer = renderer
        self._sentences = sentences
        self._now = now

    def text(self, messages: Sequence[Message], language: Language) -> HTTPResponse:
        """A text file."""
        say, now = self._sentences.say, self._local(self._now())
        lines = [
            say("web_name", language),
            say("web_transcript_made", language, {"moment": now}),
            say("web_footer_notice", language),
        ]
        for one in messages:
            who = say(f"web_transcript_{one['by']}", language)
            lines += ["", f"{_local_time(one)} {who}", str(one["text"])]
        return HTTPResponse(
            "\n".join(lines) + "\n",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": _FILE.format(day=now[:10], kind="txt"),
            },
            content_type="text/plain; charset=utf-8",
        )

    def page(
        self, messages: Sequence[Message], language: Language, as_file: bool = False
    ) -> HTTPResponse:
        """A page of ours, or the same page as a file."""
        now = self._now()
        shown: list[dict[str, Any]] = [
            {**one, "local": _local_time(one)} for one in messages
        ]
        html = self._renderer.page(
            "transcript.html",
            language,
            now.astimezone(clock.SHANGHAI).date(),
            Address("/"),
            messages=shown,
            moment=self._local(now),
            indexed=False,
            bare=True,
        )
        answer = page_answer(html, kept="no-store")
        if as_file:
            name = _FILE.format(day=self._local(now)[:10], kind="html")
            answer.headers["Content-Disposition"] = name
        return answer

    def _local(self, moment: dt.datetime) -> str:
        return moment.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _local_time(message: Message) -> str:
    at = dt.datetime.fromisoformat(str(message["at"]).replace("Z", "+00:00"))
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
