"""The commands, the menu of topics and the places to choose from.

A command and a choice are words put into the person's mouth with the intent that they
have: they need no understanding, and read as words in the conversation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import BotCommand

from advice import Knowledge, Language, Words
from bot.channels.telegram.buttons import Button
from bot.channels.telegram.layout import short

COMMANDS = (
    "start", "help", "topics", "steps", "language", "person", "forget", "about",
)  # fmt: skip
INTENTS = {
    "start": "greet",
    "help": "help",
    "steps": "show_steps",
    "language": "change_language",
    "person": "human_agent",
    "forget": "delete_data",
}
"""Commands that the assistant answers."""

RESUME = "resume_code"
TOPIC, PAGE, PLACE = "topic:", "topics:", "region:"
CODE_LENGTH = 6  # letters of a code that resumes a procedure
_ON_A_PAGE = 8
_COUNTRY = "000000"


@dataclass(frozen=True)
class Spoken:
    """What is put into the person's mouth; `parsed` is None where it is to be heard."""

    text: str
    parsed: dict[str, Any] | None


@dataclass(frozen=True)
class Menu:
    """Made of the knowledge, for the intents that the model knows."""

    knowledge: Knowledge
    intents: frozenset[str]
    titles: Mapping[str, Words] = field(init=False)

    def __post_init__(self) -> None:
        knowledge = self.knowledge
        titles = {name: topic.title for name, topic in knowledge.topics.items()}
        titles |= {name: answer.title for name, answer in knowledge.answers.items()}
        titles = {n: title for n, title in titles.items() if n in self.intents}
        object.__setattr__(self, "titles", titles)

    def commands(self, lang: Language) -> list[BotCommand]:
        """The menu that Telegram shows."""
        say: Callable[[str], str] = lambda name: self._say(name, lang)  # noqa: E731
        return [BotCommand(n, say(f"telegram_command_{n}")) for n in COMMANDS]

    def command(self, name: str, argument: str, lang: Language) -> Spoken | None:
        """What a command says to the assistant; None where it says nothing."""
        code = argument.strip().upper()
        if name == "start" and len(code) == CODE_LENGTH and code.isalnum():
            text = self._say("telegram_words_resume", lang, {"code": code})
            return said(text, RESUME, short_code=code)
        if name not in INTENTS:
            return None
        return said(self._say(f"telegram_words_{name}", lang), INTENTS[name])

    def choice(self, data: str, lang: Language) -> Spoken | None:
        """What a button of this channel says; None where there is none such."""
        topic = data.removeprefix(TOPIC)
        if data.startswith(TOPIC) and topic in self.titles:
            return said(self.titles[topic].say(lang), topic)
        code = data.removeprefix(PLACE)
        if data.startswith(PLACE) and code in self._places():
            place = self.knowledge.regions[code].name.say(lang)
            return Spoken(
                self._say("telegram_words_place", lang, {"place": place}), None
            )
        return None

    def page(self, data: str) -> int | None:
        """The page of topics that a button turns to."""
        number = data.removeprefix(PAGE)
        sound = data.startswith(PAGE) and number.isascii() and number.isdigit()
        wanted = int(number) if sound and len(number) < 3 else -1
        return wanted if 0 <= wanted < self._pages() else None

    def topics(self, page: int, lang: Language) -> list[Button]:
        """The buttons of one page: topics, then to the other pages."""
        names = [*self.titles][page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
        shown = [
            Button(short(self.titles[name].say(lang)), TOPIC + name) for name in names
        ]
        if page > 0:
            shown.append(Button(self._say("telegram_back", lang), f"{PAGE}{page - 1}"))
        if page + 1 < self._pages():
            shown.append(Button(self._say("telegram_more", lang), f"{PAGE}{page + 1}"))
        return shown

    def places(self, lang: Language, near: Sequence[str] = ()) -> list[Button]:
        """The places for which the knowledge has figures of their own; `near` first."""
        known, regions = self._places(), self.knowledge.regions
        first = [code for code in near if code in known]
        codes = [*first, *(code for code in known if code not in first)]
        return [Button(regions[c].name.say(lang), PLACE + c) for c in codes]

    def _places(self) -> list[str]:
        values = (v for p in self.knowledge.parameters.values() for v in p.values)
        return sorted({value.region for value in values} - {_COUNTRY})

    def _pages(self) -> int:
        return -(-len(self.titles) // _ON_A_PAGE)

    def _say(
        self, name: str, lang: Language, values: Mapping[str, str] | None = None
    ) -> str:
        return self.knowledge.phrases[name].say(lang, values)


def said(text: str, intent: str, **entities: str) -> Spoken:
    """Words whose meaning is known."""
    found = {"name": intent, "confidence": 1.0}
    return Spoken(
        text,
        {
            "text": text,
            "intent": found,
            "intent_ranking": [found],
            "entities": [
                {"entity": n, "value": v, "start": 0, "end": len(text)}
                for n, v in entities.items()
            ],
        },
    )
