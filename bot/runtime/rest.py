"""Rasa's REST channel, careful about what it is sent.

Same address, same form: POST /webhooks/rest/webhook {"sender": ..., "message": ...}.
Rasa's own answers a picture or a broken request with an empty list or an internal
error, and stores whatever metadata it is given.
"""

import re
from typing import Any

from rasa.core.channels.rest import RestInput
from sanic.exceptions import InvalidUsage
from sanic.request import Request

from bot.runtime.assistant import MEDIA

MAX_SENDER = 255  # characters; the width of the column
MEDIA_KEYS = ("image", "attachment", "audio", "voice", "video", "file", "location")
NOT_HERE = ("tg:",)
"""How conversations begin that can be guessed, and belong to somebody elsewhere."""

_CHANNEL = re.compile(r"[a-z_]{1,40}")


class RestChannel(RestInput):  # type: ignore[misc]
    """The `rest` input channel."""

    async def _extract_sender(self, req: Request) -> str:
        """Who speaks; whoever does not say it would share a conversation with all."""
        sender = _body(req).get("sender")
        if isinstance(sender, int) and not isinstance(sender, bool):
            sender = str(sender)
        if isinstance(sender, str) and sender.startswith(NOT_HERE):
            raise InvalidUsage("A sender whose name begins so is on another channel.")
        if not isinstance(sender, str) or not _is_name(sender):
            raise InvalidUsage(
                "Say who is speaking: sender must be a text of 1 to "
                f"{MAX_SENDER} characters, a different one for each person."
            )
        return sender

    def _extract_message(self, req: Request) -> str | None:
        message = _body(req).get("message")
        return message if isinstance(message, str) else None

    def _extract_input_channel(self, req: Request) -> str:
        channel = _body(req).get("input_channel")
        if isinstance(channel, str) and _CHANNEL.fullmatch(channel):
            return channel
        return str(self.name())

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """Whether there is media; what else a sender gives as metadata nobody reads."""
        body = _body(request)
        odd = not isinstance(body.get("message"), str | None)
        if odd or any(body.get(key) for key in MEDIA_KEYS):
            return {MEDIA: True}
        return None


def _is_name(sender: str) -> bool:
    # Printable leaves out what a database refuses: half characters, zero bytes.
    return (
        0 < len(sender) <= MAX_SENDER and sender.isprintable() and sender.strip() != ""
    )


def _body(request: Request) -> dict[str, Any]:
    body = request.json
    if not isinstance(body, dict):
        raise InvalidUsage('send a JSON object: {"sender": "...", "message": "..."}')
    return body
