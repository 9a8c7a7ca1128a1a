"""The lawyer's command line: decide, facts, graph, check; and `advice.tools_cli`.

Exit codes: 0 in order, 1 a fault in the knowledge, 2 a question that cannot be read.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from advice.advisor import Advisor, UnknownTopic
from advice.checks import check
from advice.decision import Decision, Missing, Refer
from advice.explain import Explainer
from advice.facts import FactError, said_from_pairs
from advice.graph import procedure_graph
from advice.json_form import decision_to_dict
from advice.loader import load_knowledge
from advice.model import FactSpec, Knowledge
from advice.reading import KnowledgeError
from advice.tools_cli import add_commands
from advice.words import Language

DEFAULT_KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


class UsageError(ValueError):
    """A question that cannot be read; the text says what to write."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    strange = [text for text in rest if text.startswith("-") or "=" not in text]
    if strange or (rest and not hasattr(options, "facts")):
        parser.error(f"unrecognized arguments: {' '.join(strange or rest)}")
    if rest:
        options.facts = [*options.facts, *rest]
    if hasattr(options, "alone"):  # reads other knowledge than the present one
        return int(options.alone(options))
    try:
        knowledge = load_knowledge(options.knowledge)
    except (KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    try:
        return int(options.run(knowledge, options))
    except (UsageError, FactError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m advice", description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=DEFAULT_KNOWLEDGE)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    decide = commands.add_parser("decide", help="decide a case, with its trace")
    decide.add_argument("topic")
    decide.add_argument("facts", nargs="*", metavar="fact=value")
    decide.add_argument("--region", help="GB/T 2260 code")
    decide.add_argument("--as-of", type=_day, default=None, metavar="YYYY-MM-DD")
    decide.add_argument("--lang", choices=("zh", "en"), default="zh")
    decide.add_argument("--json", action="store_true")
    decide.set_defaults(run=_decide)

    facts = commands.add_parser("facts", help="the facts of a topic")
    facts.add_argument("topic")
    facts.add_argument("--lang", choices=("zh", "en"), default="zh")
    facts.set_defaults(run=_facts)

    graph = commands.add_parser("graph", help="a procedure in Graphviz dot")
    graph.add_argument("procedure")
    graph.add_argument("--lang", choices=("zh", "en"), default="zh")
    graph.set_defaults(run=_graph)

    checks = commands.add_parser("check", help="check all knowledge")
    checks.add_argument("--as-of", type=_day, default=None, metavar="YYYY-MM-DD")
    checks.set_defaults(run=_check)
    add_commands(commands, _day, _today)
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not YYYY-MM-DD") from error


def _today() -> dt.date:
    return dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _decide(knowledge: Knowledge, options: argparse.Namespace) -> int:
    pairs = {}
    for text in options.facts:
        name, mark, value = text.partition("=")
        if not mark:
            raise UsageError(f"{text!r}: write fact=value")
        pairs[name] = value
    if options.region and options.region not in knowledge.regions:
        raise UsageError(f"no region {options.region!r}")
    advisor = Advisor(knowledge)
    _known_topic(knowledge, options.topic)
    outside = sorted(set(pairs) - set(advisor.facts_of(options.topic)))
    if outside:
        raise UsageError(f"{options.topic} has no fact {', '.join(outside)}")
    said = said_from_pairs(knowledge, pairs, by="caller")
    day = options.as_of or _today()
    decision = advisor.decide(options.topic, said, day, region=options.region)
    lang: Language = options.lang
    if options.json:
        form = decision_to_dict(decision, knowledge, lang)
        print(json.dumps(form, ensure_ascii=False, indent=2))
    else:
        print(_told(decision, knowledge, lang))
    return 0


def _known_topic(knowledge: Knowledge, topic: str) -> None:
    if topic not in knowledge.topics:
        names = ", ".join(sorted(knowledge.topics))
        raise UsageError(f"no topic {topic!r}; there are {names}") from UnknownTopic()


def _told(decision: Decision, knowledge: Knowledge, lang: Language) -> str:
    explainer = Explainer(knowledge)
    head = f"[{decision.kind}]"
    if isinstance(decision, Missing):
        spec = knowledge.facts[decision.ask]
        question = (spec.ask or spec.title).say(lang)
        lines = [f"{head} {decision.ask}", question]
        lines += [f"  {v} = {w.say(lang)}" for v, w in spec.values.items()]
    else:
        reason = decision.reason if isinstance(decision, Refer) else ""
        outcome = decision.rule.outcome if decision.rule else reason
        lines = [f"{head} {outcome}", explainer.outcome(decision, lang)]
        lines += [
            explainer.for_you(decision, lang),
            explainer.citation(decision, lang),
            explainer.confirm(decision, lang),
        ]
    lines += [
        "",
        explainer.guide_box(decision, lang),
        "",
        explainer.why(decision, lang),
    ]
    return "\n".join(_without_double_blanks(lines))


def _without_double_blanks(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept


def _facts(knowledge: Knowledge, options: argparse.Namespace) -> int:
    _known_topic(knowledge, options.topic)
    for name in Advisor(knowledge).facts_of(options.topic):
        spec = knowledge.facts[name]
        print(f"{name}: {spec.title.say(options.lang)} ({_form(spec)})")
        for value, label in spec.values.items():
            print(f"  {value} = {label.say(options.lang)}")
    return 0


def _form(spec: FactSpec) -> str:
    forms = {
        "integer": f"{spec.minimum}..{spec.maximum} {spec.unit}".strip(),
        "month": "YYYY-MM",
        "date": "YYYY-MM-DD",
        "money": "yuan",
        "region": "GB/T 2260 code",
        "ledger": "yuan@YYYY-MM-DD,...",
        "choice": "one of",
    }
    text = forms[spec.type]
    if spec.derived:
        source = ", ".join(spec.derived.inputs) or "the day"
        text += f"; computed from {source}"
    return text


def _graph(knowledge: Knowledge, options: argparse.Namespace) -> int:
    procedure = knowledge.procedures.get(options.procedure)
    if procedure is None:
        names = ", ".join(sorted(knowledge.procedures))
        raise UsageError(f"no procedure {options.procedure!r}; there are {names}")
    print(procedure_graph(procedure, options.lang))
    return 0


def _check(knowledge: Knowledge, options: argparse.Namespace) -> int:
    report = check(knowledge, options.as_of or _today())
    for fault in report.faults:
        print(fault)
    mutants = sum(score.mutants for score in report.scores.values())
    caught = sum(score.caught for score in report.scores.values())
    print(
        f"knowledge {knowledge.hash}: {len(knowledge.topics)} topics, "
        f"{sum(report.cases.values())} cases, mutation score {caught}/{mutants}, "
        f"{len(knowledge.procedures)} procedures, {len(knowledge.answers)} answers, "
        f"{len(knowledge.sources)} sources, {len(report.faults)} faults"
    )
    return 1 if report.faults else 0
