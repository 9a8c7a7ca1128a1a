"""What the widget is made of: small, readable, without words and without markup."""

import gzip
import re
from pathlib import Path

import pytest

from bot.channels.web.static_files import FOLDER
from tests.bot.channels.widget.words import phrases

LIMIT = 20 * 1024
MODULES = sorted(FOLDER.glob("*.js"))
FILES = [*MODULES, FOLDER / "widget.css"]
SINKS = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "parseFromString",
    "createContextualFragment",
    "eval(",
    "new Function",
    ".cssText",
    "srcdoc",
)
CONTENTS = {path.name: path.read_text(encoding="utf-8") for path in FILES}


def test_script_and_style_stay_below_twenty_kilobytes() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in FILES}
    assert sum(sizes.values()) <= LIMIT, sizes


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_text_never_becomes_markup(path: Path) -> None:
    found = [sink for sink in SINKS if sink in CONTENTS[path.name]]
    assert not found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_host_but_ours_is_named(path: Path) -> None:
    hosts = re.findall(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", CONTENTS[path.name])
    assert [host for host in hosts if host != "www.w3.org"] == []  # SVG's name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_words_for_people_come_from_the_server(path: Path) -> None:
    assert not re.findall(r"[\u4e00-\u9fff]+", CONTENTS[path.name])


def test_labels_that_are_used_are_the_phrases_that_there_are() -> None:
    text = "".join(CONTENTS.values())
    used = {f"widget_{name}" for name in re.findall(r"\bt\.(\w+)", text)}
    written = {name for name in phrases() if name.startswith("widget_")}
    assert "widget_send" in used
    assert used <= written
    named_in_parts = re.findall(r"t\[`(\w+)\$", text)  # t[`day_${kind}`]
    assert named_in_parts == ["day_", "day_", "pick_"]
    parts = tuple(f"widget_{part}" for part in named_in_parts)
    alone = {name for name in written - used if not name.startswith(parts)}
    assert alone == {"widget_offline"}  # t[kind], of the banner


def test_modules_import_files_of_ours_alone() -> None:
    imported = {
        name
        for text in CONTENTS.values()
        for name in re.findall(r'^import .* from "([^"]+)";$', text, re.MULTILINE)
    }
    ours = {f"./{path.name}" for path in MODULES}
    assert imported == ours - {"./widget.js", "./chat.js"}
