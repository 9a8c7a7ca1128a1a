"""The checks: the project's knowledge passes all; a fault in a small one is named."""

import datetime as dt
from pathlib import Path

import pytest

from advice import Knowledge
from advice.checks import Report, check
from tests.advice import made_up

TODAY = dt.date(2026, 11, 22)
TOPIC, PROCEDURE = "topics/umbrella.yml", "procedures/give_back.yml"
PARAMETERS, SOURCES = "parameters/rain.yml", "sources/rain.yml"
ANSWERS = "answers/rain.yml"
BAND = "  - {from: 2020-01-01, value: 3, source: umbrella_1, checked: 2026-11-22}\n"
YEAR = '2027: {status: provisional, source: umbrella_1, "off": [2027-01-01]'

FAULTS = {
    "two rows that overlap": (
        TOPIC,
        "when: {weather: sun}",
        "when: {length: short}",
        "topic umbrella: 'lend' and 'walk' overlap",
    ),
    "a condition that changes nothing": (
        TOPIC,
        "when: {weather: sun}",
        'when: {weather: sun, shelter: ["yes", "no", not_covered]}',
        "topic umbrella: a changed cell goes unnoticed: "
        "walk: condition shelter dropped",
    ),
    "a step nobody reaches": (
        PROCEDURE,
        '    "no": place\n',
        '    "no": porter\n',
        "procedure give_back: step 'place' is never reached",
    ),
    "a step that leads to itself": (
        PROCEDURE,
        '    "no": place\n',
        '    "no": dry\n',
        "procedure give_back: 'dry' leads to itself without `trouble`",
    ),
    "steps that go round in a ring": (
        PROCEDURE,
        "    done: finished\n",
        "    done: shake\n",
        "procedure give_back: the usual way never ends",
    ),
    "trouble that leads back for ever": (
        PROCEDURE,
        "max: 2, then: porter",
        "max: 2, then: shake",
        "procedure give_back: trouble at 'shake' leads back for ever",
    ),
    "a country without a value and no word why": (
        PARAMETERS,
        "  no_value: {zh: 各地不同, en: It differs}\n",
        "",
        "parameter loan.shelter: no value on 2026-11-22 and no word why",
    ),
    "a value that ends before next year and no word why": (
        PARAMETERS,
        BAND,
        BAND.replace("2020-01-01,", "2020-01-01, to: 2026-12-31,"),
        "parameter loan.days: no value on 2027-01-01 and no word why",
    ),
    "a hole between two values and no word why": (
        PARAMETERS,
        BAND,
        BAND.replace("2020-01-01,", "2020-01-01, to: 2026-12-10,")
        + BAND.replace("2020-01-01", "2026-12-20"),
        "parameter loan.days: no value on 2026-12-11 and no word why",
    ),
    "a value older than its source": (
        PARAMETERS,
        BAND,
        BAND.replace("2020-01-01", "2019-01-01"),
        "parameter loan.days: a value is older than its source umbrella_1",
    ),
    "two values of one source from one day": (
        PARAMETERS,
        BAND,
        BAND + BAND.replace("value: 3", "value: 4"),
        "parameter loan.days: two values of umbrella_1 from the same day",
    ),
    "a source checked tomorrow": (
        SOURCES,
        "checked: 2026-11-22",
        "checked: 2026-11-23",
        "source umbrella_1: checked on a day to come",
    ),
    "a value checked tomorrow": (
        PARAMETERS,
        BAND,
        BAND.replace("checked: 2026-11-22", "checked: 2026-11-23"),
        "parameter loan.days: checked on a day to come",
    ),
    "screens checked tomorrow": (
        PROCEDURE,
        "start: shake",
        "ui_checked: 2026-11-23\nstart: shake",
        "procedure give_back: screens checked on a day to come",
    ),
    "a verified law without a first day": (
        SOURCES,
        "  in_force: {from: 2020-01-01}\n",
        "",
        "source umbrella_1: verified, but no day from which it holds",
    ),
    "a year without a calendar": (
        "calendar.yml",
        YEAR,
        YEAR.replace("2027:", "2028:").replace("2027-01-01", ""),
        "calendar: 2027 is missing",
    ),
    "an answer's related topic": (
        ANSWERS,
        "procedures: [give_back]",
        "related: [colours, umbrella, parasols]",
        "answer colours: no topic 'parasols'",
    ),
    "an answer without a version today": (
        ANSWERS,
        "{from: 2020-01-01,",
        "{from: 2026-11-23,",
        "answer colours: no version on 2026-11-22",
    ),
    "an answer without a version next year": (
        ANSWERS,
        "{from: 2020-01-01,",
        "{from: 2020-01-01, to: 2026-12-31,",
        "answer colours: no version on 2027-01-01",
    ),
    "an answer older than its source": (
        ANSWERS,
        "{from: 2020-01-01,",
        "{from: 2019-12-31,",
        "answer colours: umbrella_1 begins after the version",
    ),
    "an answer that outlives its source": (
        SOURCES,
        "in_force: {from: 2020-01-01}",
        "in_force: {from: 2020-01-01, to: 2026-12-30}",
        "answer colours: umbrella_1 is not in force for the whole version",
    ),
    "a fact nobody uses": (
        "facts/rain.yml",
        "borrowed_on:\n",
        "colour:\n  type: choice\n  title: {zh: 色, en: Colour}\n"
        "  ask: {zh: 色, en: Colour}\n"
        "  values: {red: {zh: 红, en: Red}, blue: {zh: 蓝, en: Blue}}\n"
        "borrowed_on:\n",
        "fact colour: no topic uses it",
    ),
    "a fact of a topic that no row uses": (
        TOPIC,
        "  needs: [borrowed_on]\n",
        "",
        "topic umbrella: no rule uses the fact 'borrowed_on'",
    ),
}


def faults(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    return check(made_up.load(folder, *changes), TODAY).faults


def test_the_small_knowledge_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str, tmp_path: Path) -> None:
    file, old, new, sentence = FAULTS[name]
    changes = [(file, old, new)]
    if name == "an answer that outlives its source":
        version = "{from: 2020-01-01, sources: [umbrella_1]"
        longer = version.replace("01-01,", "01-01, to: 2026-12-31,")
        changes.append((ANSWERS, version, longer))
    if name == "a fact of a topic that no row uses":
        changes += [(TOPIC, "{borrowed_on}还了就好", "还了就好")]
        changes += [(TOPIC, ", taken {borrowed_on}", "")]
    assert sentence in faults(tmp_path, *changes)


def test_an_amount_without_its_inputs_is_named(tmp_path: Path) -> None:
    """A row that computes a late fee from a ledger also needs the day of payment."""
    facts = (
        "arrears_principal:\n  type: money\n  title: {zh: 元, en: Yuan}\n"
        "  ask: {zh: 元, en: Yuan}\n"
        "due_date:\n  type: date\n  title: {zh: 日, en: Day}\n"
        "  ask: {zh: 日, en: Day}\n"
        "arrears_months:\n  type: integer\n  min: 1\n  max: 9\n"
        "  title: {zh: 月, en: Months}\n  ask: {zh: 月, en: Months}\n"
        "arrears:\n  type: ledger\n  title: {zh: 账, en: Ledger}\n"
        "  derived: {by: ledger, from: [arrears_principal, due_date, arrears_months]}\n"
        "borrowed_on:\n"
    )
    found = faults(
        tmp_path,
        ("facts/rain.yml", "borrowed_on:\n", facts),
        (TOPIC, "borrowed_on, region]", "borrowed_on, region, arrears]"),
        (
            TOPIC,
            "needs: [borrowed_on]",
            "needs: [borrowed_on, arrears]\n  compute: [late_fee]",
        ),
    )
    assert found == ["topic umbrella, rule walk: late_fee also needs paid_date"]


def test_an_otherwise_that_is_not_in_force_is_named(tmp_path: Path) -> None:
    changes = [
        (SOURCES, "rank: practice", "rank: practice\n  in_force: {to: 2026-11-21}")
    ]
    assert "topic umbrella, rule ask: hearsay is not in force on 2026-11-22" in faults(
        tmp_path, *changes
    )


def test_the_projects_knowledge_passes_every_check(report: Report) -> None:
    assert report.faults == []


def test_every_topic_has_its_cases_and_its_score(
    knowledge: Knowledge, report: Report
) -> None:
    assert report.cases.keys() == report.scores.keys() == knowledge.topics.keys()


def test_every_guide_statement_is_shown_somewhere(knowledge: Knowledge) -> None:
    shown = {topic.guide for topic in knowledge.topics.values()}
    assert set(knowledge.guide) <= shown | {""}, set(knowledge.guide) - shown
