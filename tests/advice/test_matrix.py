"""The case matrix: overlaps, and how well it notices a changed cell."""

from dataclasses import replace

from advice import Knowledge
from advice.checks import Report
from advice.matrix import case_count, cases, clashes, mutation_score
from advice.table import Table
from tests.advice.tables import FACTS, TABLE, row, topic


def test_all_combinations_are_cases() -> None:
    table = Table(TABLE, FACTS)
    found = dict(cases(table))
    assert len(found) == case_count(table) == 3 * 2 * 2
    met = {values: [r.id for r in table.rows(rows)] for values, rows in found.items()}
    assert met["flexible", "medical", "yes"] == ["medical_late"]
    assert met["resident", "medical", "no"] == []


def test_rows_that_share_a_combination_clash() -> None:
    assert clashes(TABLE) == []
    overlapping = replace(TABLE, rules=(*TABLE.rules, row("more", what="pension")))
    assert clashes(overlapping) == [("employer", "more"), ("pension", "more")]


def test_rows_without_a_common_fact_clash() -> None:
    assert clashes(
        topic(("who", "what"), row("a", who="employee"), row("b", late="no"))
    )


def test_every_changed_cell_is_noticed() -> None:
    score = mutation_score(TABLE, FACTS)
    # One mutant for each condition dropped, one for each value of it flipped.
    assert score.mutants == (1 + 3) + (2 + 3 + 2) + 2 * (3 + 3 + 2 + 2)
    assert (score.caught, score.missed) == (score.mutants, ())


def test_a_condition_that_changes_nothing_is_found_out() -> None:
    idle = topic(
        ("who", "late"),
        row("a", who="employee", late=("yes", "no")),
        row("b", who="flexible", late="yes"),
    )
    score = mutation_score(idle, FACTS)
    assert score.missed == ("a: condition late dropped",)
    assert score.caught == score.mutants - 1


def test_a_fact_that_only_one_row_uses_can_be_changed_too() -> None:
    score = mutation_score(topic(("who", "late"), row("a", who="employee")), FACTS)
    assert (score.mutants, score.missed) == (4, ())


def test_the_real_tables_notice_every_changed_cell(
    knowledge: Knowledge, report: Report
) -> None:
    assert report.scores.keys() == knowledge.topics.keys()
    missed = {name: one.missed for name, one in report.scores.items() if one.missed}
    assert missed == {}
    assert sum(score.mutants for score in report.scores.values()) > 1000


def test_the_real_matrix_is_worked_through(
    knowledge: Knowledge, report: Report
) -> None:
    assert sum(report.cases.values()) > 10_000
    assert report.cases == {
        name: case_count(Table(topic, knowledge.facts))
        for name, topic in knowledge.topics.items()
    }
