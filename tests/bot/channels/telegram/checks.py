"""What Telegram takes and refuses of a message: markup, length, buttons."""

import html
import itertools
import json
from html.parser import HTMLParser
from typing import Any

TAGS = ("b", "i", "blockquote")


class BadCall(Exception):
    """Telegram answers 400."""


def checked(params: dict[str, str]) -> str:
    """The text, if Telegram would take it."""
    text = params["text"]
    if params.get("parse_mode") == "HTML":
        parser = _Tags()
        parser.feed(text)
        parser.close()
        if parser.open:
            raise BadCall("can't parse entities: can't find end tag")
    else:
        assert "parse_mode" not in params
        text = html.escape(text, quote=False)
    units = len(visible(text).encode("utf-16-le")) // 2
    if not 0 < units <= 4096:
        raise BadCall("message is too long" if units else "message text is empty")
    return text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS or attrs not in ([], [("expandable", None)]):
            raise BadCall(f"can't parse entities: unsupported start tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise BadCall("can't parse entities: unexpected end tag")

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise BadCall("can't parse entities: not escaped")


def visible(text: str) -> str:
    for tag in ("b", "i", "blockquote", "blockquote expandable"):
        text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    return html.unescape(text)


def buttons_of(params: dict[str, str]) -> list[list[dict[str, str]]]:
    markup = json.loads(params.get("reply_markup") or "{}")
    rows: list[list[dict[str, str]]] = markup.get("inline_keyboard") or []
    for button in itertools.chain.from_iterable(rows):
        size = len(button["callback_data"].encode())
        if not 0 < size <= 64 or not button["text"]:
            raise BadCall("BUTTON_DATA_INVALID")
    return rows
