"""Trains when what a model is made of has changed, and only then.

A model's fingerprint, kept beside it, is a hash over the training data, the
configuration, the knowledge, our NLU code and the lock file. Training runs in a process
of its own, so that its memory is given back, and writes its output to a file. Imports
no Rasa: deciding that nothing has changed takes milliseconds.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.settings import Settings

INPUTS = (
    "config.yml",
    "domain.yml",
    "domain",
    "data",
    "knowledge",
    "bot/nlu",
    "bot/runtime/rule_policy.py",
    "requirements.lock",
)
KEPT_MODELS = 3
_LAST_LINES = 15
_ERROR_LINE = re.compile(r"[A-Za-z_.]*(?:Error|Exception|Invalid\w*)\b")


class TrainingError(RuntimeError):
    """Training failed; the message has the last lines of its output and the path."""


def fingerprint(project: Path) -> str:
    """SHA-256 over the names and the contents of all that goes into a model."""
    whole = hashlib.sha256()
    for path in _input_files(project):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(project).as_posix()}\0{content}\0".encode())
    return whole.hexdigest()


def newest_model(models: Path) -> Path | None:
    """The model trained last in this folder."""
    found = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns)
    return found[-1] if found else None


def distrust(model: Path) -> None:
    """Let the next start or `make train` train again, whatever has changed."""
    _note(model).unlink(missing_ok=True)


def is_current(settings: Settings) -> bool:
    """Whether the newest model was trained on what lies in the project now."""
    model = newest_model(settings.models)
    if model is None or not _note(model).is_file():
        return False
    return _note(model).read_text(encoding="utf-8") == fingerprint(settings.project)


def ensure_model(
    settings: Settings, say: Callable[[str], None], force: bool = False
) -> bool:
    """Train if something changed; returns whether it trained. Raises TrainingError.

    Of two processes that find a change at once, the second waits for the first.
    """
    if not force and is_current(settings):
        return False
    with _alone(settings.models):
        if not force and is_current(settings):
            return False
        say("Training a model: something that it is made of has changed ...")
        _train(settings)
        _drop_old_models(settings.models)
    return True


def _train(settings: Settings) -> None:
    mark = fingerprint(settings.project)
    name = f"{datetime.now():%Y%m%d-%H%M%S}-{mark[:8]}"
    draft = settings.models / "draft"
    draft.mkdir(parents=True, exist_ok=True)
    log = settings.project / "var" / "log" / f"train-{name}.log"
    log.parent.parent.mkdir(mode=0o700, exist_ok=True)  # conversations lie there too
    log.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bot.training_job", str(draft), name]
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            cwd=settings.project,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    trained = draft / f"{name}.tar.gz"
    if done.returncode != 0 or not trained.is_file():
        raise TrainingError(_what_went_wrong(log))
    model = settings.models / trained.name
    _note(model).write_text(mark, encoding="utf-8")
    trained.replace(model)


def _what_went_wrong(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    shown = lines[-_LAST_LINES:]
    errors = [n for n, line in enumerate(lines) if _ERROR_LINE.match(line)]
    if errors and errors[-1] < len(lines) - _LAST_LINES:  # a long message follows it
        shown = [*lines[errors[-1] : errors[-1] + 3], "...", *shown[3:]]
    last = "\n".join(f"  {line}" for line in shown)
    return f"Training failed. The last lines of {log}:\n{last}"


def _drop_old_models(models: Path) -> None:
    found = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime_ns)
    for model in found[:-KEPT_MODELS]:
        model.unlink()
        _note(model).unlink(missing_ok=True)


def _note(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(".tar.gz") + ".fingerprint")


def _input_files(project: Path) -> Iterator[Path]:
    for name in INPUTS:
        start = project / name
        if start.is_file():
            yield start
        else:
            yield from sorted(p for p in start.rglob("*") if _counts(p, project))


def _counts(path: Path, project: Path) -> bool:
    parts = path.relative_to(project).parts
    hidden = any(part.startswith(".") for part in parts)
    return path.is_file() and not hidden and path.suffix != ".pyc"


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Hold the models' folder against another training process."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        lock = (models / ".lock").open("w", encoding="utf-8")
    except OSError as error:
        raise TrainingError(
            f"Models cannot be kept in {models} ({error.strerror}): set MODELS_DIR to "
            "a folder that can be written."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
