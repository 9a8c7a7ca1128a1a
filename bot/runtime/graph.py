"""Runs a model's graph node by node, without Dask.

Rasa plans the graph anew for each run and hands it to Dask, which spends more time on
it than our nodes do, four to six times a turn. The order never changes: here it is
found once for each set of targets. The nodes are Rasa's own, and run as they did.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Plan = list[tuple[str, tuple[str, ...]]]


class StraightRunner:
    """A model's graph in a fixed order; takes the place of a `DaskGraphRunner`."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        """Take over the nodes of `runner`. AttributeError if Rasa has changed."""
        self._nodes: Mapping[str, Any] = runner._instantiated_nodes
        self._schema = runner._graph_schema
        self._plans: dict[tuple[str, ...], Plan] = {}

    def run(
        self,
        inputs: Mapping[str, Any] | None = None,
        targets: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """Outputs of the target nodes by name; `inputs` stand for placeholder nodes."""
        wanted = tuple(targets or self._schema.target_names)
        # A node takes and gives (name, output); what nobody provides stays a name.
        done: dict[str, Any] = {n: (n, value) for n, value in (inputs or {}).items()}
        try:
            for name, needs in self._plan(wanted):
                done[name] = self._nodes[name](*(done.get(n, n) for n in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return dict(done[name] for name in wanted)

    def _plan(self, targets: tuple[str, ...]) -> Plan:
        plan = self._plans.get(targets)
        if plan is None:
            ordered: dict[str, tuple[str, ...]] = {}
            for target in targets:
                self._visit(target, ordered)
            plan = self._plans[targets] = list(ordered.items())
        return plan

    def _visit(self, name: str, ordered: dict[str, tuple[str, ...]]) -> None:
        node = self._schema.nodes.get(name)
        if node is None or name in ordered:  # a placeholder, or planned already
            return
        needs = tuple(node.needs.values())
        for need in needs:
            self._visit(need, ordered)
        ordered[name] = needs
