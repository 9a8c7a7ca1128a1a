"""Logs that carry keys, counts and ids, and never what somebody said.

Rasa writes message texts and slot values as extra keys of structlog events, and local
variables into tracebacks; some at WARNING and ERROR, so a level alone does not help.
Here only the keys known to be harmless pass, and an exception is its type and the lines
that it went through. To be called before a model is loaded.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from rasa.utils.log_utils import configure_structlog

_HARMLESS = frozenset(
    {"event", "event_info", "level", "logger", "timestamp", "path", "action_name"}
    | {"slot_name", "rule_name", "policy_name", "component_name", "intent_name"}
)
_FRAMES = 8


def configure_logs(level: str) -> None:
    """Send all logs to standard error at `level`; Rasa's own never below INFO."""
    number = int(getattr(logging, level))
    logging.basicConfig(stream=sys.stderr, level=number)
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:  # not a test's or a tool's
            handler.setFormatter(PrivateFormatter())
    logging.getLogger("rasa").setLevel(max(number, logging.INFO))
    logging.getLogger("sanic.error").addFilter(_is_no_advert)
    # Without this call, Rasa prints every text and slot at debug level.
    configure_structlog(max(number, logging.INFO))
    # In place: loggers that were used already keep this very list.
    processors = structlog.get_config()["processors"]
    keep = [
        one for one in processors if one is not structlog.processors.dict_tracebacks
    ]
    if only_harmless not in keep:
        at = keep.index(structlog.dev.set_exc_info) + 1
        keep.insert(at, only_harmless)
    processors[:] = keep


def _is_no_advert(record: logging.LogRecord) -> bool:
    # In a terminal, Sanic advises the person at the keyboard to turn debugging on.
    return "PRODUCTION mode" not in record.getMessage()


def only_harmless(
    _logger: object, _method: str, event: dict[str, Any]
) -> dict[str, Any]:
    """The structlog processor: drops every key that may hold what somebody said."""
    kept = {key: value for key, value in event.items() if key in _HARMLESS}
    error = event.get("exc_info")
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if isinstance(error, tuple) and error[0] is not None:
        kept["event"] = f"{kept.get('event', '')} ({way_of(error[0], error[2])})"
    return kept


def way_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The type of an exception and the last lines it went through, without values."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    way = " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
    return f"{kind.__module__}.{kind.__qualname__} at {way or 'an unknown line'}"


class PrivateFormatter(logging.Formatter):
    """Level, logger and message; an exception without its message and values."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: Any) -> str:
        """One line instead of a traceback."""
        return way_of(ei[0], ei[2]) if ei[0] else ""

    def format(self, record: logging.LogRecord) -> str:
        """As usual, but without a traceback that another formatter has cached."""
        record.exc_text = None
        return super().format(record)
