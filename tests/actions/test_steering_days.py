"""Days counted in front of the person: those of a decision, those of a step."""

import datetime as dt

import pytest

from advice import Missing, Said
from advice.counting import tell_count
from advice.words import Language
from tests.actions.talk import (
    Facts,
    Room,
    act,
    at,
    facts,
    message,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")
FLEXIBLE = facts(insurance="pension", employment="flexible", region="310000")


class TestCountDays:
    @LANGUAGES
    async def test_the_days_of_a_decision(self, room: Room, lang: Language) -> None:
        known = facts(submitted_on="2026-09-21")
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            known,
            topic="card_progress",
            focus="decision",
        )
        said = {name: Said(**raw) for name, raw in known.items()}
        decision = room.desk.advisor.decide("card_progress", said, TODAY)
        assert not isinstance(decision, Missing)
        values = room.desk.explainer.values
        expected = []
        for name, days in (("guide_ready_on", "30"), ("regulation_ready_on", "10")):
            head = room.word(lang, f"count_{name}", days=days)
            count = tell_count(decision.counts[name], values, lang)
            expected.append("\n".join([head, *count]))
        assert answer.events == []
        assert answer.texts == expected

    @LANGUAGES
    async def test_the_days_of_a_step(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            facts(submitted_on="2026-09-21"),
            topic="card_apply",
            focus="procedure",
            procedure=at("card_made"),
        )
        assert answer.events == []
        assert len(answer.texts) == 1
        values = room.desk.explainer.values
        ready = values.date(dt.date(2026, 11, 9), lang)
        first, last = answer.texts[0].splitlines()[0], answer.texts[0].splitlines()[-1]
        start = values.date(dt.date(2026, 9, 21), lang)
        assert first == room.word(lang, "count_intro", start=start)
        assert last == room.word(lang, "count_end", end=ready)

    @LANGUAGES
    @pytest.mark.parametrize(
        "topic, known, step",
        [
            (None, facts(), None),
            ("pension_benefit", facts(), None),
            ("card_progress", facts(), None),
            ("back_payment", MADE_UP_BY_EMPLOYER, None),
            (None, facts(), "card_made"),
            (None, facts(submitted_on="2040-01-01"), "card_made"),
        ],
        ids=["no-topic", "plain", "open", "no-days", "no-start", "no-calendar"],
    )
    async def test_nothing_to_count(
        self,
        room: Room,
        lang: Language,
        topic: str | None,
        known: Facts,
        step: str | None,
    ) -> None:
        answer = await act(
            room,
            "action_count_days",
            message("怎么数的", "count_days"),
            lang,
            known,
            topic=topic,
            focus="procedure" if step else "decision",
            procedure=at(step) if step else None,
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "nothing_to_count")]


async def test_a_period_in_calendar_days_can_be_counted(room: Room) -> None:
    known = facts(joiner="employee", hire_stage="count_it", hired_on="2026-12-10")
    answer = await act(
        room,
        "action_count_days",
        message("日子怎么数的", "count_days"),
        known=known,
        topic="enroll",
    )
    assert answer.texts[0].startswith(room.word("zh", "count_register_by"))
