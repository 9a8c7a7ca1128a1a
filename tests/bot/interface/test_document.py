"""The description: sound in itself, and at one with what facts may be."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advice import FactError, load_knowledge, read_fact
from bot.interface.answers import Answers
from bot.interface.document import Document
from bot.settings import PROJECT

KNOWLEDGE = load_knowledge(PROJECT / "knowledge")
DOCUMENT = Document(KNOWLEDGE, 2000)


def takes(fact: str, value: object) -> bool:
    return not DOCUMENT.faults("Facts", {fact: value})


def of_type(kind: str) -> str:
    return next(n for n, spec in KNOWLEDGE.facts.items() if spec.type == kind)


def test_every_schema_is_a_schema() -> None:
    for schema in DOCUMENT.content["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_is_answered() -> None:
    ids = [operation.id for operation in DOCUMENT.operations]
    assert len(set(ids)) == len(ids) == 7
    assert [
        name for name in ids if name != "openapi" and not hasattr(Answers, name)
    ] == []


def test_every_operation_says_what_it_refuses() -> None:
    for path in DOCUMENT.content["paths"].values():
        for operation in path.values():
            assert {"200", "401", "422", "429", "500"} <= operation["responses"].keys()


@given(st.dates(dt.date(1890, 1, 1), dt.date(2210, 12, 31)))
def test_a_day_is_a_day_of_these_three_centuries(day: dt.date) -> None:
    sound = not DOCUMENT.faults("Day", day.isoformat())
    assert sound == (1900 <= day.year <= 2199)


@given(st.integers(1900, 2199), st.integers(0, 13), st.integers(0, 32))
def test_what_is_no_day_is_refused(year: int, month: int, number: int) -> None:
    text = f"{year:04}-{month:02}-{number:02}"
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        assert DOCUMENT.faults("Day", text)
    else:
        assert not DOCUMENT.faults("Day", text)


@pytest.mark.parametrize(
    ("kind", "sound", "broken"),
    [
        (
            "money",
            ["1", "0.01", "5000.5", "99999999.99"],
            ["0", "0.00", "-1", "1e3", "01"],
        ),
        ("month", ["1900-01", "2199-12"], ["2026-13", "2026-1", "2200-01"]),
        ("date", ["2024-02-29", "2000-02-29"], ["2026-02-29", "1900-02-29", "x"]),
        ("region", ["310000", "330106"], ["999999", 310000]),
        (
            "ledger",
            ["1@2026-01-31", "1@2026-01-31,2.50@2026-02-28"],
            ["1@2026-02-30", "1@2026-01-31,", "@"],
        ),
        ("choice", [], ["", "astronaut", 1]),
        ("integer", [1], [1.5, "1", -1, None]),
    ],
)
def test_values_of_each_type(
    kind: str, sound: list[object], broken: list[object]
) -> None:
    fact = of_type(kind)
    for value in sound:
        assert takes(fact, value), value
        read_fact(KNOWLEDGE, fact, value)
    for value in broken:
        assert not takes(fact, value), value


@pytest.mark.parametrize("fact", sorted(KNOWLEDGE.facts))
def test_choices_and_bounds_are_those_of_the_fact(fact: str) -> None:
    spec = KNOWLEDGE.facts[fact]
    if spec.type == "choice":
        assert all(takes(fact, value) for value in spec.values)
    elif spec.type == "integer":
        assert takes(fact, spec.minimum) and takes(fact, spec.maximum)
        assert not takes(fact, spec.minimum - 1)
        assert not takes(fact, spec.maximum + 1)


@given(st.text(max_size=12))
def test_no_text_is_taken_that_cannot_be_read(text: str) -> None:
    for kind in ("money", "month", "date", "ledger"):
        fact = of_type(kind)
        if takes(fact, text) and not text.endswith("\n"):
            try:
                read_fact(KNOWLEDGE, fact, text)
            except FactError as error:  # pragma: no cover
                raise AssertionError(text) from error


def test_two_descriptions_do_not_share_what_is_filled_in() -> None:
    less = replace(KNOWLEDGE, topics={})
    other = Document(less, 7)
    schemas = other.content["components"]["schemas"]
    assert schemas["TableId"]["enum"] == []
    assert schemas["AssistRequest"]["properties"]["text"]["maxLength"] == 7
    assert DOCUMENT.content["components"]["schemas"]["TableId"]["enum"]


def test_examples_are_of_this_knowledge() -> None:
    parameters = DOCUMENT.content["components"]["parameters"]
    topics = {one["value"] for one in parameters["TopicId"]["examples"].values()}
    assert topics & KNOWLEDGE.topics.keys() and topics & KNOWLEDGE.answers.keys()
    assert topics <= {*KNOWLEDGE.topics, *KNOWLEDGE.answers}
    procedures = parameters["ProcedureId"]["examples"].values()
    assert {one["value"] for one in procedures} <= KNOWLEDGE.procedures.keys()
