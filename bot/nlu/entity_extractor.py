"""The pipeline's entity extractor: facts read by rules, with the knowledge's own words.

Only the border to Rasa and to the knowledge's files lies here; the reading itself is
`bot.nlu.entities`. Messages that begin with "/" carry a button's payload and are left
to Rasa's own parser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import clock
from bot.nlu.entities import Found, Lexicon, build_lexicon, extract_all

_NAME = "FactExtractor"
# A value of a choice is the entity `choice` with the fact as its role, so that a new
# fact needs no line in domain.yml; everything else has an entity of its own.
_CHOICE = "choice"
_VALUES = frozenset(
    {
        "age",
        "as_of",
        "birth_month",
        "birth_year",
        "date",
        "duration",
        "language",
        "last_paid_month",
        "money",
        "month",
        "number",
        "region",
        "resumed_month",
        "short_code",
        "working_days",
        "year",
        "years_count",
    }
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class FactExtractor(GraphComponent):  # type: ignore[misc]
    """Finds facts (durations, dates, sums, places, choices), adds them as entities."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Takes the words to look for; they are built once, by `create`."""
        self._lexicon = lexicon

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the knowledge lies, from the directory that the process runs in."""
        return {"knowledge": "knowledge"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Build the extractor from the knowledge's files."""
        return cls(read_lexicon(Path(config["knowledge"])))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash of the files whose change must make a new model."""
        folder = Path({**cls.get_default_config(), **config}["knowledge"])
        digest = hashlib.sha256()
        for path in _files(folder):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
        return digest.hexdigest()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message to those that it already has."""
        today = clock.today()
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            known = message.get(ENTITIES) or []
            found = extract_all(text, today, self._lexicon)
            message.set(
                ENTITIES, known + [_to_rasa(one) for one in found], add_to_output=True
            )
        return messages


def read_lexicon(folder: Path) -> Lexicon:
    """The words of `facts/*.yml` and `regions.yml` in a knowledge folder."""
    facts: dict[str, Any] = {}
    for path in _files(folder):
        if path.parent.name == "facts":
            facts |= _read(path)
    return build_lexicon(facts, _read(folder / "regions.yml"))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted((folder / "facts").glob("*.yml"))
    yield folder / "regions.yml"


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=yaml.CSafeLoader)
    return dict(content or {})


def _to_rasa(found: Found) -> dict[str, Any]:
    is_value = found.entity in _VALUES
    entity: dict[str, Any] = {
        "entity": found.entity if is_value else _CHOICE,
        "value": found.value,
        "start": found.start,
        "end": found.end,
        "extractor": _NAME,
    }
    role = found.role if is_value else found.entity
    if role:
        entity["role"] = role
    return entity
