"""Draws a procedure in Graphviz dot: boxes for steps, dashed lines for trouble."""

from advice.model import Procedure
from advice.words import Language

_SHAPES = {
    "do": "box",
    "choose": "diamond",
    "check": "diamond",
    "wait": "parallelogram",
    "end": "oval",
}
_WIDTH = 24


def procedure_graph(procedure: Procedure, lang: Language) -> str:
    """The procedure as a dot digraph."""
    lines = [f"digraph {procedure.id} {{", "  rankdir=TB;", "  start [shape=point];"]
    lines.append(f"  start -> {procedure.start};")
    for step in procedure.steps.values():
        text = step.say.zh if lang == "zh" else step.say.en
        label = _quoted(_wrapped(f"{step.id}\n{text}"))
        lines.append(f"  {step.id} [shape={_SHAPES[step.kind]}, label={label}];")
        for option in step.options:
            text = "" if option.id == "done" else option.id
            lines.append(f"  {step.id} -> {option.to} [label={_quoted(text)}];")
        if step.trouble:
            again = f"trouble, at most {step.trouble.max}"
            lines.append(
                f"  {step.id} -> {step.trouble.to} "
                f"[style=dashed, label={_quoted(again)}];"
            )
            lines.append(f"  {step.id} -> {step.trouble.then} [style=dashed];")
    lines.append("}")
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    lines = []
    for line in text.splitlines():
        lines += [line[i : i + _WIDTH] for i in range(0, len(line), _WIDTH)]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
