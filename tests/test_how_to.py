"""The commands of the documentation exist, and those that only look do work."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from advice import Knowledge, cli, load_knowledge
from bot.cli import _parser as bot_parser

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("docs/knowledge.md", "docs/decision.md")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.S)
_JOINED = re.compile(r"\\\n\s*")


def commands(module: str) -> Iterator[list[str]]:
    """Arguments of each `python -m MODULE` in a block of commands."""
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in _BLOCK.findall(text):
            for line in _JOINED.sub("", block).splitlines():
                words = shlex.split(line, comments=True)
                if words[:3] == ["python", "-m", module]:
                    yield words[3:]


def different(module: str) -> list[list[str]]:
    """The commands, each once."""
    return [list(words) for words in dict.fromkeys(map(tuple, commands(module)))]


# `check` alone takes long, and is run by tests of its own.
ADVICE = [words for words in different("advice") if words[0] not in ("diff", "check")]
DIFFS = [words for words in different("advice") if words[0] == "diff"]
BOT = different("bot")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


def test_each_chapter_of_how_to_ends_with_a_command() -> None:
    text = (ROOT / DOCUMENTS[0]).read_text(encoding="utf-8")
    chapters = text.partition("\n## How to\n")[2].split("\n### ")
    assert len(chapters) == 8
    for chapter in chapters:
        assert "python -m advice " in chapter, chapter.splitlines()[0]


@pytest.mark.parametrize("words", ADVICE, ids=[" ".join(words) for words in ADVICE])
def test_a_documented_command_works(
    words: list[str],
    knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(cli, "load_knowledge", lambda _: knowledge)
    here = [str(tmp_path / "out") if w.startswith("var/") else w for w in words]
    assert cli.main(here) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("words", DIFFS, ids=[" ".join(words) for words in DIFFS])
def test_a_documented_comparison_can_be_read(words: list[str]) -> None:
    options = cli._parser().parse_args(words)
    assert (options.old, options.new) == ("HEAD", "knowledge")


@pytest.mark.parametrize("words", BOT, ids=[" ".join(words) for words in BOT])
def test_a_documented_command_of_the_bot_can_be_read(words: list[str]) -> None:
    assert bot_parser().parse_args(words).command == words[0]


def test_all_the_keepers_commands_are_documented() -> None:
    assert ["check"] in different("advice")
    assert {words[0] for words in (*ADVICE, *DIFFS)} >= {
        "decide",
        "diff",
        "facts",
        "graph",
        "preview",
        "stale",
    }
    assert {tuple(words[:2]) for words in BOT} == {
        ("decisions", "export"),
        ("decisions", "case"),
    }
