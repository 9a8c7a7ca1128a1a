"""Every case that was made from a kept decision is still decided as it expects.

`python -m bot decisions case ID --out tests/cases/NAME.yml` makes them.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from advice import Advisor, Knowledge, load_knowledge
from advice.facts import said_from_pairs
from advice.json_form import decision_to_dict

ROOT = Path(__file__).parents[1]
CASES = sorted((ROOT / "tests" / "cases").glob("*.yml"))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


def read(path: Path) -> dict[str, Any]:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(case) == {"topic", "as_of", "region", "facts", "expect"}
    assert {"kind", "outcome", "rule"} <= set(case["expect"])
    assert isinstance(case["as_of"], dt.date)
    return dict(case)


def test_there_are_cases() -> None:
    assert len(CASES) >= 2


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_kept_case_is_decided_as_expected(path: Path, knowledge: Knowledge) -> None:
    case = read(path)
    said = said_from_pairs(knowledge, case["facts"], by="person")
    decision = Advisor(knowledge).decide(
        case["topic"], said, case["as_of"], region=case["region"]
    )
    form = decision_to_dict(decision, knowledge, "en")
    outcome = form.get("outcome", {})
    expect = case["expect"]
    found = {
        "kind": form["kind"],
        "outcome": outcome.get("id"),
        "rule": outcome.get("rule"),
    }
    assert found == {key: expect[key] for key in found}
    values = outcome.get("values", {})
    wanted = expect.get("values", {})
    assert {name: values.get(name) for name in wanted} == wanted
