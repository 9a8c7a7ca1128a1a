"""Walking a procedure: forward, back, into trouble and out, and how long it takes."""

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import LANGUAGES, Advisor, Knowledge
from advice.days import NoCalendar
from advice.model import Procedure
from advice.parameters import NoValue
from advice.procedures import (
    NeedsChoice,
    Position,
    Progress,
    back,
    begin,
    forward,
    in_trouble,
    progress,
    step_at,
    usual_way,
    waiting_days,
    waiting_time,
)
from tests.advice import made_up
from tests.advice.conftest import AS_OF


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder: Path = tmp_path_factory.mktemp("knowledge")
    return made_up.load(folder)


@pytest.fixture(scope="module")
def give_back(small: Knowledge) -> Procedure:
    return small.procedures["give_back"]


def test_it_begins_at_its_first_step(give_back: Procedure) -> None:
    assert begin(give_back) == Position("give_back", "shake")


def test_it_goes_on_and_keeps_the_way(give_back: Procedure) -> None:
    here = forward(give_back, begin(give_back), "done")
    assert here == Position("give_back", "dry", ("shake",))
    here = forward(give_back, here, "no")
    assert here == Position("give_back", "place", ("shake", "dry"))
    here = forward(give_back, here, "yard")
    assert here.step == "porter"
    assert forward(give_back, here) == here


def test_a_step_with_one_way_needs_no_choice(give_back: Procedure) -> None:
    assert forward(give_back, begin(give_back)).step == "dry"


@pytest.mark.parametrize("option", [None, "maybe", "done"])
def test_a_step_with_two_ways_needs_one_of_them(
    give_back: Procedure, option: str | None
) -> None:
    with pytest.raises(NeedsChoice):
        forward(give_back, Position("give_back", "dry"), option)


def test_it_goes_back_step_by_step_and_no_further(give_back: Procedure) -> None:
    here = forward(give_back, forward(give_back, begin(give_back)), "no")
    here = back(give_back, here)
    assert here == Position("give_back", "dry", ("shake",))
    here = back(give_back, here)
    assert here == begin(give_back)
    assert back(give_back, here) == here


def test_trouble_is_helped_as_often_as_the_step_allows(give_back: Procedure) -> None:
    here = begin(give_back)
    said = []
    for _ in range(3):
        here, words = in_trouble(give_back, here)
        said.append((here.step, here.troubles, words.en if words else None))
    assert said == [
        ("shake", 1, "Shake again"),
        ("shake", 2, "Shake again"),
        ("porter", 0, None),
    ]
    assert here.history == ("shake",)


def test_trouble_without_advice_changes_nothing(give_back: Procedure) -> None:
    here = Position("give_back", "dry", ("shake",))
    assert in_trouble(give_back, here) == (here, None)


def test_trouble_that_leads_to_an_earlier_step_ends_too(tmp_path: Path) -> None:
    """`max` bounds the help, whether it stays on the step or goes back."""
    knowledge = made_up.load(
        tmp_path,
        (
            "procedures/give_back.yml",
            '    "yes": rest\n    "no": place\n',
            '    "yes": rest\n    "no": place\n'
            "    trouble:\n"
            "      {say: {zh: 重来, en: Again}, to: shake, max: 1, then: porter}\n",
        ),
    )
    procedure = knowledge.procedures["give_back"]
    here = forward(procedure, begin(procedure))
    for _ in range(5):
        here, _words = in_trouble(procedure, here)
        if here.step == "porter":
            break
        here = forward(procedure, here)
    assert here.step == "porter"


def test_progress_counts_the_usual_way(give_back: Procedure) -> None:
    """The first option, and at a check the longer way: the total never grows."""
    assert usual_way(give_back) == ("shake", "dry", "place", "rest", "finished")
    here = begin(give_back)
    assert progress(give_back, here) == Progress(1, 4, ended=False)
    dry = forward(give_back, here)
    assert progress(give_back, forward(give_back, dry, "yes")) == Progress(
        3, 3, ended=False
    )
    here = forward(give_back, dry, "no")
    assert progress(give_back, here) == Progress(3, 4, ended=False)
    here = forward(give_back, forward(give_back, here, "hall"))
    assert progress(give_back, here) == Progress(4, 4, ended=True)


def test_a_position_can_be_kept_and_taken_up_again() -> None:
    here = Position("give_back", "place", ("shake", "dry"), 1)
    assert Position.from_dict(here.to_dict()) == here
    with pytest.raises(KeyError):
        Position.from_dict({"procedure": "give_back"})


def test_a_step_that_is_gone_starts_anew(give_back: Procedure) -> None:
    assert step_at(give_back, Position("give_back", "iron")).id == "shake"
    assert forward(give_back, Position("give_back", "iron")).step == "dry"


# --- Waiting ------------------------------------------------------------------


def test_a_wait_ends_after_its_working_days(small: Knowledge) -> None:
    advisor = Advisor(small)
    step = small.procedures["give_back"].steps["rest"]
    assert waiting_days(advisor, step, {}, AS_OF) == 3
    assert waiting_time(advisor, step, {}, AS_OF) is None
    # Friday 2 January 2026, and a Saturday that is worked.
    count = waiting_time(advisor, step, {"borrowed_on": "2026-01-01"}, AS_OF)
    assert count is not None
    assert count.end == dt.date(2026, 1, 5)
    assert [one.kind for one in count.steps] == [
        "working",
        "make_up",
        "weekend",
        "working",
    ]


def test_a_wait_is_not_guessed(small: Knowledge) -> None:
    advisor = Advisor(small)
    step = small.procedures["give_back"].steps["rest"]
    with pytest.raises(NoValue):
        waiting_days(advisor, step, {}, dt.date(2019, 12, 31))
    with pytest.raises(NoCalendar):
        waiting_time(advisor, step, {"borrowed_on": "2031-01-01"}, AS_OF)
    with pytest.raises(ValueError, match="shake"):
        waiting_days(advisor, small.procedures["give_back"].steps["shake"], {}, AS_OF)


def test_a_wait_of_a_fixed_number_of_calendar_days(tmp_path: Path) -> None:
    knowledge = made_up.load(
        tmp_path,
        (
            "procedures/give_back.yml",
            "{parameter: loan.days, calendar: working, from: borrowed_on}",
            "{count: 7, calendar: calendar, from: borrowed_on}",
        ),
    )
    advisor = Advisor(knowledge)
    step = knowledge.procedures["give_back"].steps["rest"]
    count = waiting_time(advisor, step, {"borrowed_on": "2026-03-01"}, AS_OF)
    assert count is not None
    # The seventh day is Sunday 8 March; it moves on to Monday.
    assert count.end == dt.date(2026, 3, 9)


# --- The real procedures ------------------------------------------------------


@given(seed=st.integers(0, 2**32))
def test_any_replies_lead_to_an_end(knowledge: Knowledge, seed: int) -> None:
    chance = random.Random(seed)
    for procedure in knowledge.procedures.values():
        here = begin(procedure)
        moves = 0
        while step_at(procedure, here).kind != "end":
            step = step_at(procedure, here)
            if step.trouble and chance.random() < 0.4:
                here, _ = in_trouble(procedure, here)
            else:
                here = forward(procedure, here, chance.choice(step.options).id)
            moves += 1
            assert moves < 200, procedure.id
            told = progress(procedure, here)
            assert 1 <= told.number <= told.total
        assert progress(procedure, here).ended


def test_whoever_never_succeeds_still_reaches_an_end(knowledge: Knowledge) -> None:
    for procedure in knowledge.procedures.values():
        here = begin(procedure)
        for _ in range(200):
            step = step_at(procedure, here)
            if step.kind == "end":
                break
            last = step.options[-1].id if step.options else None
            moved, _ = in_trouble(procedure, here)
            here = moved if step.trouble else forward(procedure, here, last)
        assert step_at(procedure, here).kind == "end", procedure.id


@given(seed=st.integers(0, 2**32))
def test_going_back_undoes_going_on(knowledge: Knowledge, seed: int) -> None:
    chance = random.Random(seed)
    procedure = chance.choice(list(knowledge.procedures.values()))
    here = begin(procedure)
    for _ in range(chance.randrange(8)):
        step = step_at(procedure, here)
        if step.kind == "end":
            break
        on = forward(procedure, here, chance.choice(step.options).id)
        assert back(procedure, on) == here
        here = on


def test_every_step_says_one_thing_and_why_in_both_languages(
    knowledge: Knowledge,
) -> None:
    for procedure in knowledge.procedures.values():
        for step in procedure.steps.values():
            for lang in LANGUAGES:
                given_values = {"ready_on": "x", "working_days": "y"}
                assert step.say.say(lang, given_values)
                assert step.kind == "end" or (step.why and step.why.say(lang))
