"""What the screens are made of: small modules, each label a phrase, keys that act."""

import re
from pathlib import Path

import pytest

from bot.desk.page import FOLDER, WORDS
from tests.bot.channels.widget.words import phrases

LONGEST = 300  # lines of a module
MODULES = sorted(FOLDER.glob("*.js"))
CONTENTS = {path.name: path.read_text(encoding="utf-8") for path in MODULES}
SOURCE = "\n".join(CONTENTS[path.name] for path in MODULES)
WHOLE = re.compile(r'\bt\(\s*"(\w+)"')
CHOSEN = re.compile(r'\bt\([^()"`]*\? "(\w+)" : "(\w+)"')
FAMILY = re.compile(r"`(\w+)_\$\{")
NAMED = re.compile(r'\bnamed\("(\w+)"')
LISTED = {"keys_go", "keys_talk", "keys_panel"} | {
    f"hint_{name}" for name in ("queue", "call", "keys")
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_modules_are_small(path: Path) -> None:
    assert len(CONTENTS[path.name].splitlines()) <= LONGEST


def whole_names() -> set[str]:
    chosen = {name for pair in CHOSEN.findall(SOURCE) for name in pair}
    return {*WHOLE.findall(SOURCE), *chosen, *LISTED}


def test_every_label_that_is_named_is_a_phrase() -> None:
    assert len(whole_names()) > 200
    missing = {name for name in whole_names() if f"{WORDS}{name}" not in phrases()}
    assert missing == set()


def test_every_phrase_of_the_screens_is_used() -> None:
    families = {*FAMILY.findall(SOURCE), *NAMED.findall(SOURCE)}
    assert families
    written = {name.removeprefix(WORDS) for name in phrases() if name.startswith(WORDS)}
    by_page = {"title", "noscript"}
    unused = {
        name
        for name in written - whole_names() - by_page
        if name.partition("_")[0] not in families and f'"{name}"' not in SOURCE
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("reason", ["asked", "two_failures", "same_question", "outcome", "approval"]),
        ("reason", ["off", "call"]),
        ("state", ["waiting", "claimed", "ended"]),
        ("ended", ["agent", "person", "assistant", "forgotten"]),
        ("channel", ["web", "telegram", "rest", "cmdline", "desk"]),
        ("by", ["person", "button", "caller", "agent"]),
        ("kind", ["result", "missing", "refer"]),
        ("row", ["applies", "possible", "ruled_out"]),
        ("reply", ["decision", "question", "answer", "step", "which"]),
        ("face", ["plain", "list", "shorter"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_member_of_a_family_has_its_label(
    family: str, members: list[str]
) -> None:
    names = [f"{WORDS}{family}_{member}" for member in members]
    assert [name for name in names if name not in phrases()] == []


def test_every_command_of_the_keyboard_is_on_the_sheet_and_does_something() -> None:
    commands = set(re.findall(r'\["(\w+)", "[A-Z]\w+"\]', CONTENTS["keys.js"]))
    assert len(commands) > 20
    assert {name for name in commands if f"{WORDS}key_{name}" not in phrases()} == set()
    does = CONTENTS["room.js"] + CONTENTS["desk.js"]
    lost = {
        name
        for name in commands
        if not re.search(rf'\b{name}: \(\) =>|=== "{name}"', does)
    }
    assert lost == set()
