"""The words that the extractors look for: the knowledge's places and choices, and more.

`words.yml` beside this file holds what is heard though no question asks for it: what
happened, the ways of doing a thing, the categories of retirement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.entities.choices import ChoiceNames, build_choices
from bot.nlu.entities.regions import RegionNames, build_regions

_WORDS = Path(__file__).with_name("words.yml")


@dataclass(frozen=True)
class Lexicon:
    """Names of places, of the facts' choices, and of what is heard besides."""

    regions: RegionNames
    choices: ChoiceNames
    words: ChoiceNames


def build_lexicon(facts: Mapping[str, Any], regions: Mapping[str, Any]) -> Lexicon:
    """Lexicon of the facts and regions as their YAML files give them."""
    return Lexicon(build_regions(regions), build_choices(facts), read_words())


def read_words() -> ChoiceNames:
    """The choices of `words.yml`, in the form of the knowledge's facts."""
    with _WORDS.open(encoding="utf-8") as file:
        return build_choices(yaml.load(file, Loader=yaml.CSafeLoader))
