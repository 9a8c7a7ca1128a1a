"""Rasa's rule policy, looking only at the turns and rules that can matter.

`RulePolicy` replays the whole session into states, compares every rule with every
state, and does both twice (for intents and for texts). Our rules are a few turns long
and never name a text, so: only the last turns become states, rules are found through
the intent of their last turn, and the pass for texts is left out. What is predicted
stays the same; a test compares both on the same conversations.
"""

from itertools import islice
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

Rules = dict[str, Any]
Index = dict[str | None, set[str]]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class ShortRulePolicy(RulePolicy):  # type: ignore[misc]  # Rasa is untyped
    """`RulePolicy` for short rules over intents."""

    _longest: int | None = None

    def _find_action_from_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool,
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """States of the last turns, as many as the longest rule has."""
        applied = _tail(tracker.applied_events(), self._length_of_longest_rule())
        actions = sum(isinstance(event, ActionExecuted) for event in applied)
        skipped = actions + 1 - self._length_of_longest_rule()
        with_slots = any(slot.has_features() for slot in domain.slots)
        replay = tracker.init_copy() if with_slots else _without_slots(tracker)
        states: list[State] = []
        for event in applied:
            if isinstance(event, ActionExecuted):
                if skipped <= 0:
                    states.append(_state_of(replay, domain))
                skipped -= 1
            if with_slots or type(event) is not SlotSet:
                replay.update(event)
        states.append(_state_of(replay, domain))
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    def _get_possible_keys(self, lookup: Rules, states: list[State]) -> set[str]:
        """Rules that fit the states; tried only where the last intent fits."""
        index = self._index(lookup)
        intent = states[-1].get("user", {}).get("intent") if states else None
        possible = index.get(intent, set()) | index.get(None, set())
        for number, state in enumerate(reversed(states)):
            possible = {
                key for key in possible if self._is_rule_applicable(key, number, state)
            }
        return possible

    def _index(self, lookup: Rules) -> Index:
        known: dict[int, Index] = self.__dict__.setdefault("_indices", {})
        found = known.get(id(lookup))
        if found is None:
            found = known[id(lookup)] = {}
            for key in lookup:
                last = self._rule_key_to_state(key)[-1]
                found.setdefault(last.get("user", {}).get("intent"), set()).add(key)
        return found

    def _length_of_longest_rule(self) -> int:
        if self._longest is None:
            tables = [
                rules for rules in self.lookup.values() if isinstance(rules, dict)
            ]
            keys = [key for rules in tables for key in rules]
            self._longest = max(
                (len(self._rule_key_to_state(k)) for k in keys), default=1
            )
        return self._longest


def _without_slots(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """A tracker to replay on where no rule can look at a slot."""
    return DialogueStateTracker(
        tracker.sender_id, slots=(), is_rule_tracker=tracker.is_rule_tracker
    )


def _tail(applied: list[Event], states: int) -> list[Event]:
    """The events that the last states need.

    What rules see of a moment is the last message, the action before it and the active
    loop: from an action before the message before the first state, led by the loop.
    """
    found, first = 0, len(applied)
    while first and found < states:
        first -= 1
        found += isinstance(applied[first], ActionExecuted)
    for kind in (UserUttered, ActionExecuted):
        while first and not isinstance(applied[first], kind):
            first -= 1
    loops = (e for e in reversed(applied[:first]) if isinstance(e, ActiveLoop))
    return [*islice(loops, 1), *applied[first:]]


def _state_of(tracker: DialogueStateTracker, domain: Domain) -> State:
    """What rules see of a moment in a conversation."""
    active = domain.get_active_state(tracker, omit_unset_slots=False)
    state: State = domain._clean_state(active)
    return state
