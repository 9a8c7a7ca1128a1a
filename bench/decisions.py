"""Times decisions with their traces: `python bench/decisions.py`.

Prints the median and the 95th percentile in microseconds for one case of each topic.
"""

import datetime as dt
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advice import Advisor, Said, load_knowledge  # noqa: E402

ROUNDS = 2000
DAY = dt.date(2026, 11, 22)
CASES: list[tuple[str, dict[str, str | int]]] = [
    ("back_payment", {}),
    (
        "back_payment",
        {"employment": "employee", "gap_cause": "employer_default", "gap_months": 8},
    ),
    (
        "interruption_effect",
        {
            "insurance": "medical",
            "employment": "resident",
            "in_window": "no",
            "special_group": "no",
            "missed_years": 4,
            "repaired_years": 2,
        },
    ),
    ("card_progress", {"submitted_on": "2026-09-21", "region": "440300"}),
    (
        "arrears_late_fee",
        {
            "payer": "employer",
            "wants_calculation": "yes",
            "arrears": "2400@2026-01-31,2400@2026-02-28",
            "paid_date": "2026-06-30",
        },
    ),
    ("enroll", {"joiner": "resident"}),
]


def main() -> None:
    """Print one line a case."""
    advisor = Advisor(load_knowledge(ROOT / "knowledge"))
    for topic, facts in CASES:
        said = {name: Said(value) for name, value in facts.items()}
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter_ns()
            decision = advisor.decide(topic, said, DAY)
            times.append((time.perf_counter_ns() - begin) / 1000)
        times.sort()
        late = times[int(len(times) * 0.95)]
        print(
            f"{topic:22} {decision.kind:8} {len(facts)} facts  "
            f"median {statistics.median(times):6.1f} us  p95 {late:6.1f} us"
        )


if __name__ == "__main__":
    main()
