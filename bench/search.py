"""What search finds, how fast, and in how much memory: `python bench/search.py`.

Prints the share of questions whose topic is among the first three hits (the questions
of `tests/nlu/held_out.tsv`, and of another file of the same columns when one is named),
the share of questions about other things that find something, and the times.
"""

import csv
import datetime as dt
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advice import Knowledge, Language, load_knowledge  # noqa: E402
from bot.nlu.search_words import tokeniser  # noqa: E402
from bot.nlu.terms import Terms  # noqa: E402
from search import Hit, Index, build  # noqa: E402

DAY = dt.date(2026, 11, 22)
ROUNDS = 5
OTHER = ("out_of_scope", "out_of_scope_near")


def main(files: list[Path]) -> None:
    """Print one line for each group of questions, then the times."""
    knowledge = load_knowledge(ROOT / "knowledge")
    tokenise = tokeniser(Terms.read(ROOT / "data" / "lexicon" / "terms.txt"))
    tokenise("")
    before = resident_kb()
    begin, cpu = time.perf_counter(), time.process_time()
    index = build(knowledge, tokenise)
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    grown = (resident_kb() - before) // 1024
    print(f"build {wall:.2f} s ({cpu:.2f} s of CPU, import included), {grown} MB")
    for file in files:
        print(file.name)
        rows = read(file)
        print_found(rows, index, knowledge)
        print_times([text for text, _ in rows], index)


def print_found(
    rows: list[tuple[str, str]], index: Index, knowledge: Knowledge
) -> None:
    """Shares by language: right first, right among three, nothing found."""
    topics = knowledge.topics.keys() | knowledge.answers.keys()
    counts: dict[str, Counter[str]] = {}
    for text, intent in rows:
        group = "topics" if topics & set(intent.split("|")) else intent
        if group != "topics" and group not in OTHER:
            continue
        language = language_of(text)
        hits = index.find(text, language, day=DAY)
        right = [leads_to(hit, intent.split("|")) for hit in hits]
        counts.setdefault(f"{group} {language}", Counter()).update(
            asked=1, first=bool(right[:1] == [True]), three=any(right), none=not hits
        )
    for group, count in sorted(counts.items()):
        share = {name: f"{count[name] / count['asked']:.0%}" for name in count}
        print(
            f"  {group:22} {count['asked']:4} asked, first {share['first']}, "
            f"among three {share['three']}, nothing found {share['none']}"
        )


def print_times(texts: list[str], index: Index) -> None:
    """Milliseconds of one search."""
    times = []
    for text in texts * ROUNDS:
        language = language_of(text)
        begin = time.perf_counter_ns()
        index.find(text, language, day=DAY)
        times.append((time.perf_counter_ns() - begin) / 1e6)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"  p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms")


def leads_to(hit: Hit, topics: list[str]) -> bool:
    """Whether a hit is one of the topics, or what it opens is."""
    return hit.id in topics or hit.topic in topics


def language_of(text: str) -> Language:
    """Chinese when any of it is."""
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"


def read(file: Path) -> list[tuple[str, str]]:
    """(text, intent) of each row."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["intent"]) for row in rows]


def resident_kb() -> int:
    """Memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = [row for row in status.splitlines() if row.startswith("VmRSS:")]
    return int(line.split()[1])


if __name__ == "__main__":
    main([ROOT / "tests" / "nlu" / "held_out.tsv", *map(Path, sys.argv[1:])])
