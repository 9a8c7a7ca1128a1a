"""What must be understood of real questions, which are kept outside the repository.

The floors are goals of the product, not what was measured last: none is lowered.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation import Figures, Share, measure
from tests.nlu.conftest import Judge

pytestmark = pytest.mark.rasa

IN_SCOPE = ("zh_dev", "en_dev")
OUT_OF_SCOPE = ("oos_zh_dev", "oos_en_dev")
LEAST_RIGHT = {"zh_dev": 0.82, "en_dev": 0.82}
LEAST_CAUGHT = {"far": 0.90, "near": 0.60}
MOST_REFUSED = 0.08
MOST_MILLISECONDS = 5.0


def figures(judge: Judge, folder: Path, tables: Sequence[str]) -> Figures:
    return measure([one for name in tables for one in judge(folder / f"{name}.tsv")])


def percent(share: Share) -> str:
    return f"{100 * (share.value or 0):.1f} % ({share.hits} of {share.rows})"


@pytest.mark.parametrize("table", IN_SCOPE)
def test_the_likeliest_topic_is_right(judge: Judge, eval_dir: Path, table: str) -> None:
    found = figures(judge, eval_dir, [table]).accuracy
    print(f"{table}: {percent(found)}")
    assert (found.value or 0) >= LEAST_RIGHT[table], percent(found)


@pytest.mark.parametrize("part", LEAST_CAUGHT)
def test_other_subjects_are_refused(judge: Judge, eval_dir: Path, part: str) -> None:
    caught = figures(judge, eval_dir, OUT_OF_SCOPE).out_of_scope[part]
    by_table = [
        f"{name}: {percent(one.strict)}, only unsure {one.only_unsure}"
        for name in OUT_OF_SCOPE
        if (one := figures(judge, eval_dir, [name]).out_of_scope[part])
    ]
    said = "; ".join([f"{part}: {percent(caught.strict)}", *by_table])
    print(said)
    assert (caught.strict.value or 0) >= LEAST_CAUGHT[part], said


@pytest.mark.parametrize("table", IN_SCOPE)
def test_our_own_subjects_are_not_refused(
    judge: Judge, eval_dir: Path, table: str
) -> None:
    refused = figures(judge, eval_dir, [table]).refused
    print(f"{table}: refused {percent(refused)}")
    assert refused.rows > 0
    assert (refused.value or 0) < MOST_REFUSED, percent(refused)


def test_a_message_is_read_at_once(judge: Judge, eval_dir: Path) -> None:
    """By the table during which the machine did the least else."""
    found = [figures(judge, eval_dir, [name]).p50 for name in IN_SCOPE + OUT_OF_SCOPE]
    times = [p50 for p50 in found if p50 is not None]
    assert len(times) == len(found)
    assert min(times) < MOST_MILLISECONDS, times
