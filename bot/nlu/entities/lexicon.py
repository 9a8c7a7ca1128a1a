"""The words that the extractors take from the knowledge: places and choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.entities.choices import ChoiceNames, build_choices
from bot.nlu.entities.regions import RegionNames, build_regions


@dataclass(frozen=True)
class Lexicon:
    """Names of places and of choices, built once."""

    regions: RegionNames
    choices: ChoiceNames


def build_lexicon(facts: Mapping[str, Any], regions: Mapping[str, Any]) -> Lexicon:
    """Lexicon of the facts and regions as their YAML files give them."""
    return Lexicon(build_regions(regions), build_choices(facts))
