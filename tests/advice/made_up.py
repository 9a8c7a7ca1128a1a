"""A small knowledge of its own: lending umbrellas. Tests spoil one line at a time.

It has one entry of each kind, so that every fault has a place to be in.
"""

from pathlib import Path

from advice import Knowledge, load_knowledge

SOURCES = """
umbrella_1:
  rank: law
  title: {zh: 雨伞法第一条, en: "Umbrella Law, article 1"}
  status: verified
  in_force: {from: 2020-01-01}
  checked: 2026-11-22
hearsay:
  rank: practice
  title: {zh: 传闻, en: Hearsay}
  status: unverified
  checked: 2026-11-22
"""

PARAMETERS = """
- id: loan.days
  title: {zh: 借伞天数, en: Days of a loan}
  type: integer
  unit: days
  resolve: rank
  values:
  - {from: 2020-01-01, value: 3, source: umbrella_1, checked: 2026-11-22}
- id: loan.shelter
  title: {zh: 有无雨棚, en: Whether there is a shelter}
  type: boolean
  resolve: nearest
  values:
  - {from: 2020-01-01, value: true, source: hearsay, region: "110000",
     checked: 2026-11-22}
  no_value: {zh: 各地不同, en: It differs}
- id: late_fee.daily_rate
  title: {zh: 日比例, en: Daily rate}
  type: decimal
  resolve: rank
  values:
  - {from: 2020-01-01, value: "0.0005", source: umbrella_1, checked: 2026-11-22}
"""

FACTS = """
weather:
  type: choice
  title: {zh: 天气, en: Weather}
  ask: {zh: 下雨吗？, en: "Does it rain?"}
  values:
    rain: {zh: 下雨, en: Rain, heard: {zh: [雨], en: [rain]}}
    sun: {zh: 晴, en: Sun}
days:
  type: integer
  min: 0
  max: 30
  title: {zh: 天数, en: Days}
  ask: {zh: 借几天？, en: "How many days?"}
length:
  type: choice
  title: {zh: 长短, en: Length}
  values:
    short: {zh: 短, en: Short}
    long: {zh: 长, en: Long}
  derived: {by: band, from: [days], parameter: loan.days}
region:
  type: region
  title: {zh: 地方, en: Place}
  ask: {zh: 在哪里？, en: "Where?"}
shelter:
  type: choice
  title: {zh: 雨棚, en: Shelter}
  values:
    "yes": {zh: 有, en: There is one}
    "no": {zh: 没有, en: There is none}
    not_covered: {zh: 不知道, en: Unknown}
  derived: {by: parameter, from: [region], parameter: loan.shelter}
borrowed_on:
  type: date
  title: {zh: 借出日, en: Day of the loan}
  ask: {zh: 哪天借的？, en: "Borrowed when?"}
"""

TOPIC = """
topic: umbrella
title: {zh: 雨伞, en: Umbrella}
summary: {zh: 下雨可以借伞。, en: In rain you may borrow one.}
summary_sources: [umbrella_1]
facts: [weather, length, shelter, borrowed_on, region]
guide: stay_home
rules:
- id: lend
  when: {weather: rain, length: short}
  outcome: umbrella_lent
  parameters: [loan.days]
  sources: [umbrella_1]
  say: {zh: "借给您{loan.days}天。", en: "Yours for {loan.days} days."}
  for_you: {zh: 出门吧。, en: Go out.}
  procedures: [give_back]
- id: wait
  when: {weather: rain, length: long, shelter: "yes"}
  outcome: shelter
  sources: [hearsay]
  say: {zh: 去雨棚。, en: Use the shelter.}
- id: stay
  when: {weather: rain, length: long, shelter: ["no", not_covered]}
  kind: refer
  outcome: ask_porter
  sources: [hearsay]
  say: {zh: 没有雨棚。, en: There is no shelter.}
- id: walk
  when: {weather: sun}
  outcome: no_umbrella
  needs: [borrowed_on]
  sources: [umbrella_1]
  say: {zh: "{borrowed_on}还了就好。", en: "Return it, taken {borrowed_on}."}
otherwise:
  id: ask
  kind: refer
  outcome: ask_porter
  sources: [hearsay]
  say: {zh: 请问门卫。, en: Ask the porter.}
"""

PROCEDURE = """
id: give_back
title: {zh: 还伞, en: Giving it back}
applies: {zh: 借了伞的人, en: Who borrowed one}
channel: counter
sources: [umbrella_1]
start: shake
steps:
  shake:
    kind: do
    say: {zh: 甩干, en: Shake it}
    why: {zh: 免得滴水, en: It drips}
    done: dry
    trouble: {say: {zh: 再甩, en: Shake again}, to: shake, max: 2, then: porter}
  dry:
    kind: check
    say: {zh: 干了吗, en: "Is it dry?"}
    why: {zh: 湿的不收, en: Wet ones are refused}
    "yes": rest
    "no": place
  place:
    kind: choose
    say: {zh: 放哪里, en: "Where to?"}
    why: {zh: 有两处, en: There are two}
    options:
    - {id: hall, label: {zh: 厅里, en: Hall}, to: rest}
    - {id: yard, label: {zh: 院里, en: Yard}, to: porter}
  rest:
    kind: wait
    say: {zh: "等{working_days}天到{ready_on}", en: "{working_days}, {ready_on}"}
    why: {zh: 晾干, en: It dries}
    days: {parameter: loan.days, calendar: working, from: borrowed_on}
    done: finished
  finished: {kind: end, say: {zh: 好了, en: Done}}
  porter: {kind: end, say: {zh: 找门卫, en: Ask the porter}}
"""

ANSWERS = """
- id: colours
  title: {zh: 颜色, en: Colours}
  versions:
  - {from: 2020-01-01, sources: [umbrella_1], say: {zh: 黑, en: Black}}
  procedures: [give_back]
"""

GUIDE = """
stay_home:
  claim: {zh: 下雨别出门, en: Stay at home}
  law: {zh: 可以借伞, en: You may borrow one}
  differs: {zh: 可以出门, en: You may go out}
  sources: [hearsay, umbrella_1]
"""

REGIONS = """
"000000": {zh: 全国, en: The country}
"110000": {zh: 北京市, en: Beijing}
"310000": {zh: 上海市, en: Shanghai}
"""

CALENDAR = """
2026: {status: official, source: umbrella_1, "off": [2026-01-01], work: [2026-01-03]}
2027: {status: provisional, source: umbrella_1, "off": [2027-01-01], work: []}
"""

PHRASES = """
hello: {zh: "您好，{name}", en: "Hello, {name}"}
"""

FILES = {
    "sources/rain.yml": SOURCES,
    "parameters/rain.yml": PARAMETERS,
    "facts/rain.yml": FACTS,
    "topics/umbrella.yml": TOPIC,
    "procedures/give_back.yml": PROCEDURE,
    "answers/rain.yml": ANSWERS,
    "guide.yml": GUIDE,
    "regions.yml": REGIONS,
    "calendar.yml": CALENDAR,
    "phrases/rain.yml": PHRASES,
}


def write(folder: Path) -> Path:
    """Write the whole small knowledge; returns the folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one piece of one file; the piece has to be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def load(folder: Path, *changes: tuple[str, str, str]) -> Knowledge:
    """The small knowledge with some (file, old, new) changes."""
    write(folder)
    for name, old, new in changes:
        spoil(folder, name, old, new)
    return load_knowledge(folder)
