"""Templates of `templates/` filled with the knowledge's words, every value escaped.

Only `data_block` makes markup out of data, for the one script element that is data
(JSON-LD); what could end the element is written as an escape.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from advice import LANGUAGES, Knowledge, Language
from advice.values import Values
from bot.channels.web.static_files import WIDGET, StaticFiles
from bot.http.pages import TAGS
from bot.settings import Settings

FOLDER = Path(__file__).with_name("templates")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_IN_MARKUP = str.maketrans({**_ESCAPES, "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True)
class Address:
    """A page of ours: path and parameters, without the language."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: Language | None) -> str:
        """Path and query, with the language where one is given."""
        pairs = [*self.query, ("lang", language)] if language else [*self.query]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


class Renderer:
    """Fills templates."""

    def __init__(
        self, knowledge: Knowledge, files: StaticFiles, settings: Settings
    ) -> None:
        self._knowledge = knowledge
        self._values = Values(knowledge)
        self._settings = settings
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER, encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["lines"] = _lines
        self._environment.globals.update(
            base=settings.public_url,
            icon=files.address("icon.svg"),
            css=files.address("site.css"),
            widget=WIDGET,
            tags=TAGS,
        )

    def page(
        self,
        template: str,
        language: Language,
        day: dt.date,
        address: Address,
        **values: Any,
    ) -> str:
        """The page as HTML."""
        given: dict[str, Any] = {
            "lang": language,
            "other": next(one for one in LANGUAGES if one != language),
            "languages": LANGUAGES,
            "address": address,
            "today": self._values.date(day, language),
            "today_iso": day.isoformat(),
            "indexed": True,
            "bare": False,
            "data": None,
        }
        given.update(values)
        return self._environment.get_template(template).render(
            **given, w=self._words(language), link=_linker(language)
        )

    def _words(self, language: Language) -> Any:
        phrases = self._knowledge.phrases

        def say(name: str, **values: str) -> str:
            return phrases[name].say(language, values)

        return say


def data_block(data: Mapping[str, Any]) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, indent=1).translate(_IN_MARKUP)
    return Markup(text)  # noqa: S704 (all that could end the element is escaped)


def _linker(language: Language) -> Any:
    def link(path: str, **query: str) -> str:
        return Address(path, tuple(query.items())).in_language(language)

    return link


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
