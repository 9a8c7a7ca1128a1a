"""What a message says about the case: from recognised entities to facts.

Knows which kinds of words may fill which kinds of facts. It does not recognise words
itself, and it does not decide. Lengths of time have a file of their own.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from actions.lengths import ANEW, fact_for_length, length_for
from actions.places import places_named
from actions.relatives import not_asked_about
from actions.turn import NEVER_ASKED, Entity, Turn
from advice import FactError, FactValue, Knowledge, read_fact
from advice.model import FactSpec

_BY_TYPE = {"date": "date", "month": "month", "money": "money"}
BIRTH_MONTH = "birth_month"
INSTEAD_OF_BIRTH_MONTH = {"age": (14, 110), "birth_year": (1920, 2016)}
CATEGORY = "retirement_category"
LEAST_LETTERS, LEAST_CHARACTERS = 5, 2  # of a label, to stand for the whole
LEAST_YEAR = 1950  # a smaller number is no year
_LENGTHS = ("duration", "years_count")
_IN_BRACKETS = re.compile(r"[\uff08(][^\uff09)]*[\uff09)]")  # wide or plain
_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass
class Heard:
    """Facts heard, values that cannot be, and a name that could be several places.

    `regions` are the codes of that name, `place` the fact that it would be for.
    """

    facts: dict[str, FactValue] = field(default_factory=dict)
    faults: list[FactError] = field(default_factory=list)
    regions: tuple[str, ...] = ()
    place: str = ""


def hear(turn: Turn, knowledge: Knowledge, topic_facts: Collection[str]) -> Heard:
    """Facts that the message states.

    `topic_facts` are the facts that matter now: words that could be about several
    facts go to the requested one, else to the first of these that is still open.
    """
    return _Ear(turn, knowledge, topic_facts).listen()


class _Ear:
    """Listens to one message."""

    def __init__(
        self, turn: Turn, knowledge: Knowledge, topic_facts: Collection[str]
    ) -> None:
        self.turn = turn
        self.knowledge = knowledge
        self.topic_facts = topic_facts
        self.requested = knowledge.facts.get(turn.requested or "")
        self.heard = Heard()
        self._values: dict[str, list[object]] = {}
        self._with_role: set[str] = set()

    def listen(self) -> Heard:
        turn = self.turn
        if turn.is_button:
            name, value = turn.entity("fact_id"), turn.entity("value")
            if name is not None and value is not None:
                self._take(str(name), value)
            return self.heard
        self._hear_two_days()
        self._hear_places()
        for group in self._by_span():
            self._hear_group(group)
        self._hear_words_of_a_button()
        self._hear_sex_for_category()
        self._hear_shifts()
        if self.requested and self.requested.id not in self.heard.facts:
            self._hear_part_of_a_button()
            self._hear_yes_or_no()
            self._hear_number_of_a_choice()
        return self.heard

    def _hear_places(self) -> None:
        named = places_named(self.turn, self.knowledge, self.topic_facts)
        for name, codes in named.items():
            if len(codes) == 1:
                self._take(name, codes[0])
            else:
                self.heard.regions, self.heard.place = codes, name

    def _by_span(self) -> Iterator[list[Entity]]:
        """Entities that share their words; a length inside "more than" is left out."""
        bands = [e for e in self.turn.entities if e.name == "gap_band" and e.end]
        groups: dict[tuple[int, int], list[Entity]] = {}
        others = not_asked_about(self.turn, self.knowledge)
        for entity in self.turn.entities:
            if entity.name == "region" or entity in others:
                continue
            inside = any(b.start <= entity.start <= entity.end <= b.end for b in bands)
            if entity.name in _LENGTHS and inside:
                continue
            groups.setdefault((entity.start, entity.end), []).append(entity)
        yield from groups.values()

    def _hear_group(self, group: list[Entity]) -> None:
        role = next((entity.role for entity in group if entity.role), None)
        candidates: dict[str, object] = {}
        for entity in group:
            name = self._fact_for(entity, role)
            if name is None or (name in self._with_role and role is None):
                continue
            if entity.name in _LENGTHS and role is not None:
                self._with_role.add(name)
            value = entity.value
            if entity.name in _LENGTHS:
                value = length_for(entity, self.knowledge.facts[name])
            elif entity.name in ("year", "number"):
                spec = self.knowledge.facts[name]
                value = side_of_year(int(value), spec) or value
            candidates.setdefault(name, value)
        if CATEGORY in candidates:  # says the sex with it
            candidates.pop("sex", None)
        chosen = self._choose(candidates)
        if chosen is not None:
            self._take_one(chosen, candidates[chosen])

    def _fact_for(self, entity: Entity, role: str | None) -> str | None:
        """The fact that an entity is about, if any."""
        facts = self.knowledge.facts
        if entity.name in _LENGTHS:
            return fact_for_length(
                entity, role, self.turn, self.knowledge, self.topic_facts
            )
        if entity.name == "number":
            return self._fact_for_number(int(entity.value))
        if entity.name in facts:
            return entity.name
        if entity.name == "year":
            return self._fact_for_year(int(entity.value), role)
        kind = _BY_TYPE.get(entity.name)
        if kind is None:
            return None
        if self.requested is not None and self.requested.type == kind:
            return self.requested.id
        asked = self.requested.derived if self.requested is not None else None
        behind = [n for n in asked.inputs if facts[n].type == kind] if asked else []
        if len(behind) == 1:  # what the fact asked for follows from
            return behind[0]
        fitting = [n for n in self.topic_facts if facts[n].type == kind]
        if entity.role:  # a day of which something is said: for that fact, or for none
            fitting = [n for n in fitting if facts[n].fills == entity.role]
        return fitting[0] if len(fitting) == 1 else None

    def _fact_for_number(self, number: int) -> str | None:
        """A bare number answers what was asked; for a month of birth it may be less.

        Supposed ("what if it were 5000") or corrected, it is of the figure said last.
        """
        if self.requested is None:
            return self._figure_said_last()
        if self.requested.type in ("integer", "money"):
            return self.requested.id
        if side_of_year(number, self.requested):
            return self.requested.id
        if self.requested.id == BIRTH_MONTH:
            for name, (least, most) in INSTEAD_OF_BIRTH_MONTH.items():
                if name in self.knowledge.facts and least <= number <= most:
                    return name
        return None

    def _fact_for_year(self, year: int, role: str | None) -> str | None:
        """A year alone decides whether something began before a day of the law."""
        facts = self.knowledge.facts
        if self.requested is not None and self.requested.id == BIRTH_MONTH:
            return self._fact_for_number(year)
        names = [self.requested.id] if self.requested is not None else []
        names += self.topic_facts if role == "began" else ()
        return next((n for n in names if side_of_year(year, facts[n])), None)

    def _figure_said_last(self) -> str | None:
        if self.turn.intent not in ANEW and not self.turn.supposed:
            return None
        before = [*self.turn.said, *self.turn.supposed]
        figures = [
            name
            for name in before
            if name in self.topic_facts
            and self.knowledge.facts[name].type in ("integer", "money")
        ]
        return figures[-1] if figures else None

    def _hear_sex_for_category(self) -> None:
        """ "A woman", where the category of the retirement age was asked."""
        woman = self.heard.facts.get("sex") == "female"
        asked = self.requested is not None and self.requested.id == CATEGORY
        if woman and asked and CATEGORY not in self.heard.facts:
            self._take(CATEGORY, "female_unknown")

    def _hear_shifts(self) -> None:
        """What another choice makes of a value said before: "and medical?"."""
        for name in self.topic_facts:
            if name in self.heard.facts or name not in self.turn.said:
                continue
            before = str(self.turn.said[name].value)
            for other, table in self.knowledge.facts[name].shifts.items():
                said = {str(e.value) for e in self.turn.entities if e.name == other}
                to = table.get(next(iter(said)), {}) if len(said) == 1 else {}
                if before in to:
                    self._take(name, to[before])

    def _choose(self, candidates: Mapping[str, object]) -> str | None:
        if self.turn.requested in candidates:
            return self.turn.requested
        relevant = [name for name in self.topic_facts if name in candidates]
        open_ones = [name for name in relevant if name not in self.turn.said]
        if open_ones or relevant:
            return (open_ones or relevant)[0]
        facts = self.knowledge.facts
        general = [
            name
            for name in candidates
            if name in self.knowledge.general_facts and not facts[name].heard_like
        ]
        if self.topic_facts:  # a choice that this topic does not ask may mean anything
            general = [name for name in general if facts[name].type != "choice"]
        return general[0] if len(general) == 1 else None

    def _take_one(self, name: str, value: object) -> None:
        """Take a value; of two values of one choice the preferred, else none."""
        spec = self.knowledge.facts[name]
        if spec.type != "choice":
            self._take(name, value)
            return
        values = self._values.setdefault(name, [])
        values.append(value)
        if len(set(values)) == 1:
            self._take(name, value)
            return
        preferred = next((one for one in spec.prefers if one in values), None)
        if preferred is None:
            self.heard.facts.pop(name, None)
        else:
            self.heard.facts[name] = preferred

    def _take(self, name: str, raw: object) -> None:
        try:
            self.heard.facts[name] = read_fact(self.knowledge, name, raw)
        except FactError as error:
            self.heard.faults.append(error)

    def _hear_two_days(self) -> None:
        """Two days for the topic's two days: by what is said of them, else by time."""
        days = [entity for entity in self.turn.entities if entity.name == "date"]
        facts = self.knowledge.facts
        names = [n for n in self.topic_facts if facts[n].type == "date"]
        if len(days) != 2 or len(names) != 2 or self.turn.requested in names:
            return
        first, last = sorted(days, key=lambda day: str(day.value))
        if facts[names[0]].fills == last.role or facts[names[1]].fills == first.role:
            first, last = last, first
        for name, day in zip(names, (first, last), strict=True):
            if day.role in (None, facts[name].fills):
                self._take(name, day.value)

    def _hear_words_of_a_button(self) -> None:
        """The label of a choice, typed instead of pressed."""
        if self.requested is None:
            return
        typed = plain_words(self.turn.text)
        for value, label in self.requested.values.items():
            if typed and typed in (plain_words(label.zh), plain_words(label.en)):
                self.heard = Heard({self.requested.id: value})

    def _hear_part_of_a_button(self) -> None:
        """Words that stand in the label of one choice only: "another city".

        What is in brackets only explains it: a man may be a worker, too.
        """
        if self.requested is None:
            return
        typed = self._without_fillers()
        if len(typed) < (LEAST_LETTERS if typed.isascii() else LEAST_CHARACTERS):
            return
        values = [
            value
            for value, label in self.requested.values.items()
            if any(
                typed in plain_words(_IN_BRACKETS.sub("", text))
                for text in (label.zh, label.en)
            )
        ]
        if len(values) == 1:
            self.heard.facts[self.requested.id] = values[0]

    def _without_fillers(self) -> str:
        """The message's plain words without such as stand for a noun: 那个, the one."""
        fillers = self.knowledge.phrases["answer_fillers"]
        english = {*fillers.en.split("|")}
        words = self.turn.text.casefold().split()
        typed = plain_words(" ".join(word for word in words if word not in english))
        for filler in fillers.zh.split("|"):
            typed = typed.removesuffix(filler)
        return typed

    def _hear_yes_or_no(self) -> None:
        if self.requested is None:
            return
        means = {"affirm": self.requested.affirm, "deny": self.requested.deny}
        value = means.get(self.turn.intent)
        if value:
            self.heard.facts[self.requested.id] = value

    def _hear_number_of_a_choice(self) -> None:
        number = self.turn.entity("number")
        if self.requested is None or self.requested.type != "choice" or not number:
            return
        values = [v for v in self.requested.values if v not in NEVER_ASKED]
        if 1 <= int(number) <= len(values):
            self.heard.facts[self.requested.id] = values[int(number) - 1]


def side_of_year(year: int, spec: FactSpec) -> str | None:
    """The value of a fact by a day of the law (`before`), where the year decides it."""
    derived = spec.derived
    if derived is None or derived.by != "before" or derived.day is None:
        return None
    earlier, later = tuple(spec.values)[:2]
    if year == derived.day.year or year < LEAST_YEAR:
        return None
    return earlier if year < derived.day.year else later


def says_only(turn: Turn, names: Collection[str]) -> bool:
    """Whether a message is nothing but the words of one such fact."""
    said = (e for e in turn.entities if e.name in names)
    text = plain_words(turn.text)
    return text in {plain_words(turn.text[e.start : e.end]) for e in said}


def plain_words(text: str) -> str:
    """A text without spaces, punctuation and case, for comparing with a label."""
    return _NOT_A_LETTER.sub("", text).casefold()
