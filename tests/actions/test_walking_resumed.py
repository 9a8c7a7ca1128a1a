"""A procedure left and taken up again: codes, other channels, changed steps."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from advice.words import Language
from tests.actions.talk import (
    AT,
    CARD,
    NOON,
    PERSON,
    Room,
    at,
    facts,
    found,
    heard,
    message,
    stands,
    walk,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
TOTAL = 12  # steps of CARD on its usual way


class TestSavingAndResuming:
    @LANGUAGES
    async def test_a_code_to_go_on_with(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room,
            "action_save_procedure",
            message("明天再办", "resume_later"),
            at("choose_bank", "go_to_service_point"),
            lang,
        )
        run = await room.store.run_of(PERSON)
        assert run is not None
        assert answer.events == [SlotSet("paused", True)]
        assert answer.texts == [room.word(lang, "resume_with_code", code=run.code)]
        assert (run.step, run.history) == ("choose_bank", ("go_to_service_point",))
        assert run.language == lang

    async def keep(self, room: Room, sender: str, step: str, **known: object) -> str:
        return await room.store.keep_run(
            sender_id=sender,
            procedure=CARD,
            step=step,
            history=["go_to_service_point"],
            facts=known,
            language="zh",
            at=NOON,
        )

    @LANGUAGES
    async def test_the_same_person_goes_on(self, room: Room, lang: Language) -> None:
        await self.keep(room, PERSON, "choose_bank")
        latest = message("继续 go on", "resume_code")
        answer = await walk(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert answer.texts == [
            room.word(lang, "resumed", title=room.procedure(lang, CARD)),
            room.head(lang, CARD, 2, TOTAL)
            + "\n"
            + room.step(lang, CARD, "choose_bank"),
        ]

    async def test_a_code_brings_the_facts_of_the_procedure_along(
        self, room: Room
    ) -> None:
        code = await self.keep(room, "bob", "card_made", submitted_on="2026-09-21")
        latest = message(
            f"接着办 {code.lower()}", "resume_code", found("short_code", code, 4, 10)
        )
        answer = await walk(
            room, "action_resume_procedure", latest, known=facts(region="330100")
        )
        assert answer.events == [
            *heard(facts(region="330100", submitted_on="2026-09-21")),
            *stands("card_made", "go_to_service_point"),
        ]
        ready = room.desk.explainer.values.date(dt.date(2026, 11, 9), "zh")
        assert ready in answer.texts[1]
        mine = await room.store.run_of(PERSON)
        assert mine is not None
        assert (mine.step, mine.code != code) == ("card_made", True)

    async def test_what_came_along_is_kept_for_the_next_time(self, room: Room) -> None:
        code = await self.keep(room, "bob", "card_made", submitted_on="2026-09-21")
        latest = message("接着办", "resume_code", found("short_code", code, 4, 10))
        await walk(room, "action_resume_procedure", latest)
        mine = await room.store.run_of(PERSON)
        assert mine is not None
        assert mine.facts == {"submitted_on": "2026-09-21"}

    async def test_what_the_person_said_since_holds(self, room: Room) -> None:
        await self.keep(room, PERSON, "card_made", submitted_on="2026-09-21")
        known = facts(submitted_on="2026-10-12")
        latest = message("继续", "resume_code")
        answer = await walk(room, "action_resume_procedure", latest, known=known)
        assert answer.events == stands("card_made", "go_to_service_point")
        ready = room.desk.explainer.values.date(dt.date(2026, 9, 21), "zh")
        assert ready not in answer.texts[1]

    @LANGUAGES
    async def test_a_code_that_nobody_has(self, room: Room, lang: Language) -> None:
        latest = message("K7M2QX", "resume_code", found("short_code", "K7M2QX", 0, 6))
        answer = await walk(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "code_unknown")]

    @LANGUAGES
    async def test_nothing_was_begun(self, room: Room, lang: Language) -> None:
        latest = message("继续", "resume_code")
        answer = await walk(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "nothing_to_resume")]

    async def test_a_step_that_is_gone_begins_anew(self, room: Room) -> None:
        await self.keep(room, PERSON, "of_old")
        answer = await walk(
            room, "action_resume_procedure", message("继续", "resume_code")
        )
        assert answer.events == stands("go_to_service_point")
        assert answer.texts[0] == room.word("zh", "procedure_changed")

    async def test_a_procedure_that_is_gone_is_none(self, room: Room) -> None:
        await room.store.keep_run(
            sender_id=PERSON,
            procedure="of_old",
            step="a",
            history=[],
            facts={},
            language="zh",
            at=NOON,
        )
        answer = await walk(
            room, "action_resume_procedure", message("继续", "resume_code")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_resume")]

    async def test_facts_that_came_along_have_a_moment(self, room: Room) -> None:
        await self.keep(room, PERSON, "card_made", submitted_on="2026-09-21")
        latest = message("继续", "resume_code")
        answer = await walk(room, "action_resume_procedure", latest)
        assert answer.events[0]["value"]["submitted_on"]["at"] == AT


class TestGuessing:
    @LANGUAGES
    async def test_after_some_wrong_codes_one_has_to_wait(
        self, room: Room, lang: Language
    ) -> None:
        code = await TestSavingAndResuming().keep(room, "bob", "choose_bank")
        wrong = message("AAA222", "resume_code", found("short_code", "AAA222"))
        right = message(code, "resume_code", found("short_code", code))
        unknown = room.word(lang, "code_unknown")
        for _ in range(room.desk.wrong_codes.each):
            answer = await walk(room, "action_resume_procedure", wrong, lang=lang)
            assert answer.texts == [unknown]
        answer = await walk(room, "action_resume_procedure", right, lang=lang)
        wait = room.word(lang, "code_too_often", tries="5", minutes="15")
        assert (answer.texts, answer.events) == ([wait], [])
