"""Checks what an action returns against Rasa's schema, compiled once.

Rasa calls `jsonschema.validate` for each result, which checks the schema itself again
every time: 20 of the 28 ms of a turn (rasa 3.6.21, `RemoteAction._validate_action_
result`). `install` puts our check in its place if Rasa still looks as it did; else it
leaves Rasa alone and says so, and a test fails.
"""

import hashlib
import inspect
import logging
from collections.abc import Callable
from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

logger = logging.getLogger(__name__)

KNOWN_SOURCE = "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42"
"""SHA-256 of the source of Rasa's own check that ours takes the place of."""

Check = Callable[[Any], None]


class CheckedResult(dict[str, Any]):
    """A result that has passed the check already."""


class WrongResult(Exception):
    """An action returned something that Rasa does not take; never says what."""


def compile_check() -> Check:
    """A function that raises WrongResult for a result that Rasa does not take.

    Rasa's schema tries an event against each of its 23 kinds; ours goes by the name.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    event = schema["properties"]["events"]["items"]
    kinds = {one["properties"]["event"]["const"]: kind(one) for one in event["oneOf"]}
    any_event = kind({key: value for key, value in event.items() if key != "oneOf"})
    properties = {**schema["properties"], "events": {"type": "array"}}
    whole = kind({**schema, "properties": properties})

    def check(result: Any) -> None:
        if not _is_result(result):
            _expect(whole, result, "the result")
        for number, one in enumerate(result.get("events", ())):
            if _is_slot(one):
                continue
            _expect(any_event, one, f"event {number}")
            if one["event"] not in kinds:
                raise WrongResult(f"event {number} is of no kind that Rasa knows")
            _expect(kinds[one["event"]], one, f"event {number}")

    return check


def _is_result(result: Any) -> bool:
    """Whether a result is as rasa_sdk makes it: no schema need say so."""
    return (
        isinstance(result, dict)
        and result.keys() == {"events", "responses"}
        and isinstance(result["events"], list)
        and isinstance(result["responses"], list)
        and all(isinstance(response, dict) for response in result["responses"])
    )


def _is_slot(event: Any) -> bool:
    """Whether an event is a slot as rasa_sdk makes it: most are, and need no schema."""
    return (
        isinstance(event, dict)
        and event.keys() == {"event", "timestamp", "name", "value"}
        and event["event"] == "slot"
        and event["timestamp"] is None
        and isinstance(event["name"], str)
    )


def _expect(validator: Any, value: Any, where: str) -> None:
    error = next(validator.iter_errors(value), None)
    if error is not None:
        path = "/".join(str(part) for part in error.absolute_path)
        raise WrongResult(f"{where} is not as Rasa expects at {path or 'the top'}")


def rasa_is_known() -> bool:
    """Whether the check to be replaced is the one that we know."""
    method = RemoteAction._validate_action_result
    method = getattr(method, "instead_of", method)
    source = inspect.getsource(method)
    return hashlib.sha256(source.encode()).hexdigest() == KNOWN_SOURCE


def install() -> bool:
    """Make `RemoteAction` check with the compiled schema; returns whether it does."""
    if not rasa_is_known():
        logger.warning("Rasa's check of action results has changed: turns are slower.")
        return False
    rasas_own = RemoteAction._validate_action_result
    if hasattr(rasas_own, "instead_of"):
        return True
    check = compile_check()

    def validate(_self: RemoteAction, result: Any) -> bool:
        if not isinstance(result, CheckedResult):
            try:
                check(result)
            except WrongResult as error:
                raise ValidationError(str(error)) from error
        return True

    validate.instead_of = rasas_own  # type: ignore[attr-defined]
    RemoteAction._validate_action_result = validate
    return True
