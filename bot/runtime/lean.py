"""Answers without TensorFlow, as long as nothing in `config.yml` needs it.

To run a model without DIET or TED, Rasa imports TensorFlow for three classes that only
training uses: 3 s and 170 MB instead of 8 s and 530 MB before any model. Call `prepare`
before the first import of Rasa. The stand-ins know those three names and no other:
whatever else is asked of them is an error that says so, so that a change of Rasa is
noticed. Training imports all of Rasa's components and is not for this.
"""

import importlib
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import yaml

ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
_STANDS_IN_FOR = {
    "tensorflow": ("keras",),
    "tensorflow.keras": ("callbacks", "utils"),
    "tensorflow.keras.callbacks": ("Callback",),
    "tensorflow.keras.utils": ("Sequence",),
    # Only ever runs in training, but a model's file names it and so it is imported,
    # with DIET, TED and all that they need.
    "rasa.graph_components.validators.default_recipe_validator": (
        "DefaultV1RecipeValidator",
    ),
}
_LIGHT = frozenset(
    {"FallbackClassifier", "KeywordIntentClassifier", "EntitySynonymMapper"}
    | {"RegexEntityExtractor", "JiebaTokenizer", "WhitespaceTokenizer"}
    | {"RulePolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy"}
)


def set_environment() -> None:
    """Set what Rasa and TensorFlow read when they are imported."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def prepare(config: Path) -> bool:
    """Set Rasa's environment, and leave TensorFlow out if `config` allows it.

    Returns whether it is left out. May be called again; the first call holds.
    """
    set_environment()
    if any(isinstance(finder, _StandIns) for finder in sys.meta_path):
        return True
    if "tensorflow" in sys.modules or needs_tensorflow(config):
        return False
    sys.meta_path.insert(0, _StandIns())
    return True


def needs_tensorflow(config: Path) -> bool:
    """Whether `config.yml` names a component of Rasa's that may use TensorFlow.

    Components with a module path are ours and use none.
    """
    if not config.is_file():
        return False
    with config.open(encoding="utf-8") as file:
        said = yaml.safe_load(file) or {}
    parts = [*(said.get("pipeline") or ()), *(said.get("policies") or ())]
    names = [part["name"] if isinstance(part, dict) else str(part) for part in parts]
    return any("." not in name and name not in _LIGHT for name in names)


class _StandIn(ModuleType):
    """A module with nothing in it but the names in `_STANDS_IN_FOR`."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ImportError(
            f"{self.__name__}.{name} was asked for, but TensorFlow is left out at "
            "start (bot/runtime/lean.py)."
        )


class _StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in _STANDS_IN_FOR:
            is_package = fullname in ("tensorflow", "tensorflow.keras")
            return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        for name in _STANDS_IN_FOR[module.__name__]:
            inner = f"{module.__name__}.{name}"
            module.__dict__[name] = (
                importlib.import_module(inner)
                if inner in _STANDS_IN_FOR
                else type(name, (), {})
            )
