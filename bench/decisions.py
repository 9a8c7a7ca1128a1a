"""Times decisions with their traces: `python bench/decisions.py [--limit 100]`.

Prints for one or more cases of each topic the median and the 95th percentile of the
processor time in microseconds: of five runs the one with the lowest median, since what
else the machine does only ever adds. With `--limit` it ends with status 1 and names the
cases whose median is above so many microseconds.
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advice import Advisor, load_knowledge  # noqa: E402
from advice.facts import said_from_pairs  # noqa: E402

RUNS, ROUNDS = 5, 500
DAY = dt.date(2026, 11, 22)
CASES = Path(__file__).with_name("decisions.yml")


def times(advisor: Advisor, case: dict[str, Any]) -> tuple[str, list[float]]:
    """The kind of the decision, and what each round of the best run took, in order."""
    said = said_from_pairs(advisor.knowledge, case["facts"], by="person")
    place = case.get("region")
    runs = []
    for _ in range(RUNS):
        found = []
        for _ in range(ROUNDS):
            begin = time.thread_time_ns()
            decision = advisor.decide(case["topic"], said, DAY, region=place)
            found.append((time.thread_time_ns() - begin) / 1000)
        runs.append(sorted(found))
    return decision.kind, min(runs, key=statistics.median)


def main() -> int:
    """Print one line a case; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=float("inf"), metavar="MICROS")
    limit = parser.parse_args().limit
    advisor = Advisor(load_knowledge(ROOT / "knowledge"))
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    untimed = advisor.knowledge.topics.keys() - {case["topic"] for case in cases}
    slow = []
    for case in cases:
        kind, found = times(advisor, case)
        median, late = statistics.median(found), found[int(len(found) * 0.95)]
        what = f"{case['topic']}: {case['case']}"
        print(f"{what:58} {kind:8} median {median:6.1f} us  p95 {late:6.1f} us")
        if median > limit:
            slow.append(what)
    for what in slow:
        print(f"above {limit:g} us: {what}")
    for topic in sorted(untimed):
        print(f"no case: {topic}")
    return 1 if slow or untimed else 0


if __name__ == "__main__":
    sys.exit(main())
