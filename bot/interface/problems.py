"""What a request can be refused for, as `application/problem+json` (RFC 9457).

The sentence is a phrase of the knowledge; what was sent is never repeated in it.
"""

import json
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from sanic.response import HTTPResponse

from advice import Language
from bot.interface.document import Fault
from bot.runtime.sentences import Sentences

CONTENT_TYPE = "application/problem+json"
PHRASE = "interface_"


class Problem(Exception):
    """A request that gets no answer; `code` is stable, `interface_<code>` its words."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        faults: Sequence[Fault] = (),
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.faults = tuple(faults)
        self.retry_after = None if retry_after is None else math.ceil(retry_after) or 1
        self.headers = headers or {}


def unauthorised() -> Problem:
    """No token, or one that is not known."""
    headers = {"WWW-Authenticate": 'Bearer realm="api"'}
    return Problem(HTTPStatus.UNAUTHORIZED, "unauthorised", headers=headers)


def not_found() -> Problem:
    """There is nothing at this address."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found")


def method(allowed: Sequence[str]) -> Problem:
    """The address takes other methods."""
    headers = {"Allow": ", ".join(allowed)}
    return Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", headers=headers)


def not_json() -> Problem:
    """The body is no JSON."""
    return Problem(HTTPStatus.BAD_REQUEST, "not_json")


def content_type() -> Problem:
    """The body is not said to be JSON."""
    return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type")


def too_large() -> Problem:
    """The body is longer than anything that can be asked."""
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")


def wrong(faults: Sequence[Fault]) -> Problem:
    """The request is not as described."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "wrong", faults)


def too_many(seconds: float) -> Problem:
    """Asked too often; in so many seconds it may be asked again."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    return Problem(status, "too_many", retry_after=seconds)


def trouble() -> Problem:
    """Something failed on our side."""
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "trouble")


def of_status(status: int, retry_after: str | None = None) -> Problem:
    """A refusal that was made before anything here was asked."""
    known = {
        HTTPStatus.NOT_FOUND: "not_found",
        HTTPStatus.METHOD_NOT_ALLOWED: "method",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    }
    found = HTTPStatus(status)
    fault = "bad_request" if found < HTTPStatus.INTERNAL_SERVER_ERROR else "trouble"
    if found == HTTPStatus.TOO_MANY_REQUESTS:
        return too_many(float(retry_after or 1))
    return Problem(found, known.get(found, fault))


def told(problem: Problem, sentences: Sentences, language: Language) -> HTTPResponse:
    """The answer that says a problem."""
    wait = problem.retry_after
    given = {"seconds": str(wait)} if wait is not None else {}
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "code": problem.code,
        "detail": sentences.say(f"{PHRASE}{problem.code}", language, given),
    }
    if problem.faults:
        body["errors"] = [{"at": one.at, "rule": one.rule} for one in problem.faults]
    headers = {"Cache-Control": "no-store", **problem.headers}
    if wait is not None:
        body["retry_after"] = wait
        headers["Retry-After"] = str(wait)
    text = json.dumps(body, ensure_ascii=False)
    return HTTPResponse(
        text, status=problem.status, headers=headers, content_type=CONTENT_TYPE
    )
