"""What a request can be refused for, and how that is said.

A refusal is raised wherever it is noticed and told in one place of each room: as JSON
to a program, as a page to a person. The sentences are phrases of the knowledge.
"""

import math


class Refused(Exception):
    """A request that gets no answer; `code` is stable, the sentence is a phrase."""

    def __init__(
        self, status: int, code: str, phrase: str, retry_after: float | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.phrase = phrase
        self.retry_after = None if retry_after is None else math.ceil(retry_after) or 1


def bad_request() -> Refused:
    """The body or a parameter is not as described."""
    return Refused(400, "bad_request", "web_bad_request")


def foreign_origin() -> Refused:
    """The page that asks is not on the list."""
    return Refused(403, "origin", "web_foreign_origin")


def not_found() -> Refused:
    """There is nothing at this address."""
    return Refused(404, "not_found", "web_not_found")


def too_large() -> Refused:
    """The body is longer than anything that can be asked."""
    return Refused(413, "too_large", "web_too_large")


def too_many(seconds: float) -> Refused:
    """Asked too often; in so many seconds it may be asked again."""
    return Refused(429, "too_many", "web_too_many", seconds)


def trouble(seconds: float | None = None) -> Refused:
    """Something failed on our side; with `seconds`, only for a while."""
    if seconds is None:
        return Refused(500, "trouble", "web_trouble")
    return Refused(503, "trouble", "runtime_database_trouble", seconds)
