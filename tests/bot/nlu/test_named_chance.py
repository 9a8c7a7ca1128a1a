"""Chance by name: spread as it should be, and the same whatever stands beside it."""

import numpy as np
import pytest

from bot.nlu import named_chance
from bot.nlu.linear_model import FitSettings, LinearModel, features
from bot.nlu.linear_training import fit

MANY = named_chance.numbered(100_000)


def test_a_name_draws_the_same_beside_others() -> None:
    few, more = named_chance.keys(["card", "补缴"]), named_chance.keys(["x", "补缴"])
    assert few[1] == more[1]
    assert few[0] != more[0]
    assert few[0] == 0x60781DBC780721E8  # on every machine


@pytest.mark.parametrize("name", ["card", "补缴", ""])
def test_numbers_are_spread_evenly(name: str) -> None:
    drawn = named_chance.uniform(named_chance.joined(named_chance.keys([name]), MANY))
    shares, _ = np.histogram(drawn, bins=20, range=(0, 1))
    assert drawn.min() >= 0 and drawn.max() < 1
    assert np.abs(shares / len(MANY) - 0.05).max() < 0.004


def test_normal_numbers_of_two_names_know_nothing_of_each_other() -> None:
    two = named_chance.keys(["card", "cards"])[:, None]
    drawn = named_chance.normal(named_chance.joined(two, MANY))
    assert np.abs(drawn.mean(axis=1)).max() < 0.015
    assert np.abs(drawn.std(axis=1) - 1).max() < 0.015
    assert abs(np.corrcoef(drawn)[0, 1]) < 0.015


def test_the_order_of_a_pair_counts() -> None:
    one, other = named_chance.keys(["card"]), named_chance.keys(["补缴"])
    assert named_chance.joined(one, other) != named_chance.joined(other, one)


WORDS = ["card", "lost", "pension", "gap", "fee", "move", "tax", "leave"]
ASKED = [f"{one} {other}" for one in WORDS for other in WORDS]
TOPICS = [WORDS[min(WORDS.index(one) for one in text.split())] for text in ASKED]


def fitted(texts: list[str], topics: list[str]) -> LinearModel:
    found = [features(text, []) for text in texts]
    return fit(found, topics, FitSettings(min_count=1))


def test_an_example_less_hardly_moves_what_has_nothing_to_do_with_it() -> None:
    kept = [n for n, topic in enumerate(TOPICS) if topic in WORDS[:4]]
    texts, topics = [ASKED[n] for n in kept], [TOPICS[n] for n in kept]
    whole = fitted(texts, topics)
    less = fitted(texts[:-1], topics[:-1])
    for text in texts[:8]:
        seen = features(text, [])
        before, after = dict(whole.ranking(seen)), dict(less.ranking(seen))
        assert max(abs(before[name] - after[name]) for name in before) < 0.1
