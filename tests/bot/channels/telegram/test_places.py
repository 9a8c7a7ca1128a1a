"""Places near a position, offered before the others."""

import pytest

from advice import Knowledge
from bot.channels.telegram.menu import PLACE, Menu
from bot.channels.telegram.places import _places, near


@pytest.mark.parametrize(
    ("position", "first"),
    [
        ((31.2, 121.5), "310000"),
        ((29.9, 121.6), "330200"),
        ((30.25, 120.16), "330000"),
        ((22.6, 114.0), "440300"),
    ],
)
def test_the_nearest_comes_first(position: tuple[float, float], first: str) -> None:
    assert near(*position).split()[0] == first


@pytest.mark.parametrize("position", [(0.0, 0.0), (43.8, 87.6), (-33.9, 151.2)])
def test_far_away_nothing_is_near(position: tuple[float, float]) -> None:
    assert near(*position) == ""


def test_near_places_are_offered_first_and_no_other_is_lost(
    knowledge: Knowledge,
) -> None:
    menu = Menu(knowledge, frozenset())
    usual = [button.data for button in menu.places("zh")]
    shown = [button.data for button in menu.places("zh", ["440100", "999999"])]
    assert shown[0] == f"{PLACE}440100"
    assert sorted(shown) == sorted(usual)


def test_every_place_is_one_that_the_knowledge_knows(knowledge: Knowledge) -> None:
    assert _places().keys() <= knowledge.regions.keys()
