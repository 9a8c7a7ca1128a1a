"""What reaches the log: keys, counts and ids, and nothing that somebody said."""

import logging

import pytest
import structlog

from bot.runtime.logs import PrivateFormatter, configure_logs, only_harmless, way_of

SECRET = "13812345678"


def fail() -> None:
    local = SECRET  # Rasa's own logs would show local variables
    raise ValueError(local)


def test_keys_that_may_hold_words_are_dropped() -> None:
    event = {"event": "rest.failure", "level": "error", "text": SECRET, "new": SECRET}
    assert only_harmless(None, "", event) == {"event": "rest.failure", "level": "error"}


@pytest.mark.parametrize("form", ["true", "exception", "tuple"])
def test_an_exception_is_its_type_and_way(form: str) -> None:
    try:
        fail()
    except ValueError as error:
        given = {
            "true": True,
            "exception": error,
            "tuple": (ValueError, error, error.__traceback__),
        }[form]
        event = only_harmless(None, "", {"event": "failed", "exc_info": given})
    assert set(event) == {"event"}
    assert "builtins.ValueError at " in event["event"]
    assert "test_logs.py:" in event["event"]
    assert SECRET not in event["event"]


def test_a_traceback_in_a_plain_log_has_no_values() -> None:
    try:
        fail()
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
        record = logging.LogRecord("x", 40, "x.py", 1, "failed", (), info)
    record.exc_text = f"ValueError: {SECRET}"  # as another formatter leaves it
    line = PrivateFormatter().format(record)
    assert "failed" in line and "builtins.ValueError" in line
    assert SECRET not in line


def test_rasas_loggers_obey_after_configuration(
    caplog: pytest.LogCaptureFixture,
) -> None:
    configure_logs("DEBUG")
    caplog.set_level(logging.DEBUG)
    logger = structlog.get_logger()
    logger.debug("processor.slots.log", slot_values=SECRET)
    logger.error("rest.message.received.failure", text=SECRET)
    assert "rest.message.received.failure" in caplog.text
    assert "processor.slots.log" not in caplog.text
    assert SECRET not in caplog.text
    assert logging.getLogger("rasa").level == logging.INFO


def test_a_way_without_lines_is_still_said() -> None:
    assert way_of(ValueError, None) == "builtins.ValueError at an unknown line"


def test_sanic_does_not_advise_debugging(caplog: pytest.LogCaptureFixture) -> None:
    configure_logs("INFO")
    sanic = logging.getLogger("sanic.error")
    with caplog.at_level(logging.WARNING):
        sanic.warning("Sanic is running in PRODUCTION mode. Consider '--debug'")
        sanic.warning("something else")
    assert [record.message for record in caplog.records] == ["something else"]
