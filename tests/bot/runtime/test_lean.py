"""Rasa without TensorFlow: in a process of its own, as imports are for good."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime import lean
from bot.settings import PROJECT


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


PREPARE = (
    "import sys; from pathlib import Path; from bot.runtime import lean; "
    "print(lean.prepare(Path('no.yml'))); "
)


@pytest.mark.rasa
def test_the_runtime_is_imported_without_tensorflow() -> None:
    done = python(
        f"{PREPARE} import bot.runtime.server, bot.chat; "
        "print(sorted(m for m in sys.modules if m.startswith('tensorflow')))"
    )
    assert done.returncode == 0, done.stderr
    wanted = [name for name in lean._STANDS_IN_FOR if name.startswith("tensorflow")]
    assert done.stdout.splitlines()[:2] == ["True", str(wanted)], (
        "Rasa asks for other parts of TensorFlow than it did."
    )


def test_whatever_else_is_asked_of_it_fails_with_a_reason() -> None:
    done = python(f"{PREPARE} import tensorflow; tensorflow.function")
    assert "ImportError: tensorflow.function was asked for" in done.stderr


@pytest.mark.parametrize(
    ("config", "needed"),
    [
        ("", False),
        (
            "pipeline: [{name: bot.nlu.ours.Ours}]\npolicies: [{name: RulePolicy}]",
            False,
        ),
        ("pipeline: [{name: DIETClassifier}]", True),
        ("pipeline: [WhitespaceTokenizer]\npolicies: [{name: TEDPolicy}]", True),
        ("pipeline: [{name: NotKnownToUs}]", True),
    ],
)
def test_a_component_that_may_need_tensorflow_gets_it(
    tmp_path: Path, config: str, needed: bool
) -> None:
    path = tmp_path / "config.yml"
    path.write_text(config, encoding="utf-8")
    assert lean.needs_tensorflow(path) is needed


def test_the_project_itself_needs_none() -> None:
    assert not lean.needs_tensorflow(PROJECT / "config.yml")
