"""Rasa's own check of the training data, as a person runs it: nothing is wrong.

Rasa warns of an intent without examples. Those that only buttons and the confidence
bands send have none on purpose: examples would teach the classifier what nobody types,
and Rasa has no way of declaring such an intent. They are named here, so that any other
warning fails.
"""

import os
import re
import subprocess
import sys

import pytest

from bot.settings import PROJECT

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

SENT_BY_BUTTONS = {"change_topic", "change_fact"}
SENT_BY_THE_BANDS = {"nlu_unsure"}
NO_EXAMPLES = re.compile(
    r"The intent '(\w+)' is listed in the domain file, but is not found in the NLU"
)


@pytest.fixture(scope="module")
def validation() -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    environ = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    return subprocess.run(
        command,
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def warnings(validation: "subprocess.CompletedProcess[str]") -> list[str]:
    """Rasa's own warnings, not those of what it imports."""
    lines = (validation.stdout + validation.stderr).splitlines()
    own = ("rasa/shared/utils/io.py", " WARNING  rasa")
    return [line for line in lines if any(mark in line for mark in own)]


def test_the_data_are_valid(validation: "subprocess.CompletedProcess[str]") -> None:
    assert validation.returncode == 0, validation.stderr[-2000:]
    assert "No story structure conflicts found" in validation.stderr


def test_only_intents_that_nobody_types_have_no_examples(
    validation: "subprocess.CompletedProcess[str]",
) -> None:
    found = warnings(validation)
    without = {name for line in found for name in NO_EXAMPLES.findall(line)}
    assert without == SENT_BY_BUTTONS | SENT_BY_THE_BANDS
    assert [line for line in found if not NO_EXAMPLES.search(line)] == []
