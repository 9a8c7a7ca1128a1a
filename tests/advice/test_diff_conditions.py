"""A set of cases as the fewest conditions."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from advice.diff.conditions import Who, condition_text, cover, describe, merged

NAMES = ("who", "what", "late")
DOMAINS = (("a", "b", "c"), ("x", "y"), ("1", "2", "3", "4"))
GRID = list(itertools.product(*DOMAINS))
HERE = [("none",)]


def lines(*points: tuple[str, ...]) -> list[Who]:
    return describe((*NAMES, "region"), (*DOMAINS, ("none",)), [(points, HERE)])


@given(st.sets(st.sampled_from(GRID), min_size=1))
def test_a_cover_holds_each_point_once_and_no_other(
    points: set[tuple[str, ...]],
) -> None:
    held = [point for box in cover(points) for point in itertools.product(*box)]
    assert len(held) == len(set(held))
    assert set(held) == points


def test_all_cases_need_no_condition() -> None:
    assert lines(*GRID) == [Who({}, 24, 24)]


def test_a_block_is_one_line() -> None:
    points = [p for p in GRID if p[0] == "a" and p[2] in "12"]
    (who,) = lines(*points)
    assert who == Who({"who": ("a",), "late": ("1", "2")}, 4, 4)


def test_two_blocks_are_two_lines() -> None:
    points = [p for p in GRID if (p[0], p[1]) in (("a", "x"), ("b", "y"))]
    found = lines(*points)
    assert [dict(who.conditions) for who in found] == [
        {"who": ("a",), "what": ("x",)},
        {"who": ("b",), "what": ("y",)},
    ]


def test_a_ragged_set_is_told_by_what_all_have_in_common() -> None:
    ragged = [("a", "x", "1"), ("b", "y", "1"), ("a", "y", "2"), ("b", "x", "2")]
    ragged += [("c", "x", "3"), ("c", "y", "1")]
    (who,) = lines(*ragged)
    assert dict(who.conditions) == {"late": ("1", "2", "3")}
    assert (who.cases, who.of) == (6, 18)


def test_lines_that_differ_in_the_place_only_are_one() -> None:
    domain = ("none", "310000", "elsewhere")
    some = Who({"who": ("a",), "region": ("none",)}, 4, 4)
    rest = Who({"who": ("a",), "region": ("310000", "elsewhere")}, 6, 6)
    other = Who({"who": ("b",), "region": ("none",)}, 1, 1)
    assert merged([some, rest, other], "region", domain) == [
        Who({"who": ("a",)}, 10, 10),
        other,
    ]


def test_a_condition_is_written_the_shorter_way() -> None:
    assert condition_text("who", ("a",), DOMAINS[0]) == "who=a"
    assert condition_text("who", ("a", "b"), DOMAINS[0]) == "who!=c"
    assert condition_text("late", ("1", "2"), DOMAINS[2]) == "late=1|2"
