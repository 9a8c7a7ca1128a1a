"""Reads "the second one" or "选第二个": which of the buttons last shown is meant.

Only messages that say nothing else; a bare number is left to the open question.
"""

import re

_ZH = "一二三四五六七八九"
_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_CHINESE = re.compile(
    r"(?:我?(?:想|要|就|选|选择|办)*)(?:第(?P<place>[一二三四五六七八九]|\d)|(?P<last>最后一?|末))"
    r"(?:个|项|种|条)(?:选项)?(?:吧|呗|的)?"
)
_PICKED = re.compile(r"(?:选|选择|办)(?P<place>[一二三四五六七八九]|\d)(?:号|吧)?")
_ENGLISH = re.compile(
    r"(?:(?:i'?ll|i will|i'd|let'?s|take|choose|pick|do|with|go|please|the|number"
    rf"|option|no\.?) ?)*(?:(?P<place>{'|'.join(_EN)}|[1-9](?:st|nd|rd|th))"
    r"(?: (?:one|option|choice|button))?|(?P<last>last) (?:one|option|choice|button))"
    r"(?:,? please)?"
)
_NUMBERED = re.compile(r"(?:option|number|no\.?|choice) ?(?P<place>[1-9])")
_AROUND = " 。．.!！,，"


def place_named(text: str) -> int | None:
    """The place that a message names, from 0; -1 for the last; None for other words."""
    said = text.strip(_AROUND).casefold()
    for form in (_CHINESE, _PICKED, _ENGLISH, _NUMBERED):
        found = form.fullmatch(said)
        if found is None:
            continue
        groups = found.groupdict()
        return -1 if groups.get("last") else _number(groups["place"]) - 1
    return None


def _number(place: str) -> int:
    if place in _EN:
        return _EN.index(place) + 1
    if place in _ZH:
        return _ZH.index(place) + 1
    return int(place[0])
