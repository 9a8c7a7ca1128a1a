"""Rasa's modules copy only for debug lines, and no longer once that is spared."""

import logging
from types import ModuleType

import pytest

from bot.runtime import log_copies

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize("module", log_copies.MODULES, ids=lambda m: m.__name__)
def test_rasa_copies_only_for_debug_lines(module: ModuleType) -> None:
    assert log_copies.copies_only_for_debug_lines(module)


@pytest.mark.parametrize(
    ("line", "spared"),
    [
        ("structlogger.debug('x', y=copy.deepcopy(y))", True),
        ("structlogger.debug('x', y=y); z = copy.deepcopy(y)", False),
        ("structlogger.info('x', y=copy.deepcopy(y))", False),
        ("structlogger.debug('x', y=y)", False),
    ],
)
def test_other_copies_are_noticed(
    line: str, spared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_copies.inspect, "getsource", lambda _: line)
    assert log_copies.copies_only_for_debug_lines(ModuleType("any")) is spared


def test_a_changed_module_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import copy

    changed = ModuleType("changed")
    changed.__dict__["copy"] = copy
    monkeypatch.setattr(log_copies, "MODULES", (changed,))
    monkeypatch.setattr(log_copies.inspect, "getsource", lambda _: "copy.copy(1)")
    with caplog.at_level(logging.WARNING):
        assert not log_copies.install()
    assert changed.__dict__["copy"] is copy
    assert "slower" in caplog.text


def test_values_are_handed_over_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = ModuleType("ours")
    monkeypatch.setattr(log_copies, "MODULES", (ours,))
    monkeypatch.setattr(
        log_copies.inspect,
        "getsource",
        lambda _: "structlogger.debug('x', y=copy.deepcopy(y))",
    )
    assert log_copies.install()
    value = ["kept"]
    assert ours.__dict__["copy"].deepcopy(value) is value
