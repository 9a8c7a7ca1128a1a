"""What browsers load is small and readable, without words and without markup.

Of the widget and of the desk's screens alike; what each has for itself is tested beside
its other tests (`channels/widget/test_source.py`, `desk/screen/test_source.py`).
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.web import static_files
from bot.desk import page

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
IMPORT = re.compile(r'^import .* from "([^"]+)";$', re.MULTILINE)


@dataclass(frozen=True)
class Face:
    """A style and modules, and which of these nothing else imports."""

    folder: Path
    style: str
    begins: frozenset[str]
    most: int  # bytes, gzipped

    @property
    def modules(self) -> list[Path]:
        return sorted(self.folder.glob("*.js"))

    @property
    def files(self) -> list[Path]:
        return [*self.modules, self.folder / self.style]


FACES = {
    "widget": Face(
        static_files.FOLDER,
        "widget.css",
        frozenset({"widget.js", "chat.js"}),
        20 * 1024,
    ),
    "desk": Face(page.FOLDER, "desk.css", frozenset({"desk.js"}), 60 * 1024),
}
EACH_FACE = pytest.mark.parametrize("face", FACES.values(), ids=FACES)
MODULES = {
    f"{name}/{path.name}": path for name, face in FACES.items() for path in face.modules
}
FILES = {
    f"{name}/{path.name}": path for name, face in FACES.items() for path in face.files
}


def content(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@EACH_FACE
def test_it_loads_quickly(face: Face) -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in face.files}
    assert sum(sizes.values()) <= face.most, sizes


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_text_never_becomes_markup(path: Path) -> None:
    assert [sink for sink in SINKS if sink in content(path)] == []


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_no_host_but_ours_is_named(path: Path) -> None:
    hosts = re.findall(r"(?:https?:)?//([\w.-]+\.[a-z]{2,})", content(path))
    assert [host for host in hosts if host != "www.w3.org"] == []  # SVG's name


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_words_for_people_come_from_the_server(path: Path) -> None:
    assert not re.findall(r"[\u4e00-\u9fff]+", content(path))


@EACH_FACE
def test_modules_import_files_of_ours_alone(face: Face) -> None:
    imported = {name for path in face.modules for name in IMPORT.findall(content(path))}
    ours = {f"./{path.name}" for path in face.modules}
    assert imported == ours - {f"./{name}" for name in face.begins}
