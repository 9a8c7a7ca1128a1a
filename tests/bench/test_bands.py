"""Other thresholds on the same rankings, on rows few enough to count by hand."""

import pytest

from bench.bands import HEADS, HIGHS, LOWS, by_confidence, table, with_bands
from bot.evaluation import Judged, Reading, Row
from bot.nlu.ranking import Bands


def judged(label: str, likeliest: str, confidence: float) -> Judged:
    ranking = ((likeliest, confidence), ("rest", 0.01))
    reading = Reading("before", ranking, offered=(likeliest, "enroll"))
    return Judged(Row("text", (label,), "made up"), reading)


ROWS = [
    judged("enroll", "enroll", 0.95),
    judged("enroll", "transfer", 0.95),
    judged("enroll", "enroll", 0.55),
    judged("enroll", "enroll", 0.15),
    judged("out_of_scope", "enroll", 0.45),
    judged("out_of_scope_near", "out_of_scope", 0.95),
]


@pytest.mark.parametrize(
    ("low", "high", "verdicts"),
    [
        (0.1, 0.6, ["enroll", "transfer", "nlu_unsure", "nlu_unsure", "nlu_unsure"]),
        (0.2, 0.5, ["enroll", "transfer", "enroll", "nlu_fallback", "nlu_unsure"]),
        (0.2, 0.4, ["enroll", "transfer", "enroll", "nlu_fallback", "enroll"]),
    ],
)
def test_each_ranking_gets_a_new_verdict(
    low: float, high: float, verdicts: list[str]
) -> None:
    found = with_bands(ROWS, Bands(low, high))
    assert [one.reading.verdict for one in found] == [*verdicts, "out_of_scope"]


def test_the_table_has_a_line_for_each_pair_and_marks_ours() -> None:
    lines = table(ROWS, [0.2, 0.5]).splitlines()
    assert lines[0] == "| " + " | ".join(HEADS) + " |"
    assert len(lines) == 2 + len(LOWS) * len(HIGHS)
    assert [line for line in lines if "**" in line] == [
        "| **0.2, 0.5** | 50.0 % | 25.0 % | 0.0 % | 25.0 % | 0.0 % | 50.0 % | 50.0 % |"
    ]


def test_by_confidence_the_likeliest_and_what_is_offered_are_counted() -> None:
    sure = judged("enroll", "enroll", 1.0)
    assert by_confidence([*ROWS, sure]).splitlines()[2:] == [
        "| 0.1 to 0.2 | 1 | 100.0 % | 100.0 % | 0 |",
        "| 0.4 to 0.5 | 0 | - | - | 1 |",
        "| 0.5 to 0.6 | 1 | 100.0 % | 100.0 % | 0 |",
        "| 0.9 to 1 | 3 | 66.7 % | 100.0 % | 1 |",
    ]
