"""Walking a procedure: each step said, kept, and left again."""

import datetime as dt

import pytest
from rasa_sdk.events import EventType, SlotSet

from actions.turn import payload
from advice.procedures import Position
from advice.words import Language
from tests.actions.talk import (
    AT,
    NOON,
    PERSON,
    Answer,
    Facts,
    Message,
    Room,
    facts,
    found,
    heard,
    message,
    press,
    track,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
CARD = "card_apply_in_person"
COUNTER = "renew_at_counter"
TOTAL = 12  # steps of CARD on its usual way
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


def at(
    step: str, *history: str, procedure: str = CARD, troubles: int = 0
) -> dict[str, object]:
    return Position(procedure, step, history, troubles).to_dict()


def stands(
    step: str, *history: str, procedure: str = CARD, troubles: int = 0
) -> list[EventType]:
    """The events of standing at a step."""
    return [
        SlotSet("procedure", at(step, *history, procedure=procedure, troubles=troubles)),
        SlotSet("focus", "procedure"),
        SlotSet("failures", 0),
    ]


async def act(
    room: Room,
    name: str,
    latest: Message,
    position: dict[str, object] | None = None,
    lang: Language = "zh",
    known: Facts | None = None,
    **slots: object,
) -> Answer:
    given = {
        "language": lang,
        "language_locked": True,
        "facts": known or {},
        "procedure": position,
        "focus": "procedure" if position else None,
    }
    return await room.act(name, track(latest, **{**given, **slots}))


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
        answer = await act(room, "action_start_procedure", latest, lang=lang)
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
        assert answer.buttons == ["/next_step", "/cannot_find", "/show_steps"]
        assert answer.titles == [
            room.word(lang, "button_done"),
            room.word(lang, "button_trouble"),
            room.word(lang, "button_all_steps"),
        ]
        assert await kept_step(room) == ("go_to_service_point", ())

    async def test_the_only_one_on_offer_begins(self, room: Room) -> None:
        answer = await act(
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
        answer = await act(
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
        answer = await act(room, "action_start_procedure", latest)
        assert answer.events == []
        assert answer.buttons == [
            payload("start_procedure", procedure_id=name)
            for name in room.knowledge.procedures
        ]

    async def test_a_procedure_that_is_gone(self, room: Room) -> None:
        latest = press("start_procedure", procedure_id="of_old")
        answer = await act(room, "action_start_procedure", latest)
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_procedure")]

    async def test_every_procedure_begins_in_both_languages(self, room: Room) -> None:
        for name, procedure in room.knowledge.procedures.items():
            for lang in ("zh", "en"):
                answer = await act(
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
        answer = await act(
            room, "action_next_step", latest, at("go_to_service_point"), lang
        )
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert answer.texts == [
            room.head(lang, CARD, 2, TOTAL) + "\n" + room.step(lang, CARD, "choose_bank")
        ]
        assert answer.buttons == ["/next_step", "/previous_step", "/show_steps"]
        assert await kept_step(room) == ("choose_bank", ("go_to_service_point",))

    async def test_yes_at_a_step_means_done(self, room: Room) -> None:
        answer = await act(
            room, "action_next_step", message("好", "affirm"), at("choose_bank")
        )
        assert answer.events == stands("get_form", "choose_bank")

    async def test_no_at_a_step_does_not_mean_done(self, room: Room) -> None:
        answer = await act(
            room, "action_next_step", message("还没有", "deny"), at("choose_bank")
        )
        assert SlotSet("procedure", at("get_form", "choose_bank")) not in answer.events
        assert answer.texts

    @LANGUAGES
    async def test_a_choice_is_asked_for(self, room: Room, lang: Language) -> None:
        answer = await act(
            room, "action_next_step", message("好了", "next_step"), at("photo"), lang
        )
        assert answer.events == []
        assert answer.texts[0] == room.word(lang, "choose_first")
        assert answer.texts[1].splitlines()[1] == room.step(lang, CARD, "photo")
        assert answer.buttons == [
            payload("next_step", option_id="use_id_photo"),
            payload("next_step", option_id="studio_receipt"),
            "/show_steps",
        ]

    @pytest.mark.parametrize(
        "option, step",
        [("use_id_photo", "authorise_photo"), ("studio_receipt", "studio_photo")],
    )
    async def test_the_chosen_way(self, room: Room, option: str, step: str) -> None:
        latest = press("next_step", option_id=option)
        answer = await act(room, "action_next_step", latest, at("photo"))
        assert answer.events == stands(step, "photo")

    async def test_an_option_of_another_step_is_no_choice(self, room: Room) -> None:
        latest = press("next_step", option_id="yes")
        answer = await act(room, "action_next_step", latest, at("photo"))
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
        answer = await act(room, "action_next_step", latest, at("card_arrived"))
        assert answer.events == stands(step, "card_arrived")

    @LANGUAGES
    async def test_a_check_offers_yes_and_no(self, room: Room, lang: Language) -> None:
        latest = message("next", "next_step")
        answer = await act(room, "action_next_step", latest, at("card_made"), lang)
        assert answer.events == stands("card_arrived", "card_made")
        assert answer.titles[:2] == [room.word(lang, "yes"), room.word(lang, "no")]
        assert answer.buttons == [
            payload("next_step", option_id="yes"),
            payload("next_step", option_id="no"),
            "/previous_step",
            "/show_steps",
        ]

    @LANGUAGES
    async def test_the_end(self, room: Room, lang: Language) -> None:
        before = ("collect", "activate")
        answer = await act(
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

    async def test_behind_the_end_is_nothing(self, room: Room) -> None:
        answer = await act(
            room, "action_next_step", message("好了", "next_step"), at("finished")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "procedure_over")]

    @LANGUAGES
    async def test_a_wait_asks_from_when_it_counts(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room, "action_next_step", message("好了", "next_step"), at("sign"), lang
        )
        assert answer.events == stands("card_made", "sign")
        lines = answer.texts[0].splitlines()
        assert room.word(lang, "ready_then") in lines[1]
        assert lines[-1] == room.question(lang, "submitted_on")

    @LANGUAGES
    async def test_a_wait_names_the_day(self, room: Room, lang: Language) -> None:
        answer = await act(
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
        answer = await act(
            room,
            "action_next_step",
            message("好了", "next_step"),
            at("sign"),
            known=facts(submitted_on="2040-09-21"),
        )
        assert answer.events == stands("card_made", "sign")
        assert room.word("zh", "refer_no_calendar", year="2040") in answer.texts[0]


NEEDING_A_PROCEDURE = [
    "action_next_step",
    "action_previous_step",
    "action_show_position",
    "action_show_steps",
    "action_report_trouble",
    "action_save_procedure",
]


@pytest.mark.parametrize("name", NEEDING_A_PROCEDURE)
@LANGUAGES
async def test_without_a_procedure_that_is_said(
    room: Room, name: str, lang: Language
) -> None:
    answer = await act(room, name, message("下一步 next"), lang=lang)
    assert answer.events == []
    assert answer.texts == [room.word(lang, "no_procedure")]


@pytest.mark.parametrize("name", NEEDING_A_PROCEDURE)
async def test_a_procedure_that_is_gone_is_none(room: Room, name: str) -> None:
    position = at("first", procedure="of_old")
    answer = await act(room, name, message("下一步"), position)
    assert answer.events == []
    assert answer.texts == [room.word("zh", "no_procedure")]


class TestGoingBack:
    async def test_one_step(self, room: Room) -> None:
        answer = await act(
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
        answer = await act(
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


class TestShowing:
    @LANGUAGES
    async def test_the_present_step(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_show_position",
            message("到哪了", "where_am_i"),
            at("choose_bank", "go_to_service_point"),
            lang,
            focus="decision",
        )
        assert answer.events == [SlotSet("focus", "procedure")]
        assert answer.texts == [
            room.head(lang, CARD, 2, TOTAL) + "\n" + room.step(lang, CARD, "choose_bank")
        ]

    @LANGUAGES
    async def test_all_steps_with_the_present_one_marked(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_show_steps",
            message("全部步骤", "show_steps"),
            at("choose_bank"),
            lang,
        )
        assert answer.events == []
        lines = answer.texts[0].splitlines()
        steps = room.knowledge.procedures[CARD].steps
        assert lines[0] == room.word(
            lang, "all_steps", title=room.procedure(lang, CARD)
        )
        assert len(lines) == len(steps) + 1
        marked = [line for line in lines if line.endswith(room.word(lang, "here"))]
        here = room.step(lang, CARD, "choose_bank")
        assert marked == [f"2. {here}{room.word(lang, 'here')}"]
        assert not [line for line in lines if "{" in line]

    async def test_a_fork_names_the_numbers_of_its_ways(self, room: Room) -> None:
        answer = await act(
            room, "action_show_steps", message("all", "show_steps"), at("photo"), "en"
        )
        step = room.knowledge.procedures[CARD].steps["photo"]
        names = list(room.knowledge.procedures[CARD].steps)
        ways = ", ".join(
            room.word(
                "en",
                "way",
                label=option.label.en,
                number=str(names.index(option.to) + 1),
            )
            for option in step.options
        )
        told = room.word("en", "ways", list=ways)
        assert f"4. {step.say.en}{told}{room.word('en', 'here')}" in answer.texts[0]

    async def test_the_steps_of_what_is_on_offer(self, room: Room) -> None:
        answer = await act(
            room,
            "action_show_steps",
            message("全部步骤", "show_steps"),
            known=MADE_UP_BY_EMPLOYER,
            topic="back_payment",
        )
        title = room.procedure("zh", "complain_employer")
        assert answer.events == []
        assert answer.texts[0].startswith(room.word("zh", "all_steps", title=title))
        assert room.word("zh", "here") not in answer.texts[0]

    async def test_every_procedure_in_one_message(self, room: Room) -> None:
        for name, procedure in room.knowledge.procedures.items():
            position = at(procedure.start, procedure=name)
            for lang in ("zh", "en"):
                answer = await act(
                    room,
                    "action_show_steps",
                    message("all", "show_steps"),
                    position,
                    "en" if lang == "en" else "zh",
                )
                assert len(answer.texts) == 1
                assert len(answer.texts[0].splitlines()) > len(procedure.steps)
                assert "{" not in answer.texts[0]


class TestTrouble:
    @LANGUAGES
    async def test_the_steps_own_advice_first(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_report_trouble",
            message("找不到", "cannot_find"),
            at("go_to_service_point"),
            lang,
        )
        assert answer.events == stands("go_to_service_point", troubles=1)
        trouble = room.knowledge.procedures[CARD].steps["go_to_service_point"].trouble
        assert trouble is not None
        assert answer.texts == [trouble.say.say(lang)]
        assert answer.buttons == ["/next_step", "/cannot_find", "/show_steps"]

    @LANGUAGES
    async def test_then_the_way_out(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_report_trouble",
            message("还是找不到", "cannot_find"),
            at("go_to_service_point", troubles=2),
            lang,
        )
        assert answer.events == stands("ask_hotline", "go_to_service_point")
        assert answer.texts[0] == room.word(lang, "trouble_other_way")
        assert answer.texts[1].splitlines()[1] == room.step(lang, CARD, "ask_hotline")
        assert await kept_step(room) == ("ask_hotline", ("go_to_service_point",))

    @LANGUAGES
    async def test_a_step_without_advice_has_the_hotline(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_report_trouble",
            message("找不到", "cannot_find"),
            at("choose_bank"),
            lang,
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "trouble_hotline")]
        assert answer.buttons == ["/next_step", "/show_steps"]


class TestDocuments:
    @LANGUAGES
    async def test_what_the_present_procedure_needs(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_show_documents",
            message("带什么", "what_to_bring"),
            at("who", procedure=COUNTER),
            lang,
        )
        assert answer.events == []
        bring = room.knowledge.procedures[COUNTER].bring
        things = "\n".join(f"· {words.say(lang)}" for words in bring)
        title = room.procedure(lang, COUNTER)
        assert answer.texts == [room.word(lang, "bring", title=title, list=things)]

    async def test_what_each_one_on_offer_needs(self, room: Room) -> None:
        answer = await act(
            room,
            "action_show_documents",
            message("带什么", "what_to_bring"),
            known=facts(insurance="pension", employment="flexible", region="310000"),
            topic="back_payment",
        )
        assert answer.events == []
        titles = [text.splitlines()[0] for text in answer.texts]
        names = ("renew_hrss_website", "renew_at_counter", "pay_online")
        assert len(titles) == 3
        for title, name in zip(titles, names, strict=True):
            assert room.procedure("zh", name) in title

    @LANGUAGES
    async def test_in_general(self, room: Room, lang: Language) -> None:
        latest = message("带什么", "what_to_bring")
        answer = await act(room, "action_show_documents", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "bring_general")]


class TestExplainStep:
    @LANGUAGES
    async def test_the_steps_reason_and_sources(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_explain_step",
            message("为什么这一步", "why_step"),
            at("choose_bank"),
            lang,
        )
        assert answer.events == [SlotSet("focus", "procedure")]
        procedure = room.knowledge.procedures[CARD]
        why = procedure.steps["choose_bank"].why
        assert why is not None
        sources = room.desk.explainer.source_lines(procedure.sources, lang)
        assert answer.texts == ["\n".join([why.say(lang), *sources])]
        assert answer.buttons == ["/next_step", "/show_steps"]

    @LANGUAGES
    async def test_screens_have_a_date(self, room: Room, lang: Language) -> None:
        name = "restore_resident_medical_alipay"
        answer = await act(
            room,
            "action_explain_step",
            message("为什么这一步", "why_step"),
            at("open_medical", procedure=name),
            lang,
        )
        checked = room.knowledge.procedures[name].ui_checked
        assert checked is not None
        last = answer.texts[0].splitlines()[-1]
        assert last == room.word(lang, "screens_checked", checked=checked.isoformat())

    async def test_without_a_step_the_decision_is_explained(self, room: Room) -> None:
        answer = await act(
            room, "action_explain_step", message("为什么这一步", "why_step")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_explain")]


class TestSavingAndResuming:
    @LANGUAGES
    async def test_a_code_to_go_on_with(self, room: Room, lang: Language) -> None:
        answer = await act(
            room,
            "action_save_procedure",
            message("明天再办", "resume_later"),
            at("choose_bank", "go_to_service_point"),
            lang,
        )
        run = await room.store.run_of(PERSON)
        assert run is not None
        assert answer.events == []
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
        answer = await act(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == stands("choose_bank", "go_to_service_point")
        assert answer.texts == [
            room.word(lang, "resumed", title=room.procedure(lang, CARD)),
            room.head(lang, CARD, 2, TOTAL) + "\n" + room.step(lang, CARD, "choose_bank"),
        ]

    async def test_a_code_brings_the_facts_of_the_procedure_along(
        self, room: Room
    ) -> None:
        code = await self.keep(room, "bob", "card_made", submitted_on="2026-09-21")
        latest = message(
            f"接着办 {code.lower()}", "resume_code", found("short_code", code, 4, 10)
        )
        answer = await act(
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
        await act(room, "action_resume_procedure", latest)
        mine = await room.store.run_of(PERSON)
        assert mine is not None
        assert mine.facts == {"submitted_on": "2026-09-21"}

    async def test_what_the_person_said_since_holds(self, room: Room) -> None:
        await self.keep(room, PERSON, "card_made", submitted_on="2026-09-21")
        known = facts(submitted_on="2026-10-12")
        latest = message("继续", "resume_code")
        answer = await act(room, "action_resume_procedure", latest, known=known)
        assert answer.events == stands("card_made", "go_to_service_point")
        ready = room.desk.explainer.values.date(dt.date(2026, 9, 21), "zh")
        assert ready not in answer.texts[1]

    @LANGUAGES
    async def test_a_code_that_nobody_has(self, room: Room, lang: Language) -> None:
        latest = message("K7M2QX", "resume_code", found("short_code", "K7M2QX", 0, 6))
        answer = await act(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "code_unknown")]

    @LANGUAGES
    async def test_nothing_was_begun(self, room: Room, lang: Language) -> None:
        latest = message("继续", "resume_code")
        answer = await act(room, "action_resume_procedure", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "nothing_to_resume")]

    async def test_a_step_that_is_gone_begins_anew(self, room: Room) -> None:
        await self.keep(room, PERSON, "of_old")
        answer = await act(
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
        answer = await act(
            room, "action_resume_procedure", message("继续", "resume_code")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_resume")]

    async def test_facts_that_came_along_have_a_moment(self, room: Room) -> None:
        await self.keep(room, PERSON, "card_made", submitted_on="2026-09-21")
        latest = message("继续", "resume_code")
        answer = await act(room, "action_resume_procedure", latest)
        assert answer.events[0]["value"]["submitted_on"]["at"] == AT
