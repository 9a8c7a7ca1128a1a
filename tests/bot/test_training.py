"""When a model is trained anew, what is kept of it, and what a failure says."""

import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot import training
from bot.settings import Settings, read_settings
from bot.training import TrainingError, ensure_model, fingerprint, newest_model

FILES = {
    "config.yml": "pipeline: []",
    "domain.yml": "intents: []",
    "data/nlu/a.yml": "a",
    "knowledge/topics/t.yml": "t",
    "bot/nlu/part.py": "x = 1",
    "requirements.lock": "rasa==3.6.21",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_settings({}, tmp_path)


class FakeTraining:
    """Stands for the training process; says how often it ran."""

    def __init__(self) -> None:
        self.count = 0
        self.code = 0
        self.output = "\n".join(f"line {n}" for n in range(30))

    def run(self, command: list[str], *, stdout: Any, **_: Any) -> Any:
        self.count += 1
        stdout.write(self.output.encode())
        if self.code == 0:
            (Path(command[-2]) / f"{command[-1]}.tar.gz").write_bytes(b"model")
        return subprocess.CompletedProcess(command, self.code)


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> FakeTraining:
    fake = FakeTraining()
    monkeypatch.setattr(training.subprocess, "run", fake.run)
    return fake


def quiet(_: str) -> None:
    pass


def test_the_first_start_trains_and_the_second_does_not(
    settings: Settings, process: FakeTraining
) -> None:
    said: list[str] = []
    assert ensure_model(settings, said.append)
    assert not ensure_model(settings, said.append)
    assert (process.count, len(said)) == (1, 1)
    assert newest_model(settings.models) is not None
    assert stat.S_IMODE((settings.project / "var").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", FILES)
def test_a_change_trains_anew(
    settings: Settings, process: FakeTraining, name: str
) -> None:
    ensure_model(settings, quiet)
    (settings.project / name).write_text("changed", encoding="utf-8")
    assert ensure_model(settings, quiet)


@pytest.mark.parametrize("change", ["new", "gone", "moved"])
def test_a_file_that_comes_or_goes_trains_anew(
    settings: Settings, process: FakeTraining, change: str
) -> None:
    ensure_model(settings, quiet)
    file = settings.project / "data" / "nlu" / "a.yml"
    match change:
        case "new":
            file.with_name("b.yml").write_text("b", encoding="utf-8")
        case "gone":
            file.unlink()
        case _:
            file.rename(file.with_name("c.yml"))
    assert ensure_model(settings, quiet)


@pytest.mark.parametrize(
    "name", ["README.md", "bot/nlu/__pycache__/part.pyc", "data/.swp", "actions/a.py"]
)
def test_other_files_do_not_matter(settings: Settings, name: str) -> None:
    before = fingerprint(settings.project)
    path = settings.project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("new", encoding="utf-8")
    assert fingerprint(settings.project) == before


def test_force_trains_in_any_case(settings: Settings, process: FakeTraining) -> None:
    ensure_model(settings, quiet)
    assert ensure_model(settings, quiet, force=True)
    assert process.count == 2


def test_three_models_are_kept(settings: Settings, process: FakeTraining) -> None:
    settings.models.mkdir()
    for age, name in enumerate(["d", "c", "b", "a"], start=1):
        model = settings.models / f"{name}.tar.gz"
        model.write_bytes(b"old")
        model.with_name(f"{name}.fingerprint").write_text("old", encoding="utf-8")
        os.utime(model, (10_000 - age, 10_000 - age))
    ensure_model(settings, quiet)
    kept = sorted(path.name for path in settings.models.glob("*.tar.gz"))
    notes = sorted(path.name for path in settings.models.glob("*.fingerprint"))
    assert len(kept) == 3 and kept[1:] == ["c.tar.gz", "d.tar.gz"]
    assert [note.split(".")[0] for note in notes] == [k.split(".")[0] for k in kept]


def test_a_failure_shows_the_last_lines_and_keeps_the_old_model(
    settings: Settings, process: FakeTraining
) -> None:
    ensure_model(settings, quiet)
    old = newest_model(settings.models)
    process.code = 1
    (settings.project / "config.yml").write_text("broken", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        ensure_model(settings, quiet)
    assert "line 29" in str(caught.value) and "line 3\n" not in str(caught.value)
    logs = list((settings.project / "var" / "log").glob("train-*.log"))
    assert any(str(log) in str(caught.value) for log in logs)
    assert newest_model(settings.models) == old
    with pytest.raises(TrainingError):
        ensure_model(settings, quiet)


def test_the_error_is_shown_even_if_its_message_is_long(
    settings: Settings, process: FakeTraining
) -> None:
    process.code = 1
    process.output = "\n".join(
        ["Traceback", "rasa.InvalidDomain: the domain is wrong", *["a name"] * 90]
    )
    with pytest.raises(TrainingError, match="the domain is wrong") as caught:
        ensure_model(settings, quiet)
    assert len(str(caught.value).splitlines()) < 20


def test_a_folder_that_cannot_be_made_is_said(
    settings: Settings, process: FakeTraining
) -> None:
    settings.models.write_text("a file", encoding="utf-8")
    with pytest.raises(TrainingError, match="set MODELS_DIR"):
        ensure_model(settings, quiet)
