"""Which fact a named place is for: where one is insured, or where one goes.

"佛山社保去广州看病" names both; "广州" alone, after "where is the treatment?", is where
one goes. A topic knows the latter by its fact that `fills: elsewhere`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from actions.turn import Turn
from advice import Knowledge

HOME = "region"
_ELSEWHERE = "elsewhere"
_INSURED = "insured"


@dataclass(frozen=True)
class Place:
    """A place of a message: its codes (several for a name that several have)."""

    codes: tuple[str, ...]
    role: str | None


def places_named(
    turn: Turn, knowledge: Knowledge, topic_facts: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Codes of the places that a message names, by the fact that each is for."""
    places = _places(turn)
    if not places:
        return {}
    goal = _goal(knowledge, topic_facts)
    if goal is None:
        return {HOME: home.codes} if (home := _home(turn, places)) else {}
    if len(places) == 1:
        return {_for_one(turn, knowledge, goal, places[0]): places[0].codes}
    going = _best(_with_role(places, _ELSEWHERE))
    bare = _with_role(places, None)
    home = _best(_with_role(places, _INSURED))
    if home is not None:
        going = going or _best(bare)
    else:
        home = _best(bare)
    found = {HOME: home, goal: going}
    return {name: place.codes for name, place in found.items() if place is not None}


def _places(turn: Turn) -> list[Place]:
    named = [entity for entity in turn.entities if entity.name == "region"]
    spots = {one.start: one.role for one in named}
    return [
        Place(tuple(str(one.value) for one in named if one.start == start), role)
        for start, role in sorted(spots.items())
    ]


def _goal(knowledge: Knowledge, topic_facts: Collection[str]) -> str | None:
    """The topic's fact for the place where somebody goes."""
    facts = (knowledge.facts[name] for name in topic_facts)
    return next((one.id for one in facts if one.fills == _ELSEWHERE), None)


def _home(turn: Turn, places: Sequence[Place]) -> Place | None:
    """The place to take where only the place of insurance matters."""
    known = HOME in turn.said and turn.intent != "correct"
    if known and turn.requested != HOME:
        places = [place for place in places if place.role != _ELSEWHERE]
    ours = _with_role(places, _INSURED) or _with_role(places, None)
    return _best(ours or places)


def _for_one(turn: Turn, knowledge: Knowledge, goal: str, place: Place) -> str:
    """The fact of a message's only place."""
    if turn.requested == HOME or place.role == _INSURED:
        return HOME
    asked = knowledge.facts.get(turn.requested or "")
    inputs = asked.derived.inputs if asked is not None and asked.derived else ()
    if place.role == _ELSEWHERE or turn.requested == goal or goal in inputs:
        return goal
    return _said_last(turn.said, goal) if turn.intent == "correct" else HOME


def _said_last(said: Mapping[str, object], goal: str) -> str:
    return max((HOME, goal), key=[HOME, *said].index) if goal in said else HOME


def _with_role(places: Sequence[Place], role: str | None) -> list[Place]:
    return [place for place in places if place.role == role]


def _best(places: Sequence[Place]) -> Place | None:
    """The first place; a name of several places comes last."""
    return min(places, key=lambda place: len(place.codes) > 1, default=None)
