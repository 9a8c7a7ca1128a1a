"""The figures on rows few enough to count by hand, and what is wrong with a table."""

import io
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import cli
from bot.evaluate_cli import (
    About,
    domain_intents,
    error_lines,
    to_json,
    to_lines,
    to_reading,
    write_json,
    write_lines,
)
from bot.evaluation import (
    EvaluationError,
    Judged,
    Reading,
    Row,
    Share,
    calibration_bins,
    confusions,
    macro_f1,
    measure,
    out_of_scope,
    percentile,
    read_rows,
)
from bot.settings import PROJECT

INTENTS = ("enroll", "transfer", "card_use", "out_of_scope")
ABOUT = About(file="table.tsv", model="model.tar.gz")
UNSURE, FALLBACK, OUTSIDE = "nlu_unsure", "nlu_fallback", "out_of_scope"


def judged(
    labels: str,
    likeliest: str,
    verdict: str = "",
    confidence: float = 0.9,
    kind: str = "letter",
    offered: Sequence[str] = (),
    milliseconds: float = 1.0,
) -> Judged:
    """A row and its reading; without a verdict the likeliest intent is acted on."""
    ranking = ((likeliest, confidence), ("rest", 0.0))
    return Judged(
        Row(f"{labels} as {likeliest}", tuple(labels.split("|")), kind),
        Reading(verdict or likeliest, ranking, tuple(offered), milliseconds),
    )


INSIDE = [
    judged("enroll", "enroll"),
    judged("enroll", "enroll", UNSURE, 0.4, offered=["enroll", "transfer"]),
    judged("enroll", "transfer", UNSURE, 0.3, "search", offered=["transfer"]),
    judged("enroll|transfer", "transfer", kind="search"),
    judged("transfer", "transfer", FALLBACK, 0.1),
    judged("transfer", OUTSIDE),
    judged("card_use|out_of_scope", OUTSIDE),
    judged("card_use", "enroll"),
]
OUTER = [
    judged(OUTSIDE, OUTSIDE),
    judged(OUTSIDE, "enroll", FALLBACK, 0.1),
    judged(OUTSIDE, OUTSIDE, UNSURE, 0.4),
    judged("out_of_scope_near", OUTSIDE),
    judged("out_of_scope_near", "enroll", UNSURE, 0.4),
    judged("out_of_scope_near", "enroll"),
]


def test_in_scope() -> None:
    figures = measure(INSIDE)
    assert figures.rows == 8
    assert figures.accuracy == Share(5, 8)
    # Unsure, unsure, not understood, out of scope and another topic are no answers.
    assert figures.answered_right == Share(3, 8)
    # The row that a fair reader could call out of scope may be refused.
    assert figures.refused == Share(2, 8)
    assert figures.did_you_mean == Share(2, 8)
    assert figures.right_offered == Share(1, 2)


def test_rows_out_of_scope_change_nothing_in_scope() -> None:
    alone, together = measure(INSIDE), measure([*INSIDE, *OUTER])
    for name in ("accuracy", "answered_right", "macro_f1", "refused", "did_you_mean"):
        assert getattr(alone, name) == getattr(together, name)


def test_out_of_scope() -> None:
    caught = out_of_scope([*INSIDE, *OUTER])
    assert {name: one.strict for name, one in caught.items()} == {
        "all": Share(3, 6),
        "far": Share(2, 3),
        "near": Share(1, 3),
    }
    assert {name: one.only_unsure for name, one in caught.items()} == {
        "all": 2,
        "far": 1,
        "near": 1,
    }
    assert {name: one.likeliest for name, one in caught.items()} == {
        "all": Share(4, 6),
        "far": Share(3, 3),
        "near": Share(1, 3),
    }


def test_macro_f1() -> None:
    # enroll: 2 right of 3 meant, 3 named: 4/6. transfer: 2 right of 3 meant (one by
    # its second label), 3 named: 4/6. card_use: 0 of 1. The other row of card_use
    # counts under out_of_scope, which is no topic.
    found = macro_f1(INSIDE)
    assert found is not None
    assert math.isclose(found, (4 / 6 + 4 / 6 + 0) / 3)


def test_groups_count_a_caught_row_as_right() -> None:
    figures = measure([*INSIDE, *OUTER])
    assert figures.by_kind == {"letter": Share(7, 12), "search": Share(1, 2)}
    assert figures.by_intent == {
        "card_use": Share(1, 2),
        "enroll": Share(3, 4),
        "out_of_scope": Share(2, 3),
        "out_of_scope_near": Share(1, 3),
        "transfer": Share(1, 2),
    }


def test_confusions_are_sorted() -> None:
    twice = [*INSIDE, judged("transfer", OUTSIDE), *OUTER]
    assert confusions(twice) == [
        ("transfer", "out_of_scope", 2),
        ("card_use", "enroll", 1),
        ("enroll", "transfer", 1),
        ("out_of_scope", "nlu_unsure", 1),
        ("out_of_scope_near", "enroll", 1),
        ("out_of_scope_near", "nlu_unsure", 1),
    ]
    assert len(measure(twice).wrong) == 7


def test_calibration() -> None:
    rows = [
        judged("enroll", "enroll", confidence=1.0),  # the last bin holds its end
        judged("enroll", "transfer", confidence=0.9),
        judged("enroll", "enroll", confidence=0.35),
        judged(OUTSIDE, "enroll", UNSURE, confidence=0.3),
    ]
    low, high = calibration_bins(rows)
    assert (low.low, low.high, low.rows, low.accuracy) == (0.3, 0.4, 2, 0.5)
    assert (high.low, high.high, high.rows, high.accuracy) == (0.9, 1.0, 2, 0.5)
    assert math.isclose(low.confidence, 0.325)
    assert math.isclose(high.confidence, 0.95)
    found = measure(rows).calibration_error
    assert found is not None
    assert math.isclose(found, (2 * 0.175 + 2 * 0.45) / 4)


def test_percentiles() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    assert percentile(values, 0.5) == 5.0
    assert percentile(values, 0.95) == 10.0
    assert percentile([7.0], 0.5) == 7.0
    assert percentile([], 0.5) is None


def test_of_nothing_there_is_no_figure() -> None:
    figures = measure(OUTER)
    assert figures.accuracy.value is None
    assert figures.macro_f1 is None
    assert to_json(figures, ABOUT, errors=False)["in_scope"]["accuracy"] is None
    assert not any(line.startswith("accuracy") for line in to_lines(figures))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.tsv"


def test_a_table_is_read(table: Path) -> None:
    lines = [
        "kind\ttext\tnote\tintent",
        "a\t转入\t\ttransfer|enroll",
        "",
        'b\tsays "yes\u2028no"\tx\tout_of_scope_near',
    ]
    table.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    assert read_rows(table, INTENTS) == [
        Row("转入", ("transfer", "enroll"), "a"),
        Row('says "yes\u2028no"', ("out_of_scope_near",), "b"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"text\tintent\tkind\n", "has no rows"),
        (b"text,intent,kind\nx,enroll,a\n", "has no column text, intent, kind"),
        (b"text\tintent\nx\tenroll\n", "has no column kind"),
        (b"text\tintent\tkind\nx\tenrol\ta\n", "line 2: .* called 'enrol'"),
        (b"text\tintent\tkind\nx\tenroll|\ta\n", "line 2: .* called ''"),
        (b"text\tintent\tkind\n\nx\tenroll\n", "line 3: 2 columns instead of 3"),
        (b"text\tintent\tkind\n \tenroll\ta\n", "line 2: the text is empty"),
        ("text\tintent\tkind\n社保\tenroll\ta\n".encode("gb18030"), "is not UTF-8"),
    ],
)
def test_a_bad_table_is_refused_with_a_sentence(
    table: Path, content: bytes, says: str
) -> None:
    table.write_bytes(content)
    with pytest.raises(EvaluationError, match=says):
        read_rows(table, INTENTS)


def test_a_table_that_is_not_there(table: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read: No such file"):
        read_rows(table, INTENTS)


def test_a_bad_table_ends_the_command_before_a_model_is_trained(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(table.parent / "models"))
    table.write_text("text\tintent\tkind\nx\tnlu_unsure\ta\n", encoding="utf-8")
    assert cli.main(["evaluate", str(table)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "no intent of domain.yml is called 'nlu_unsure'" in said.err
    assert not (table.parent / "models").exists()


def test_the_intents_are_those_that_a_message_can_have() -> None:
    found = domain_intents(PROJECT)
    assert {"enroll", "out_of_scope", "why"} <= set(found)
    assert {"nlu_unsure", "nlu_fallback", "change_topic"}.isdisjoint(found)


def test_a_parse_is_read_without_the_verdict_in_its_ranking() -> None:
    ranked = [
        {"name": "nlu_unsure", "confidence": 0.6},
        {"name": "why", "confidence": 0.4},
        *({"name": f"topic_{n}", "confidence": 0.1} for n in range(4)),
    ]
    parsed = {"intent": ranked[0], "intent_ranking": ranked}
    reading = to_reading(parsed, {f"topic_{n}" for n in range(4)}, 2.5)
    assert (reading.verdict, reading.likeliest, reading.confidence) == (
        "nlu_unsure",
        "why",
        0.4,
    )
    assert reading.offered == ("topic_0", "topic_1", "topic_2")
    assert reading.milliseconds == 2.5


def test_a_parse_without_an_intent_is_not_understood() -> None:
    reading = to_reading({"intent": {"name": None, "confidence": 0.0}}, (), 1.0)
    assert reading == Reading("nlu_fallback", (), (), 1.0)
    assert (reading.likeliest, reading.confidence) == ("nlu_fallback", 0.0)


def test_json_has_the_documented_keys() -> None:
    target = io.StringIO()
    write_json(target, ABOUT, measure([*INSIDE, *OUTER]), errors=True)
    said = json.loads(target.getvalue())
    assert said["schema"] == 1
    text = (PROJECT / "docs" / "evaluate.md").read_text(encoding="utf-8")
    assert {name for name in keys(said) if f"`{name}`" not in text} == set()
    assert said["in_scope"]["did_you_mean"] == {
        "count": 2,
        "share": 0.25,
        "right_offered": 1,
        "right_offered_share": 0.5,
    }
    assert said["out_of_scope"]["far"] == {
        "rows": 3,
        "caught": 2,
        "recall": 0.6667,
        "only_unsure": 1,
        "recall_by_likeliest": 1.0,
    }
    assert said["errors"][0] == {
        "text": "enroll as transfer",
        "kind": "search",
        "expected": ["enroll"],
        "said": "transfer",
        "confidence": 0.3,
        "verdict": "nlu_unsure",
    }
    assert len(said["errors"]) == 6
    assert "errors" not in to_json(measure(INSIDE), ABOUT, errors=False)


def keys(said: object) -> set[str]:
    """All names in the JSON, but not the names of kinds and intents."""
    if isinstance(said, list):
        return set().union(*(keys(one) for one in said)) if said else set()
    if not isinstance(said, dict):
        return set()
    found: set[str] = set()
    for name, value in said.items():
        found.add(name)
        inner = list(value.values()) if name in ("by_kind", "by_intent") else value
        found |= keys(inner)
    return found


def test_errors_show_what_was_said() -> None:
    shown = list(error_lines([INSIDE[2], INSIDE[7]]))[2:]
    assert shown == [
        "  enroll -> transfer (0.30, nlu_unsure): enroll as transfer",
        "  card_use -> enroll (0.90): card_use as enroll",
    ]
    target = io.StringIO()
    write_lines(target, ABOUT, measure(INSIDE), errors=True)
    assert target.getvalue().endswith("card_use -> enroll (0.90): card_use as enroll\n")
    assert "accuracy                  62.5 % (5 of 8)\n" in target.getvalue()


def test_a_refusal_put_before_the_ranking_is_no_part_of_it() -> None:
    found = [("out_of_scope", 0.3), ("enroll", 0.7), ("out_of_scope", 0.2)]
    ranking = [{"name": name, "confidence": chance} for name, chance in found]
    parsed = {"intent": ranking[0], "intent_ranking": ranking}
    reading = to_reading(parsed, {"enroll"}, 1.0)
    assert reading.verdict == "out_of_scope"
    assert reading.ranking == (("enroll", 0.7), ("out_of_scope", 0.2))
