"""Procedures as data: all steps, where each leads, and where a person stands."""

from collections.abc import Mapping
from typing import Any

from actions.rules import Rules
from actions.steps import option_label, step_text
from advice import FactValue, Language
from advice.model import Procedure
from advice.procedures import Position, progress, step_at


def told_procedure(
    procedure: Procedure, known: Mapping[str, FactValue], rules: Rules, lang: Language
) -> dict[str, Any]:
    """A procedure; `known` facts say how long a wait is."""
    sources = [rules.knowledge.sources[name] for name in procedure.sources]
    checked = procedure.ui_checked
    return {
        "id": procedure.id,
        "title": procedure.title.say(lang),
        "applies": procedure.applies.say(lang),
        "channel": procedure.channel,
        "bring": [words.say(lang) for words in procedure.bring],
        "start": procedure.start,
        "screens_checked": checked.isoformat() if checked else None,
        "confirm": not all(source.verified for source in sources),
        "steps": _steps(procedure, known, rules, lang),
    }


def told_position(
    position: Position, known: Mapping[str, FactValue], rules: Rules, lang: Language
) -> dict[str, Any]:
    """A procedure with the place where somebody stands."""
    procedure = rules.knowledge.procedures[position.procedure]
    step, done = step_at(procedure, position), progress(procedure, position)
    told = told_procedure(procedure, known, rules, lang)
    for one in told["steps"]:
        one["here"] = one["step"] == step.id
        one["done"] = one["step"] in position.history and not one["here"]
    return {
        **told,
        "step": step.id,
        "number": done.number,
        "total": done.total,
        "ended": done.ended,
    }


def _steps(
    procedure: Procedure, known: Mapping[str, FactValue], rules: Rules, lang: Language
) -> list[dict[str, Any]]:
    """Steps in their order, with numbers as in the chat's list of all steps."""
    numbers = {name: at for at, name in enumerate(procedure.steps, start=1)}

    def way(label: str, target: str) -> dict[str, Any]:
        return {"label": label, "number": numbers[target], "step": target}

    return [
        {
            "step": name,
            "number": numbers[name],
            "kind": step.kind,
            "text": step_text(step, known, rules, lang),
            "why": step.why.say(lang) if step.why else None,
            "ways": [
                way(option_label(step, option, rules, lang), option.to)
                for option in step.options
            ],
            "trouble": step.trouble.say.say(lang) if step.trouble else None,
            "trouble_way": way("", step.trouble.then) if step.trouble else None,
        }
        for name, step in procedure.steps.items()
    ]
