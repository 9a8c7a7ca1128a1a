"""What stands around a question or follows it: venting, doubt, several people."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.relatives import are_several
from actions.turn import read_turn
from advice import Missing, Said
from advice.words import Language
from tests.actions.heard import Row, listen, outcome, words
from tests.actions.talk import (
    Message,
    Room,
    act,
    choice,
    facts,
    fill,
    found,
    message,
    track,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
BALANCE = facts(amount_subject="account")
SUZHOU = ("320500", "341300")


class TestDoubt:
    @LANGUAGES
    async def test_an_answer_is_rested_on_its_sources_in_one_message(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_explain",
            message("真的吗", "doubt"),
            lang,
            BALANCE,
            topic="contribution_amount",
            focus="decision",
        )
        said = {name: Said(**raw) for name, raw in BALANCE.items()}
        decision = room.desk.advisor.decide("contribution_amount", said, TODAY)
        assert answer.texts == [self.rests_on(room, lang, decision.trace.sources)]
        assert answer.events == []

    @LANGUAGES
    async def test_what_holds_for_all_where_a_question_is_open(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(
            room,
            "action_explain",
            message("真的吗", "doubt"),
            lang,
            topic="back_payment",
            in_form=True,
        )
        sources = room.knowledge.topics["back_payment"].summary_sources
        said = self.rests_on(room, lang, sources, "doubt_open")
        assert answer.texts == [said]

    async def test_an_answer_that_is_the_same_for_everybody(self, room: Room) -> None:
        plain = next(iter(room.knowledge.answers.values()))
        latest = message("真的吗", "doubt")
        answer = await act(room, "action_explain", latest, topic=plain.id)
        sources = next(v for v in plain.versions if v.period.holds(TODAY)).sources
        assert answer.texts == [self.rests_on(room, "zh", sources)]

    def rests_on(
        self,
        room: Room,
        lang: Language,
        sources: tuple[str, ...],
        phrase: str = "doubt_answer",
    ) -> str:
        explainer = room.desk.explainer
        lines = "\n".join(explainer.source_lines(sources, lang))
        day = explainer.values.date(TODAY, lang)
        return room.word(lang, phrase, day=day, sources=lines)


class TestVenting:
    LATEST = message(
        "什么系统，怎么挂失",
        "card_lost_replace",
        found("also_asked", "complaint", 0, 4),
    )

    @LANGUAGES
    async def test_one_calm_sentence_before_the_answer(
        self, room: Room, lang: Language
    ) -> None:
        answer = await act(room, "action_open_topic", self.LATEST, lang)
        assert answer.texts[0] == room.word(lang, "complaint_beside")
        assert room.word(lang, "asked_several", number="2") not in answer.texts
        assert SlotSet("topic", "card_lost_replace") in answer.events

    async def test_beside_an_open_question(self, room: Room) -> None:
        answer = await act(
            room,
            "action_answer_aside",
            self.LATEST,
            topic="back_payment",
            in_form=True,
        )
        assert answer.texts[0] == room.word("zh", "complaint_beside")
        assert len(answer.texts) == 2


class TestAskedOnce:
    async def test_a_new_question_forgets_what_was_only_asked(self, room: Room) -> None:
        answer = await act(
            room,
            "action_open_topic",
            message("每月要缴多少", "contribution_amount"),
            known={**BALANCE, **facts(region="510100")},
            topic="contribution_amount",
            focus="decision",
        )
        assert SlotSet("facts", facts(region="510100")) in answer.events

    @pytest.mark.parametrize(
        ("known", "said"),
        [
            (facts(amount_subject="employee"), ()),  # how things stand
            (BALANCE, (found("region", "510100", 0, 2),)),  # more of the same case
        ],
        ids=["of the person", "more is said"],
    )
    async def test_else_it_is_kept(
        self, room: Room, known: dict[str, dict[str, object]], said: tuple[Message, ...]
    ) -> None:
        answer = await act(
            room,
            "action_open_topic",
            message("成都每月要缴多少", "contribution_amount", *said),
            known=known,
            topic="contribution_amount",
            focus="decision",
        )
        kept = [e["value"] for e in answer.events if e["name"] == "facts"]
        assert all("amount_subject" in one for one in kept)


SHIFTS = [
    Row(
        "and-medical",
        words("医保呢", choice("insurance", "medical")),
        {"amount_subject": "flexible_medical"},
        topic="contribution_amount",
        known=facts(amount_subject="flexible_pension"),
    ),
    Row(
        "nothing-was-said-before",
        words("医保呢", choice("insurance", "medical")),
        {},
        topic="contribution_amount",
    ),
    Row(
        "an-employee-pays-them-together",
        words("医保呢", choice("insurance", "medical")),
        {},
        topic="contribution_amount",
        known=facts(amount_subject="employee"),
    ),
    Row(
        "two-at-once",
        words(
            "医保养老呢",
            choice("insurance", "medical"),
            choice("insurance", "pension", 2, 4),
        ),
        {},
        topic="contribution_amount",
        known=facts(amount_subject="flexible_pension"),
    ),
]
AGES = [
    Row(
        "the-own-age-counts",
        words("我52，我爸80", found("age", 52, 1, 3), found("age", 80, 6, 8)),
        {"age": 52},
        topic="retirement_age",
    ),
    Row(
        "the-own-age-counts-in-english",
        words(
            "my husband is 58 and I am 52",
            found("age", 58, 14, 16),
            found("age", 52, 26, 28),
        ),
        {"age": 52},
        topic="retirement_age",
    ),
    Row(
        "only-a-relative-is-told-of",
        words("我妈59岁了", found("age", 59, 2, 5)),
        {"age": 59},
        topic="retirement_age",
    ),
]


@pytest.mark.parametrize("row", [*SHIFTS, *AGES], ids=lambda row: row.id)
def test_what_is_heard(room: Room, row: Row) -> None:
    assert listen(room, row) == outcome(row)


@pytest.mark.parametrize(
    ("text", "spans", "several"),
    [
        ("我52，我爸80", ((52, 1, 3), (80, 6, 8)), True),
        ("我爸60，我妈55", ((60, 2, 4), (55, 7, 9)), True),
        ("我52，55能退吗", ((52, 1, 3), (55, 4, 6)), False),
        ("我和老公都52，52", ((52, 5, 7), (52, 8, 10)), False),
        ("我妈59", ((59, 2, 4),), False),
    ],
)
def test_several_people(
    room: Room, text: str, spans: tuple[tuple[int, int, int], ...], several: bool
) -> None:
    ages = [found("age", age, start, end) for age, start, end in spans]
    turn = read_turn(track(message(text, "inform", *ages)), room.knowledge)
    assert are_several(turn, room.knowledge) is several


@LANGUAGES
async def test_who_asks_for_two_is_told_whose_answer_it_is(
    room: Room, lang: Language
) -> None:
    ages = (found("age", 52, 1, 3), found("age", 80, 6, 8))
    latest = message("我52，我爸80", "retirement_age", *ages)
    answer = await act(room, "action_open_topic", latest, lang)
    assert answer.texts[0] == room.word(lang, "one_at_a_time", age="52")


class TestUnclearPlace:
    NAMED = tuple(
        {**found("region", code, 3, 5), "role": "elsewhere"} for code in SUZHOU
    )

    async def test_it_is_asked_first_where_it_may_count(self, room: Room) -> None:
        latest = message("搬到 Suzhou", "transfer", *self.NAMED)
        answer = await fill(
            room, latest, topic="transfer", after=("action_open_topic", "case_form")
        )
        assert answer.texts == [room.word("zh", "which_region")]
        assert answer.events == [SlotSet("requested_slot", "moved_to")]

    async def test_where_it_does_not_count_nobody_is_asked(self, room: Room) -> None:
        said = {name: Said(**raw) for name, raw in BALANCE.items()}
        latest = message("在 Suzhou 丢了卡", "card_lost_replace", *self.NAMED)
        answer = await fill(
            room,
            latest,
            topic="card_lost_replace",
            after=("action_open_topic", "case_form"),
        )
        decision = room.desk.advisor.decide("card_lost_replace", said, TODAY)
        assert isinstance(decision, Missing)
        assert answer.events == [SlotSet("requested_slot", decision.ask)]
