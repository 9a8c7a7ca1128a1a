"""What one has to read at once stays small: functions, and files of code and of tests.

The whole of a function counts, its docstring too, from the line of its name. Tests may
tell long stories, so that of theirs only the files are bounded.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("actions", "advice", "bench", "bot", "records", "search")
LONGEST_FUNCTION = 40
LONGEST_FILE = 400
SUFFIXES = (".css", ".js", ".py")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)


def long_files(folder: Path) -> Iterator[str]:
    for path in files(folder):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            yield f"{path.relative_to(folder.parent)}: {lines} lines"


def long_functions(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    at = f"{path.relative_to(folder.parent)}:{node.lineno}"
                    yield f"{at} {node.name}: {lines} lines"


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_no_file_is_too_long(package: str) -> None:
    assert files(ROOT / package), f"{package} holds no files"
    assert list(long_files(ROOT / package)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_too_long(package: str) -> None:
    assert list(long_functions(ROOT / package)) == []


@pytest.mark.parametrize(("extra", "found"), [(0, 0), (1, 1)], ids=["at", "over"])
def test_what_is_a_line_too_long_would_be_found(
    tmp_path: Path, extra: int, found: int
) -> None:
    body = "    pass\n" * (LONGEST_FUNCTION - 1 + extra)
    path = tmp_path / "long.py"
    path.write_text(f"@decorated\nasync def f():\n{body}", encoding="utf-8")
    assert len(list(long_functions(tmp_path))) == found
    page = "x;\n" * (LONGEST_FILE + extra)
    (tmp_path / "long.js").write_text(page, encoding="utf-8")
    assert len(list(long_files(tmp_path))) == found
