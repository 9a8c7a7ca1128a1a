"""Spares the copies that Rasa makes for log lines that nobody reads.

Before each debug line Rasa copies its values deeply, whether the line is written or
not: about a tenth of a turn (rasa 3.6.21, `rasa.core.processor`, `rasa.core.actions.
forms`). `install` lets those two modules hand the values over as they are, if they
copy for nothing but debug lines; else it leaves Rasa alone and says so.
"""

import ast
import inspect
import logging
from types import ModuleType, SimpleNamespace
from typing import Any

import rasa.core.actions.forms
import rasa.core.processor

logger = logging.getLogger(__name__)

MODULES: tuple[ModuleType, ...] = (rasa.core.processor, rasa.core.actions.forms)


def install() -> bool:
    """Spare the copies; returns whether they are spared in all of `MODULES`."""
    if logger.isEnabledFor(logging.DEBUG):  # somebody reads the lines
        return False
    fit = [module for module in MODULES if copies_only_for_debug_lines(module)]
    for module in fit:
        module.__dict__["copy"] = SimpleNamespace(deepcopy=_as_it_is)
    if len(fit) < len(MODULES):
        logger.warning("Rasa's debug lines have changed: turns are slower.")
    return len(fit) == len(MODULES)


def copies_only_for_debug_lines(module: ModuleType) -> bool:
    """Whether each use of `copy` is a value of a `structlogger.debug` line."""
    tree = ast.parse(inspect.getsource(module))
    all_copies = {id(node) for node in ast.walk(tree) if _is_copy(node)}
    for_lines = {
        id(copy)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "structlogger.debug"
        for value in node.keywords
        for copy in ast.walk(value)
        if _is_copy(copy)
    }
    return bool(all_copies) and all_copies == for_lines


def _is_copy(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "copy"


def _as_it_is(value: Any) -> Any:
    return value
