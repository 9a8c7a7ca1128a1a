"""Keeps decisions and positions in procedures, so that they can be replayed."""

from collections.abc import Mapping

from actions.desk import Desk
from actions.language import Language
from actions.turn import Turn
from advice import FactValue, Refer, Result
from advice.json_form import trace_to_dict
from advice.procedures import Position


async def keep_decision(
    decision: Result | Refer, turn: Turn, desk: Desk, language: Language
) -> None:
    """One row in `rule_decision`. Raises records.RecordsUnavailable."""
    said = decision.trace.said
    await desk.store.keep_decision(
        sender_id=turn.sender_id,
        at=desk.now(),
        knowledge_hash=decision.knowledge,
        topic=decision.topic,
        as_of=decision.as_of,
        region=decision.region,
        facts={name: fact.value for name, fact in said.items()},
        kind=decision.kind,
        outcome=decision.rule.outcome if decision.rule else None,
        rule=decision.rule.id if decision.rule else None,
        trace=trace_to_dict(decision.trace, desk.knowledge, language),
    )


async def keep_position(
    position: Position,
    turn: Turn,
    desk: Desk,
    language: Language,
    known: Mapping[str, FactValue] | None = None,
) -> str:
    """One row in `procedure_run`; returns the code to go on with later.

    `known` are the facts to keep with it where they are more than the turn's.
    """
    facts = turn.known if known is None else known
    procedure = desk.knowledge.procedures[position.procedure]
    needed = {
        step.days.start_fact for step in procedure.steps.values() if step.days
    } | {"region"}
    return await desk.store.keep_run(
        sender_id=turn.sender_id,
        procedure=position.procedure,
        step=position.step,
        history=position.history,
        facts={name: facts[name] for name in needed if name in facts},
        language=language,
        at=desk.now(),
    )
