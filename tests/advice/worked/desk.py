"""What the checks of worked cases need, and a decision with fewer words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from advice import Advisor, Decision, Knowledge
from tests.advice.conftest import AS_OF, Decide
from tests.advice.outcomes import result

Case = Mapping[str, Any]
YES = {True: "yes", False: "no"}


def outcome(decision: Decision) -> str:
    """The outcome of a decision, which has to be a result."""
    return result(decision).rule.outcome


def day_of(case: Case) -> dt.date:
    return dt.date.fromisoformat(case["input"].get("as_of", AS_OF.isoformat()))


class Desk:
    """What the checks need, and a decision with fewer words."""

    def __init__(self, knowledge: Knowledge, advisor: Advisor, decide: Decide) -> None:
        self.knowledge = knowledge
        self.advisor = advisor
        self.decide = decide

    def late_fee(self, debts: list[tuple[Any, str]], paid: str) -> Mapping[str, Any]:
        arrears = ",".join(f"{principal}@{due}" for principal, due in debts)
        decision = self.decide(
            "arrears_late_fee",
            payer="employer",
            wants_calculation="yes",
            arrears=arrears,
            paid_date=paid,
        )
        return result(decision).values
