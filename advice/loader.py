"""Reads `knowledge/` into frozen records, strictly, and hashes its content.

Each `_build_...` takes one entry apart; references between entries are checked in
`advice.references` once everything is read.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from advice.model import (
    COUNTRY,
    RANKS,
    Answer,
    AnswerVersion,
    CalendarYear,
    Derivation,
    FactSpec,
    FactType,
    GuideStatement,
    Knowledge,
    Parameter,
    ParameterValue,
    Period,
    Region,
    Rule,
    RuleKind,
    Scalar,
    Source,
    Topic,
)
from advice.procedure_loader import build_procedure
from advice.reading import (
    Entry,
    KnowledgeError,
    read_folder,
    read_mapping,
    read_yaml,
    words_of,
)
from advice.references import check_references
from advice.words import Words

FACT_TYPES = ("choice", "integer", "month", "date", "money", "region", "ledger")
FILLS = (  # what words a fact takes that were not asked for: lengths, then days
    "gap",
    "repair",
    "contributed",
    "submitted",
    "received",
    "due",
    "paid",
    "hired",
    "left_job",
    "retired",
    "elsewhere",
)
DERIVATIONS = (
    "band",
    "at_least",
    "parameter",
    "in_force",
    "before",
    "months_between",
    "ledger",
    "known",
    "whole_years",
    "zero_when",
    "same_when",
    "born_earliest",
    "born_latest",
    "retirement_stage",
    "pension_outlook",
    "covered",
    "months_of_years",
    "if_said",
    "deadline",
    "apart",
)


def load_knowledge(folder: Path) -> Knowledge:
    """Read and check all knowledge of a folder.

    Raises KnowledgeError with a sentence that names file and entry.
    """
    knowledge = Knowledge(
        hash=_content_hash(folder),
        sources=read_folder(folder / "sources", _build_source),
        parameters=read_folder(folder / "parameters", _build_parameter),
        facts=read_folder(folder / "facts", _build_fact),
        topics=dict(_single_files(folder / "topics", _build_topic)),
        procedures=dict(_single_files(folder / "procedures", build_procedure)),
        answers=read_folder(folder / "answers", _build_answer),
        guide=_read_guide(folder / "guide.yml"),
        regions=_read_regions(folder / "regions.yml"),
        calendar=_read_calendar(folder / "calendar.yml"),
        phrases=read_folder(
            folder / "phrases", lambda key, raw, where: (key, words_of(raw, where))
        ),
    )
    check_references(knowledge)
    return knowledge


def _content_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _single_files(folder: Path, build: Any) -> list[tuple[str, Any]]:
    found = []
    for path in sorted(folder.glob("*.yml")):
        entry = Entry(read_yaml(path), f"{folder.name}/{path.name}")
        name, record = build(entry)
        if name != path.stem:
            raise entry.fail(f"the file must be called {name}.yml")
        found.append((name, record))
    return found


def _build_source(key: str, raw: Any, where: str) -> tuple[str, Source]:
    entry = Entry(raw, where)
    source = Source(
        id=key,
        rank=entry.one_of("rank", RANKS),
        title=entry.words("title"),
        verified=entry.one_of("status", ("verified", "unverified")) == "verified",
        in_force=_period(entry.entry("in_force"))
        if entry.has("in_force")
        else Period(),
        checked=entry.day("checked"),
        url=entry.maybe("url", str, ""),
        text=entry.maybe_words("text"),
        note=entry.maybe_words("note"),
    )
    entry.done()
    return key, source


def _period(entry: Entry) -> Period:
    period = _from_to(entry)
    entry.done()
    return period


def _from_to(entry: Entry) -> Period:
    period = Period(entry.maybe_day("from"), entry.maybe_day("to"))
    if period.start and period.end and period.start > period.end:
        raise entry.fail("`from` lies after `to`")
    return period


def _build_parameter(_: str, raw: Any, where: str) -> tuple[str, Parameter]:
    entry = Entry(raw, where)
    kind = entry.one_of("type", ("decimal", "integer", "choice", "boolean"))
    name = entry.take("id", str)
    parameter = Parameter(
        id=name,
        title=entry.words("title"),
        type=kind,
        unit=entry.maybe("unit", str, ""),
        resolve=entry.one_of("resolve", ("rank", "nearest")),
        values=tuple(_parameter_value(item, kind) for item in entry.listed("values")),
        no_value=entry.maybe_words("no_value"),
    )
    entry.done()
    return name, parameter


def _parameter_value(entry: Entry, kind: str) -> ParameterValue:
    value = ParameterValue(
        value=_scalar(entry, kind),
        source=entry.take("source", str),
        region=entry.maybe("region", str, COUNTRY),
        period=_from_to(entry),
        checked=entry.day("checked"),
    )
    if value.period.start is None:
        raise entry.fail("a value needs `from`")
    entry.done()
    return value


def _scalar(entry: Entry, kind: str) -> Scalar:
    if kind == "integer":
        return entry.take("value", int)
    if kind == "boolean":
        return "yes" if entry.take("value", bool) else "no"
    text = entry.take("value", str)
    if kind == "choice":
        return text
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise entry.fail(f"{text!r} is not a decimal number") from error


def _build_fact(key: str, raw: Any, where: str) -> tuple[str, FactSpec]:
    entry = Entry(raw, where)
    kind = cast(FactType, entry.one_of("type", FACT_TYPES))
    values, heard = _choice_values(entry) if entry.has("values") else ({}, {})
    fact = FactSpec(
        id=key,
        type=kind,
        title=entry.words("title"),
        ask=entry.maybe_words("ask"),
        values=values,
        heard=heard,
        heard_like=entry.maybe("heard_like", str, ""),
        help=entry.maybe_words("help"),
        minimum=entry.maybe("min", int, 0),
        maximum=entry.maybe("max", int, 0),
        unit=entry.maybe("unit", str, ""),
        suggest=tuple(entry.maybe("suggest", list, [])),
        derived=_derivation(entry.entry("derived")) if entry.has("derived") else None,
        affirm=entry.maybe("affirm", str, "yes" if "yes" in values else ""),
        deny=entry.maybe("deny", str, "no" if "no" in values else ""),
        prefers=entry.texts("prefers"),
        fills=entry.one_of("fills", FILLS) if entry.has("fills") else "",
        once=entry.texts("once"),
        shifts=entry.maybe("shifts", dict, {}),
    )
    entry.done()
    for value in (fact.affirm, fact.deny, *fact.prefers, *fact.once):
        if value and value not in values:
            raise entry.fail(f"no value {value!r}")
    if kind == "choice" and len(values) < 2:
        raise entry.fail("a choice needs at least two values")
    if kind == "integer" and fact.maximum <= fact.minimum:
        raise entry.fail("an integer needs min and max")
    if fact.ask is None and fact.derived is None:
        raise entry.fail("a fact that is not derived needs `ask`")
    return key, fact


def _choice_values(
    entry: Entry,
) -> tuple[dict[str, Words], dict[str, dict[str, tuple[str, ...]]]]:
    labels: dict[str, Words] = {}
    heard: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, raw in entry.take("values", dict).items():
        if not isinstance(name, str):
            raise entry.fail(f"the value {name!r} must be quoted")
        value = Entry(raw, f"{entry.where}: {name}")
        if value.has("heard"):
            words = value.entry("heard")
            heard[name] = {lang: words.texts(lang) for lang in ("zh", "en")}
            words.done()
        labels[name] = Words(value.take("zh", str), value.take("en", str))
        value.done()
        if not labels[name].zh.strip() or not labels[name].en.strip():
            raise value.fail("a language is empty")
    return labels, heard


def _derivation(entry: Entry) -> Derivation:
    derivation = Derivation(
        by=entry.one_of("by", DERIVATIONS),
        inputs=entry.texts("from"),
        parameter=entry.maybe("parameter", str, ""),
        source=entry.maybe("source", str, ""),
        day=entry.maybe_day("day"),
        value=entry.maybe("value", str, ""),
        values=entry.texts("values"),
    )
    entry.done()
    return derivation


def _build_topic(entry: Entry) -> tuple[str, Topic]:
    name = entry.take("topic", str)
    topic = Topic(
        id=name,
        title=entry.words("title"),
        summary=entry.words("summary"),
        summary_sources=entry.texts("summary_sources"),
        facts=entry.texts("facts"),
        guide=entry.maybe("guide", str, ""),
        rules=tuple(_rule(item) for item in entry.listed("rules")),
        otherwise=_rule(entry.entry("otherwise")),
    )
    entry.done()
    return name, topic


def _rule(entry: Entry) -> Rule:
    rule = Rule(
        id=entry.take("id", str),
        when=_when(entry) if entry.has("when") else {},
        kind=cast(RuleKind, entry.one_of("kind", ("result", "refer"), "result")),
        outcome=entry.take("outcome", str),
        sources=entry.texts("sources"),
        say=entry.words("say"),
        needs=entry.texts("needs"),
        compute=entry.texts("compute"),
        parameters=entry.texts("parameters"),
        for_you=entry.maybe_words("for_you"),
        procedures=entry.texts("procedures"),
    )
    entry.done()
    return rule


def _when(entry: Entry) -> dict[str, tuple[str, ...]]:
    conditions: dict[str, tuple[str, ...]] = {}
    for fact, raw in entry.take("when", dict).items():
        values = raw if isinstance(raw, list) else [raw]
        if not values or not all(isinstance(value, str) for value in values):
            raise entry.fail(f"`when: {fact}` must be a quoted value or a list of them")
        conditions[str(fact)] = tuple(values)
    return conditions


def _build_answer(_: str, raw: Any, where: str) -> tuple[str, Answer]:
    entry = Entry(raw, where)
    name = entry.take("id", str)
    versions = []
    for item in entry.listed("versions"):
        versions.append(
            AnswerVersion(_from_to(item), item.texts("sources"), item.words("say"))
        )
        item.done()
    answer = Answer(
        id=name,
        title=entry.words("title"),
        versions=tuple(versions),
        procedures=entry.texts("procedures"),
        related=entry.texts("related"),
    )
    entry.done()
    return name, answer


def _read_guide(path: Path) -> Mapping[str, GuideStatement]:
    found = {}
    for name, raw in read_mapping(path).items():
        entry = Entry(raw, f"guide.yml: {name}")
        found[name] = GuideStatement(
            id=name,
            claim=entry.words("claim"),
            law=entry.words("law"),
            differs=entry.words("differs"),
            sources=entry.texts("sources"),
            details=tuple(
                words_of(item, f"guide.yml: {name}: details")
                for item in entry.maybe("details", list, [])
            ),
        )
        entry.done()
    return found


def _read_regions(path: Path) -> Mapping[str, Region]:
    found = {}
    for code, raw in read_mapping(path).items():
        entry = Entry(raw, f"regions.yml: {code}")
        if not (isinstance(code, str) and len(code) == 6 and code.isdigit()):
            raise entry.fail("a region's code is six quoted digits")
        aliases = entry.texts("aliases")
        name = Words(entry.take("zh", str), entry.take("en", str))
        entry.done()
        found[code] = Region(code, name, aliases)
    return found


def _read_calendar(path: Path) -> Mapping[int, CalendarYear]:
    found = {}
    for year, raw in read_mapping(path).items():
        entry = Entry(raw, f"calendar.yml: {year}")
        if not isinstance(year, int):
            raise entry.fail("the year must be a number")
        found[year] = CalendarYear(
            year=year,
            official=entry.one_of("status", ("official", "provisional")) == "official",
            source=entry.take("source", str),
            off=_days_of(entry, "off", year),
            work=_days_of(entry, "work", year),
        )
        entry.done()
    if not found:
        raise KnowledgeError("calendar.yml: no year")
    return found


def _days_of(entry: Entry, key: str, year: int) -> frozenset[dt.date]:
    days = entry.take(key, list)
    for day in days:
        if type(day) is not dt.date or day.year != year:
            raise entry.fail(f"{key!r} holds {day!r}, not a day of {year}")
    return frozenset(days)
