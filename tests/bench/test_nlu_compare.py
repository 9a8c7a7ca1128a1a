"""The comparison without its processes: arguments, answers, what is kept, the table."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import nlu_compare
from bench.nlu_child import from_json, to_json
from bench.nlu_compare import Bench, CompareError
from bench.nlu_table import Measured, Question, table
from bot.evaluation import EvaluationError, Reading, Row
from bot.runtime import lean
from bot.settings import PROJECT

HEAD = "text\tintent\tkind\n"


def question(text: str, label: str, is_held_out: bool = False) -> Question:
    return Question(Row(text, (label,), "made up"), is_held_out)


def reading(verdict: str, likeliest: str, ms: float = 1.0) -> Reading:
    return Reading(verdict, ((likeliest, 0.9),), milliseconds=ms)


QUESTIONS = [
    question("怎么转移", "transfer", is_held_out=True),
    question("how do i enrol", "enroll"),
    question("how do i transfer", "transfer"),
    question("要不要买股票", "out_of_scope_near"),
]
READINGS = [
    reading("transfer", "transfer", 1.0),
    reading("enroll", "enroll", 2.0),
    reading("nlu_unsure", "enroll", 3.0),
    reading("nlu_fallback", "transfer", 40.0),
]


def measured(name: str = "ours", examples: str = "now", **changed: Any) -> Measured:
    values: dict[str, Any] = {
        "name": name,
        "epochs": None,
        "examples": examples,
        "training": 12.4,
        "size": 5_420_000,
        "memory": 280,
        "readings": READINGS,
    }
    return Measured(**{**values, **changed})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two pipelines, one example file and one held-out question."""
    (tmp_path / "configs").mkdir()
    for name in ("config.yml", "configs/diet.yml"):
        parts = [{"name": "A"}, {"name": "B", "epochs": 100}]
        text = yaml.safe_dump({"pipeline": parts if "diet" in name else parts[:1]})
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "domain.yml").write_text(
        "intents: [enroll, transfer, out_of_scope]", encoding="utf-8"
    )
    for name, content in (
        (nlu_compare.HELD_OUT, f"{HEAD}怎么转移\ttransfer\tzh\n"),
        (nlu_compare.DATA / "a.yml", "nlu: []"),
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_the_table_of_rows_few_enough_to_count() -> None:
    other = measured("diet", "then", epochs=2, training=61.0, memory=900)
    assert table([measured(), other], QUESTIONS, "now").splitlines() == [
        r"|  | ours | diet, 2 ep. \* |",
        "| --- | --- | --- |",
        "| English: right (2) | 50.0 % | 50.0 % |",
        "| English: macro F1 (2) | 33.3 % | 33.3 % |",
        "| held out, Chinese: right (1) | 100.0 % | 100.0 % |",
        "| held out, Chinese: macro F1 (1) | 100.0 % | 100.0 % |",
        "| in scope: right and acted on (3) | 66.7 % | 66.7 % |",
        "| in scope: wrong and acted on (3) | 0.0 % | 0.0 % |",
        "| in scope: asked back (3) | 33.3 % | 33.3 % |",
        "| in scope: refused (3) | 0.0 % | 0.0 % |",
        "| out of scope, near: refused (1) | 100.0 % | 100.0 % |",
        "| out of scope: taken for ours (1) | 0.0 % | 0.0 % |",
        "| training | 12 s | 61 s |",
        "| a message, p50 | 2.0 ms | 2.0 ms |",
        "| a message, p95 | 40.0 ms | 40.0 ms |",
        "| resident memory | 280 MB | 900 MB |",
        "| model file | 5.4 MB | 5.4 MB |",
        "",
        r"\* trained on other examples than those that lie here now.",
    ]


def test_what_is_wrong_and_acted_on_is_counted() -> None:
    said = [*READINGS[:1], reading("transfer", "transfer"), READINGS[2]]
    lines = table(
        [measured(readings=[*said, reading("enroll", "enroll")])], QUESTIONS, "now"
    ).splitlines()
    assert "| in scope: wrong and acted on (3) | 33.3 % |" in lines
    assert "| out of scope: taken for ours (1) | 100.0 % |" in lines


def test_without_other_examples_there_is_no_note() -> None:
    assert "\\*" not in table([measured()], QUESTIONS, "now")


def test_answers_that_do_not_match_the_questions_make_no_table() -> None:
    with pytest.raises(ValueError, match="zip"):
        table([measured(readings=READINGS[:3])], QUESTIONS, "now")


@pytest.mark.parametrize("one", [*READINGS, Reading("nlu_fallback", ())])
def test_a_reading_survives_its_json(one: Reading) -> None:
    assert from_json(json.loads(json.dumps(to_json(one)))) == one


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"readings": []}', "cannot be read: KeyError('memory')"),
        ('{"readings": [["a", []]], "memory": 1}', "cannot be read"),
        ('{"readings": [["a", [["b"]], 1]], "memory": 1}', "cannot be read"),
        ('{"readings": [["a", [["b", "much"]], 1]], "memory": 1}', "cannot be read"),
        ('{"readings": [["a", [], 1]], "memory": 1}', "1 answers to 2 questions"),
    ],
)
def test_broken_answers_of_the_process_are_noticed(text: str, said: str) -> None:
    with pytest.raises(CompareError) as caught:
        nlu_compare.read_answers(text, 2)
    assert said in str(caught.value)


def test_the_answers_of_the_process_are_read() -> None:
    text = json.dumps({"readings": [to_json(one) for one in READINGS], "memory": 280})
    assert nlu_compare.read_answers(text, 4) == (READINGS, 280)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "nobody"], "invalid choice: 'nobody'"),
        (["--only"], "expected at least one argument"),
        (["--epochs", "0"], "must be 1 or more"),
        (["--epochs", "many"], "invalid"),
    ],
)
def test_wrong_arguments_end_with_a_reason(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    with pytest.raises(SystemExit) as ended:
        nlu_compare.main(arguments, project)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_tables_ends_with_a_reason(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nlu_compare.main(["--eval-dir", str(project / "configs")], project) == 1
    assert "holds no *.tsv" in capsys.readouterr().err


def test_the_questions_are_the_held_out_ones_and_every_table_of_the_folder(
    project: Path,
) -> None:
    folder = project / "elsewhere"
    folder.mkdir()
    for name, text in (("b", "second\tout_of_scope_near"), ("a", "first\tenroll")):
        content = f"{HEAD}{text}\tletter\n"
        (folder / f"{name}.tsv").write_text(content, encoding="utf-8")
    found = nlu_compare.read_questions(project, folder)
    assert [(one.row.text, one.is_held_out, one.language) for one in found] == [
        ("怎么转移", True, "Chinese"),
        ("first", False, "English"),
        ("second", False, "English"),
    ]
    (folder / "c.tsv").write_text(f"{HEAD}third\tdance\tletter\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="dance"):
        nlu_compare.read_questions(project, folder)


def test_epochs_are_set_where_there_are_some(project: Path) -> None:
    diet = project / "configs" / "diet.yml"
    said = yaml.safe_load(nlu_compare.with_epochs(diet, 2))
    assert said["pipeline"] == [{"name": "A"}, {"name": "B", "epochs": 2}]
    assert nlu_compare.with_epochs(diet, None) == diet.read_text(encoding="utf-8")
    assert nlu_compare.has_epochs(diet)
    assert not nlu_compare.has_epochs(project / "config.yml")


def bench(project: Path) -> Bench:
    return Bench(project, QUESTIONS, project)


def test_what_was_measured_is_kept_without_the_questions(project: Path) -> None:
    path = project / "kept.json"
    kept = {"ours": measured(), "diet": measured("diet", epochs=2)}
    nlu_compare.write_json(path, bench(project), kept)
    assert nlu_compare.read_json(path, bench(project)) == kept
    assert not any(one.row.text in path.read_text("utf-8") for one in QUESTIONS)


def test_other_questions_do_not_fit_what_was_kept(project: Path) -> None:
    path = project / "kept.json"
    nlu_compare.write_json(path, bench(project), {"ours": measured()})
    with pytest.raises(CompareError, match="measured on other questions"):
        nlu_compare.read_json(path, Bench(project, QUESTIONS[:3], project))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}'])
def test_another_file_is_no_kept_one(project: Path, text: str) -> None:
    path = project / "kept.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CompareError, match=r"is not a file of --json"):
        nlu_compare.read_json(path, bench(project))


def test_kept_columns_are_printed_and_only_the_rest_is_measured(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def stand_in(bench: Bench, name: str, config: Path) -> Measured:
        asked.append((name, config.name))
        return measured(name, bench.examples_mark, readings=READINGS[:1])

    monkeypatch.setattr(nlu_compare, "USUAL", ("ours", "diet"))
    monkeypatch.setattr(nlu_compare, "measure_pipeline", stand_in)
    monkeypatch.delenv("EVAL_DIR", raising=False)
    kept, out = str(project / "kept.json"), project / "table.md"
    assert nlu_compare.main(["--only", "diet", "--json", kept], project) == 0
    capsys.readouterr()
    arguments = ["--with", kept, "--json", kept, "--out", str(out)]
    assert nlu_compare.main(arguments, project) == 0
    assert asked == [("diet", "diet.yml"), ("ours", "config.yml")]
    printed = capsys.readouterr().out
    assert printed.startswith("|  | ours | diet |\n")
    assert out.read_text(encoding="utf-8") == printed
    assert set(json.loads(Path(kept).read_text("utf-8"))["models"]) == {"ours", "diet"}


def test_a_process_that_fails_is_reported_with_the_end_of_its_log(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("EVAL_DIR", raising=False)
    # The project has no `bench.nlu_child`: the process ends at once.
    assert nlu_compare.main(["--only", "ours"], project) == 1
    assert "train of ours failed:\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["logistic", "diet"])
def test_the_configurations_differ_from_ours_in_the_intents_only(name: str) -> None:
    ours, other = (
        yaml.safe_load(nlu_compare.pipelines(PROJECT)[one].read_text("utf-8"))
        for one in ("ours", name)
    )
    assert other["pipeline"][-1] == ours["pipeline"][-1]
    assert {k: v for k, v in other.items() if k != "pipeline"} == {
        k: v for k, v in ours.items() if k != "pipeline"
    }


def test_diet_starts_with_tensorflow() -> None:
    assert lean.needs_tensorflow(PROJECT / "configs" / "diet.yml")
