"""Kept decisions: exported without people, and made into regression cases."""

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from advice import Advisor, Knowledge, load_knowledge
from advice.diff import read_kept
from advice.facts import said_from_pairs
from advice.json_form import trace_to_dict
from bot.cli import main
from bot.decisions_cli import DecisionsError, case_text
from bot.settings import PROJECT
from records import Decision, Store, migrate

NOON = dt.datetime(2026, 11, 22, 4, tzinfo=dt.timezone.utc)
FACTS = {"payer": "employer", "wants_calculation": "no"}
SENDER = "telegram:4711"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "knowledge")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    migrate(url)
    return url


def keep(url: str, knowledge: Knowledge, at: dt.datetime = NOON) -> int:
    said = said_from_pairs(knowledge, FACTS, by="person", at="2026-11-22T04:00:00Z")
    decided = Advisor(knowledge).decide("arrears_late_fee", said, at.date())
    assert decided.kind == "result"

    async def put() -> int:
        store = Store(url)
        try:
            return await store.keep_decision(
                sender_id=SENDER,
                at=at,
                knowledge_hash=decided.knowledge,
                topic=decided.topic,
                as_of=decided.as_of,
                region=None,
                facts=FACTS,
                kind=decided.kind,
                outcome=decided.rule.outcome,
                rule=decided.rule.id,
                trace=trace_to_dict(decided.trace, knowledge, "zh"),
            )
        finally:
            await store.close()

    return asyncio.run(put())


def kept(**changes: Any) -> Decision:
    values: dict[str, Any] = {
        "id": 3,
        "sender_id": SENDER,
        "at": NOON,
        "knowledge_hash": "ab12",
        "topic": "arrears_late_fee",
        "as_of": NOON.date(),
        "region": None,
        "facts": FACTS,
        "kind": "result",
        "outcome": "employer_owes_late_fee",
        "rule": "employer_rule",
        "trace": {},
    }
    return Decision(**{**values, **changes})


def test_an_export_names_nobody_and_can_be_compared(
    url: str,
    knowledge: Knowledge,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    numbers = [keep(url, knowledge), keep(url, knowledge)]
    path = tmp_path / "kept.jsonl"
    assert main(["decisions", "export", "--out", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert SENDER not in text and "4711" not in text and "04:00" not in text
    assert [one.id for one in read_kept(path)] == numbers
    assert read_kept(path)[0].facts == FACTS
    assert "2 decisions" in capsys.readouterr().err
    documented = (PROJECT / "docs" / "decision.md").read_text(encoding="utf-8")
    for key in json.loads(text.splitlines()[0]):
        assert f"\n- `{key}`: " in documented


def test_an_export_begins_on_the_day_in_shanghai(
    url: str, knowledge: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    midnight = dt.datetime(2026, 11, 21, 16, tzinfo=dt.timezone.utc)
    keep(url, knowledge, midnight - dt.timedelta(seconds=1))
    number = keep(url, knowledge, midnight)
    capsys.readouterr()
    assert main(["decisions", "export", "--since", "2026-11-22"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [number]


def test_an_export_goes_on_after_a_page(
    url: str,
    knowledge: Knowledge,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    numbers = [keep(url, knowledge) for _ in range(3)]
    page = Store.decisions_after

    async def short(self: Store, number: int, since: Any = None) -> list[Decision]:
        return await page(self, number, since, limit=2)

    monkeypatch.setattr(Store, "decisions_after", short)
    capsys.readouterr()
    assert main(["decisions", "export"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == numbers


def test_a_case_is_made_in_one_command_and_never_over_another(
    url: str,
    knowledge: Knowledge,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = str(keep(url, knowledge))
    path = tmp_path / "case.yml"
    assert main(["decisions", "case", number, "--out", str(path)]) == 0
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["facts"] == FACTS
    assert case["expect"]["rule"] == "employer_rule"
    assert case["expect"]["values"]["late_fee.daily_rate"] == "0.0005"
    assert SENDER not in path.read_text(encoding="utf-8")
    assert main(["decisions", "case", number, "--out", str(path)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_decision_that_is_not_there_is_said(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decisions", "case", "99"]) == 1
    assert "there is no decision 99" in capsys.readouterr().err


def test_what_was_said_and_is_no_longer_said_has_to_be_chosen(
    knowledge: Knowledge,
) -> None:
    wrong = kept(outcome="no_late_fee", rule="individual_owes_nothing")
    with pytest.raises(DecisionsError, match="--expect kept or --expect now"):
        case_text(wrong, knowledge)
    then = yaml.safe_load(case_text(wrong, knowledge, "kept"))["expect"]
    now = yaml.safe_load(case_text(wrong, knowledge, "now"))["expect"]
    assert then == {
        "kind": "result",
        "outcome": "no_late_fee",
        "rule": "individual_owes_nothing",
    }
    assert (now["outcome"], now["rule"]) == ("employer_owes_late_fee", "employer_rule")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"topic": "umbrella"}, id="topic"),
        pytest.param({"facts": {"payer": "nobody"}}, id="value"),
    ],
)
def test_what_can_no_longer_be_decided_is_said(
    knowledge: Knowledge, changes: dict[str, Any]
) -> None:
    with pytest.raises(DecisionsError, match="Decision 3 cannot be decided"):
        case_text(kept(**changes), knowledge)
