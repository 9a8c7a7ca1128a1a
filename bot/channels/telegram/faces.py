"""How a message of the assistant looks on Telegram: cards laid out, the rest as text.

The words are the knowledge's; here is only their order and weight.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from actions.language import language_of
from advice import Knowledge, Language
from advice.explain import Explainer
from bot.channels.telegram.layout import Block
from bot.runtime.conversation_log import Said

STEP = "step"
_MOST_DOTS = 12

Card = dict[str, Any]


class Faces:
    """Lays out what was said."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._explainer = Explainer(knowledge)

    def of(self, said: Said) -> list[Block]:
        """The blocks of a message."""
        card = said.card or {}
        match card.get("kind"):
            case "step":
                return self.step(card)
            case "decision":
                return self._decision(card)
            case "answer":
                return self._answer(card)
            case _:
                return [Block(text) for text in said.text.split("\n\n")]

    def step(self, card: Card, notes: Sequence[str] = ()) -> list[Block]:
        """A step of a procedure; `notes` are what was said with it."""
        lang = _language(card["text"])
        number, total = int(card["number"]), int(card["total"])
        values = {"number": str(number), "total": str(total), "title": card["title"]}
        head = self._word("step_end" if card["ended"] else "step_head", lang, values)
        blocks = [Block(head, "bold")]
        if not card["ended"] and 1 < total <= _MOST_DOTS:
            blocks[0] = Block(f"{head}\n{'●' * number}{'○' * (total - number)}", "bold")
        blocks.append(Block(card["text"]))
        return blocks + [Block(f"💡 {note}", "quiet") for note in notes]

    def _decision(self, card: Card) -> list[Block]:
        lang = _language(card["text"])
        blocks = [Block(card["title"], "bold"), Block(card["text"])]
        if card["for_you"]:
            blocks.append(Block(card["for_you"], "bold"))
        if card["facts"]:
            said = [
                self._word(
                    "fact_said", lang, {"title": one["title"], "value": one["value"]}
                )
                for one in card["facts"]
            ]
            joined = self._word("list_separator", lang).join(said)
            facts = self._word("telegram_facts", lang, {"facts": joined})
            blocks.append(Block(facts, "quiet"))
        return [*blocks, *self._law(card, lang), *self._ending(card["confirm"], lang)]

    def _answer(self, card: Card) -> list[Block]:
        lang = _language(card["text"])
        checked = all(source["verified"] for source in card["sources"])
        confirm = "" if checked else self._word("confirm", lang)
        return [
            Block(card["title"], "bold"),
            Block(card["text"]),
            *self._law(card, lang),
            *self._ending(confirm, lang),
        ]

    def _law(self, card: Card, lang: Language) -> list[Block]:
        """What it rests on, to be opened: titles with the words of the articles."""
        if not card["sources"]:
            return []
        day = dt.date.fromisoformat(card["as_of"])
        as_of = self._explainer.values.date(day, lang)
        lines = [self._word("telegram_law", lang, {"as_of": as_of})]
        for one in card["sources"]:
            source = self._knowledge.sources.get(one["id"])
            text = source.text.say(lang) if source and source.text else ""
            status = "" if one["verified"] else self._word("why_unverified", lang)
            name = "telegram_source" if text else "telegram_source_short"
            values = {"title": one["title"], "status": status, "text": text}
            lines.append(self._word(name, lang, values))
        return [Block("\n".join(lines), "quote")]

    def _ending(self, confirm: str, lang: Language) -> list[Block]:
        ending = [confirm] if confirm else []
        return [Block("\n".join([*ending, self._word("not_official", lang)]), "quiet")]

    def _word(
        self, name: str, lang: Language, values: dict[str, str] | None = None
    ) -> str:
        return self._knowledge.phrases[name].say(lang, values)


def _language(text: str) -> Language:
    return language_of(text) or "zh"
