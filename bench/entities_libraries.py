"""The tables of the entities, read by libraries and by our own extractors.

`python -m bench.entities_libraries` prints how long ours takes for a message, and how
many rows of each comparable table it reads rightly. With `--libraries` it asks the
libraries instead: run it so, as a script, with a Python that has them: `dateparser
cn2an cpca jionlp recognizers-text-suite "emoji<2" "setuptools<81"`, which are no part
of the project.

A library is given what suits it: the language of the row (mixed and negative rows
run in both), the day 2026-11-22, past dates preferred. It has read a row rightly when
the plain value is among what it found, whatever the role; for a negative row, when it
found nothing. So roles, gaps and payments, which no library knows, count for nothing.
"""

import argparse
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import yaml

TABLES = Path(__file__).parents[1] / "tests/bot/nlu/entities/tables"
TODAY = date(2026, 11, 22)
_NOW = datetime(2026, 11, 22, 12)
Reader = Callable[[str, str], set[str]]


def rows(name: str) -> Iterator[tuple[str, str, set[str]]]:
    """Group, text and the plain values of a table's rows."""
    with (TABLES / f"{name}.yml").open(encoding="utf-8") as file:
        table = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506 - text only
    for group in ("zh", "en", "mixed", "negative"):
        said = table[group]
        pairs = (
            said.items() if isinstance(said, dict) else ((text, []) for text in said)
        )
        for text, expected in pairs:
            every = [expected] if isinstance(expected, str) else expected
            yield group, text, {_value(name, one) for one in every}


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))


def _value(name: str, said: str) -> str:
    words = said.split()
    return next(word for word in words if word[0].isdigit()) if words else said


def run(name: str, label: str, reader: Reader) -> None:
    """Print how many rows of each group a reader has right, and its median time."""
    right: dict[str, list[int]] = {}
    times = []
    for group, text, expected in rows(name):
        began = time.perf_counter()
        found: set[str] = set()
        for language in ("zh", "en") if group in ("mixed", "negative") else (group,):
            try:
                found |= reader(text, language)
            except Exception as error:  # a library's own
                logging.debug("%s on a row of %s: %r", label, name, error)
        times.append(time.perf_counter() - began)
        fine = expected <= found if expected else not found
        right.setdefault(group, []).append(int(fine))
    counts = "  ".join(f"{g} {sum(r)}/{len(r)}" for g, r in right.items())
    total = sum(map(sum, right.values())), sum(map(len, right.values()))
    print(f"{name:12} {label:22} {total[0]:3}/{total[1]}  {counts}", end="  ")
    print(f"{median(times) * 1000:.2f} ms", flush=True)


SHORT = (
    "我在杭州上班，去年8月断了五个月社保呢",
    "医保断缴三个月了，现在怎么补缴才能报销",
    "我是女的今年50岁了，想问退休怎么办手续",
    "My card was lost 3d",
)
LONG = (
    "我在杭州上班，去年8月停的社保，断了五个月，欠了2400元，9月21日交的材料，我52岁，",
    "I stopped paying in March 2025 and resumed in June, I am 52 and owe 2400 yuan; ",
)


def speed(extract: Callable[[str], object]) -> None:
    """Print the median processor time of messages of about 20 and of 200 characters."""
    for label, texts in (("20", SHORT), ("200", [(one * 8)[:200] for one in LONG])):
        times = []
        for text in [*texts] * 100:
            began = time.process_time()
            extract(text)
            times.append(time.process_time() - began)
        print(f"{label} characters: median {median(times) * 1000:.2f} ms")


def ours() -> Iterator[tuple[str, str, Reader]]:
    """Our own extractors, by table."""
    from bot.nlu.entities import build_lexicon, extract_all

    knowledge = TABLES.parents[4] / "knowledge"
    facts: dict[str, Any] = {}
    for path in sorted((knowledge / "facts").glob("*.yml")):
        facts |= _read(path)
    lexicon = build_lexicon(facts, _read(knowledge / "regions.yml"))
    speed(lambda text: extract_all(text, TODAY, lexicon))
    kinds = {
        "duration": {"duration"},
        "date": {"date", "birth_month"},
        "month": {"month", "last_paid_month", "resumed_month"},
        "age": {"age", "age_months"},
        "birth_month": {"birth_month"},
        "money": {"money"},
        "years_count": {"years_count"},
        "region": {"region"},
    }
    for name, wanted in kinds.items():

        def read(text: str, language: str, wanted: set[str] = wanted) -> set[str]:
            found = extract_all(text, TODAY, lexicon)
            return {str(one.value) for one in found if one.entity in wanted}

        yield name, "ours", read


def libraries() -> Iterator[tuple[str, str, Reader]]:
    """Each library on the tables that it could serve."""
    for name in ("date", "month", "birth_month"):
        yield name, "dateparser", _dateparser(day=name == "date")
    for name in ("date", "month", "birth_month", "duration"):
        yield name, "jionlp", _jionlp(name)
    yield "money", "jionlp", _jionlp_money
    for name in ("date", "month", "birth_month", "duration", "age", "money"):
        yield name, "recognizers-text", _recognizers(name)
    yield "years_count", "recognizers-text", _recognizers("years_count")
    yield "money", "cn2an", _cn2an
    yield "region", "cpca", _cpca


def _dateparser(day: bool) -> Reader:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": _NOW, "PREFER_DATES_FROM": "past"}

    def read(text: str, language: str) -> set[str]:
        found = search_dates(text, languages=[language], settings=settings) or []
        return {one.strftime("%Y-%m-%d" if day else "%Y-%m") for _, one in found}

    return read


def _jionlp(name: str) -> Reader:
    import jionlp

    def read(text: str, language: str) -> set[str]:
        found: set[str] = set()
        for one in jionlp.ner.extract_time(text, time_base=_NOW.timestamp()):
            detail = one["detail"]
            if name == "duration" and detail["type"] == "time_delta":
                found.add(str(_months(detail["time"])))
            elif name == "duration" and detail["type"] == "time_span":
                found.add(str(_between(*detail["time"])))
            elif name != "duration" and detail["type"] in ("time_point", "time_span"):
                found.add(detail["time"][0][: 10 if name == "date" else 7])
        return found

    return read


def _months(delta: Any) -> int:
    if isinstance(delta, list):
        delta = delta[0]
    years, months = delta.get("year", 0), delta.get("month", 0)
    pair = [one[0] if isinstance(one, list) else one for one in (years, months)]
    return int(float(pair[0]) * 12 + float(pair[1]))


def _between(first: str, last: str) -> int:
    begin, end = (date.fromisoformat(one[:10]) for one in (first, last))
    return (end.year - begin.year) * 12 + end.month - begin.month + 1


def _jionlp_money(text: str, language: str) -> set[str]:
    import jionlp

    found = jionlp.ner.extract_money(text, with_parsing=True)
    return {f"{float(one['detail']['num']):.10g}" for one in found}


def _recognizers(name: str) -> Reader:
    from recognizers_date_time import recognize_datetime
    from recognizers_number_with_unit import recognize_age, recognize_currency

    cultures = {"zh": "zh-cn", "en": "en-us"}

    def read(text: str, language: str) -> set[str]:
        if name in ("age", "money"):
            recognize = recognize_age if name == "age" else recognize_currency
            found = recognize(text, cultures[language])
            values = (one.resolution["value"] for one in found if one.resolution)
            return {f"{float(value):.10g}" for value in values if value}
        found_times = recognize_datetime(text, cultures[language], reference=_NOW)
        return {
            value
            for one in found_times
            for way in (one.resolution or {}).get("values", ())
            for value in _resolved(name, way)
        }

    return read


def _resolved(name: str, way: dict[str, str]) -> Iterator[str]:
    if name in ("duration", "years_count"):
        if way["type"] == "duration":
            months = round(float(way["value"]) / 86400 / 30.4)
            yield str(months if name == "duration" else months // 12)
    elif name == "date" and way["type"] == "date":
        yield way.get("value", "")
    elif name != "date" and way["type"] in ("daterange", "date"):
        yield (way.get("start") or way.get("value") or "")[:7]


def _cn2an(text: str, language: str) -> set[str]:
    import re

    import cn2an

    written = cn2an.transform(text, "cn2an")
    return set(re.findall(r"\d+(?:\.\d+)?", written))


def _cpca(text: str, language: str) -> set[str]:
    import cpca

    codes = cpca.transform([text])["adcode"]
    return {str(code) for code in codes if code}


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--libraries", action="store_true")
    for case in libraries() if parser.parse_args().libraries else ours():
        run(*case)


if __name__ == "__main__":
    main()
