"""The terminal: choices by number, piped input, and the ways out."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.chat import Chat, Choice, Terminal, choices_of
from bot.runtime.sentences import Sentences
from tests.bot.runtime import project

ASK = [
    {"title": "职工", "payload": "/say{1}"},
    {"title": "灵活就业", "payload": "/say{2}"},
]
MONTHS = [
    {"title": "3 months", "payload": "/m3"},
    {"title": "6 months", "payload": "/m6"},
]


class Echo:
    """An assistant that says back what it hears, with the buttons that it is given."""

    def __init__(self, buttons: list[dict[str, str]] | None = None) -> None:
        self.sentences = Sentences(project.phrases())
        self.heard: list[str] = []
        self.senders: set[str] = set()
        self.buttons = buttons or []

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message.text)
        self.senders.add(message.sender_id)
        said: dict[str, Any] = {"text": f"heard {message.text}"}
        if self.buttons:
            said["buttons"] = [dict(button) for button in self.buttons]
        await message.output_channel.send_response(message.sender_id, said)


def talk(assistant: Echo, typed: str) -> str:
    target = io.StringIO()
    run: Callable[[Any], None] = asyncio.new_event_loop().run_until_complete
    Chat(assistant, Terminal(io.StringIO(typed), target)).run(run)  # type: ignore[arg-type]
    return target.getvalue()


def test_each_line_is_a_message_of_one_conversation() -> None:
    echo = Echo()
    shown = talk(echo, "你好\n社保断了\n")
    assert echo.heard == ["你好", "社保断了"]
    assert len(echo.senders) == 1
    assert "heard 你好" in shown and shown.rstrip().endswith(
        project.phrases()["chat_goodbye"].zh
    )


def test_two_chats_are_two_conversations() -> None:
    echo = Echo()
    talk(echo, "a\n")
    talk(echo, "a\n")
    assert len(echo.senders) == 2


def test_quit_ends_it() -> None:
    echo = Echo()
    talk(echo, "a\n/quit\nb\n")
    assert echo.heard == ["a"]


def test_a_number_chooses_a_button() -> None:
    echo = Echo(ASK)
    shown = talk(echo, "hi\n2\n1\n")
    assert "  1) 职工\n  2) 灵活就业\n" in shown
    assert echo.heard == ["hi", "/say{2}", "/say{1}"]


def test_words_are_still_words() -> None:
    echo = Echo(ASK)
    talk(echo, "hi\n我是职工\n")
    assert echo.heard[-1] == "我是职工"


def test_a_number_that_is_no_choice_is_told() -> None:
    echo = Echo(ASK)
    shown = talk(echo, "hi\n3\n")
    assert echo.heard == ["hi"]
    values = {"number": "3", "last": "2"}
    assert project.phrases()["chat_no_choice"].say("en", values) in shown


def test_before_any_choice_a_number_is_a_message() -> None:
    echo = Echo()
    talk(echo, "3\n")
    assert echo.heard == ["3"]


def test_where_answers_are_numbers_a_number_is_an_answer() -> None:
    echo = Echo(MONTHS)
    shown = talk(echo, "hi\n4\n#2\n")
    assert "  #1) 3 months" in shown
    assert echo.heard == ["hi", "4", "/m6"]


def test_buttons_of_several_messages_are_numbered_through() -> None:
    messages = [{"buttons": ASK[:1]}, {"text": "and"}, {"buttons": ASK[1:]}]
    assert choices_of(messages) == [
        Choice("1", "职工", "/say{1}"),
        Choice("2", "灵活就业", "/say{2}"),
    ]


def test_ctrl_c_says_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Terminal, __: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "ask", interrupted)
    assert project.phrases()["chat_goodbye"].zh in talk(Echo(), "")


def test_nothing_blinks_without_a_terminal() -> None:
    assert "\x1b" not in talk(Echo(), "hi\n")


def test_typing_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Terminal, "is_live", property(lambda _: True))
    shown = talk(Echo(), "how are you\n")
    typing = project.phrases()["chat_typing"].en
    assert f"{typing}." in shown
    assert shown.index(typing) < shown.index("heard")
