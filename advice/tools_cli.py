"""Commands for the person who keeps the law right: diff, preview, stale.

Exit codes of `diff`: 0 nothing changes, 1 something changes, 2 an error.
"""

import argparse
import datetime as dt
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from advice.diff import BadExport, compare, read_kept
from advice.diff.text import report_lines, report_to_dict
from advice.loader import load_knowledge
from advice.model import Knowledge
from advice.preview import preview_page
from advice.reading import KnowledgeError
from advice.stale import stale
from advice.words import LANGUAGES

Day = Callable[[str], dt.date]
Today = Callable[[], dt.date]


class ToolError(ValueError):
    """What was asked for cannot be found or read; the text says what."""


def add_commands(commands: Any, day: Day, today: Today) -> None:
    """Add the commands; `day` reads a day, `today` is the usual one."""
    diff = commands.add_parser("diff", help="what a change of the knowledge changes")
    diff.add_argument("old", metavar="OLD", help="a folder, or a git revision")
    diff.add_argument("new", metavar="NEW", help="a folder, or a git revision")
    diff.add_argument("--as-of", type=day, default=None, metavar="YYYY-MM-DD")
    diff.add_argument("--decisions", type=Path, metavar="FILE.jsonl")
    diff.add_argument("--json", action="store_true")
    diff.set_defaults(alone=lambda options: _diff(options, today))

    page = commands.add_parser("preview", help="everything, as one page to read")
    page.add_argument("--as-of", type=day, default=None, metavar="YYYY-MM-DD")
    page.add_argument("--region", help="GB/T 2260 code")
    page.add_argument("--lang", choices=("zh", "en", "both"), default="both")
    page.add_argument("--out", type=Path, metavar="FILE.html")
    page.set_defaults(run=lambda knowledge, o: _preview(knowledge, o, today))

    old = commands.add_parser("stale", help="what nobody has looked at for long")
    old.add_argument("--as-of", type=day, default=None, metavar="YYYY-MM-DD")
    old.add_argument("--days", type=int, default=180, help="for sources and figures")
    old.add_argument("--screens", type=int, default=90, help="for screens")
    old.add_argument("--fail", action="store_true", help="exit 1 if there are any")
    old.set_defaults(run=lambda knowledge, o: _stale(knowledge, o, today))


def _diff(options: argparse.Namespace, today: Today) -> int:
    try:
        kept = read_kept(options.decisions) if options.decisions else []
        with (
            _folder(options.old, options.knowledge) as old,
            _folder(options.new, options.knowledge) as new,
        ):
            one, other = _load(old, options.old), _load(new, options.new)
    except (ToolError, BadExport, KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    report = compare(one, other, options.as_of or today(), kept)
    if options.json:
        print(json.dumps(report_to_dict(report), ensure_ascii=False, indent=2))
    else:
        print("\n".join(report_lines(report)))
    return 1 if report.changes() else 0


def _load(folder: Path, name: str) -> Knowledge:
    try:
        return load_knowledge(folder)
    except KnowledgeError as error:
        raise KnowledgeError(f"{name}: {error}") from error


@contextmanager
def _folder(name: str, present: Path) -> Iterator[Path]:
    """The folder of that name, or the present knowledge at a git revision."""
    if Path(name).is_dir():
        yield Path(name)
        return
    git = shutil.which("git")
    if git is None or name.startswith("-"):
        raise ToolError(f"there is no folder {name!r}")
    done = subprocess.run(  # noqa: S603 (the name is no option, and git checks it)
        [git, "-C", str(present), "archive", "--format=tar", name, "."],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip()
        raise ToolError(f"{name!r} is neither a folder nor a git revision: {why}")
    with tempfile.TemporaryDirectory() as folder:
        _unpack(done.stdout, Path(folder))
        yield Path(folder)


def _unpack(archive: bytes, folder: Path) -> None:
    """The YAML files of an archive; nothing else, and nothing outside the folder."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            path = PurePosixPath(member.name)
            content = members.extractfile(member) if member.isfile() else None
            if content is None or path.suffix != ".yml" or ".." in path.parts:
                continue
            target = folder / path.relative_to("/") if path.is_absolute() else None
            target = target or folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


def _preview(knowledge: Knowledge, options: argparse.Namespace, today: Today) -> int:
    if options.region and options.region not in knowledge.regions:
        print(f"no region {options.region!r}", file=sys.stderr)
        return 2
    languages = LANGUAGES if options.lang == "both" else (options.lang,)
    day = options.as_of or today()
    page = preview_page(knowledge, day, options.region, languages)
    if options.out is None:
        print(page)
        return 0
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(page, encoding="utf-8")
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{options.out}: {len(page):,} characters")
    return 0


def _stale(knowledge: Knowledge, options: argparse.Namespace, today: Today) -> int:
    day = options.as_of or today()
    found = stale(knowledge, day, options.days, options.screens)
    for one in found:
        checked = one.checked.isoformat() if one.checked else "never     "
        age = f"{(day - one.checked).days:>5} days" if one.checked else " " * 10
        print(f"{checked} {age}  {one.kind:<9} {one.name}")
    print(f"{len(found)} to look at on {day}")
    return 1 if found and options.fail else 0
