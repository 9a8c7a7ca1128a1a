"""Shapes text for Telegram: safe HTML in messages short enough, buttons in rows.

Knows neither the assistant nor what is said.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

LIMIT = 4096
"""UTF-16 units of one message, with its markup: Telegram counts without it."""

ROW_WIDTH = 32  # columns of a thumb's row; a Chinese character takes two
LONGEST_TITLE = 60
_TAGS = {
    "": ("", ""),
    "bold": ("<b>", "</b>"),
    "quiet": ("<i>", "</i>"),
    "quote": ("<blockquote expandable>", "</blockquote>"),
}
# Of paragraphs, lines, sentences, words; Chinese full stops and commas among them.
_ENDS = (
    r"\n\s*\n",
    r"\n",
    r"[\u3002\uff01\uff1f\uff1b]|[.!?;](?=\s)",
    r"[\uff0c\u3001,\s]",
)
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """A piece of text of one kind; blocks are set apart by an empty line."""

    text: str
    kind: Literal["", "bold", "quiet", "quote"] = ""


def messages(blocks: Iterable[Block], limit: int = LIMIT) -> list[str]:
    """The HTML of as few messages as it takes, cut between blocks where possible.

    A longer block is cut between paragraphs, else lines, sentences, words.
    """
    done: list[str] = []
    for block in blocks:
        start, end = _TAGS[block.kind]
        room = limit - len(start) - len(end)
        for text in split(_clean(block.text), room):
            piece = f"{start}{escape(text)}{end}"
            joined = f"{done[-1]}\n\n{piece}" if done else piece
            if done and units(joined) <= limit:
                done[-1] = joined
            else:
                done.append(piece)
    return done


def split(text: str, room: int) -> Iterator[str]:
    """`text` in pieces that take at most `room` units once they are escaped."""
    text = text.strip()
    while text:
        most = _fitting(text, room)
        if most < len(text):
            most = _good_end(text, most)
        yield text[:most].rstrip()
        text = text[most:].lstrip()


def escape(text: str) -> str:
    """Text that no markup can be made of."""
    return html.escape(text, quote=False)


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def rows(
    buttons: Sequence[T],
    title: Callable[[T], str],
    wide: Callable[[T], bool] = lambda _: False,
    width: int = ROW_WIDTH,
) -> list[list[T]]:
    """Buttons in their order, two or three short ones beside each other.

    `wide` says which have a row of their own.
    """
    laid: list[list[T]] = []
    for button in buttons:
        row = [*laid[-1], button] if laid else [button]
        widest = max(columns(title(one)) for one in row)
        # Telegram makes the buttons of a row equally wide.
        alone = any(wide(one) for one in row)
        if len(row) in (2, 3) and widest * len(row) <= width and not alone:
            laid[-1] = row
        else:
            laid.append([button])
    return laid


def short(title: str) -> str:
    """A title that a button can hold."""
    title = " ".join(_clean(title).split()) or "…"
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def columns(text: str) -> int:
    """How wide a text is shown."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _clean(text: str) -> str:
    return _UNSENDABLE.sub("", text)


def _fitting(text: str, room: int) -> int:
    used = 0
    for at, char in enumerate(text):
        used += units(escape(char))
        if used > room:
            return max(at, 1)
    return len(text)


def _good_end(text: str, most: int) -> int:
    for end in _ENDS:
        found = [match.end() for match in re.finditer(end, text[:most])]
        if found and found[-1] > most // 2:
            return found[-1]
    return most
