"""Graphs of procedures: every step and every way stands in them, safely quoted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from advice import LANGUAGES, Knowledge
from advice.graph import procedure_graph
from tests.advice import made_up

EDGE = re.compile(r"^  (\w+) -> (\w+)")
NODE = re.compile(r"^  (\w+) \[shape=(\w+), label=\"(.*)\"\];$")


def test_the_small_procedure_is_drawn(tmp_path: Path) -> None:
    dot = procedure_graph(made_up.load(tmp_path).procedures["give_back"], "en")
    assert dot.splitlines()[:5] == [
        "digraph give_back {",
        "  rankdir=TB;",
        "  start [shape=point];",
        "  start -> shake;",
        '  shake [shape=box, label="shake\\nShake it"];',
    ]
    assert '  dry -> rest [label="yes"];' in dot
    assert '  shake -> shake [style=dashed, label="trouble, at most 2"];' in dot
    assert "  shake -> porter [style=dashed];" in dot
    assert "  rest [shape=parallelogram" in dot
    assert dot.endswith("}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_and_every_way_is_drawn(knowledge: Knowledge, lang: str) -> None:
    for procedure in knowledge.procedures.values():
        lines = procedure_graph(procedure, "zh" if lang == "zh" else "en").splitlines()
        nodes = {found[1] for line in lines if (found := NODE.match(line))}
        edges = {(found[1], found[2]) for line in lines if (found := EDGE.match(line))}
        assert nodes == procedure.steps.keys()
        assert edges == {("start", procedure.start)} | {
            (step.id, target)
            for step in procedure.steps.values()
            for target in step.ways_on()
        }


def test_quotes_and_backslashes_are_escaped(tmp_path: Path) -> None:
    procedure = made_up.load(tmp_path).procedures["give_back"]
    step = procedure.steps["finished"]
    spoken = replace(step, say=replace(step.say, en='Say "done" \\ go'))
    steps = {**procedure.steps, "finished": spoken}
    dot = procedure_graph(replace(procedure, steps=steps), "en")
    assert 'label="finished\\nSay \\"done\\" \\\\ go"' in dot
