"""Facts as an agent sees them, and what he may suppose."""

import pytest

from actions.rules import Rules
from actions.turn import NEVER_ASKED
from advice import Decision, Missing
from bot.desk.copilot import facts
from bot.desk.copilot.case import Case, case_of
from bot.desk.copilot.facts import Supposed, read_supposed
from bot.desk.copilot.panel import Panels
from bot.desk.copilot.session import read_session
from bot.typed import Reader
from tests.actions.talk import AT, Facts, choice, message
from tests.actions.talk import facts as said
from tests.bot.desk.copilot.conftest import PAUSE, slot, user


def decided(panels: Panels, topic: str, known: Facts) -> tuple[Case, Decision]:
    events = [slot("topic", topic), slot("focus", "decision"), slot("facts", known)]
    case = case_of(read_session([*events, user(message("x"))]), panels.rules)
    view = panels.look(case)
    assert view.decision is not None
    return case, view.decision


def test_a_fact_says_who_said_it_when_and_whether_it_counts(panels: Panels) -> None:
    kept = said(employment="employee", gap_cause="employer_default", gap_months=7)
    kept["sex"] = {"value": "female", "by": "button", "at": AT}
    case, decision = decided(panels, "back_payment", kept)
    found = {f["fact"]: f for f in facts.known(case, decision, panels.rules, "en")}
    assert [*found][-1] == "sex", "facts of other topics come last"
    cause = found["gap_cause"]
    assert cause["by_text"] == "said by the person"
    assert (cause["at"], cause["kept"], cause["counts"]) == (AT, True, True)
    assert found["gap_months"]["text"] == "7 months"
    assert not found["gap_months"]["counts"], "the row asks for no length"
    assert found["sex"]["by_text"] == "chosen by the person"
    assert not found["sex"]["asked"]


def test_a_fact_of_a_message_that_nobody_acted_on_is_not_kept(panels: Panels) -> None:
    heard = user(message("灵活就业", "inform", choice("employment", "flexible")))
    events = [slot("topic", "back_payment"), PAUSE, heard]
    case = case_of(read_session(events), panels.rules)
    (fact,) = facts.known(case, None, panels.rules, "zh")
    assert (fact["fact"], fact["kept"]) == ("employment", False)


def test_what_can_still_change_the_outcome_comes_first(panels: Panels) -> None:
    case, decision = decided(panels, "back_payment", said(employment="flexible"))
    assert isinstance(decision, Missing)
    found = facts.still_open(case, decision, panels.rules, "en")
    matters = [one["fact"] for one in found if one["matters"]]
    assert matters == [*decision.open]
    assert [one["fact"] for one in found][: len(matters)] == matters
    assert "employment" not in {one["fact"] for one in found}
    question = facts.question_of(decision, panels.rules, "en")
    assert question["fact"] == decision.ask
    ask = panels.rules.knowledge.facts[decision.ask].ask
    assert ask is not None
    assert question["ask"] == {"zh": ask.zh, "en": ask.en}


def test_values_that_nobody_chooses_are_not_offered(rules: Rules) -> None:
    for spec in rules.knowledge.facts.values():
        field = facts.field_of(spec, rules, "zh")
        values = [option["value"] for option in field["options"]]
        assert not set(values) & set(NEVER_ASKED), spec.id
        assert len(set(values)) == len(values)
        assert (field["min"] is not None) == (spec.type == "integer")


def test_what_is_supposed_is_read_as_it_is_typed(rules: Rules, reader: Reader) -> None:
    typed = {
        "employment": "flexible",
        "region": "上海",
        "last_paid_month": "2026年3月",
        "gap_months": " 5 ",
        "payer": None,
    }
    assert read_supposed(typed, rules, reader) == Supposed(
        {
            "employment": "flexible",
            "region": "310000",
            "last_paid_month": "2026-03",
            "gap_months": 5,
        },
        frozenset({"payer"}),
    )


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("employment", "astronaut"),
        ("gap_months", "601"),
        ("gap_months", "soon"),
        ("region", "朝阳"),
        ("region", "Atlantis"),
        ("last_paid_month", "2026-13"),
        ("due_date", "2026-02-30"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    rules: Rules, reader: Reader, fact: str, value: str
) -> None:
    with pytest.raises(ValueError, match=fact):
        read_supposed({fact: value}, rules, reader)


def test_a_fact_that_there_is_not_is_refused(rules: Rules, reader: Reader) -> None:
    with pytest.raises(KeyError, match="shoe_size"):
        read_supposed({"shoe_size": "43"}, rules, reader)
