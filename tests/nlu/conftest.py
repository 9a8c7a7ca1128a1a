"""The tables to measure on, and the trained model that reads them, once a session."""

import asyncio
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.evaluate_cli import domain_intents, load_reader, read_all
from bot.evaluation import Judged, read_rows
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from tests import kept_outside

HELD_OUT = Path(__file__).with_name("held_out.tsv")
TABLES = ("zh_dev", "en_dev", "oos_zh_dev", "oos_en_dev")

Judge = Callable[[Path], list[Judged]]


@pytest.fixture(scope="session")
def held_out() -> Path:
    return HELD_OUT


@pytest.fixture(scope="session")
def eval_dir() -> Path:
    """The folder of the questions that are kept outside the repository."""
    return kept_outside.folder([f"{name}.tsv" for name in TABLES])


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Reads a table with the trained model; each table once."""
    settings = read_settings(os.environ)
    ensure_model(settings, print)
    read = load_reader(settings)
    intents = domain_intents(PROJECT)

    @cache
    def judged(path: Path) -> list[Judged]:
        return asyncio.run(read_all(read, read_rows(path, intents)))

    return judged
