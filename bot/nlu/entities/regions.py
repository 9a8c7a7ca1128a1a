"""Places as GB/T 2260 codes: 杭州, 杭州西湖区, Zigong, guangdong province, 內蒙古.

A name of several places (朝阳区, Suzhou) gives each of them; a larger place said
beside it decides. A bare name stands for the highest place that has it (西安 is the
city), unless the knowledge gives it to a lower one as an alias. Names inside other
words do not count (保定 in 医保定点): a bare Chinese name must stand on word borders.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import jieba

from bot.nlu.entities.found import Found
from bot.nlu.entities.names import NameTable, Token, has_han, tokens
from bot.nlu.entities.script import plain

_COUNTRY = "000000"
_NOT_PLACES = Path(__file__).with_name("not_places.txt")
_ZH_KIND = re.compile(
    "(?<=..)(?:特别行政区|自治[区州县旗]|新区|矿区|林区|地区|特区|[省市区县旗盟州])$"
)
_EN_KIND = re.compile(
    r" (?:(?:Autonomous |Mining |Forestry |Special )?(?:Province|Prefecture|District"
    r"|County|Banner|League)|New Area)$"
)
_ZH_KINDS = "省市区县旗盟州"
_ZH_PEOPLE = "人户籍"
_ZH_SMALLER = ("镇", "乡", "村", "路", "街")
_EN_KINDS = {
    "province": "省区",
    "municipality": "市",
    "city": "市",
    "prefecture": "州地区",
    "district": "区",
    "county": "县旗",
    "banner": "旗",
    "league": "盟",
}
_BETWEEN = re.compile(r"(?:的|[\s,，/·-])*(?:in |of )?")
_FEWEST_LETTERS = {"province": 4, "prefecture": 4, "county": 5}
_FEWEST_LETTERS_OF_EXACT = 4
_LONGEST_PINYIN = 14  # Shuangyashan and the like
_NO_SYLLABLES = frozenset({"or", "do", "so", "no", "is", "to", "in", "it"})
# What jieba never looks across: it cuts each of these on its own.
_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
_AUTONOMOUS = re.compile("自治([州县旗])$")
_MOST_COUNTIES = 6


@dataclass(frozen=True)
class Place:
    """A place under one of its names; `exact`: the full name or an alias."""

    code: str
    kind: str
    exact: bool


@dataclass(frozen=True)
class RegionNames:
    """All places' names, ready to be found, and words that only look like places."""

    table: NameTable[Place]
    country: frozenset[str]
    not_places: frozenset[str]


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    codes: tuple[str, ...]
    weak: bool = False


def build_regions(regions: Mapping[str, Any]) -> RegionNames:
    """Place names of the knowledge (the YAML of `knowledge/regions.yml`)."""
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    country: set[str] = set()
    names: list[tuple[str, Place]] = []
    for code, entry in regions.items():
        every = [entry["zh"], entry["en"], *(entry.get("aliases") or ())]
        if code == _COUNTRY:
            country = {plain(name) for name in every}
            continue
        every += _short_names(entry)
        kind = entry["zh"][-1]
        names += [(name, Place(code, kind, True)) for name in every]
        names += [(name, Place(code, kind, False)) for name in _bare_names(entry)]
    lines = _NOT_PLACES.read_text(encoding="utf-8").splitlines()
    words = [
        word for line in lines if not line.startswith("#") for word in line.split()
    ]
    usable = [(name, place) for name, place in names if _is_usable(name, place)]
    return RegionNames(NameTable(usable), frozenset(country), frozenset(words))


def _short_names(entry: Mapping[str, Any]) -> list[str]:
    """凉山州 for 凉山彝族自治州, whose alias is 凉山."""
    kind = _AUTONOMOUS.search(entry["zh"])
    if not kind:
        return []
    return [
        f"{alias}{kind[1]}" for alias in entry.get("aliases") or () if has_han(alias)
    ]


def _bare_names(entry: Mapping[str, Any]) -> Iterator[str]:
    zh, en = _ZH_KIND.sub("", entry["zh"]), _EN_KIND.sub("", entry["en"])
    if zh != entry["zh"]:
        yield zh
    if en != entry["en"]:
        yield en


def _is_usable(name: str, place: Place) -> bool:
    if has_han(name):
        return len(name) > 1
    if place.exact and len(name) == _FEWEST_LETTERS_OF_EXACT:
        return True
    return len(name) >= _FEWEST_LETTERS[_level(place.code)]


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


_INSURED_BEFORE = re.compile(
    r"(?:参保地?(?:是|在)?|(?:社保|医保|养老)(?:在|是)|缴在|交在)\s*$"
    r"|\b(?:insured|insurance|registered|paying|pay|paid|pension|social security"
    r"|contributions?|shebao) (?:is |are |was )?in $"
)
_INSURED_AFTER = re.compile(
    r"(?:市|省|这?边|这里|那边)?(?:的?(?:参保|参的保|交的?社保|缴的?社保|上的?社保|社保|医保|职工医保)|买的?社保)"
)
_GOING_BEFORE = re.compile(
    r"(?:去|到|往|转[入回成]?|回|调)\s*$"
    r"|\b(?:to|(?:treated|treatment|hospitals?|hospitali[sz]ed|doctors?|clinics?"
    r"|surgery|operat(?:ed|ion)|gave birth|giving birth) (?:on )?in) $"
)
_GOING_AFTER = re.compile(
    r"(?:市|省|这?边|这里|那边)?(?:的?大?医院|看病|看的?病|看医生|就医|就诊|住院|治病|手术|做手术|开刀)"
)
# Where one worked or came from is where one is insured, if nothing says that plainly.
_BASE_BEFORE = re.compile(r"(?:从|由)\s*$|\b(?:from|work(?:ed|ing|s)? in|job in) $")
_BASE_AFTER = re.compile(
    r"(?:市|省|这?边|这里|那边)?(?:上(?:过|了)?班|工作|打工|(?:的公司|的单位)上班)"
)


def extract_regions(text: str, today: date, names: RegionNames) -> list[Found]:
    """`region` codes of a text; several with one span when the name is ambiguous."""
    form = plain(text)
    if form.strip(" .。") in names.country:
        return [Found("region", _COUNTRY, 0, len(text))]
    found = _longest([*_in_chinese(form, names), *_in_english(form, names)])
    named = _decide_by_neighbours(_join(form, found))
    return [
        Found("region", code, mention.start, mention.end, role)
        for mention, role in zip(named, _roles(form, named), strict=True)
        for code in mention.codes
    ]


def _roles(form: str, named: Sequence[_Mention]) -> list[str | None]:
    """Of each place: `insured` (said of one of several), `elsewhere`, or None."""
    around = [(form[: one.start], form[one.end :]) for one in named]
    insured = [_is(_INSURED_BEFORE, _INSURED_AFTER, *said) for said in around]
    going = [_is(_GOING_BEFORE, _GOING_AFTER, *said) for said in around]
    if not any(insured):
        based = [_is(_BASE_BEFORE, _BASE_AFTER, *said) for said in around]
        insured = [base and not goes for base, goes in zip(based, going, strict=True)]
    several = len(named) > 1
    return [
        "insured" if ours and several else "elsewhere" if goes and not ours else None
        for ours, goes in zip(insured, going, strict=True)
    ]


def _is(
    ahead: re.Pattern[str], behind: re.Pattern[str], before: str, after: str
) -> bool:
    return bool(ahead.search(before) or behind.match(after))


def _in_chinese(form: str, names: RegionNames) -> Iterator[_Mention]:
    bare: list[tuple[int, int, list[Place]]] = []
    for start, end, places in names.table.find_han(form):
        full = [place for place in places if place.exact]
        weak = form[start:end] in names.not_places
        if full and form[end - 1] in _ZH_KINDS and not weak:
            yield _Mention(start, end, _choose(full))
        elif form[end : end + 1] not in _ZH_SMALLER:
            bare.append((start, end, places))
    if not bare:
        return
    starts, ends = _word_borders(form, bare)
    for start, end, _ in bare:
        if start in starts:
            starts.add(end)
    for start, end, _ in reversed(bare):
        if end in ends:
            ends.add(start)
    for start, end, places in bare:
        if start in starts and end in ends:
            weak = form[start:end] in names.not_places
            yield _Mention(start, end, _choose(places), weak)


def _word_borders(
    form: str, bare: Iterable[tuple[int, int, list[Place]]]
) -> tuple[set[int], set[int]]:
    """Where a name may start and where it may end, in the stretches that hold one."""
    named = {start for start, _, _ in bare}
    borders = {0}
    for block in _BLOCK.finditer(form):
        if named.isdisjoint(range(*block.span())):
            continue
        at = block.start()
        borders.add(at)
        for word in jieba.cut(block[0]):
            at += len(word)
            borders.add(at)
    people = {at for at, sign in enumerate(form) if sign in _ZH_PEOPLE}
    return set(borders), borders | people


def _in_english(form: str, names: RegionNames) -> Iterator[_Mention]:
    words = tokens(form)
    for first, last, places in names.table.find_latin(words):
        said = " ".join(word.key for word in words[first:last])
        if said in names.not_places:
            continue
        end = words[last - 1].end
        kind = _kind_after(form, words, last)
        if kind:
            fitting = [place for place in places if _fits(place, kind.key)]
            if fitting:
                codes = _choose(fitting)
                yield _Mention(words[first].start, kind.end, codes)
                continue
        yield _Mention(words[first].start, end, _choose(places))
    yield from _in_syllables(form, words, names)


def _in_syllables(
    form: str, words: Sequence[Token], names: RegionNames
) -> Iterator[_Mention]:
    """Provinces and prefectures whose syllables stand apart: hang zhou, ha er bin."""
    for count in (2, 3):
        for first in range(len(words) - count + 1):
            parts = words[first : first + count]
            start, end = parts[0].start, parts[-1].end
            key = "".join(part.key for part in parts)
            joined = len(key) == end - start - count + 1
            english = any(part.key in _NO_SYLLABLES for part in parts)
            if english or not joined or len(key) > _LONGEST_PINYIN:
                continue
            places = names.table.latin(key)
            wide = [one for one in places if _level(one.code) != "county"]
            if wide:
                yield _Mention(start, end, _choose(wide))


def _kind_after(form: str, words: Sequence[Token], last: int) -> Token | None:
    if last < len(words) and words[last].key in _EN_KINDS:
        return words[last]
    return None


def _fits(place: Place, kind: str) -> bool:
    province = _level(place.code) == "province"
    if kind == "province" or (kind in ("district", "county") and province):
        return kind == "province" and province
    return place.kind in _EN_KINDS[kind]


def _choose(places: Iterable[Place]) -> tuple[str, ...]:
    """The highest places of a name, and lower ones that have it as an exact name."""
    places = list(places)
    levels = [_level(place.code) for place in places]
    if "province" in levels:
        chosen = [place for place in places if _level(place.code) == "province"]
    elif "prefecture" in levels:
        chosen = [p for p in places if p.exact or _level(p.code) == "prefecture"]
    else:
        chosen = places if len(places) <= _MOST_COUNTIES else []
    codes = {place.code for place in chosen}
    return tuple(sorted(code for code in codes if codes.isdisjoint(_around(code))))


def _longest(found: list[_Mention]) -> list[_Mention]:
    kept: list[_Mention] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        last = kept[-1] if kept else one
        if kept and (one.start, one.end) == (last.start, last.end):
            kept[-1] = replace(last, codes=tuple(sorted({*last.codes, *one.codes})))
            continue
        free = all(one.end <= two.start or two.end <= one.start for two in kept)
        if free and one.codes:
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _join(form: str, found: list[_Mention]) -> list[_Mention]:
    """Unite a place with the larger one named just before or after it."""
    joined: list[_Mention] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and _BETWEEN.fullmatch(form[before.end : one.start]):
            inner = _inside(one.codes, before.codes) or _inside(before.codes, one.codes)
            if inner:
                joined[-1] = _Mention(before.start, one.end, inner)
                continue
        joined.append(one)
    return [one for one in joined if not one.weak]


def _inside(codes: Iterable[str], larger: Iterable[str]) -> tuple[str, ...]:
    larger = set(larger)
    return tuple(code for code in codes if not larger.isdisjoint(_around(code)))


def _around(code: str) -> set[str]:
    """The province and the prefecture that a place lies in."""
    return {f"{code[:2]}0000", f"{code[:4]}00"} - {code}


def _decide_by_neighbours(found: list[_Mention]) -> list[_Mention]:
    """Let larger places elsewhere in the text decide between places of one name."""
    said = {code for one in found for code in one.codes}
    decided = [
        _Mention(one.start, one.end, _inside(one.codes, said) or one.codes)
        for one in found
    ]
    around = {wide for one in decided for code in one.codes for wide in _around(code)}
    return [one for one in decided if around.isdisjoint(one.codes)]
