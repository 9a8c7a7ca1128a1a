"""The wiring: actions by name, on one desk."""

from actions import build
from actions.base import AssistantAction
from tests.actions.talk import NOON, Room


def test_actions_have_names_of_their_own(room: Room) -> None:
    built = build(room.knowledge, room.store, lambda: NOON, 30, room.desk.search)
    names = [action.name() for action in built]
    assert all(isinstance(action, AssistantAction) for action in built)
    assert all(names)
    assert len(set(names)) == len(names)
