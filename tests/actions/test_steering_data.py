"""What is kept of a person: told on request, deleted at the plain wish only."""

import datetime as dt

import pytest
from rasa_sdk.events import SlotSet

from actions.turn import payload
from advice.words import Language
from tests.actions.talk import (
    NOON,
    PERSON,
    RETENTION_DAYS,
    Message,
    Room,
    act,
    message,
    press,
)

TODAY = dt.date(2026, 11, 22)
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
CONFIRM = payload("delete_data", value="confirmed")
KEEP = payload("delete_data", value="kept")
FORGOTTEN = [SlotSet("forget_me", True), SlotSet("focus", None)]


class TestData:
    @LANGUAGES
    async def test_what_is_kept_and_how_long(self, room: Room, lang: Language) -> None:
        latest = message("你存了什么", "ask_data_kept")
        answer = await act(room, "action_say_data_kept", latest, lang)
        assert answer.events == []
        days = str(RETENTION_DAYS)
        assert answer.texts == [room.word(lang, "data_kept", days=days)]
        assert answer.buttons == [CONFIRM]
        assert answer.titles == [room.word(lang, "button_delete")]

    async def keep(self, room: Room, *senders: str) -> None:
        for sender in senders:
            await room.store.keep_decision(
                sender_id=sender,
                at=NOON,
                knowledge_hash="x",
                topic="back_payment",
                as_of=TODAY,
                region=None,
                facts={},
                kind="result",
                outcome="o",
                rule="r",
                trace={},
            )
            await room.store.keep_run(
                sender_id=sender,
                procedure="card_lost",
                step="a",
                history=[],
                facts={},
                language="zh",
                at=NOON,
            )

    @pytest.mark.parametrize(
        "latest, lang",
        [
            (message("删除我的数据", "delete_data"), "zh"),
            (message("删除我的数据。", "delete_data"), "zh"),
            (message("Delete my data", "delete_data"), "en"),
            (message("forget me!", "delete_data"), "en"),
            (press("delete_data", value="confirmed"), "zh"),
            (press("delete_data", value="confirmed"), "en"),
        ],
        ids=["zh", "zh-stop", "en", "en-mark", "zh-button", "en-button"],
    )
    async def test_the_plain_wish_deletes_with_a_receipt(
        self, room: Room, latest: Message, lang: Language
    ) -> None:
        await self.keep(room, PERSON, PERSON, "bob")
        answer = await act(room, "action_delete_data", latest, lang)
        assert answer.events == FORGOTTEN
        assert answer.texts == [room.word(lang, "deleted", decisions="2", runs="1")]
        assert await room.store.decisions_of(PERSON) == []
        assert await room.store.run_of(PERSON) is None
        assert len(await room.store.decisions_of("bob")) == 1
        assert await room.store.run_of("bob") is not None

    @pytest.mark.parametrize("wish", ["zh", "en"])
    @LANGUAGES
    async def test_every_plain_wish_is_understood_in_either_language(
        self, room: Room, lang: Language, wish: Language
    ) -> None:
        for text in room.word(wish, "delete_wishes").split("|"):
            answer = await act(
                room, "action_delete_data", message(text, "delete_data"), lang
            )
            assert answer.events == FORGOTTEN, text

    @pytest.mark.parametrize(
        "text, lang",
        [
            ("单位把我的记录删除了", "zh"),
            ("我的数据会被删除吗", "zh"),
            ("my employer deleted my record", "en"),
        ],
    )
    async def test_other_words_are_asked_about(
        self, room: Room, text: str, lang: Language
    ) -> None:
        await self.keep(room, PERSON)
        latest = message(text, "delete_data")
        answer = await act(room, "action_delete_data", latest, lang)
        assert answer.events == []
        assert answer.texts == [room.word(lang, "delete_ask")]
        assert answer.buttons == [CONFIRM, KEEP]
        assert answer.titles == [
            room.word(lang, "button_delete"),
            room.word(lang, "button_keep"),
        ]
        assert len(await room.store.decisions_of(PERSON)) == 1

    @LANGUAGES
    async def test_the_other_button_keeps_everything(
        self, room: Room, lang: Language
    ) -> None:
        await self.keep(room, PERSON)
        answer = await act(
            room, "action_delete_data", press("delete_data", value="kept"), lang
        )
        assert answer.events == []
        assert answer.texts == [room.word(lang, "all_kept")]
        assert len(await room.store.decisions_of(PERSON)) == 1

    async def test_nothing_was_kept(self, room: Room) -> None:
        latest = message("delete my data", "delete_data")
        answer = await act(room, "action_delete_data", latest, "en")
        assert answer.events == FORGOTTEN
        assert answer.texts == [room.word("en", "deleted", decisions="0", runs="0")]
