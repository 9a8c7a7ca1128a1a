"""Around a step of a procedure: where it is, all steps, trouble, papers, reasons."""

import pytest
from rasa_sdk.events import SlotSet

from advice.words import Language
from tests.actions.talk import (
    CARD,
    PERSON,
    Room,
    at,
    facts,
    goes_on,
    message,
    stands,
    walk,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
COUNTER = "renew_at_counter"
TOTAL = 12  # steps of CARD on its usual way
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


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
    answer = await walk(room, name, message("下一步 next"), lang=lang)
    assert answer.events == []
    assert answer.texts == [room.word(lang, "no_procedure")]


@pytest.mark.parametrize("name", NEEDING_A_PROCEDURE)
async def test_a_procedure_that_is_gone_is_none(room: Room, name: str) -> None:
    position = at("first", procedure="of_old")
    answer = await walk(room, name, message("下一步"), position)
    assert answer.events == []
    assert answer.texts == [room.word("zh", "no_procedure")]


class TestShowing:
    @LANGUAGES
    async def test_the_present_step(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room,
            "action_show_position",
            message("到哪了", "where_am_i"),
            at("choose_bank", "go_to_service_point"),
            lang,
            focus="decision",
        )
        assert answer.events == [SlotSet("focus", "procedure")]
        assert answer.texts == [
            room.head(lang, CARD, 2, TOTAL)
            + "\n"
            + room.step(lang, CARD, "choose_bank")
        ]

    @LANGUAGES
    async def test_all_steps_with_the_present_one_marked(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
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
        answer = await walk(
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
        answer = await walk(
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
                answer = await walk(
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
        answer = await walk(
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
        assert answer.buttons == [
            goes_on("go_to_service_point"),
            "/cannot_find",
            "/show_steps",
        ]

    @LANGUAGES
    async def test_then_the_way_out(self, room: Room, lang: Language) -> None:
        answer = await walk(
            room,
            "action_report_trouble",
            message("还是找不到", "cannot_find"),
            at("go_to_service_point", troubles=2),
            lang,
        )
        assert answer.events == stands("ask_hotline", "go_to_service_point")
        assert answer.texts[0] == room.word(lang, "trouble_other_way")
        assert answer.texts[1].splitlines()[1] == room.step(lang, CARD, "ask_hotline")
        assert await room.store.run_of(PERSON) is None

    @LANGUAGES
    async def test_a_step_without_advice_has_the_hotline(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
            room,
            "action_report_trouble",
            message("找不到", "cannot_find"),
            at("choose_bank"),
            lang,
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "trouble_hotline")]
        assert answer.buttons == [goes_on("choose_bank"), "/show_steps"]


class TestDocuments:
    @LANGUAGES
    async def test_what_the_present_procedure_needs(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
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
        answer = await walk(
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
        answer = await walk(room, "action_show_documents", latest, lang=lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "bring_general")]


class TestExplainStep:
    @LANGUAGES
    async def test_the_steps_reason_and_sources(
        self, room: Room, lang: Language
    ) -> None:
        answer = await walk(
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
        assert answer.buttons == [goes_on("choose_bank"), "/show_steps"]

    @LANGUAGES
    async def test_screens_have_a_date(self, room: Room, lang: Language) -> None:
        name = "restore_resident_medical_alipay"
        answer = await walk(
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
        answer = await walk(
            room, "action_explain_step", message("为什么这一步", "why_step")
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "nothing_to_explain")]
