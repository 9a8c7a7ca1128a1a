"""Starts Rasa without TensorFlow, as long as nothing in `config.yml` needs it.

Rasa imports TensorFlow for two base classes that only training with DIET or TED uses
(`rasa.utils.tensorflow.callback`, `.data_generator`) and imports every component it
has when it looks one up. Measured by `bench/start.py`: 3 s and 170 MB instead of 8 s
and 530 MB before any model. Call `prepare` before the first import of Rasa. A stand-in
knows those two names and no other: whatever else is asked of it is an error that says
so, so that a change of Rasa is noticed. Knows nothing of the assistant.
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
}
_COMPONENTS = "rasa.engine.recipes.default_components"
_LIGHT = {
    "FallbackClassifier": "rasa.nlu.classifiers.fallback_classifier",
    "KeywordIntentClassifier": "rasa.nlu.classifiers.keyword_intent_classifier",
    "EntitySynonymMapper": "rasa.nlu.extractors.entity_synonyms",
    "RegexEntityExtractor": "rasa.nlu.extractors.regex_entity_extractor",
    "JiebaTokenizer": "rasa.nlu.tokenizers.jieba_tokenizer",
    "WhitespaceTokenizer": "rasa.nlu.tokenizers.whitespace_tokenizer",
    "RulePolicy": "rasa.core.policies.rule_policy",
    "MemoizationPolicy": "rasa.core.policies.memoization",
    "AugmentedMemoizationPolicy": "rasa.core.policies.memoization",
}


def prepare(config: Path) -> bool:
    """Set Rasa's environment; leave TensorFlow out if `config` allows it.

    Returns whether it is left out. May be called again; the first call holds.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if any(isinstance(finder, _StandIns) for finder in sys.meta_path):
        return True
    loaded = "tensorflow" in sys.modules or _COMPONENTS in sys.modules
    if loaded or needs_tensorflow(config):
        return False
    sys.meta_path.insert(0, _StandIns())
    return True


def needs_tensorflow(config: Path) -> bool:
    """Whether `config.yml` names a component of Rasa's that may use TensorFlow.

    Components with a module path are ours and use none.
    """
    with config.open(encoding="utf-8") as file:
        said = yaml.safe_load(file) or {}
    parts = [*(said.get("pipeline") or ()), *(said.get("policies") or ())]
    names = [part["name"] if isinstance(part, dict) else str(part) for part in parts]
    return any("." not in name and name not in _LIGHT for name in names)


class _StandIn(ModuleType):
    """A part of TensorFlow with nothing in it but the names in `_STANDS_IN_FOR`."""

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
        if fullname in _STANDS_IN_FOR or fullname == _COMPONENTS:
            is_package = fullname in ("tensorflow", "tensorflow.keras")
            return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == _COMPONENTS:
            found = [
                getattr(importlib.import_module(path), name)
                for name, path in _LIGHT.items()
            ]
            module.__dict__["DEFAULT_COMPONENTS"] = found
            return
        for name in _STANDS_IN_FOR[module.__name__]:
            inner = f"{module.__name__}.{name}"
            module.__dict__[name] = (
                importlib.import_module(inner)
                if inner in _STANDS_IN_FOR
                else type(name, (), {})
            )
