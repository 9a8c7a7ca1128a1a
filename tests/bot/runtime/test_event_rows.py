"""Rasa finds the class of an event as before, only sooner."""

import pytest
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

from bot.runtime import event_rows

pytestmark = pytest.mark.rasa
NAMES = sorted({kind.type_name for kind in all_subclasses(Event)} | {"unheard_of"})


@pytest.mark.parametrize("name", NAMES)
def test_the_same_class_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    own = getattr(Event.resolve_by_type, "instead_of", Event.resolve_by_type)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(own))
    try:
        before: object = own(name)
    except ValueError as error:
        before = str(error)
    event_rows.install()
    event_rows.install()  # once is enough
    try:
        found: object = Event.resolve_by_type(name)
    except ValueError as error:
        found = str(error)
    assert found == before
