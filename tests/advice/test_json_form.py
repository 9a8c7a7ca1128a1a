"""The JSON form: it survives JSON, and `docs/decision.md` describes every key of it."""

import json
import random
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice import LANGUAGES, Advisor, Decision, Knowledge, cli
from advice.json_form import decision_to_dict
from tests.advice.conftest import AS_OF, Decide
from tests.advice.walks import some_facts, talk

DOCUMENT = Path(__file__).parents[2] / "docs" / "decision.md"
OPEN_MAPPINGS = {"outcome.values", "outcome.counts"}
WORDS = {"knowledge", "text", "for_you", "title", "url", "checked"}


@given(seed=st.integers(0, 2**32), lang=st.sampled_from(LANGUAGES))
def test_every_decision_survives_json(
    knowledge: Knowledge, advisor: Advisor, seed: int, lang: Any
) -> None:
    chance = random.Random(seed)
    topic = chance.choice(sorted(knowledge.topics))
    if chance.random() < 0.5:
        decision, _ = talk(knowledge, advisor, topic, chance, AS_OF, declines=0.2)
    else:
        said = some_facts(knowledge, advisor, topic, chance)
        decision = advisor.decide(topic, said, AS_OF)
    form = decision_to_dict(decision, knowledge, lang)
    assert json.loads(json.dumps(form, ensure_ascii=False)) == form
    assert (form["schema"], form["kind"]) == (1, decision.kind)
    assert form["knowledge"] == knowledge.hash


@pytest.fixture(scope="module")
def decisions(decide: Decide) -> dict[str, Decision]:
    """One decision of each kind, and together every key."""
    return {
        "result": decide(
            "arrears_late_fee",
            payer="employer",
            wants_calculation="yes",
            arrears="2400@2026-01-31",
            paid_date="2026-02-28",
        ),
        "dates": decide("card_progress", submitted_on="2026-09-21"),
        "missing": decide("back_payment", employment="flexible"),
        "refer": decide(
            "employer_nonpayment",
            nonpayment_kind="waiver_signed",
            declined=("cash_subsidy",),
        ),
    }


def form_of(decision: Decision, knowledge: Knowledge) -> dict[str, Any]:
    return decision_to_dict(decision, knowledge, "en")


def test_a_result_in_json(
    decisions: Mapping[str, Decision], knowledge: Knowledge
) -> None:
    form = form_of(decisions["result"], knowledge)
    assert form["kind"] == "result"
    assert form["outcome"]["id"] == "late_fee_computed"
    assert form["outcome"]["values"] == {
        "late_fee.daily_rate": "0.0005",
        "late_fee_yuan": "33.60",
        "late_fee_per_month": ["33.60"],
        "late_fee_days": 28,
        "principal_yuan": "2400",
    }
    assert "missing" not in form
    assert "refer" not in form


def test_days_and_their_counts_in_json(
    decisions: Mapping[str, Decision], knowledge: Knowledge
) -> None:
    outcome = form_of(decisions["dates"], knowledge)["outcome"]
    assert outcome["values"]["guide_ready_on"] == "2026-11-09"
    assert outcome["values"]["provisional"] is False
    assert outcome["counts"].keys() == {"guide_ready_on", "regulation_ready_on"}
    assert outcome["counts"]["guide_ready_on"][-1] == "So it is 9 November 2026."


def test_a_question_in_json(
    decisions: Mapping[str, Decision], knowledge: Knowledge
) -> None:
    form = form_of(decisions["missing"], knowledge)
    assert form["missing"]["ask"] == form["missing"]["open"][0] == "insurance"
    options = form["missing"]["options"]
    assert {"value": "medical", "label": "Medical"} in options
    assert len(options) == len(knowledge.facts["insurance"].values)
    assert form["missing"]["rule"] is None
    assert "outcome" not in form


def test_a_referral_in_json(
    decisions: Mapping[str, Decision], knowledge: Knowledge
) -> None:
    form = form_of(decisions["refer"], knowledge)
    assert form["refer"] == {
        "reason": "fact_unknown",
        "subject": "cash_subsidy",
        "alternatives": ["waiver_with_subsidy", "waiver_without_subsidy"],
    }
    assert form["outcome"]["id"] is None
    assert form["outcome"]["procedures"] == []


# --- The document -------------------------------------------------------------


def keys_of(value: Any, path: str = "") -> Iterator[str]:
    if path in OPEN_MAPPINGS:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            name = f"{path}.{key}" if path else key
            yield name
            yield from keys_of(inner, name)
    elif isinstance(value, list):
        for item in value:
            yield from keys_of(item, f"{path}[]")


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_every_key_is_described_and_no_other(
    document: str, decisions: Mapping[str, Decision], knowledge: Knowledge
) -> None:
    described = re.findall(r"^\| `([^`]+)` \|", document, re.MULTILINE)
    real = {
        key
        for decision in decisions.values()
        for key in keys_of(form_of(decision, knowledge))
    }
    assert sorted(described) == sorted(real)


def without_words(value: Any) -> Any:
    """The form without what an edit of the knowledge may change."""
    if isinstance(value, dict):
        return {
            key: "…" if key in WORDS else without_words(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [without_words(item) for item in value]
    return value


def test_the_example_is_what_its_command_prints(
    document: str,
    knowledge: Knowledge,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "load_knowledge", lambda folder: knowledge)
    command = re.search(r"```sh\n(.+?)```", document, re.DOTALL)
    example = re.search(r"```json\n(.+?)```", document, re.DOTALL)
    assert command and example
    words = shlex.split(command[1].replace("\\\n", " "))
    assert words[:3] == ["python", "-m", "advice"]
    assert cli.main(words[3:]) == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads(example[1])
    assert without_words(written) == without_words(printed)
