"""What a day or a month in a text is the day of: 9月21日提交的, due on 30 April.

The words around the day tell it, up to the next day that is named and the end of the
clause. A Chinese verb mostly follows its day, an English one goes before it; a label
(提交日期是) stands directly before.
"""

import re
from collections.abc import Iterable

from bot.nlu.entities.context import clause
from bot.nlu.entities.mention import Mention

_HANDED_IN = "submitted"
_PAPERS = re.compile("材料|申请|资料|表格?|证件")
_MONEY = re.compile("钱|费|款|社保|保险|医保|养老|滞纳|欠")
_ZH = re.compile(
    "(?P<submitted>提交|递交|申请|申领|受理)"
    "|(?P<resumed>恢复|重新|续上|续[缴交保]|又(?:开始)?[缴交]|接上)"
    "|(?P<paid>补[缴交]|缴清|缴费(?!基数|比例|工资|年限|记录)|结清)"
    "|(?P<due>截止|到期|过期|最晚|最迟|应[缴交]|期限)"
    "|(?P<unsaid>[没未不欠][缴交]|没有[缴交]|[没未]有?(?:收|领|拿)到"
    "|退休(?:金|工资|待遇|年龄|政策|费|岁数|人员))"
    "|(?P<stopped>(?<![摔骨折打砸掰判不])断[缴交保供]?|停[缴交保]?|中断|脱保)"
    "|(?P<hired>入职|上班|到岗|(?:开始|参加)工作|进的?(?:公司|厂))"
    "|(?P<left_job>离职|辞职|辞工|辞退|被裁|裁员|解聘|解雇|离开(?:公司|单位)|最后一天)"
    "|(?P<retired>退休)"
    "|(?P<born>出生|生日|生[的人])"
    "|(?P<received>领到|领[取的]|拿到|收到|取到)"
    "|(?P<event>丢|坏|偷|挂失|受伤|去世|搬|住院|怀孕)"
    "|(?P<hand>(?<![公社外成])交(?![通警易往接给流])[的了过上]*)|(?P<paying>[缴付][的了过]?)"
)
_ZH_LABEL = re.compile(
    f"(?:{_ZH.pattern})(?:[的]|日期|时间|日|材料|是|在|于|为|:|\\s)*$"
)
_EN = re.compile(
    r"(?<![a-z])(?:(?P<submitted>submit\w*|hand(?:ed)? (?:it |them )?in|appl(?:y|ied)"
    r"|application|sent (?:it )?in|filed)"
    r"|(?P<resumed>resum\w+|restart\w*|reinstated)"
    r"|(?P<left_job>(?:left|leaving) (?:my |the )?(?:\w+ )?"
    r"(?:job|work|company|employer)|quit|resign\w*|fired|laid off|dismissed)"
    r"|(?P<hired>hired|joined|(?:got|found) (?:(?:my|the|a) (?:new )?job|work)"
    r"|start(?:ed|ing)? (?:work\w*|(?:my|the|a) (?:new )?job))"
    r"|(?P<retired>retir\w+)|(?P<born>born|birth\w*|dob)"
    r"|(?P<due>due|deadline|expir\w+)"
    r"|(?P<stopped>stop(?:s|ped)?|lapsed|interrupted|suspended)"
    r"|(?P<received>received|got|collected)"
    r"|(?P<event>lost|stolen|broke|damaged|injured|died|moved)"
    r"|(?P<unsaid>(?:not|never|n't)(?: been| yet)? paid|unpaid|missed)"
    r"|(?P<paid>paid|settled))(?![a-z])"
)
_LABEL = re.compile("日期|时间|[是于在:]")
_AND = re.compile(" and |然后|后来")


def role_of_day(form: str, day: Mention, others: Iterable[Mention]) -> str | None:
    """stopped, resumed, submitted, received, hired, left_job, retired, born, due,
    paid, event (a loss, an illness, a move), or None when no word says it.
    """
    left, right = clause(form, day.start, day.end)
    for other in others:
        if other.end <= day.start:
            left = max(left, other.end)
        elif other.start >= day.end:
            right = min(right, other.start)
    alone = left == 0 or form[left - 1] in ",;!?。\n"
    before = _AND.split(form[left : day.start])[-1]
    after = _AND.split(form[day.end : right])[0]
    for cue in (
        _ZH_LABEL.search(before) if alone or _LABEL.search(before) else None,
        _ZH.search(after),
        _last(_EN, before),
        _EN.search(after),
        _last(_ZH, before) if alone else None,
    ):
        if cue:
            return _name(cue, form[left:right])
    return None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    cues = [*pattern.finditer(text)]
    return cues[-1] if cues else None


def _name(cue: re.Match[str], around: str) -> str | None:
    name = cue.lastgroup
    if name == "hand":
        if _PAPERS.search(around):
            return _HANDED_IN
        return "paid" if _MONEY.search(around) else None
    if name == "paying":
        return "paid"
    return None if name == "unsaid" else name
