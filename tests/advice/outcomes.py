"""What a decision says, for tests that expect it to say something."""

from advice import Decision, Refer, Result


def result(decision: Decision) -> Result:
    """The decision, which has to be a result."""
    assert isinstance(decision, Result), decision
    return decision


def answer(decision: Decision) -> Result | Refer:
    """The decision, which has to ask nothing more."""
    assert isinstance(decision, (Result, Refer)), decision
    return decision


def outcome(decision: Decision) -> str:
    """The outcome of the rule that applies."""
    rule = answer(decision).rule
    assert rule is not None, decision
    return rule.outcome
