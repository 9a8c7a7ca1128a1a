"""The command line: `python -m bot run|chat|train|evaluate|decisions|desk|api-token`.

Whatever stops a start ends in one sentence on standard error and exit status 1. Rasa is
imported only after `lean.prepare`, and only by the commands that need it.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from advice import Knowledge, KnowledgeError, load_knowledge
from bot import decisions_cli, token_cli, training
from bot.desk import cli as desk_cli
from bot.evaluation import EvaluationError
from bot.runtime import lean
from bot.settings import Settings, SettingsError, read_settings
from records import RecordsError, migrate

_EXPECTED = (
    SettingsError,
    KnowledgeError,
    RecordsError,
    training.TrainingError,
    EvaluationError,
    decisions_cli.DecisionsError,
    desk_cli.DeskError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings(os.environ)
        if options.command == "train":
            return _train(settings, options.force)
        if options.command == "evaluate":
            return _evaluate(settings, options)
        if options.command == "api-token":
            return token_cli.run(options.name, _say)
        if options.command == "decisions":
            return decisions_cli.run(settings, options, _say_aside)
        if options.command == "desk":
            return desk_cli.run(settings, options, sys.stdin, _say_aside)
        return _start(settings, options.command)
    except _EXPECTED as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the server")
    commands.add_parser("chat", help="chat in the terminal")
    train = commands.add_parser("train", help="train a model if something has changed")
    train.add_argument("--force", action="store_true", help="train in any case")
    measure = commands.add_parser("evaluate", help="measure on a table of messages")
    measure.add_argument("file", type=Path, help="TSV: text, intent (a|b), kind")
    measure.add_argument("--json", action="store_true", help="print JSON")
    measure.add_argument("--errors", action="store_true", help="show each wrong row")
    decisions_cli.add_commands(commands)
    token_cli.add_command(commands)
    desk_cli.add_commands(commands)
    return parser


def _train(settings: Settings, force: bool) -> int:
    if not training.ensure_model(settings, _say, force):
        _say("The newest model is up to date.")
    return 0


def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    from bot.evaluate_cli import evaluate, write_json, write_lines

    about, figures = evaluate(settings, options.file, _say_aside)
    _speak_utf8(sys.stdout)
    write = write_json if options.json else write_lines
    write(sys.stdout, about, figures, options.errors)
    return 0


def _start(settings: Settings, command: str) -> int:
    knowledge = load_knowledge(settings.project / "knowledge")
    training.ensure_model(settings, _say)
    migrate(settings.database_url)
    lean.prepare(settings.project / "config.yml")
    from bot.runtime.agents import StartError  # after `prepare`
    from bot.runtime.tracker_store import WrongTrackerStore

    try:
        if command == "run":
            _serve(settings, knowledge)
        else:
            _chat(settings, knowledge)
    except (StartError, WrongTrackerStore) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _serve(settings: Settings, knowledge: Knowledge) -> None:
    import uvloop

    from bot.runtime.server import serve

    uvloop.install()
    asyncio.run(serve(settings, knowledge, _say))


def _chat(settings: Settings, knowledge: Knowledge) -> None:
    from bot.chat import Terminal, chat

    _speak_utf8(sys.stdin, sys.stdout)
    chat(settings, knowledge, Terminal(sys.stdin, sys.stdout))


def _speak_utf8(*streams: TextIO) -> None:
    for stream in streams:
        stream.reconfigure(  # type: ignore[attr-defined]
            encoding="utf-8", errors="replace"
        )


def _say_aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _say(text: str) -> None:
    print(text, flush=True)
