"""Walking a procedure: begun, on, back, to the end; each step said and kept."""

import datetime as dt

import pytest

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    CARD,
    PERSON,
    Message,
    Room,
    at,
    facts,
    goes_on,
    message,
    press,
    stands,
    walk,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
TOTAL = 12  # steps of CARD on its usual way
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


async def kept_step(room: Room, procedure: str = CARD) -> tuple[str, tuple[str, ...]]:
    run = await room.store.run_of(PERSON, procedure)
    assert run is not None
    return run.step, run.history


class TestStartProcedure:
    @LANGUAGES
    async def test_the_button_of_a_procedure_begins_it(
        self, room: Room, lang: Language
    ) -> None:
        latest = press("start_procedure", procedure_id=CARD)
        answer = await walk(room, "action_start_procedure", latest, lang=lang)
        assert answer.events == stands("go_to_service_point")
        procedure = room.knowledge.procedures[CARD]
        assert answer.texts == [
            room.word(
                lang,
                "procedure_intro",
                title=procedure.title.say(lang),
                applies=procedure.applies.say(lang),
            ),
            room.head(lang, CARD, 1, TOTAL)
            + "\n"
            + room.step(lang, CARD, "go_to_service_point"),
        ]
        assert answer.buttons == [
            goes_on("go_to_service_point"),
            "/cannot_find",
            "/show_steps",
        ]
        assert answer.titles == [
            room.word(lang, "button_done"),
            room.word(lang, "button_trouble"),
            room.word(lang, "button_all_steps"),
        ]
        assert await kept_step(room) == ("go_to_service_point", ())

    async def test_the_only_one_on_offer_begins(self, room: Room) -> None:
        answer = await walk(
            room,
            "action_start_procedure",
            message("带我办", "start_procedure"),
            known=MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        first = room.knowledge.procedures["complain_employer"].start
        assert answer.events == stands(first, procedure="complain_employer")

    @LANGUAGES
    async def test_several_on_offer_are_a_choice(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
            room,
            "action_start_procedure",
            message("带我办", "start_procedure"),
            lang=lang,
            known=facts(insurance="pension", employment="flexible", region="310000"),
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "which_procedure")]
        offered = ["renew_hrss_website", "renew_at_counter", "pay_online"]
        assert answer.buttons == [
            payload("start_procedure", procedure_id=name) for name in offered
        ]
        assert answer.titles == [room.procedure(lang, name) for name in offered]

    async def test_without_a_topic_all_are_offered(self, room: Room) -> None:
        latest = message("带我办", "start_procedure")
        answer = await walk(room, "action_start_procedure", latest)
        assert answer.events == []
        assert answer.buttons == [
            payload("start_procedure", procedure_id=name)
            for name in room.knowledge.procedures
        ]

    async def test_a_procedure_that_is_gone(self, room: Room) -> None:
        latest = press("start_procedure", procedure_id="of_old")
        answer = await walk(room, "action_start_procedure", latest)
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_procedure")]

    async def test_every_procedure_begins_in_both_languages(self, room: Room) -> None:
        for name, procedure in room.knowledge.procedures.items():
            for lang in ("zh", "en"):
                answer = await walk(
                    room,
                    "action_start_procedure",
                    press("start_procedure", procedure_id=name),
                    lang="en" if lang == "en" else "zh",
                )
                assert answer.events == stands(procedure.start, procedure=name)
                assert len(answer.texts) == 2
                assert "{" not in "".join(answer.texts)


class TestNextStep:
    @LANGUAGES
    async def test_done_goes_on(self, room: Room, lang: Language) -> None:
        latest = message("好了 done", "next_step")
        answer = await walk(
            room, "action_next_step", latest, at("go_to_service_point"), lang
        )
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert answer.texts == [
            room.head(lang, CARD, 2, TOTAL)
            + "\n"
            + room.step(lang, CARD, "choose_bank")
        ]
        assert answer.buttons == [
            goes_on("choose_bank"),
            "/previous_step",
            "/show_steps",
        ]
        assert await kept_step(room) == ("choose_bank", ("go_to_service_point",))

    async def test_yes_at_a_step_means_done(self, room: Room) -> None:
        answer = await walk(
            room, "action_next_step", message("好", "affirm"), at("choose_bank")
        )
        assert answer.events == stands("get_form", "choose_bank")

    @LANGUAGES
    @pytest.mark.parametrize("step", ["choose_bank", "photo", "card_made"])
    async def test_no_at_a_step_does_not_mean_done(
        self, room: Room, lang: Language, step: str
    ) -> None:
        latest = message("还没有", "deny")
        answer = await walk(room, "action_next_step", latest, at(step), lang)
        assert answer.events == stands(step)
        assert len(answer.texts) == 1

    @LANGUAGES
    async def test_after_a_pause_the_present_step_comes_first(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
            room,
            "action_next_step",
            message("继续", "next_step"),
            at("choose_bank", "go_to_service_point"),
            lang,
            paused=True,
        )
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert answer.texts == [
            room.head(lang, CARD, 2, TOTAL)
            + "\n"
            + room.step(lang, CARD, "choose_bank")
        ]

    async def test_a_button_pressed_twice_goes_on_once(self, room: Room) -> None:
        latest = press("next_step", option_id="done", value="go_to_service_point")
        here = at("choose_bank", "go_to_service_point")
        answer = await walk(room, "action_next_step", latest, here)
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert len(answer.texts) == 1

    async def test_a_button_goes_on_even_after_a_pause(self, room: Room) -> None:
        answer = await walk(
            room,
            "action_next_step",
            press("next_step", option_id="done", value="choose_bank"),
            at("choose_bank"),
            paused=True,
        )
        assert answer.events == stands("get_form", "choose_bank")

    @LANGUAGES
    async def test_a_choice_is_asked_for(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room, "action_next_step", message("好了", "next_step"), at("photo"), lang
        )
        assert answer.events == []
        assert answer.texts[0] == room.word(lang, "choose_first")
        assert answer.texts[1].splitlines()[1] == room.step(lang, CARD, "photo")
        assert answer.buttons == [
            goes_on("photo", "use_id_photo"),
            goes_on("photo", "studio_receipt"),
            "/show_steps",
        ]

    @pytest.mark.parametrize(
        "option, step",
        [("use_id_photo", "authorise_photo"), ("studio_receipt", "studio_photo")],
    )
    async def test_the_chosen_way(self, room: Room, option: str, step: str) -> None:
        latest = press("next_step", option_id=option)
        answer = await walk(room, "action_next_step", latest, at("photo"))
        assert answer.events == stands(step, "photo")

    async def test_an_option_of_another_step_is_no_choice(self, room: Room) -> None:
        latest = press("next_step", option_id="yes")
        answer = await walk(room, "action_next_step", latest, at("photo"))
        assert answer.events == []
        assert answer.texts[0] == room.word("zh", "choose_first")

    @pytest.mark.parametrize(
        "latest, step",
        [
            (message("到了", "affirm"), "collect"),
            (message("没有", "deny"), "ask_progress"),
            (press("next_step", option_id="yes"), "collect"),
            (press("next_step", option_id="no"), "ask_progress"),
        ],
        ids=["yes", "no", "yes-button", "no-button"],
    )
    async def test_a_check_goes_by_yes_and_no(
        self, room: Room, latest: Message, step: str
    ) -> None:
        answer = await walk(room, "action_next_step", latest, at("card_arrived"))
        assert answer.events == stands(step, "card_arrived")

    @LANGUAGES
    async def test_a_check_offers_yes_and_no(self, room: Room, lang: Language) -> None:
        latest = message("next", "next_step")
        answer = await walk(room, "action_next_step", latest, at("card_made"), lang)
        assert answer.events == stands("card_arrived", "card_made")
        assert answer.titles[:2] == [room.word(lang, "yes"), room.word(lang, "no")]
        assert answer.buttons == [
            goes_on("card_arrived", "yes"),
            goes_on("card_arrived", "no"),
            "/previous_step",
            "/show_steps",
        ]

    @LANGUAGES
    async def test_the_end(self, room: Room, lang: Language) -> None:
        before = ("collect", "activate")
        answer = await walk(
            room,
            "action_next_step",
            message("好了", "next_step"),
            at("activate", "collect"),
            lang,
        )
        assert answer.events == stands("finished", *before)
        lines = answer.texts[0].splitlines()
        assert lines[:2] == [
            room.word(lang, "step_end", title=room.procedure(lang, CARD)),
            room.step(lang, CARD, "finished"),
        ]
        assert answer.buttons == ["/show_steps"]

    async def test_a_finished_run_is_closed(self, room: Room) -> None:
        latest = message("好了", "next_step")
        await walk(room, "action_next_step", latest, at("collect"))
        assert await kept_step(room) == ("activate", ("collect",))
        await walk(room, "action_next_step", latest, at("activate", "collect"))
        assert await room.store.run_of(PERSON) is None

    async def test_behind_the_end_is_nothing(self, room: Room) -> None:
        answer = await walk(
            room, "action_next_step", message("好了", "next_step"), at("finished")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "procedure_over")]

    async def test_the_next_step_after_a_decision_is_its_procedure(
        self, room: Room
    ) -> None:
        latest = message("然后呢", "next_step")
        known = facts(
            insurance="pension", employment="employee", gap_cause="employer_default"
        )
        answer = await walk(
            room, "action_next_step", latest, known=known, topic="back_payment"
        )
        assert {"procedure", "focus"} <= {event["name"] for event in answer.events}

    @LANGUAGES
    async def test_a_wait_asks_from_when_it_counts(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
            room, "action_next_step", message("好了", "next_step"), at("sign"), lang
        )
        assert answer.events == stands("card_made", "sign")
        assert answer.texts[0].splitlines()[1:] == [
            room.word(lang, "wait_days", days="30"),
            room.question(lang, "submitted_on"),
        ]

    @LANGUAGES
    async def test_a_wait_names_the_day(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room,
            "action_next_step",
            message("好了", "next_step"),
            at("sign"),
            lang,
            facts(submitted_on="2026-09-21"),
        )
        ready = room.desk.explainer.values.date(dt.date(2026, 11, 9), lang)
        assert ready in answer.texts[0]
        assert len(answer.texts[0].splitlines()) == 2
        run = await room.store.run_of(PERSON, CARD)
        assert run is not None
        assert run.facts == {"submitted_on": "2026-09-21"}

    async def test_a_day_beyond_the_calendar_is_said_to_be(self, room: Room) -> None:
        answer = await walk(
            room,
            "action_next_step",
            message("好了", "next_step"),
            at("sign"),
            known=facts(submitted_on="2040-09-21"),
        )
        assert answer.events == stands("card_made", "sign")
        assert room.word("zh", "refer_no_calendar", year="2040") in answer.texts[0]


class TestGoingBack:
    async def test_one_step(self, room: Room) -> None:
        answer = await walk(
            room,
            "action_previous_step",
            message("上一步", "previous_step"),
            at("get_form", "go_to_service_point", "choose_bank"),
        )
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert len(answer.texts) == 1
        assert await kept_step(room) == ("choose_bank", ("go_to_service_point",))

    @LANGUAGES
    async def test_not_before_the_first(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room,
            "action_previous_step",
            message("上一步", "previous_step"),
            at("go_to_service_point"),
            lang,
        )
        assert answer.events == stands("go_to_service_point")
        assert answer.texts == [
            room.word(lang, "first_step_already"),
            room.head(lang, CARD, 1, TOTAL)
            + "\n"
            + room.step(lang, CARD, "go_to_service_point"),
        ]
