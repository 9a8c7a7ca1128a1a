"""What was said in a case is listed, and each fact may be said anew."""

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    Message,
    Room,
    act,
    chosen,
    facts,
    heard,
    press,
)

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
MADE_UP_BY_EMPLOYER = facts(employment="employee", gap_cause="employer_default")


class TestReviewAndChange:
    @LANGUAGES
    async def test_what_was_said_in_this_topic(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_review_facts",
            press("correct"),
            lang,
            {**MADE_UP_BY_EMPLOYER, **facts(applicant="self")},
            topic="back_payment",
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "review_facts")]
        assert answer.buttons == [
            payload("change_fact", fact_id="employment"),
            payload("change_fact", fact_id="gap_cause"),
        ]
        assert answer.titles == [
            room.told(lang, "employment", "employee"),
            room.told(lang, "gap_cause", "employer_default"),
        ]

    @pytest.mark.parametrize("topic", [None, "card_apply", "pension_benefit"])
    async def test_nothing_was_said_yet(self, room: Room, topic: str | None) -> None:
        answer = await act(
            room,
            "action_review_facts",
            press("correct"),
            known=MADE_UP_BY_EMPLOYER,
            topic=topic,
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_facts_yet")]

    async def test_a_fact_is_forgotten_so_that_it_is_asked_again(
        self, room: Room
    ) -> None:
        answer = await act(
            room,
            "action_change_fact",
            press("change_fact", fact_id="gap_cause"),
            known={**MADE_UP_BY_EMPLOYER, **chosen(insurance="pension")},
            topic="back_payment",
            declined=["gap_cause", "region"],
        )
        assert answer.events == [
            *heard(
                {**facts(employment="employee"), **chosen(insurance="pension")},
                ("region",),
            ),
            SlotSet("focus", "decision"),
        ]
        assert answer.messages == []

    @pytest.mark.parametrize(
        "latest",
        [press("change_fact", fact_id="of_old"), press("change_fact")],
        ids=["unknown", "none"],
    )
    async def test_no_such_fact(self, room: Room, latest: Message) -> None:
        answer = await act(
            room, "action_change_fact", latest, known=MADE_UP_BY_EMPLOYER
        )
        assert answer.events == []
        assert answer.texts == [room.word("zh", "no_facts_yet")]
