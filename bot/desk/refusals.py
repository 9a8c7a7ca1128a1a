"""What a request at the desk can be refused for; told as JSON by `bot.desk.http`.

`Refused` is that of all rooms, so that whatever the shared code raises is told alike.
"""

from collections.abc import Mapping
from typing import Any

from bot.http.refusals import Refused


class DeskRefused(Refused):
    """A refusal with further keys for the screen."""

    def __init__(
        self,
        status: int,
        code: str,
        phrase: str,
        retry_after: float | None = None,
        **more: Any,
    ) -> None:
        super().__init__(status, code, phrase, retry_after)
        self.more: Mapping[str, Any] = more


def bad(field: str) -> Refused:
    """A part of the request is not as described."""
    return DeskRefused(400, "bad_request", "desk_api_bad_request", field=field)


def lacks(what: str) -> Refused:
    """A file cannot be made of a review: what it does not say."""
    phrase = f"desk_api_lacks_{what}"
    return DeskRefused(400, "bad_request", phrase, field=what)


def signed_out() -> Refused:
    """No session, or one that has ended."""
    return DeskRefused(401, "signed_out", "desk_api_signed_out")


def wrong_password() -> Refused:
    """Name or password; which of the two is not said."""
    return DeskRefused(401, "wrong_password", "desk_api_wrong_password")


def weak_password() -> Refused:
    """A new password that is not taken."""
    return DeskRefused(400, "weak_password", "desk_api_weak_password", field="password")


def forbidden() -> Refused:
    """The role may not, or the conversation is another's."""
    return DeskRefused(403, "forbidden", "desk_api_forbidden")


def forged() -> Refused:
    """The token against forged requests is missing or wrong."""
    return DeskRefused(403, "csrf", "desk_api_csrf")


def foreign() -> Refused:
    """The request comes from another site's page."""
    return DeskRefused(403, "origin", "desk_api_origin")


def nothing() -> Refused:
    """There is nothing of this number."""
    return DeskRefused(404, "not_found", "desk_api_not_found")


def taken(by: Mapping[str, Any]) -> Refused:
    """Another agent was quicker."""
    return DeskRefused(409, "taken", "desk_api_taken", by=by)


def state() -> Refused:
    """Not possible as things stand."""
    return DeskRefused(409, "state", "desk_api_state")


def changed() -> Refused:
    """Another answer waits for approval than the one that was looked at."""
    return DeskRefused(409, "changed", "desk_api_changed")


def content_type() -> Refused:
    """The body is not JSON."""
    return DeskRefused(415, "content_type", "desk_api_content_type")


def too_often(seconds: float) -> Refused:
    """Asked, or failed to sign in, too often."""
    return DeskRefused(429, "too_many", "desk_api_too_many", seconds)
