"""`docs/api.md` tells of each operation, setting and refusal that there is."""

import json
import re

from bot.cli import _parser
from bot.interface.document import Document
from bot.interface.problems import PHRASE
from bot.settings import PROJECT
from tests.bot.interface.test_document import DOCUMENT, KNOWLEDGE

TEXT = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")


def operations(document: Document) -> set[str]:
    paths = document.content["paths"].items()
    return {
        f"`{method.upper()} /api/v1{path}`" for path, item in paths for method in item
    }


def test_each_operation_is_told() -> None:
    assert operations(DOCUMENT) == set(
        re.findall(r"^\| (`[A-Z]+ /\S+`) \|", TEXT, re.M)
    )


def test_each_refusal_is_told_and_has_words() -> None:
    table = TEXT.partition("## Refusals")[2]
    told = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| \d+ \|(.+?)\|", table, re.M)))
    )
    codes = DOCUMENT.content["components"]["schemas"]["Problem"]["properties"]["code"]
    assert told == set(codes["enum"])
    assert {f"{PHRASE}{code}" for code in told} == {
        name for name in KNOWLEDGE.phrases if name.startswith(PHRASE)
    }


def test_the_settings_are_told() -> None:
    for name in ("API_TOKENS", "API_REQUESTS_A_MINUTE"):
        assert f"| `{name}` |" in TEXT


def test_the_command_that_is_told_can_be_read() -> None:
    (line,) = re.findall(r"^python -m bot (.+?) +#", TEXT, re.MULTILINE)
    options = _parser().parse_args(line.split())
    assert (options.command, options.name) == ("api-token", "callcentre")


def test_requests_that_are_told_are_as_described() -> None:
    """Bodies after `-d`, and the one in a sentence, by the description."""
    bodies = re.findall(r"-d '(\{.+?\})'$", TEXT, re.MULTILINE)
    bodies += re.findall(r"`(\{\"text\".+\})`\.", TEXT)
    assert len(bodies) == 3
    for body in map(json.loads, bodies):
        schema = "AssistRequest" if "text" in body else "DecideRequest"
        assert DOCUMENT.faults(schema, body) == []
