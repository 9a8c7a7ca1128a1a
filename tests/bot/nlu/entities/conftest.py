"""The day and the words that the tables of this folder are read with."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.entities.choices import ChoiceNames, build_choices
from bot.nlu.entities.found import Found
from bot.nlu.entities.lexicon import Lexicon, build_lexicon, read_words
from bot.nlu.entities.regions import RegionNames, build_regions

_KNOWLEDGE = Path(__file__).parents[4] / "knowledge"
_REGIONS = _KNOWLEDGE / "regions.yml"

FACTS = {
    "employment": {
        "type": "choice",
        "values": {
            "employee": {
                "zh": "单位职工",
                "en": "Employee",
                "heard": {
                    "zh": ["职工", "公司上班", "单位交"],
                    "en": ["employee", "employed", "my company paid"],
                },
            },
            "flexible": {
                "zh": "灵活就业人员",
                "en": "Flexible worker (paying on my own)",
                "heard": {
                    "zh": ["灵活就业", "自己交", "个人"],
                    "en": ["self-employed", "freelancer"],
                },
            },
            "resident": {
                "zh": "城乡居民",
                "en": "Resident scheme",
                "heard": {"zh": ["居民", "新农合"], "en": ["resident", "rural"]},
            },
        },
    },
    "employment_now": {
        "type": "choice",
        "heard_like": "employment",
        "values": {
            "employee": {"zh": "在职职工", "en": "Employed now"},
            "resident": {"zh": "居民参保", "en": "In the resident scheme"},
        },
    },
    "back_paid": {
        "type": "choice",
        "values": {
            "yes": {"zh": "是", "en": "Yes", "heard": {"zh": ["已经补了"], "en": []}},
            "no": {"zh": "没有", "en": "No", "heard": {"zh": ["还没补"], "en": []}},
        },
    },
    "wants_calculation": {
        "type": "choice",
        "values": {
            "yes": {"zh": "要算", "en": "Work it out"},
            "no": {"zh": "不算", "en": "No figures"},
        },
    },
    "gap_months": {"type": "integer"},
}


@pytest.fixture(scope="session")
def today() -> date:
    """A fixed day: a Sunday late in the year."""
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def regions() -> dict[str, dict[str, str]]:
    """The project's own places as they are written down."""
    text = _REGIONS.read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))


@pytest.fixture(scope="session")
def region_names(regions: dict[str, dict[str, str]]) -> RegionNames:
    """The same, ready to be found."""
    return build_regions(regions)


@pytest.fixture(scope="session")
def choice_names() -> ChoiceNames:
    """A few choices, invented for these tables."""
    return build_choices(FACTS)


@pytest.fixture(scope="session")
def lexicon(region_names: RegionNames, choice_names: ChoiceNames) -> Lexicon:
    """Places and choices together."""
    return Lexicon(region_names, choice_names, read_words())


@pytest.fixture(scope="session")
def real_lexicon(regions: dict[str, dict[str, str]]) -> Lexicon:
    """Places and choices as the knowledge has them, and the extractors' own words."""
    facts: dict[str, Any] = {}
    for path in sorted((_KNOWLEDGE / "facts").glob("*.yml")):
        facts |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return build_lexicon(facts, regions)


Row = tuple[str | int, ...]


def _brief(text: str, found: list[Found]) -> list[Row]:
    rows: list[Row] = []
    for one in sorted(found, key=lambda one: (one.start, one.end, one.entity)):
        role = (one.role,) if one.role else ()
        rows.append((one.entity, one.value, *role, text[one.start : one.end]))
    return rows


@pytest.fixture(scope="session")
def brief() -> Callable[[str, list[Found]], list[Row]]:
    """Findings as (entity, value, words) or (entity, value, role, words), in order."""
    return _brief
