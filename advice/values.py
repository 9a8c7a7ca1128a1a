"""Facts, amounts and dates as a person reads them, in either language."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from advice.decision import Age, Month, Months, Span, Value
from advice.facts import FactValue, ledger_items
from advice.model import FactSpec, Knowledge
from advice.words import Language, Words

_UNITS = {
    "months": ("unit_months", "unit_month_one"),
    "years": ("unit_years", "unit_year_one"),
    "age": ("unit_years_of_age", "unit_years_of_age"),
    "working_days": ("unit_working_days", "unit_working_days"),
}


class Values:
    """Writes values with the phrases of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def phrase(self, name: str, lang: Language, **values: str) -> str:
        """A phrase with its placeholders filled. Raises KeyError."""
        return self._knowledge.phrases[name].say(lang, values)

    def date(self, day: dt.date, lang: Language) -> str:
        """2026年9月21日 / 21 September 2026."""
        return self.phrase(
            "date",
            lang,
            year=str(day.year),
            month=self._month_name(day.month, lang),
            day=str(day.day),
        )

    def month(self, text: str, lang: Language) -> str:
        """2026年9月 / September 2026, from "2026-09"."""
        year, month = text.split("-")
        name = self._month_name(int(month), lang)
        return self.phrase("month", lang, year=year, month=name)

    def weekday(self, day: dt.date, lang: Language) -> str:
        """The day of the week."""
        return self.phrase("weekday_names", lang).split()[day.weekday()]

    def money(self, amount: Decimal | str, lang: Language) -> str:
        """1,200元 / 1,200 yuan; cents only where there are some."""
        return self.phrase("unit_yuan", lang, n=plain_number(Decimal(amount)))

    def length(self, months: int, lang: Language) -> str:
        """222个月（18年6个月）; months alone where there is no whole year."""
        years, rest = divmod(months, 12)
        text = self._unit("months", months, lang)
        if not years:
            return text
        long = self._unit("years", years, lang)
        if rest:
            given = {"years": long, "months": self._unit("months", rest, lang)}
            long = self.phrase("years_and_months", lang, **given)
        return self.phrase("length_with_years", lang, months=text, years=long)

    def age(self, months: int, lang: Language) -> str:
        """62岁5个月 / age 62 and 5 months."""
        years, rest = divmod(months, 12)
        if not rest:
            return self._unit("age", years, lang)
        given = {"n": str(years), "months": self._unit("months", rest, lang)}
        return self.phrase("age_and_months", lang, **given)

    def fact(self, name: str, value: FactValue, lang: Language) -> str:
        """A fact's value by its label or unit."""
        spec = self._knowledge.facts[name]
        if spec.type == "choice":
            return spec.values[str(value)].say(lang)
        if spec.type == "integer":
            return self._counted(spec, int(value), lang)
        if spec.type == "month":
            return self.month(str(value), lang)
        if spec.type == "date":
            return self.date(dt.date.fromisoformat(str(value)), lang)
        if spec.type == "money":
            return self.money(str(value), lang)
        if spec.type == "region":
            return self.region(str(value), lang)
        separator = self.phrase("list_separator", lang)
        return separator.join(
            f"{self.money(amount, lang)} ({self.date(due, lang)})"
            for amount, due in ledger_items(str(value))
        )

    def region(self, code: str | None, lang: Language) -> str:
        """A region with what it lies in: 浙江省杭州市 / Hangzhou, Zhejiang."""
        if code is None or code == "000000":
            return self.phrase("need_region_general", lang)
        regions = self._knowledge.regions
        parts = [code]
        for wider in (code[:4] + "00", code[:2] + "0000"):
            if wider != parts[-1] and wider in regions:
                parts.append(wider)
        names = [regions[part].name.say(lang) for part in parts]
        return "".join(reversed(names)) if lang == "zh" else ", ".join(names)

    def value(self, value: Value, lang: Language) -> str:
        """A computed amount, number, date, or yes and no."""
        if isinstance(value, bool):
            return self.phrase("yes" if value else "no", lang)
        if isinstance(value, Span):
            low, high = self.value(value.low, lang), self.value(value.high, lang)
            return self.phrase("span", lang, low=low, high=high)
        if isinstance(value, dt.date):
            return self.date(value, lang)
        if isinstance(value, Month):
            return self.month(value, lang)
        if isinstance(value, Months):
            return self.length(value, lang)
        if isinstance(value, Age):
            return self.age(value, lang)
        if isinstance(value, Decimal):
            return plain_number(value)
        if isinstance(value, tuple):
            return self.phrase("list_separator", lang).join(map(plain_number, value))
        return str(value)

    def filled(
        self,
        words: Words,
        lang: Language,
        known: Mapping[str, FactValue],
        values: Mapping[str, Value],
        unknown: str | None = None,
    ) -> str:
        """A rule's text with its facts and computed values in it.

        `unknown` stands for what there is no value of.
        """
        given: dict[str, str] = {}
        for name in words.placeholders():
            if name in values:
                given[name] = self.value(values[name], lang)
            elif name in known:
                given[name] = self.fact(name, known[name], lang)
            elif unknown is not None:
                given[name] = unknown
        return words.say(lang, given)

    def _counted(self, spec: FactSpec, number: int, lang: Language) -> str:
        return self._unit(spec.unit, number, lang)

    def _unit(self, unit: str, number: int, lang: Language) -> str:
        if unit not in _UNITS:
            return str(number)
        many, one = _UNITS[unit]
        return self.phrase(one if number == 1 else many, lang, n=str(number))

    def _month_name(self, month: int, lang: Language) -> str:
        return self.phrase("month_names", lang).split()[month - 1]


def plain_number(amount: Decimal) -> str:
    """1200 -> 1,200; 435.60 stays; 0.0005 stays."""
    if amount == amount.to_integral_value():
        return f"{int(amount):,}"
    return f"{amount:,f}"
