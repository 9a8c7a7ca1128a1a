"""What a change of the knowledge changes, and for whom."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advice import Knowledge, load_knowledge
from advice.diff import KeptCase, Report, compare
from advice.diff.comparison import days_of_change
from advice.diff.report import Change
from advice.diff.text import report_lines, report_to_dict
from advice.matrix import clashes, mutants
from advice.model import Topic
from tests.advice import made_up
from tests.advice.conftest import AS_OF, KNOWLEDGE

Edited = Callable[..., Knowledge]


@pytest.fixture(scope="module")
def umbrella(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return made_up.load(tmp_path_factory.mktemp("umbrella"))


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """A copy of the project's knowledge with some (file, old, new) changes, read."""

    def edited(*changes: tuple[str, str, str]) -> Knowledge:
        folder = tmp_path / "knowledge"
        shutil.copytree(KNOWLEDGE, folder)
        for name, old, new in changes:
            made_up.spoil(folder, name, old, new)
        return load_knowledge(folder)

    return edited


def changes(report: Report, topic: str) -> list[Change]:
    (found,) = [one for one in report.topics if one.topic == topic]
    return list(found.changes)


def conditions(change: Change) -> list[dict[str, str]]:
    return [{n: "|".join(v) for n, v in w.conditions.items()} for w in change.who]


def test_nothing_differs_from_itself(edited: Edited, tmp_path: Path) -> None:
    report = compare(edited(), load_knowledge(tmp_path / "knowledge"), AS_OF)
    assert not report.changes()
    assert report.entries == {}
    assert list(report_lines(report))[-1] == "nothing changes"


def test_nothing_differs_where_every_case_is_tried(umbrella: Knowledge) -> None:
    # Another rank of a source changes no answer here, but the topic has to be tried.
    source = replace(umbrella.sources["umbrella_1"], rank="regulation")
    sources = {**umbrella.sources, "umbrella_1": source}
    report = compare(umbrella, replace(umbrella, sources=sources), AS_OF)
    assert (report.topics, report.played, report.added) == ((), (), ())
    assert report.entries["sources"].changed == {"umbrella_1": ("rank",)}


def test_a_changed_figure_changes_the_amounts_of_those_who_owe(
    knowledge: Knowledge, edited: Edited
) -> None:
    new = edited(("parameters/contribution.yml", 'value: "0.0005"', 'value: "0.0006"'))
    report = compare(knowledge, new, AS_OF)
    assert report.changes()
    found = changes(report, "arrears_late_fee")
    assert {one.kind for one in found} == {"values"}
    (computed,) = [one for one in found if one.rule == "employer_calculation"]
    (who,) = conditions(computed)
    assert who.pop("arrears") == "2011-07-01.."
    assert who == {"payer": "employer", "wants_calculation": "yes"}
    assert "late_fee.daily_rate=0.0005" in computed.before
    assert "late_fee.daily_rate=0.0006" in computed.after
    assert "paid_date" in computed.example
    assert report.entries["parameters"].changed == {"late_fee.daily_rate": ("values",)}
    assert [one.topic for one in report.topics] == ["arrears_late_fee"]


def test_a_moved_limit_changes_the_outcome_between_old_and_new(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    limit = ("parameters/rain.yml", "value: 3,", "value: 5,")
    report = compare(umbrella, made_up.load(tmp_path, limit), AS_OF)
    moved = [one for one in changes(report, "umbrella") if one.kind == "outcome"]
    assert {(one.before, one.after) for one in moved} == {
        ("shelter", "umbrella_lent"),
        ("ask_porter (refer: by_rule)", "umbrella_lent"),
    }
    for one in moved:
        for who in conditions(one):
            assert (who["weather"], who["days"]) == ("rain", "4..5")
    # In Beijing there is a shelter; without a place every answer is tried.
    places = {one.before: conditions(one) for one in moved}
    assert places["shelter"] == [
        {"weather": "rain", "days": "4..5", "shelter": "yes", "region": "none"},
        {"weather": "rain", "days": "4..5", "region": "110000"},
    ]


def test_a_narrowed_row_is_told_by_the_one_condition_that_left(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    row = ('shelter: ["no", not_covered]', 'shelter: ["no"]')
    new = made_up.load(tmp_path, ("topics/umbrella.yml", *row))
    (change,) = [
        one
        for one in changes(compare(umbrella, new, AS_OF), "umbrella")
        if one.kind == "wording"
    ]
    assert (change.rule, change.before) == ("ask", "没有雨棚。 / There is no shelter.")
    long = {"weather": "rain", "days": "4.."}
    assert conditions(change) == [
        {**long, "shelter": "not_covered", "region": "none"},
        {**long, "region": "elsewhere"},
    ]
    assert [who.cases for who in change.who] == [1, 1]


def test_a_removed_and_a_new_topic_are_named(
    umbrella: Knowledge,
) -> None:
    other = replace(umbrella, topics={})
    gone = compare(umbrella, other, AS_OF)
    come = compare(other, umbrella, AS_OF)
    assert (gone.removed, gone.added, come.added) == (
        ("umbrella",),
        (),
        ("umbrella",),
    )
    assert gone.changes() and come.changes()
    assert "topic umbrella: removed" in list(report_lines(gone))


def test_a_value_for_one_more_region_changes_that_region_alone(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    value = "  no_value: {zh: 各地不同"
    more = (
        '  - {from: 2020-01-01, value: true, source: hearsay, region: "310000",\n'
        f"     checked: 2026-11-22}}\n{value}"
    )
    new = made_up.load(tmp_path, ("parameters/rain.yml", value, more))
    (change,) = [
        one
        for one in changes(compare(umbrella, new, AS_OF), "umbrella")
        if one.kind == "outcome"
    ]
    assert (change.before, change.after) == ("ask_porter (refer: by_rule)", "shelter")
    assert conditions(change) == [
        {"weather": "rain", "days": "4..", "region": "310000"}
    ]


def test_a_value_to_come_changes_the_days_from_then_on(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    now = "  - {from: 2020-01-01, value: 3, source: umbrella_1, checked: 2026-11-22}\n"
    then = now.replace("2020-01-01, value: 3", "2027-03-01, value: 4")
    new = made_up.load(tmp_path, ("parameters/rain.yml", now, now + then))
    report = compare(umbrella, new, AS_OF)
    assert report.days == (AS_OF, dt.date(2027, 3, 1))
    found = changes(report, "umbrella")
    assert found
    assert {who["as_of"] for one in found for who in conditions(one)} == {"2027-03-01"}


def test_changed_wording_is_told_apart_from_changed_outcome(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    new = made_up.load(tmp_path, ("topics/umbrella.yml", "去雨棚", "请去雨棚"))
    report = compare(umbrella, new, AS_OF)
    (change,) = changes(report, "umbrella")
    assert (change.kind, change.rule) == ("wording", "wait")
    assert change.after.startswith("请去雨棚")


@pytest.mark.parametrize(
    ("change", "kind", "name"),
    [
        pytest.param(("answers/rain.yml", "zh: 黑", "zh: 白"), "answers", "colours"),
        pytest.param(
            ("procedures/give_back.yml", "甩干", "甩"), "procedures", "give_back"
        ),
        pytest.param(("phrases/rain.yml", "您好", "你好"), "phrases", "hello"),
        pytest.param(("calendar.yml", "2026-01-01", "2026-01-02"), "calendar", "2026"),
        pytest.param(
            ("topics/umbrella.yml", "可以借伞", "能借伞"), "topics", "umbrella"
        ),
    ],
)
def test_what_no_table_decides_is_named(
    umbrella: Knowledge,
    tmp_path: Path,
    change: tuple[str, str, str],
    kind: str,
    name: str,
) -> None:
    report = compare(umbrella, made_up.load(tmp_path, change), AS_OF)
    assert report.changes()
    assert list(report.entries) == [kind]
    assert list(report.entries[kind].changed) == [name]


def test_a_new_day_of_looking_changes_nothing(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    seen = ("sources/rain.yml", "checked: 2026-11-22", "checked: 2026-11-23")
    report = compare(umbrella, made_up.load(tmp_path, seen), AS_OF)
    assert not report.changes()
    assert report.entries["sources"].checked == ("umbrella_1",)


def sound_mutants(topic: Topic, knowledge: Knowledge) -> Iterator[tuple[str, Topic]]:
    """Tables with one cell changed; not those whose rows overlap, which are refused."""
    for name, mutant in mutants(topic, knowledge.facts):
        if not clashes(mutant):
            yield name, mutant


def test_every_mutant_of_the_table_is_found(umbrella: Knowledge) -> None:
    topic = umbrella.topics["umbrella"]
    found = 0
    for name, mutant in sound_mutants(topic, umbrella):
        other = replace(umbrella, topics={"umbrella": mutant})
        assert compare(umbrella, other, AS_OF).topics, name
        found += 1
    assert found >= 10


@pytest.mark.parametrize("topic", ["card_lost_replace", "resume_contribution"])
def test_the_mutants_of_real_tables_are_found(knowledge: Knowledge, topic: str) -> None:
    missed = []
    tried = list(sound_mutants(knowledge.topics[topic], knowledge))[::3]
    for name, mutant in tried:
        other = replace(knowledge, topics={**knowledge.topics, topic: mutant})
        if not compare(knowledge, other, AS_OF).topics:
            missed.append(name)
    assert missed == []
    assert len(tried) >= 5


def kept(number: int, **facts: str | int) -> KeptCase:
    return KeptCase(number, "umbrella", AS_OF, None, facts)


def test_kept_decisions_are_decided_by_both(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    new = made_up.load(tmp_path, ("parameters/rain.yml", "value: 3,", "value: 5,"))
    cases = [kept(1, weather="rain", days=4), kept(2, weather="rain", days=9)]
    cases += [kept(3, weather="sun", borrowed_on="2026-11-20")]
    (report,) = compare(umbrella, new, AS_OF, cases).kept
    (change,) = report.changes
    assert (report.cases, report.changed) == (3, 1)
    assert (change.before, change.after) == ("asks region", "umbrella_lent")
    assert change.example == {"id": "1"}
    assert conditions(change)[0]["days"] == "4"


def test_kept_decisions_of_a_removed_topic_or_value_are_told(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    cases = [kept(1, weather="rain", days=2)]
    gone = compare(umbrella, replace(umbrella, topics={}), AS_OF, cases).kept
    assert gone[0].changes[0].after == "no such topic"
    spec = umbrella.facts["weather"]
    facts = {**umbrella.facts, "weather": replace(spec, values={"sun": spec.title})}
    lost = compare(umbrella, replace(umbrella, facts=facts), AS_OF, cases).kept
    assert lost[0].changes[0].after == "cannot read weather=rain"


def test_days_of_change_are_today_and_what_comes_soon(knowledge: Knowledge) -> None:
    days = days_of_change(knowledge, knowledge, AS_OF)
    assert days[0] == AS_OF
    assert dt.date(2027, 1, 1) in days  # the Medical Security Law
    assert all(day < dt.date(2028, 1, 1) for day in days)


def test_the_report_as_data_says_what_the_lines_say(
    umbrella: Knowledge, tmp_path: Path
) -> None:
    new = made_up.load(tmp_path, ("topics/umbrella.yml", "去雨棚", "请去雨棚"))
    report = compare(umbrella, new, AS_OF)
    form = report_to_dict(report)
    assert (form["schema"], form["changes"]) == (1, True)
    (change,) = form["topics"][0]["changes"]
    assert (change["kind"], change["rule"]) == ("wording", "wait")
    assert sum(who["cases"] for who in change["who"]) == change["cases"]
    lines = "\n".join(report_lines(report))
    assert f"umbrella: {change['cases']} of {form['topics'][0]['cases']} cases" in lines
    assert "  wording [wait]: 去雨棚。 / Use the shelter." in lines
