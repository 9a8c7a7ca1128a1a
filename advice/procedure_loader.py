"""Takes a procedure's YAML apart into steps.

Knows the five kinds of step and which keys each may have.
"""

from typing import Literal, cast

from advice.model import Days, Option, Procedure, Step, StepKind, Trouble
from advice.reading import Entry, words_of
from advice.words import Words

CHANNELS = (
    "alipay",
    "wechat",
    "website",
    "app",
    "counter",
    "employer",
    "phone",
    "bank",
)
STEP_KINDS = ("do", "choose", "check", "wait", "end")


def build_procedure(entry: Entry) -> tuple[str, Procedure]:
    """(id, procedure) of a file. Raises KnowledgeError."""
    name = entry.take("id", str)
    procedure = Procedure(
        id=name,
        title=entry.words("title"),
        applies=entry.words("applies"),
        channel=entry.one_of("channel", CHANNELS),
        sources=entry.texts("sources"),
        ui_checked=entry.maybe_day("ui_checked"),
        bring=tuple(
            words_of(raw, f"{entry.where}: bring")
            for raw in entry.maybe("bring", list, [])
        ),
        start=entry.take("start", str),
        steps={key: _step(key, step) for key, step in entry.entries("steps")},
    )
    entry.done()
    return name, procedure


def _step(name: str, entry: Entry) -> Step:
    kind = cast(StepKind, entry.one_of("kind", STEP_KINDS))
    step = Step(
        id=name,
        kind=kind,
        say=entry.words("say"),
        why=entry.maybe_words("why"),
        options=_options(kind, entry),
        trouble=_trouble(entry.entry("trouble")) if entry.has("trouble") else None,
        days=_days(entry.entry("days")) if kind == "wait" else None,
    )
    entry.done()
    if kind != "end" and step.why is None:
        raise entry.fail("every step but the last says why")
    return step


def _options(kind: StepKind, entry: Entry) -> tuple[Option, ...]:
    if kind == "end":
        return ()
    if kind == "check":
        return (
            Option("yes", YES, entry.take("yes", str)),
            Option("no", NO, entry.take("no", str)),
        )
    if kind == "choose":
        options = []
        for item in entry.listed("options"):
            options.append(
                Option(item.take("id", str), item.words("label"), item.take("to", str))
            )
            item.done()
        if len(options) < 2:
            raise entry.fail("a choice needs two options")
        return tuple(options)
    return (Option("done", DONE, entry.take("done", str)),)


# Placeholders only: the words of these buttons are phrases, chosen by the option's id.
YES = Words("yes", "yes")
NO = Words("no", "no")
DONE = Words("done", "done")


def _trouble(entry: Entry) -> Trouble:
    trouble = Trouble(
        say=entry.words("say"),
        to=entry.take("to", str),
        max=entry.take("max", int),
        then=entry.take("then", str),
    )
    entry.done()
    if trouble.max < 1:
        raise entry.fail("`max` is at least 1")
    return trouble


def _days(entry: Entry) -> Days:
    days = Days(
        count=entry.maybe("count", int, 0),
        parameter=entry.maybe("parameter", str, ""),
        calendar=cast(
            Literal["working", "calendar"],
            entry.one_of("calendar", ("working", "calendar")),
        ),
        start_fact=entry.take("from", str),
    )
    entry.done()
    if bool(days.count) == bool(days.parameter):
        raise entry.fail("give either `count` or `parameter`")
    return days
