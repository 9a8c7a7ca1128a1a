"""What is kept: decisions that can be replayed, places in procedures."""

import datetime as dt

import pytest

from actions.keeping import keep_decision, keep_position
from actions.turn import Turn, read_turn
from advice import Refer, Result, Said
from advice.procedures import Position
from advice.words import Language
from records import Decision
from tests.actions.talk import (
    CARD,
    NOON,
    PERSON,
    Facts,
    Room,
    chosen,
    facts,
    message,
    track,
)

TODAY = dt.date(2026, 11, 22)
FLEXIBLE = facts(insurance="pension", employment="flexible")


def turn_of(room: Room, known: Facts) -> Turn:
    return read_turn(track(message("好"), facts=known), room.knowledge)


async def keep(
    room: Room,
    known: Facts,
    lang: Language = "zh",
    declined: tuple[str, ...] = (),
) -> tuple[Result | Refer, Decision]:
    """Decide back_payment and keep it; returns the decision and what was kept."""
    turn = turn_of(room, known)
    decided = room.desk.advisor.decide(
        "back_payment", turn.said, TODAY, declined=declined
    )
    assert isinstance(decided, Result | Refer)
    await keep_decision(decided, turn, room.desk, lang)
    [kept] = await room.store.decisions_of(PERSON)
    return decided, kept


async def test_a_result_with_all_that_is_needed_to_replay_it(room: Room) -> None:
    known = {**FLEXIBLE, **chosen(region="310115"), **facts(applicant="self")}
    decided, kept = await keep(room, known)
    assert decided.rule is not None
    assert kept == Decision(
        id=kept.id,
        sender_id=PERSON,
        at=NOON,
        knowledge_hash=room.knowledge.hash,
        topic="back_payment",
        as_of=TODAY,
        region="310115",
        facts={"insurance": "pension", "employment": "flexible", "region": "310115"},
        kind="result",
        outcome=decided.rule.outcome,
        rule=decided.rule.id,
        trace=kept.trace,
    )


async def test_a_kept_decision_can_be_replayed(room: Room) -> None:
    decided, kept = await keep(room, {**FLEXIBLE, **facts(region="310000")})
    said = {name: Said(value) for name, value in kept.facts.items()}
    again = room.desk.advisor.decide(kept.topic, said, kept.as_of)
    assert again.kind == kept.kind
    assert again.rule == decided.rule


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_trace_names_its_sources(room: Room, lang: Language) -> None:
    decided, kept = await keep(room, {**FLEXIBLE, **facts(region="310000")}, lang)
    named = [source["id"] for source in kept.trace["sources"]]
    assert named == list(decided.trace.sources)


async def test_a_referral_has_no_rule(room: Room) -> None:
    _, kept = await keep(room, FLEXIBLE, declined=("region",))
    assert (kept.kind, kept.outcome, kept.rule) == ("refer", None, None)
    assert kept.region is None


async def test_a_place_in_a_procedure_keeps_only_the_facts_it_needs(
    room: Room,
) -> None:
    turn = turn_of(room, {**FLEXIBLE, **facts(submitted_on="2026-09-21")})
    position = Position(CARD, "card_made", ("sign",), 1)
    code = await keep_position(position, turn, room.desk, "en")
    run = await room.store.run_by_code(code)
    assert run is not None
    assert (run.sender_id, run.procedure, run.step) == (PERSON, CARD, "card_made")
    assert run.history == ("sign",)
    assert run.facts == {"submitted_on": "2026-09-21"}
    assert (run.language, run.updated_at) == ("en", NOON)


async def test_the_place_of_insurance_is_kept_for_every_procedure(room: Room) -> None:
    turn = turn_of(room, {**FLEXIBLE, **facts(region="310000")})
    procedure = room.knowledge.procedures["renew_at_counter"]
    position = Position(procedure.id, procedure.start)
    code = await keep_position(position, turn, room.desk, "zh")
    run = await room.store.run_by_code(code)
    assert run is not None
    assert run.facts == {"region": "310000"}


async def test_the_code_stays_the_same_along_the_way(room: Room) -> None:
    turn = turn_of(room, {})
    steps = ("go_to_service_point", "choose_bank")
    codes = {
        await keep_position(Position(CARD, step), turn, room.desk, "zh")
        for step in steps
    }
    assert len(codes) == 1
