"""The token by which a conversation is known: 256 random bits, kept nowhere.

Whoever has it, has the conversation. The other tokens (`bot.tokens`) are of systems.
"""

import hashlib
import re
import secrets

from sanic.request import Request

from bot.http.refusals import Refused

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that cannot be guessed: 256 bits."""
    return secrets.token_urlsafe(32)


def sender_of(token: str) -> str:
    """The conversation's id; from it the token cannot be found."""
    return f"web-{hashlib.sha256(token.encode('ascii')).hexdigest()[:48]}"


def token_of(request: Request) -> str:
    """The token of the header `Authorization`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not _TOKEN.fullmatch(token.strip()):
        raise unknown_conversation()
    return str(token.strip())


def is_token(text: object) -> bool:
    """Whether a text has the form of a token."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def unknown_conversation() -> Refused:
    """There is no conversation with this token."""
    return Refused(401, "unknown_conversation", "web_unknown_conversation")
