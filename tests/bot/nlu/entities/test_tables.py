"""A table of cases for each entity: Chinese, English, both in one text, and denials.

The tables are `tables/<entity>.yml`; what they expect is read from the whole of
`extract_all` with the project's own words, so that clashing readings are settled.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.entities import Found, Lexicon, extract_all

TABLES = Path(__file__).with_name("tables")
GROUPS = ("zh", "en", "mixed", "negative")


def read_table(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.BaseLoader))  # noqa: S506 - text only


READ = {path.stem: read_table(path) for path in sorted(TABLES.glob("*.yml"))}


def cases() -> Iterator[Any]:
    """Text and expected rows; the id tells table, group, row and what is expected."""
    for name, table in READ.items():
        for group in GROUPS:
            rows = table[group]
            pairs = rows.items() if isinstance(rows, dict) else ((r, []) for r in rows)
            for number, (text, said) in enumerate(pairs, 1):
                expected = [said] if isinstance(said, str) else said
                brief = " + ".join(expected) or "nothing"
                label = f"{name}-{group} {number:02}: {brief}"
                yield pytest.param(name, text, expected, id=label)


def shown(one: Found, names: list[str]) -> str:
    role = f" {one.role}" if one.role else ""
    prefix = "" if one.entity == names[0] else f"{one.entity} "
    return f"{prefix}{one.value}{role}"


@pytest.mark.parametrize(("name", "text", "expected"), cases())
def test_row(
    name: str, text: str, expected: list[str], today: date, real_lexicon: Lexicon
) -> None:
    names = READ[name].get("entities", [name])
    found = [f for f in extract_all(text, today, real_lexicon) if f.entity in names]
    assert sorted(shown(one, names) for one in found) == sorted(expected)


@pytest.mark.parametrize("name", READ)
def test_table_is_wide_enough(name: str) -> None:
    sizes = {group: len(READ[name][group]) for group in GROUPS}
    assert min(sizes.values()) >= 10, sizes
    assert sum(sizes.values()) >= 40, sizes


def test_every_entity_of_the_interface_has_a_table() -> None:
    assert {
        "age",
        "birth_month",
        "channel_named",
        "date",
        "duration",
        "employment",
        "event",
        "insurance",
        "money",
        "month",
        "region",
        "retirement_category",
        "year",
        "years_count",
    } <= set(READ)
