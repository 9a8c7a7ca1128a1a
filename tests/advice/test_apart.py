"""How far two places are apart, by their codes, and what is asked for it."""

import pytest

from advice import Missing
from advice.derive import city_of
from tests.advice.conftest import Decide


@pytest.mark.parametrize(
    ("region", "city"),
    [
        ("440600", "440600"),
        ("440604", "440600"),
        ("310115", "310000"),
        ("500000", "500000"),
        ("440000", ""),
        ("429004", "429004"),
    ],
)
def test_the_city_of_a_region(region: str, city: str) -> None:
    assert city_of(region) == city


@pytest.mark.parametrize(
    ("insured", "treated", "place"),
    [
        ("440600", "440604", "here"),
        ("310000", "310115", "here"),
        ("440600", "440100", "same_province"),
        ("429004", "429005", "same_province"),
        ("440600", "110000", "other_province"),
        ("440000", "110000", "other_province"),
    ],
)
def test_two_places_decide(
    decide: Decide, insured: str, treated: str, place: str
) -> None:
    decision = decide("designated_hospital", region=insured, care_region=treated)
    derived = {one.fact: one.value for one in decision.trace.derived}
    assert derived["care_place"] == place


@pytest.mark.parametrize(
    ("insured", "treated"), [("440000", "440100"), ("000000", "440100")]
)
def test_a_whole_province_leaves_it_open(
    decide: Decide, insured: str, treated: str
) -> None:
    decision = decide("designated_hospital", region=insured, care_region=treated)
    assert isinstance(decision, Missing)
    assert decision.ask == "care_place"


def test_where_one_goes_is_known_so_the_other_place_is_asked(decide: Decide) -> None:
    decision = decide("designated_hospital", care_region="440100")
    assert isinstance(decision, Missing)
    assert decision.ask == "region"


def test_who_cannot_tell_the_other_place_is_asked_how_far_it_is(
    decide: Decide,
) -> None:
    decision = decide("designated_hospital", care_region="440100", declined=("region",))
    assert isinstance(decision, Missing)
    assert decision.ask == "care_place"


def test_what_was_said_of_it_holds(decide: Decide) -> None:
    decision = decide(
        "designated_hospital",
        region="440600",
        care_region="440100",
        care_place="here",
    )
    assert not isinstance(decision, Missing)
    assert decision.trace.said["care_place"].value == "here"
