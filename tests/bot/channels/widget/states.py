"""Every state in which the widget can be seen, and pages of each kind.

For axe, narrow screens and pictures.
"""

from collections.abc import Callable, Mapping

from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.wire import Wire
from tests.bot.channels.widget.words import (
    CARD_READY,
    DAY_ASKED,
    MONTH_ASKED,
    PROCEDURE,
    QUESTION,
    label,
    phrase,
)

State = Callable[[Chat, str, Wire], None]
MOST_QUESTIONS = 8
PAGES = {
    "home": "/?",
    "faq": "/faq?",
    "faq-search": "/faq/search?q=12333&",
    "faq-topic": "/faq/topic/back_payment?",
    "faq-procedure": "/faq/procedure/card_apply_in_person?",
    "faq-source": "/faq/source/sil_86?",
    "decide-question": "/decide/back_payment?",
    "decide-outcome": "/decide/back_payment?insurance=pension&employment=employee"
    "&gap_cause=employer_default&",
}
"""By the name of a picture: an address to which `lang=` is put."""


def closed(chat: Chat, lang: str, wire: Wire) -> None:
    chat.one(".launcher")


def opened(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open()


def menu(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open().one(".more").click()
    chat.one(".menu")


def typing(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open()
    wire.state = "silent"
    chat.type(QUESTION[lang] + "\n")
    chat.one(".typing")


def buttons(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open().say(QUESTION[lang])


def decision(chat: Chat, lang: str, wire: Wire) -> None:
    buttons(chat, lang, wire)
    for _ in range(MOST_QUESTIONS):
        if chat.all(".card.decision"):
            return
        chat.choose(chat.offered[0])
    raise AssertionError(chat.said())


def start_procedure(chat: Chat, lang: str) -> None:
    """The first step of the procedure in Alipay."""
    chat.open().say(PROCEDURE[lang])
    if not chat.all(".card.step"):
        chat.choose(phrase("button_procedure", lang) + PROCEDURE[lang])


def step(chat: Chat, lang: str, wire: Wire) -> None:
    start_procedure(chat, lang)
    chat.choose(chat.offered[0])


def days(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open().say(CARD_READY[lang])
    chat.choose(phrase("button_count_days", lang))


def month(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open()
    for text in MONTH_ASKED[lang]:
        chat.say(text)
    chat.one(".picker.month")


def day(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open()
    for text in DAY_ASKED[lang]:
        chat.say(text)
    chat.one(".picker.date")


def guard(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open().type("13800138000\n")
    chat.one(".sheet mark")


def code(chat: Chat, lang: str, wire: Wire) -> None:
    chat.open().menu(label("continue", lang))
    chat.one(".sheet textarea")


def rating(chat: Chat, lang: str, wire: Wire) -> None:
    decision(chat, lang, wire)
    chat.press(label("rate_up", lang))
    chat.one(".sheet textarea")


def offline(chat: Chat, lang: str, wire: Wire) -> None:
    buttons(chat, lang, wire)
    wire.state = "cut"
    chat.type(QUESTION[lang] + "\n")
    chat.one(".banner p")


def error(chat: Chat, lang: str, wire: Wire) -> None:
    buttons(chat, lang, wire)
    wire.state = "broken"
    chat.type(QUESTION[lang] + "\n")
    chat.one(".banner button")


STATES: Mapping[str, State] = {
    one.__name__: one
    for one in (
        closed,
        opened,
        menu,
        typing,
        buttons,
        decision,
        step,
        days,
        month,
        day,
        guard,
        code,
        rating,
        offline,
        error,
    )
}
