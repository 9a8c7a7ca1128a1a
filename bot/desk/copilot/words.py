"""The words by which a topic was understood: those that an example is made of."""

from collections.abc import Iterable, Mapping
from typing import Any

from actions.form import SHORT_ANSWER
from actions.language import language_of
from actions.waiting import INTENT as WISH
from bot.desk.copilot.session import Heard

ANSWERS = frozenset({"inform", "affirm", "deny", "dont_know", "correct"})
POLITE = frozenset({"greet", "thanks_bye"})


def words_of_topic(
    heard: Iterable[Heard], topic: str | None, until: float | None = None
) -> str:
    """The person's last message that named this topic.

    Where none did, his last one that says something of a matter: no button, no wish for
    a person, no bare answer. Empty where there is none. `until` is the moment after
    which nothing counts, in seconds since 1970.
    """
    said = [one for one in heard if until is None or one.at <= until]
    said = [one for one in reversed(said) if _says_something(one)]
    named = (one for one in said if topic and _intent(one.parsed) == topic)
    found = next(named, said[0] if said else None)
    return "" if found is None else _text(found.parsed)


def _says_something(heard: Heard) -> bool:
    text, intent = _text(heard.parsed), _intent(heard.parsed)
    if not text or text.startswith("/") or intent in {WISH, *ANSWERS, *POLITE}:
        return False
    return not (heard.asked and len(text) <= SHORT_ANSWER[language_of(text) or "zh"])


def _intent(parsed: Mapping[str, Any]) -> str:
    return str((parsed.get("intent") or {}).get("name") or "")


def _text(parsed: Mapping[str, Any]) -> str:
    return str(parsed.get("text") or "").strip()
