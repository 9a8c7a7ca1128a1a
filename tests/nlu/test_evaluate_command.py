"""`python -m bot evaluate` on the trained model, from a file to JSON."""

import json
from pathlib import Path

import pytest

from bot import cli
from tests.nlu.conftest import Judge

pytestmark = pytest.mark.rasa

ROWS = [
    "text\tintent\tkind",
    "社保卡丢了\tcard_lost_replace\tshort",
    "i lost my social security card\tcard_lost_replace|card_apply\tshort",
    "play me a song\tout_of_scope\tother",
    "/housing_fund\tenroll\tpayload",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.tsv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return path


def test_the_command_prints_json_and_nothing_else(
    judge: Judge, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(table)  # so that a model is there
    capsys.readouterr()
    assert cli.main(["evaluate", str(table), "--json", "--errors"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["schema"], said["rows"]) == (1, 4)
    assert said["in_scope"]["accuracy"] == round(2 / 3, 4)
    assert said["out_of_scope"]["far"]["recall"] == 1.0
    assert [error["text"] for error in said["errors"]] == ["/housing_fund"]


def test_a_text_is_never_taken_for_the_intent_that_it_names(
    judge: Judge, table: Path
) -> None:
    reading = judge(table)[-1].reading
    assert len(reading.ranking) > 1  # of a payload, Rasa ranks that intent alone
    assert reading.ranking[1][1] > 0
