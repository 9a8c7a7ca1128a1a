"""The lawyer's command line: what it prints, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from advice import Knowledge, cli, load_knowledge
from advice.cli import main
from tests.advice import made_up

AS_OF = ["--as-of", "2026-11-22"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def read_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's own knowledge was read already; any other folder is read."""

    def load(folder: Path) -> Knowledge:
        own = folder == cli.DEFAULT_KNOWLEDGE
        return knowledge if own else load_knowledge(folder)

    monkeypatch.setattr(cli, "load_knowledge", load)


def run(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[str], str]:
    """(exit code, lines printed, what went to standard error)."""
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out.splitlines(), printed.err


def test_a_decision_is_told_with_its_trace(
    capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    facts = ["employment=employee", "gap_cause=employer_default"]
    code, lines, errors = run(
        capsys, "decide", "back_payment", *facts, *AS_OF, "--lang", "en"
    )
    assert (code, errors) == (0, "")
    assert lines[0] == "[result] employer_must_back_pay"
    rules = {rule.id: rule for rule in knowledge.topics["back_payment"].rules}
    assert lines[1] == rules["employer_makes_up"].say.en
    text = "\n".join(lines)
    assert "The three-month sentence does not apply to you" in text
    assert "How this was decided:" in lines
    assert knowledge.guide["three_months"].claim.en in text


def test_a_question_is_told_with_its_choices(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, lines, _ = run(
        capsys, "decide", "card_activate_unlock", "card_need=unlock", "--lang", "en"
    )
    assert code == 0
    assert lines[0] == "[missing] card_half"
    assert "  social = Social security side" in lines


def test_a_referral_is_told_with_its_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, lines, _ = run(
        capsys,
        "decide",
        "enroll",
        "joiner=employee",
        "hired_on=2031-01-01",
        *AS_OF,
        "--lang",
        "en",
    )
    assert (code, lines[0]) == (0, "[refer] no_calendar")


def test_facts_may_stand_before_and_after_options(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["decide", "back_payment", "employment=flexible", "--region", "310000"]
    code, lines, _ = run(capsys, *arguments, "insurance=pension", *AS_OF)
    assert (code, lines[0]) == (0, "[result] no_back_payment_renew")


def test_chinese_is_the_usual_language(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = run(capsys, "decide", "card_apply", "applicant=self", *AS_OF)
    assert "身份证" in lines[1]


def test_json_can_be_read_by_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["decide", "card_apply", "applicant=self", *AS_OF, "--json"]
    assert main(arguments) == 0
    form = json.loads(capsys.readouterr().out)
    assert (form["schema"], form["as_of"]) == (1, "2026-11-22")
    assert form["trace"]["facts"][0]["by"] == "caller"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["decide", "umbrella"], "no topic 'umbrella'", id="topic"),
        pytest.param(
            ["decide", "card_apply", "colour=red"],
            "card_apply has no fact colour",
            id="fact of no topic",
        ),
        pytest.param(
            ["decide", "card_apply", "insurance=medical"],
            "card_apply has no fact insurance",
            id="fact of another topic",
        ),
        pytest.param(
            ["decide", "card_apply", "applicant=nobody"],
            "applicant='nobody': not a choice",
            id="value",
        ),
        pytest.param(
            ["decide", "card_apply", "applicant"], "write fact=value", id="no value"
        ),
        pytest.param(
            ["decide", "back_payment", "--region", "999999"],
            "no region '999999'",
            id="region",
        ),
        pytest.param(["facts", "umbrella"], "no topic 'umbrella'", id="facts"),
        pytest.param(["graph", "umbrella"], "no procedure 'umbrella'", id="graph"),
    ],
)
def test_a_question_that_cannot_be_read_ends_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    code, lines, errors = run(capsys, *arguments)
    assert (code, lines) == (2, [])
    assert sentence in errors


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no command"),
        pytest.param(["dance"], id="unknown command"),
        pytest.param(["decide", "card_apply", "--as-of", "soon"], id="no day"),
        pytest.param(["decide", "card_apply", "--loud"], id="unknown option"),
        pytest.param(["check", "more"], id="too much"),
    ],
)
def test_a_command_that_cannot_be_read_ends_with_2_and_the_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m advice" in capsys.readouterr().err


def test_the_facts_of_a_topic_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = run(capsys, "facts", "back_payment", "--lang", "en")
    assert code == 0
    assert "insurance: Insurance (one of)" in lines
    assert "  medical = Medical" in lines
    months = next(line for line in lines if line.startswith("gap_months:"))
    assert "0..600 months; computed from last_paid_month, resumed_month" in months


def test_a_fact_that_follows_from_the_day_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, lines, _ = run(capsys, "facts", "enroll", "--lang", "en")
    law = next(line for line in lines if line.startswith("medical_law:"))
    assert law.endswith("(one of; computed from the day)")


def test_every_topic_lists_its_facts_and_every_procedure_its_graph(
    capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    for topic in knowledge.topics:
        code, lines, _ = run(capsys, "facts", topic)
        assert code == 0
        assert len(lines) >= len(knowledge.topics[topic].facts)
    for procedure in knowledge.procedures:
        code, lines, _ = run(capsys, "graph", procedure)
        assert (code, lines[0]) == (0, f"digraph {procedure} {{")


def test_a_graph_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = run(capsys, "graph", "renew_hrss_website", "--lang", "en")
    assert (code, lines[0]) == (0, "digraph renew_hrss_website {")
    assert lines[-1] == "}"


def test_a_sound_knowledge_is_checked_with_0(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = str(made_up.write(tmp_path))
    code, lines, _ = run(capsys, "--knowledge", folder, "check", *AS_OF)
    assert code == 0
    assert lines[-1].endswith(" 0 faults")
    assert "1 topics" in lines[-1]


def test_a_faulty_knowledge_is_checked_with_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = made_up.write(tmp_path)
    made_up.spoil(folder, "procedures/give_back.yml", '"no": place', '"no": porter')
    code, lines, _ = run(capsys, "--knowledge", str(folder), "check", *AS_OF)
    assert code == 1
    assert "procedure give_back: step 'place' is never reached" in lines
    assert lines[-1].endswith(" 1 faults")


def test_a_broken_knowledge_ends_with_1_and_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = made_up.write(tmp_path)
    made_up.spoil(folder, "guide.yml", "en: Stay at home", "de: Bleib daheim")
    code, lines, errors = run(capsys, "--knowledge", str(folder), "check")
    assert (code, lines) == (1, [])
    assert errors == "guide.yml: stay_home: claim: 'en' is missing\n"


def test_no_knowledge_ends_with_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, errors = run(capsys, "--knowledge", str(tmp_path), "check")
    assert code == 1
    assert "guide.yml" in errors


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advice", "decide", "card_apply", "applicant=self"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[result] apply_in_person\n")
