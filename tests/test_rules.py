"""The seams between files that nothing else checks.

Every intent has an answer inside and outside the form, every action of the domain
exists and the other way round, every phrase that is named exists and every phrase that
exists is named, and no Chinese sentence stands in Python.
"""

import ast
import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

import search
from actions import build
from advice import Knowledge, load_knowledge
from advice.days import DayKind
from advice.facts import FactFault
from advice.model import RANKS
from advice.parameters import WhyLost
from advice.reading import parse_yaml
from records import Store

ROOT = Path(__file__).parents[1]
FORM = "case_form"
FORM_IS_OPEN = {"active_loop": FORM}
# The form takes this as an answer, so that no rule can be asked for it.
HEARD_BY_FORM = {"dont_know"}
COUNTED = (
    *("guide_ready_on", "regulation_ready_on", "local_ready_on"),
    *("review_by", "moved_by", "completed_by"),
    *("file_transfer_by", "unemployed_list_by", "fund_sealed_by"),
    *("register_by", "seal_by"),
)
SAID_BY = ("person", "button", "caller", "agent")
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# What people write is recognised here, in Chinese too; nothing is said here.
RECOGNISERS = ("bot/nlu", "bot/guard.py", "bot/digits.py", "bot/runtime/ordinals.py")
SAYING = {"phrase", "word", "_phrase"}


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


DOMAIN = read("domain.yml")
RULES = [
    rule
    for path in sorted((ROOT / "data" / "stories").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'unused.db'}")
    yield opened
    await opened.close()


def is_inside(rule: dict[str, Any]) -> bool:
    return FORM_IS_OPEN in rule.get("condition", [])


def intents(rule: dict[str, Any]) -> Iterator[str]:
    for step in rule["steps"]:
        for one in step.get("or", [step]):
            if "intent" in one:
                yield one["intent"]


def intents_with_a_rule(inside: bool) -> set[str]:
    return {i for rule in RULES if is_inside(rule) is inside for i in intents(rule)}


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_every_intent_has_a_rule_outside_the_form(intent: str) -> None:
    assert intent in intents_with_a_rule(inside=False)


@pytest.mark.parametrize("intent", DOMAIN["intents"])
def test_every_intent_has_a_rule_inside_the_form_or_is_heard(intent: str) -> None:
    assert intent in intents_with_a_rule(inside=True) | HEARD_BY_FORM


def test_rules_name_no_other_intents() -> None:
    named = intents_with_a_rule(inside=True) | intents_with_a_rule(inside=False)
    assert named - set(DOMAIN["intents"]) == set()


def test_rules_have_names_of_their_own() -> None:
    names = [rule["rule"] for rule in RULES]
    assert sorted(set(names)) == sorted(names)


def test_a_rule_inside_the_form_leaves_or_resumes_it_or_listens() -> None:
    last_steps = (
        {"active_loop": FORM},
        {"active_loop": None},
        {"action": "action_listen"},
    )
    for rule in RULES:
        starts = rule["steps"][0]
        if is_inside(rule) and starts != {"action": FORM}:
            assert rule["steps"][-1] in last_steps, rule["rule"]


def test_topics_of_the_domain_can_all_be_answered(knowledge: Knowledge) -> None:
    opening = {"action": "action_open_topic"}
    opened = {i for rule in RULES if opening in rule["steps"] for i in intents(rule)}
    known = {*knowledge.topics, *knowledge.answers}
    assert opened - {"change_topic"} == known


async def test_actions_of_the_domain_are_those_that_are_built(
    knowledge: Knowledge, store: Store
) -> None:
    index = search.build(knowledge, str.split)
    built = [
        a.name() for a in build(knowledge, store, lambda: dt.datetime.min, 30, index)
    ]
    assert sorted(built) == sorted(DOMAIN["actions"])


def test_actions_of_rules_are_those_of_the_domain() -> None:
    named = {s["action"] for rule in RULES for s in rule["steps"] if "action" in s}
    rasas_own = {FORM, "action_listen", "action_deactivate_loop"}
    by_the_form = {f"validate_{FORM}"}
    assert named - rasas_own == set(DOMAIN["actions"]) - by_the_form


def test_payloads_name_only_intents_of_the_domain() -> None:
    named = {
        argument.value
        for path in python("actions")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and name_of(node) in ("payload", "fact_payload")
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert named, "no payload was found"
    assert named - set(DOMAIN["intents"]) == set()


def test_payloads_name_only_entities_of_the_domain() -> None:
    named = {
        keyword.arg
        for path in python("actions")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call) and name_of(node) == "payload"
        for keyword in node.keywords
        if keyword.arg
    }
    assert named, "no argument of a payload was found"
    assert named - set(DOMAIN["entities"]) == set()


# --- Phrases ------------------------------------------------------------------------


@dataclass
class Named:
    """Phrases that code names, whole or by the first part of their name."""

    whole: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)


def python(*packages: str) -> list[Path]:
    return [path for name in packages for path in sorted((ROOT / name).rglob("*.py"))]


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def phrases_named(paths: Sequence[Path]) -> Named:
    """The first arguments of `phrase("...")` and `word("...")`."""
    named = Named()
    for path in paths:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and name_of(node) in SAYING and node.args:
                at = f"{path.relative_to(ROOT)}:{node.lineno}"
                collect(node.args[0], at, named)
    return named


def collect(node: ast.expr, at: str, named: Named) -> None:
    if isinstance(node, ast.IfExp):
        collect(node.body, at, named)
        collect(node.orelse, at, named)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        named.whole[node.value] = at
    elif isinstance(node, ast.JoinedStr):
        first = node.values[0]
        assert isinstance(first, ast.Constant), f"{at}: a name without a first part"
        named.prefixes[str(first.value)] = at


def strings(paths: Sequence[Path]) -> set[str]:
    return {
        node.value
        for path in paths
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def families(knowledge: Knowledge) -> dict[str, set[str]]:
    """Phrases whose names are put together in code: first part, and what follows."""
    days = {f"{kind}{end}" for kind in get_args(DayKind) for end in ("", "_one")}
    days -= {"make_up_one"}  # each make-up day has a line of its own
    return {
        "fault_": set(get_args(FactFault)),
        "rank_": set(RANKS),
        "lost_": set(get_args(WhyLost)) - {"other_region"},  # never told
        "by_": set(SAID_BY),
        "guide_": set(knowledge.guide),
        "guide_words_": set(knowledge.guide),
        "count_": days | set(COUNTED),
        "button_": {"zh", "en"},
    }


def in_families(knowledge: Knowledge) -> set[str]:
    return {
        first + rest
        for first, members in families(knowledge).items()
        for rest in members
    }


def test_every_phrase_that_is_named_exists(knowledge: Knowledge) -> None:
    named = phrases_named(python("actions", "advice"))
    assert len(named.whole) > 100
    missing = {n: at for n, at in named.whole.items() if n not in knowledge.phrases}
    assert missing == {}
    assert in_families(knowledge) - set(knowledge.phrases) == set()


def test_names_that_are_put_together_are_all_checked(knowledge: Knowledge) -> None:
    named = phrases_named(python("actions", "advice"))
    looked_up = {"guide_words_"}  # read in both languages, not said
    assert set(named.prefixes) | looked_up == set(families(knowledge))


@pytest.mark.parametrize("file", ["conversation", "decision"])
def test_every_phrase_is_said_somewhere(knowledge: Knowledge, file: str) -> None:
    path = ROOT / "knowledge" / "phrases" / f"{file}.yml"
    written = set(parse_yaml(path.read_text(encoding="utf-8"), path.name))
    named = strings(python("actions", "advice", "bot")) | in_families(knowledge)
    assert written - named == set()


def test_phrases_of_actions_hold_no_placeholder_that_is_never_filled(
    knowledge: Knowledge,
) -> None:
    """`phrase(name)` without values for a phrase that needs some is a crash."""
    for path in python("actions"):
        for node in ast.walk(parse(path)):
            if not (isinstance(node, ast.Call) and name_of(node) in SAYING):
                continue
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None in given:  # **values
                continue
            wanted = knowledge.phrases[first.value].placeholders()
            at = f"{path.relative_to(ROOT)}:{node.lineno} {first.value}"
            assert wanted <= given, at


# --- Words stand in the knowledge -----------------------------------------------------


def chinese_strings(path: Path) -> list[str]:
    """Chinese string constants, docstrings left out."""
    tree = parse(path)
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        f"{path.name}:{node.lineno} {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CHINESE.search(node.value)
    ]


@pytest.mark.parametrize("package", ["actions", "advice", "bot", "records"])
def test_no_chinese_text_in_python(package: str) -> None:
    found = [
        text
        for path in python(package)
        if not path.relative_to(ROOT).as_posix().startswith(RECOGNISERS)
        for text in chinese_strings(path)
    ]
    assert found == []


def test_chinese_text_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "speaks.py"
    path.write_text(
        '"""文档。"""\n# 注释\nA = f"您{1}好"\n\n\ndef b() -> str:\n'
        '    """说明。"""\n    return "再见"\n',
        encoding="utf-8",
    )
    found = chinese_strings(path)
    assert sorted(found) == [
        "speaks.py:3 '好'",
        "speaks.py:3 '您'",
        "speaks.py:8 '再见'",
    ]
