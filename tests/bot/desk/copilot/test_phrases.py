"""Each phrase of the copilot is said somewhere, and each that is said exists."""

import ast
from collections.abc import Iterator

from advice import Knowledge
from advice.reading import read_mapping
from bot.settings import PROJECT

FILE = PROJECT / "knowledge" / "phrases" / "desk_copilot.yml"
SAID_BY = ("person", "button", "caller", "agent")


def named() -> Iterator[str]:
    for path in sorted((PROJECT / "bot" / "desk" / "copilot").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_phrases_and_code_name_the_same(knowledge: Knowledge) -> None:
    written = set(read_mapping(FILE))
    said = {name for name in named() if name.startswith("copilot_")}
    assert "copilot_by_" in said
    said = (said - {"copilot_by_"}) | {f"copilot_by_{by}" for by in SAID_BY}
    assert said == written
    assert written <= knowledge.phrases.keys()
