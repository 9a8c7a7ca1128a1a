"""The category that a retirement age depends on: a man, or a woman by her post.

By law a man worker's age starts from 60, a woman's in a management or technical post
from 55 (女干部), a woman worker's from 50 (女工人); a woman who pays on her own is a
class of its own. Who only says that she is a woman has not said which: `sex` without a
category, so that it is asked.
"""

from collections.abc import Iterable

from bot.nlu.entities.found import Found

_SEX, _POST, CATEGORY = "sex", "post", "retirement_category"
_OF_WOMEN = {
    "cadre": "female_55",
    "worker": "female_50",
    "flexible": "female_flexible",
}
_HEARD_ONLY = ("other", "neither")  # names that hide a shorter one: 女儿, social worker


def with_category(found: Iterable[Found]) -> list[Found]:
    """What `words.yml` finds, each value once, with the category that it makes."""
    said_once = {(one.entity, one.value): one for one in reversed(list(found))}
    given = [one for one in said_once.values() if one.value not in _HEARD_ONLY]
    kept = [one for one in given if one.entity not in (_POST, CATEGORY)]
    sexes = [one for one in given if one.entity == _SEX]
    if not sexes or len({one.value for one in sexes}) > 1:
        return kept
    whole = [*sexes, *(one for one in given if one.entity == _POST)]
    start, end = min(one.start for one in whole), max(one.end for one in whole)
    posts = {one.value for one in whole if one.entity == _POST}
    said = {one.value for one in given if one.entity == CATEGORY}
    if sexes[0].value == "male":
        said = {"male"}
        start, end = sexes[0].start, sexes[0].end
    elif not said:
        said = {_OF_WOMEN[str(post)] for post in posts}
    if len(said) == 1:
        kept.append(Found(CATEGORY, said.pop(), start, end))
    return kept
