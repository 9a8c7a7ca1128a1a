"""Rasa's REST channel, careful about what it is sent.

Same address, same form: POST /webhooks/rest/webhook {"sender": ..., "message": ...}.
Rasa's own answers a picture or a broken request with an empty list or an internal
error, and stores whatever metadata it is given.
"""

import json
from typing import Any

from rasa.core.channels.rest import RestInput
from sanic.exceptions import InvalidUsage
from sanic.request import Request

from bot.runtime.assistant import MEDIA

MAX_SENDER = 255  # characters; the width of the column
MAX_CHANNEL = 40
MAX_METADATA = 2000  # characters of JSON
MEDIA_KEYS = ("image", "attachment", "audio", "voice", "video", "file", "location")


class RestChannel(RestInput):  # type: ignore[misc]
    """The `rest` input channel."""

    async def _extract_sender(self, req: Request) -> str | None:
        sender = _body(req).get("sender")
        if sender is None or isinstance(sender, int):
            return None if sender is None else str(sender)
        if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER:
            raise InvalidUsage(f"sender must be a text of 1 to {MAX_SENDER} characters")
        return sender

    def _extract_message(self, req: Request) -> str | None:
        message = _body(req).get("message")
        return message if isinstance(message, str) else None

    def _extract_input_channel(self, req: Request) -> str:
        channel = _body(req).get("input_channel")
        if isinstance(channel, str) and 0 < len(channel) <= MAX_CHANNEL:
            return channel
        return str(self.name())

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """The sender's metadata if it is a small object, and whether there is media."""
        body = _body(request)
        given = body.get("metadata")
        metadata: dict[str, Any] = {}
        if isinstance(given, dict) and len(json.dumps(given)) <= MAX_METADATA:
            metadata = dict(given)
        odd = not isinstance(body.get("message"), str | None)
        if odd or any(body.get(key) for key in MEDIA_KEYS):
            metadata[MEDIA] = True
        return metadata or None


def _body(request: Request) -> dict[str, Any]:
    body = request.json
    if not isinstance(body, dict):
        raise InvalidUsage('send a JSON object: {"sender": "...", "message": "..."}')
    return body
