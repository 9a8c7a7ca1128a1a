"""Whether the words around a stretch of time say it was paid, missed, made up, worked.

Works on the plain form of a text. The nearest cue inside the clause decides; at equal
distance the one before, because people say "断了三年" and "I paid for four years".
"""

import re
from functools import lru_cache
from typing import Literal

Role = Literal["gap", "paid", "repaired", "worked"]

_PAY = "缴纳|交纳|缴费|交费|参保|投保|续保|缴|交|买|续|付"
_ZH_NEUTRAL = "补[缴交]?[了过]|还?差了?|[补续][缴交]|重新[缴交]|继续[缴交]|退休|领取?"
_ZH_WORKED = "工作了?|入职|上了?班|打工|干了"
_ZH_GAP = (
    "断[缴交保档供了掉开扣]*|没有?工作|待业|中断|间断|停[缴交保了掉]*|脱保|空[档白窗了着]"
    "|缺[了缴交]?|失业|拖欠|(?:没有?|没来得及|未|不|忘记?了?)"
    f"(?:再|给|帮|我|去|能|按时|及时|继续)*(?:{_PAY}|上)"
    "|欠[缴交费了]*|漏(?:给|我|们)*[缴交]?了?|少[缴交]了?"
)
_ZH_PAID = f"(?:{_PAY})[了过满够足有到]*|累计|连续"
_EN_GAP = (
    r"stopp?(?:ed|ing)?(?: (?:paying|contributing|contributions|payments))?"
    r"|(?:have|has|had|did|do|does|is|was)(?: not|n't)(?: been)? (?:pa[iy]\w*"
    r"|contribut\w+|covered|insured)|not (?:been )?(?:paid|paying)|never paid"
    r"|no (?:payments?|contributions?|insurance|cover\w*)|unpaid|miss(?:ed|ing)?"
    r"|gaps?|laps\w+|interrupt\w*|broke(?:n)?|breaks?|arrears|behind|ow(?:e|ed|es|ing)"
    r"|without (?:paying|contributions|insurance|cover\w*)|suspend\w*|paused?"
    r"|back-?pay\w*|make up|unemployed|(?:no|without an?|without) (?:job|work|employer)"
    r"|out of work|jobless|not work(?:ed|ing)"
)
_EN_WORKED = r"work(?:ed|ing)?(?! injury)|employed|jobs?"
_EN_PAID = (
    r"pa(?:id|yed|ying|ys?)|payments?|contribut\w+|covered|insured|bought|enrolled"
    r"|premiums?"
)
_CUES = re.compile(
    f"(?P<neutral>{_ZH_NEUTRAL})|(?P<gap>{_ZH_GAP}|(?<![a-z])(?:{_EN_GAP})(?![a-z]))"
    f"|(?P<paid>{_ZH_PAID}|(?<![a-z])(?:{_EN_PAID})(?![a-z]))"
    f"|(?P<worked>{_ZH_WORKED}|(?<![a-z])(?:{_EN_WORKED})(?![a-z]))"
)
_CLAUSE_END = re.compile(
    r"[,;!?，；！？。\n]|\.(?!\d)|但是?|可是|然后|后来|现在(?=又|在)"
    r"|(?<![a-z])(?:but|then|and then|now)(?![a-z])"
)


_REPAIRED = re.compile(
    r"(?:补[缴交]?[了过上]?|(?:ma[dk]e|making) up|pa(?:y|id|ying) back|repair\w*)"
    r"\s*(?:for |only |just )?$"
)


def clause(plain: str, start: int, end: int) -> tuple[int, int]:
    """Borders of the clause that holds `plain[start:end]`."""
    left, right = 0, len(plain)
    for first, last in _marks(plain):
        if last <= start:
            left = last
        elif first >= end:
            right = first
            break
    return left, right


@lru_cache(maxsize=16)
def _marks(plain: str) -> tuple[tuple[int, int], ...]:
    """Where clauses end; kept for a moment."""
    return tuple(mark.span() for mark in _CLAUSE_END.finditer(plain))


def role_of(plain: str, start: int, end: int) -> Role | None:
    """Role of the time named in `plain[start:end]`, None when nothing says it.

    That one worked is a role where no gap is said and no payment nearer: 上班三年没交
    is a gap.
    """
    plain = plain.replace("断断续续", "    ")
    left, right = clause(plain, start, end)
    if _REPAIRED.search(plain[left:start]):
        return "repaired"
    best: tuple[int, str] | None = None
    worked: int | None = None
    for cue in _CUES.finditer(plain, left, right):
        ahead = cue.end() <= start
        far = start - cue.end() if ahead else max(cue.start() - end, 0)
        name = cue.lastgroup or ""
        if name == "worked":
            worked = far if worked is None else min(far, worked)
        elif best is None or far < best[0]:
            best = (far, name)
    if best is None:
        return None if worked is None else "worked"
    if best[1] == "paid" and worked is not None and worked <= best[0]:
        return "worked"
    if best[1] == "neutral":
        return None
    return "gap" if best[1] == "gap" else "paid"
