"""Who may import whom: bot -> actions -> search, advice, records; nobody imports bot.

`actions` has to start without Rasa, TensorFlow and Telegram, so that the rules can be
served by any face.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "advice": {"advice"},
    "records": {"records"},
    "search": {"search", "advice"},
    "actions": {"actions", "search", "advice", "records"},
    "bot": {"bot", "actions", "search", "advice", "records"},
}
HEAVY = ("rasa", "tensorflow", "telegram")
LIGHT = {
    "advice": ("rasa", "rasa_sdk", "sqlalchemy", "sanic", *HEAVY),
    "search": ("rasa_sdk", "sqlalchemy", "sanic", "jax", "jieba", *HEAVY),
    "actions": HEAVY,
}


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """(first part of the module's name, line) of every import, wherever it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    own = path.relative_to(ROOT).parts[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            module = own if node.level else (node.module or "")
            yield module.split(".")[0], node.lineno


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    assert files(package), f"{package} holds no files"
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package]
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files(package)
        for name, line in imported(path)
        if name in forbidden or name == "tests"
    ]
    assert found == []


def test_a_relative_and_a_late_import_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    path = tmp_path / "advice" / "late.py"
    path.parent.mkdir()
    inner = "    import bot.chat\n    from records import x\n"
    path.write_text(f"from . import words\ndef f():\n{inner}", encoding="utf-8")
    assert list(imported(path)) == [("advice", 1), ("bot", 3), ("records", 4)]


ROOMS = ("bot.channels", "bot.desk", "bot.interface")


def whole_names(path: Path) -> Iterator[str]:
    """What a file imports, with the packages around it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_what_the_rooms_share_knows_none_of_them() -> None:
    shared = files("bot/http")
    assert shared
    found = {path.name: [*whole_names(path)] for path in shared}
    assert "bot.http.refusals" in found["requests.py"]
    known = {n: [one for one in m if one.startswith(ROOMS)] for n, m in found.items()}
    assert not any(known.values()), known


def loaded_after(statement: str) -> set[str]:
    """First parts of the modules that a fresh interpreter has after a statement."""
    code = f"{statement}\nimport sys\nprint(*{{n.split('.')[0] for n in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def every_module(package: str) -> str:
    """A statement that imports each module of a package."""
    names = []
    for path in files(package):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] == "__main__":
            continue
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return "import " + ", ".join(names)


@pytest.mark.parametrize("package", LIGHT)
def test_a_package_starts_without_what_is_heavy(package: str) -> None:
    loaded = loaded_after(every_module(package))
    assert package in loaded
    assert sorted(loaded & set(LIGHT[package])) == []


def test_a_heavy_module_would_be_seen() -> None:
    assert "sqlite3" in loaded_after("import sqlite3.dbapi2")
