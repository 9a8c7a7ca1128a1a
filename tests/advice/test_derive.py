"""Facts that follow from others: each kind of derivation, at its boundaries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from advice import Knowledge
from advice.days import WorkCalendar
from advice.derive import derive
from advice.facts import FactValue
from advice.model import Source
from advice.parameters import NoValue, Read, resolve
from tests.advice.conftest import AS_OF


class Around:
    """A day and the project's parameters; remembers what was read."""

    def __init__(self, knowledge: Knowledge, as_of: dt.date) -> None:
        self.as_of = as_of
        self.sources: Mapping[str, Source] = knowledge.sources
        self.calendar = WorkCalendar(knowledge.calendar)
        self.read_names: list[str] = []
        self._knowledge = knowledge

    def read(self, parameter: str, region: str | None) -> Read:
        self.read_names.append(parameter)
        found = self._knowledge.parameters[parameter]
        return resolve(found, self.sources, region, self.as_of)


def derived(
    knowledge: Knowledge,
    fact: str,
    known: Mapping[str, FactValue],
    as_of: dt.date = AS_OF,
) -> FactValue | None:
    return derive(knowledge.facts[fact], known, Around(knowledge, as_of))


@pytest.mark.parametrize(
    ("fact", "known", "value"),
    [
        pytest.param("gap_band", {"gap_months": 0}, "within_limit", id="no gap"),
        pytest.param("gap_band", {"gap_months": 3}, "within_limit", id="3 included"),
        pytest.param("gap_band", {"gap_months": 4}, "over_limit", id="4 is over"),
        pytest.param(
            "benefit_gap_band",
            {"benefit_gap_months": 3},
            "within_limit",
            id="3 stopped",
        ),
        pytest.param(
            "benefit_gap_band", {"benefit_gap_months": 4}, "over_limit", id="4 stopped"
        ),
        pytest.param(
            "gap_months",
            {"last_paid_month": "2026-06", "resumed_month": "2026-09"},
            2,
            id="July and August",
        ),
        pytest.param("missed_years", {"gap_months": 12}, 1, id="one whole year"),
        pytest.param("missed_years", {"gap_months": 36}, 3, id="three whole years"),
        pytest.param("flexible_catch_up", {"region": "310115"}, "none", id="Pudong"),
        pytest.param(
            "flexible_catch_up", {"region": "330100"}, "not_covered", id="Hangzhou"
        ),
        pytest.param(
            "flexible_medical_rule", {"region": "310000"}, "from_benefit_stop", id="SH"
        ),
        pytest.param("local_card_time", {"region": "440305"}, "days", id="Nanshan"),
        pytest.param("expired_usable", {"region": "310000"}, "yes", id="kept there"),
        pytest.param(
            "submitted", {"submitted_on": "2026-09-21"}, "yes", id="submitted"
        ),
        pytest.param("hire_stage", {"hired_on": "2026-11-01"}, "count_it", id="hired"),
        pytest.param(
            "due_before_law", {"arrears": "1@2011-07-01"}, "since_law", id="first day"
        ),
        pytest.param(
            "due_before_law", {"arrears": "1@2011-06-30"}, "before_law", id="day before"
        ),
        pytest.param(
            "due_before_law",
            {"arrears": "1@2011-07-31,1@2011-06-30"},
            "before_law",
            id="the earliest counts",
        ),
        pytest.param(
            "arrears",
            {
                "arrears_principal": "2400",
                "due_date": "2026-01-31",
                "arrears_months": 2,
            },
            "2400@2026-01-31,2400@2026-02-28",
            id="ledger",
        ),
    ],
)
def test_a_fact_follows(
    knowledge: Knowledge, fact: str, known: dict[str, FactValue], value: FactValue
) -> None:
    assert derived(knowledge, fact, known) == value


@pytest.mark.parametrize(
    ("fact", "known"),
    [
        ("gap_band", {}),
        ("gap_months", {"last_paid_month": "2026-06"}),
        ("arrears", {"arrears_principal": "2400", "due_date": "2026-01-31"}),
        ("flexible_catch_up", {}),
        ("submitted", {}),
        ("region", {}),
        ("missed_years", {"gap_months": 0}),
        ("missed_years", {"gap_months": 11}),
        ("missed_years", {"gap_months": 13}),
    ],
)
def test_nothing_follows_from_too_little(
    knowledge: Knowledge, fact: str, known: dict[str, FactValue]
) -> None:
    assert derived(knowledge, fact, known) is None


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (dt.date(2026, 12, 31), "not_yet"),
        (dt.date(2027, 1, 1), "in_force"),
    ],
)
def test_a_law_is_in_force_from_its_first_day(
    knowledge: Knowledge, day: dt.date, value: str
) -> None:
    assert derived(knowledge, "medical_law", {}, day) == value


def test_a_band_without_a_limit_that_day_has_no_value(knowledge: Knowledge) -> None:
    with pytest.raises(NoValue):
        derived(knowledge, "gap_band", {"gap_months": 3}, dt.date(2021, 11, 30))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (dt.date(2025, 9, 9), "not_covered"),
        (dt.date(2025, 9, 10), "from_benefit_stop"),
        (dt.date(2030, 9, 9), "from_benefit_stop"),
        (dt.date(2030, 9, 10), "not_covered"),
    ],
)
def test_a_place_is_covered_from_the_first_to_the_last_day_of_its_rule(
    knowledge: Knowledge, day: dt.date, value: str
) -> None:
    known = {"region": "310000"}
    assert derived(knowledge, "flexible_medical_rule", known, day) == value


def test_a_month_before_a_day_is_told_by_its_month(knowledge: Knowledge) -> None:
    spec = knowledge.facts["due_before_law"]
    assert spec.derived is not None
    by_month = replace(spec, derived=replace(spec.derived, inputs=("month",)))
    around = Around(knowledge, AS_OF)
    assert derive(by_month, {"month": "2011-06"}, around) == "before_law"
    assert derive(by_month, {"month": "2011-07"}, around) == "since_law"


def test_what_a_derivation_reads_is_kept(knowledge: Knowledge) -> None:
    around = Around(knowledge, AS_OF)
    derive(knowledge.facts["gap_band"], {"gap_months": 3}, around)
    assert around.read_names == ["medical.continuity_months"]
