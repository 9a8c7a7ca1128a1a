"""The component at Rasa's border: what it adds, what it leaves, when it changes."""

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import clock
from bot.nlu.entity_extractor import FactExtractor, read_lexicon

FACTS = """
employment:
  type: choice
  values:
    employee: {zh: 单位职工, en: Employee, heard: {zh: [职工], en: [employed]}}
"""
REGIONS = '"330100": {zh: 杭州市, en: Hangzhou}\n'


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A knowledge folder with one fact and one place."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.yml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "regions.yml").write_text(REGIONS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def extractor(knowledge: Path) -> Iterator[FactExtractor]:
    """The component on 22 November 2026 in Shanghai, still the 21st in UTC."""
    with clock.set_to(lambda: datetime(2026, 11, 21, 17, tzinfo=timezone.utc)):
        yield FactExtractor(read_lexicon(knowledge))


def test_adds_entities_in_rasas_form(extractor: FactExtractor) -> None:
    message = Message({TEXT: "我是职工，在杭州，断了五个月"})
    extractor.process([message])
    common = {"extractor": "FactExtractor"}
    expected = [
        {
            "entity": "choice",
            "role": "employment",
            "value": "employee",
            "start": 2,
            "end": 4,
        },
        {"entity": "region", "value": "330100", "start": 6, "end": 8},
        {"entity": "duration", "value": 5, "start": 11, "end": 14, "role": "gap"},
    ]
    assert message.get(ENTITIES) == [one | common for one in expected]
    assert ENTITIES in message.as_dict(only_output_properties=True)


def test_today_is_the_day_in_shanghai(extractor: FactExtractor) -> None:
    message = Message({TEXT: "今天"})
    extractor.process([message])
    assert [one["value"] for one in message.get(ENTITIES)] == ["2026-11-22"]


def test_keeps_entities_that_are_there(extractor: FactExtractor) -> None:
    known = {"entity": "name", "value": "x", "start": 0, "end": 1}
    message = Message({TEXT: "杭州", ENTITIES: [known]})
    extractor.process([message])
    assert [one["entity"] for one in message.get(ENTITIES)] == ["name", "region"]


@pytest.mark.parametrize("text", ['/inform{"region":"杭州"}', "", None])
def test_leaves_payloads_and_empty_messages(
    extractor: FactExtractor, text: str | None
) -> None:
    message = Message({TEXT: text})
    extractor.process([message])
    assert message.get(ENTITIES) is None


def test_fingerprint_follows_the_files(knowledge: Path) -> None:
    config = {"knowledge": str(knowledge)}
    before = FactExtractor.fingerprint_addon(config)
    assert FactExtractor.fingerprint_addon(config) == before
    path = knowledge / "facts" / "a.yml"
    path.write_text(FACTS.replace("职工", "员工"), encoding="utf-8")
    after_facts = FactExtractor.fingerprint_addon(config)
    (knowledge / "regions.yml").write_text(REGIONS + "# x\n", encoding="utf-8")
    after_regions = FactExtractor.fingerprint_addon(config)
    assert len({before, after_facts, after_regions}) == 3


def test_is_registered_as_an_extractor_that_is_not_trained() -> None:
    registered = DefaultV1Recipe._registered_components["FactExtractor"]
    assert registered.clazz is FactExtractor
    assert DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR in registered.types
    assert not registered.is_trainable
