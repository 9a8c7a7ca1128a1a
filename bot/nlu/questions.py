"""Finds the questions in a message, so that two of them are both answered.

Pure text in both languages: cuts at the ends of clauses, at list numbers and at words
that begin another question ("另外", "also"). A piece ends with a clause that asks
something and begins with what was told ahead of it; beside a word that begins another
question it may only tell ("社保卡丢了，还有养老怎么转"). What each is about is the
classifier's business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 300
"""Longer messages are stories: what their sentences ask belongs together."""

SHORTEST_ZH = 3
SHORTEST_EN = 8
SHORTEST_PLEA = 8
SHORTEST_TOLD_ZH = 4
SHORTEST_TOLD_EN = 12
_AROUND = " ，,、\t"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_END = re.compile(
    r"[?？!！。；;，,\n]+"
    r"|\.(?=\s|$)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff\d])"
    r"|(?:^|(?<=[\s，,、。；;]))(?:\d{1,2}[.、)）](?!\d)|[（(]\d{1,2}[)）]|[一二三四五][、.])"
    r"|[，,、]?\s*(?=(?:另外|还有(?![用效没机救])|顺便|再问|再请问|同时想问|然后想问|以及(?=怎么|如何|能不能|要))"
    r"|(?<=[，,])\s*(?:and )?(?:also|by the way|btw|another question|secondly)\b)"
    r"|\b(?:and also|also,|by the way,?|btw,?|another question:?|secondly,?)\s"
    r"|,?\s+and\s+(?=(?:how|what|where|when|why|who|which|can|could|do|does|is|are|will"
    r"|would|should|may)\b)"
    r"|,?\s+and\s+(?=(?:[Ii]|we|he|she|they) also\b)"
)
_PART = re.compile(r"[，,。;；!！?？\n]|\.(?=\s|$)|\band\b|(?<=[\u4e00-\u9fff])\s+")
_ANOTHER = re.compile(
    r"[\W_]*(?:另外|还有(?![用效没机救])|顺便|再问|再请问|同时想问|然后想问"
    r"|(?:and )?(?:(?:i|we|he|she|they) )?(?:also|by the way|btw|another question"
    r"|secondly)\b)",
    re.IGNORECASE,
)
_ASKS_ZH = re.compile(
    r"[?？]|吗|嘛$|么$|呢$|怎么|怎样|咋|如何|多少|多久|多长|哪|什么|啥|几[个天月年岁]|为何|为什么"
    r"|是否|能不能|可不可以|可以不|要不要|有没有|是不是|会不会|行不行"
)
_PLEA = re.compile(r"请问|求助|问一下|想问|想知道")
_ASKS_EN = re.compile(
    r"\?|\b(?:how|what|what's|where|when|why|who|which|whether)\b"
    r"|^\W*(?:and |also |or )?(?:can|could|do|does|did|is|are|am|will|would|should|may"
    r"|must|shall)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A part of a message, by its first character and the one after its last.

    `asks`: whether it asks something by its words; else it only tells.
    """

    start: int
    end: int
    asks: bool = True


def questions(text: str) -> list[Piece]:
    """The pieces of a message that ask something, in order; none in a long story.

    Pieces that only tell are among them where a word begins another question.
    """
    if len(text) > LONGEST:
        return []
    parts: list[list[Piece]] = [[]]
    for clause, another in _clauses(text):
        if another and parts[-1]:
            parts.append([])
        parts[-1].append(clause)
    if len(parts) == 1:
        return _asking(text, parts[0])
    return [
        piece for part in parts for piece in _asking(text, part) or _telling(text, part)
    ]


def halves(text: str) -> Iterator[tuple[Piece, Piece]]:
    """Each way to cut a message between two clauses; of no long story.

    For words that only vent around a question: "这什么系统啊，断了五个月，能补吗".
    """
    if len(text) > LONGEST:
        return
    clauses = [clause for clause, _ in _clauses(text)]
    for at in range(1, len(clauses)):
        before, after = clauses[:at], clauses[at:]
        yield _joined(text, before), _joined(text, after)


def beside_numbers(text: str, hidden: str) -> list[Piece]:
    """The parts of a message that say something beside a number that was `hidden`.

    "My ID is 1****4 and my card is lost" is about the card. None where no number was
    hidden, and where the rest is too short to mean anything.
    """
    if hidden not in text:
        return []
    borders = [0, *(end for cut in _PART.finditer(text) for end in cut.span())]
    ends = [*borders[1:], len(text)]
    parts = [
        piece
        for start, end in zip(borders[::2], ends[::2], strict=True)
        if hidden not in text[start:end]
        for piece in _trimmed(text, start, end)
    ]
    said = "".join(text[part.start : part.end] for part in parts)
    least = SHORTEST_ZH if _HAN.search(said) else SHORTEST_EN
    return parts if len(said) >= least else []


def _joined(text: str, clauses: list[Piece]) -> Piece:
    asks = any(_asks(text, clause) for clause in clauses)
    return Piece(clauses[0].start, clauses[-1].end, asks)


def _asking(text: str, clauses: list[Piece]) -> list[Piece]:
    """Clauses joined so that each piece ends with one that asks; none if none does."""
    pieces: list[Piece] = []
    start: int | None = None
    for clause in clauses:
        start = clause.start if start is None else start
        if _asks(text, clause):
            pieces.append(Piece(start, clause.end))
            start = None
    if pieces and start is not None:
        pieces[-1] = Piece(pieces[-1].start, clauses[-1].end)
    return pieces


def _telling(text: str, clauses: list[Piece]) -> list[Piece]:
    """Clauses of which none asks, as one piece that tells; none if it is too short."""
    start, end = clauses[0].start, clauses[-1].end
    han = _HAN.search(text, start, end)
    least = SHORTEST_TOLD_ZH if han else SHORTEST_TOLD_EN
    return [Piece(start, end, asks=False)] if end - start >= least else []


def _clauses(text: str) -> Iterator[tuple[Piece, bool]]:
    """Each clause, and whether a word before it or in it begins another question."""
    start = border = 0
    for cut in _END.finditer(text):
        # A question mark belongs to what it ends.
        end = cut.end() if cut.group()[:1] in ("?", "？") else cut.start()
        another = border > 0 and bool(_ANOTHER.match(text, border))
        yield from ((piece, another) for piece in _trimmed(text, start, end))
        start, border = cut.end(), cut.start()
    another = border > 0 and bool(_ANOTHER.match(text, border))
    yield from ((piece, another) for piece in _trimmed(text, start, len(text)))


def _trimmed(text: str, start: int, end: int) -> Iterator[Piece]:
    said = text[start:end]
    lead = len(said) - len(said.lstrip(_AROUND))
    tail = len(said.rstrip(_AROUND))
    if tail > lead:
        yield Piece(start + lead, start + tail)


def _asks(text: str, clause: Piece) -> bool:
    said = text[clause.start : clause.end]
    if _HAN.search(said):
        asks = bool(_ASKS_ZH.search(said)) and len(said) >= SHORTEST_ZH
        return asks or (bool(_PLEA.search(said)) and len(said) >= SHORTEST_PLEA)
    return len(said) >= SHORTEST_EN and bool(_ASKS_EN.search(said))
