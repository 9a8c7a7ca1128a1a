"""Sends through floods, faults and broken connections: once where that can be known."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.error import TelegramError

from bot.channels.telegram.buttons import Button
from bot.channels.telegram.sending import (
    Place,
    Refused,
    Sending,
    Stopping,
    Unreachable,
)
from bot.channels.telegram.service import application
from bot.settings import TelegramSettings
from tests.bot.channels.telegram.api import TOKEN, BotApi, Fault

PLACE = Place(7, "tg:7:7")


@pytest.fixture
async def sending(api: BotApi) -> AsyncIterator[Sending]:
    app = application(TelegramSettings(TOKEN, api_url=api.url), rate=1000)
    await app.initialize()
    yield Sending(app.bot, asyncio.Event(), second=0.01)
    await app.shutdown()


def texts(api: BotApi) -> list[str]:
    return [one.text for one in api.of(7)]


@pytest.mark.parametrize("how", ["429", "500", "drop before"])
async def test_it_is_sent_when_the_trouble_is_over(
    sending: Sending, api: BotApi, how: str
) -> None:
    api.faults = [Fault("sendMessage", how, times=3)]
    number = await sending.send(PLACE, "hello")
    assert texts(api) == ["hello"]
    assert number == api.of(7)[0].message_id
    assert len(api.made("sendMessage")) == 4


@pytest.mark.parametrize("buttons", [(), (Button("yes", "1"),)])
async def test_what_has_arrived_is_not_sent_again(
    sending: Sending, api: BotApi, buttons: tuple[Button, ...]
) -> None:
    sending.numbers.settle(7, 0)
    await sending.send(PLACE, "before")
    for chat in range(20, 30):  # others take numbers in between
        await sending.send(Place(chat, f"tg:{chat}:{chat}"), "other")
    api.faults = [Fault("sendMessage", "drop after")]
    number = await sending.send(PLACE, "<b>hello</b>", buttons)
    assert texts(api) == ["before", "hello"]
    assert number == api.of(7)[-1].message_id
    assert all(one.text == "other" for one in api.shown if one.chat_id >= 20)


async def test_the_search_leaves_other_messages_alone(
    sending: Sending, api: BotApi
) -> None:
    sending.numbers.settle(7, 0)
    first = await sending.send(PLACE, "first")
    api.faults = [Fault("sendMessage", "drop before")]
    await sending.send(PLACE, "second")
    assert texts(api) == ["first", "second"]
    assert api.of(7)[0].message_id == first


async def test_in_a_group_it_is_sent_rather_twice_than_never(
    sending: Sending, api: BotApi
) -> None:
    api.faults = [Fault("sendMessage", "drop after")]
    await sending.send(Place(-7, "tg:-7:7"), "hello")
    assert [one.text for one in api.of(-7)] == ["hello", "hello"]


async def test_one_chat_that_has_to_wait_keeps_no_other_waiting(
    sending: Sending, api: BotApi
) -> None:
    api.faults = [Fault("sendMessage", "429", times=10**6, chat_id=7)]
    waiting = asyncio.create_task(sending.send(PLACE, "late"))
    await api.until(lambda: api.made("sendMessage"))
    for _ in range(5):
        await sending.send(Place(8, "tg:8:8"), "soon")
    assert texts(api) == []
    api.faults.clear()
    await asyncio.wait_for(waiting, 10)
    assert texts(api) == ["late"]


async def test_who_has_blocked_the_bot_is_unreachable(
    sending: Sending, api: BotApi
) -> None:
    api.blocked.add(7)
    with pytest.raises(Unreachable):
        await sending.send(PLACE, "hello")
    assert len(api.made("sendMessage")) == 1


async def test_what_telegram_refuses_is_not_tried_again(
    sending: Sending, api: BotApi
) -> None:
    with pytest.raises(Refused):
        await sending.send(PLACE, "x" * 5000)
    assert len(api.made("sendMessage")) == 1


async def test_broken_markup_is_sent_as_words(sending: Sending, api: BotApi) -> None:
    await sending.send(PLACE, "<b>5 &lt; 6")
    assert texts(api) == ["5 < 6"]


async def test_an_edit_that_changes_nothing_is_done(
    sending: Sending, api: BotApi
) -> None:
    number = await sending.send(PLACE, "hello")
    assert await sending.edit(PLACE, number, "hello", ())
    assert await sending.edit(PLACE, number, "bye", ())
    assert not await sending.edit(PLACE, number + 1, "bye", ())
    assert texts(api) == ["bye"]


async def test_a_query_that_is_too_old_is_no_matter(
    sending: Sending, api: BotApi
) -> None:
    await sending.answer("5", "gone")
    await sending.answer("5", "gone")
    api.faults = [Fault("answerCallbackQuery", "500", times=2)]
    await sending.answer("6")
    assert api.answered == {"5": "gone", "6": ""}


async def test_trouble_that_lasts_is_given_up_where_it_only_pleases(
    sending: Sending, api: BotApi
) -> None:
    api.faults = [Fault("answerCallbackQuery", "500", times=100)]
    await sending.answer("6")
    assert len(api.made("answerCallbackQuery")) == 3


async def test_typing_is_shown_while_it_takes_long(
    sending: Sending, api: BotApi
) -> None:
    async with sending.typing(PLACE):
        await api.until(lambda: api.made("sendChatAction"))
    assert api.made("sendChatAction")[0]["chat_id"] == "7"


async def test_an_end_interrupts_the_waiting(sending: Sending, api: BotApi) -> None:
    api.faults = [Fault("sendMessage", "500", times=10**6)]
    sent = asyncio.create_task(sending.send(PLACE, "hello"))
    await api.until(lambda: api.made("sendMessage"))
    sending._stop.set()
    with pytest.raises(Stopping):
        await asyncio.wait_for(sent, 10)


async def test_an_outage_is_said_once_and_its_end_too(
    sending: Sending, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults = [Fault("sendMessage", "500", times=4)]
    await sending.send(PLACE, "hello")
    await sending.send(PLACE, "hello")
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "cannot be reached" in said[0]
    assert "answers again" in said[1]
    assert TOKEN not in caplog.text
    with pytest.raises(TelegramError):
        api.faults = [Fault("sendMessage", "500", times=4)]
        await sending.keep_on(lambda: sending._bot.send_message(7, "x"), tries=1)
