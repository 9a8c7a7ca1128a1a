"""What is measured on was not learnt from: no such text, nor a near copy, is ours.

Near copies: at least nine tenths of the characters of both texts are the same and in
the same order, after marks, spaces and the form of writing are taken away.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.evaluate_cli import domain_intents
from bot.evaluation import read_rows
from bot.nlu.entities import script
from bot.settings import PROJECT

ALIKE = 0.9
SHORTEST = 6  # characters; below, two people may well say the same
APART = {"source"}  # names of norms are everybody's
WORDS = 5
HAN = 10

Found = list[tuple[str, str]]


def normal(text: str) -> str:
    """Simplified, half-width, lower case; letters and digits only."""
    return "".join(letter for letter in script.plain(text) if letter.isalnum())


def pieces(text: str) -> Iterator[tuple[str, int]]:
    """Each two neighbours, with how often they stood before: (neighbours, times)."""
    seen: Counter[str] = Counter()
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        yield pair, seen[pair]
        seen[pair] += 1


def least_shared(length: int) -> float:
    """Pieces that two near copies of this length together share at the least.

    They have M >= 0.45 length characters in common, in at most 0.1 length + 1 blocks;
    a block of m characters has m - 1 pieces.
    """
    return ALIKE / 2 * length - ((1 - ALIKE) * length + 1)


class Texts:
    """Texts in which copies of another are looked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {normal(text): text for text in texts}
        self._names = list(self._texts)
        self._holding: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            for piece in pieces(name):
                self._holding[piece].append(number)

    def copy_of(self, text: str) -> str | None:
        """A text that is the same or a near copy."""
        name = normal(text)
        if len(name) < SHORTEST:
            return None
        if name in self._texts:
            return self._texts[name]
        shared: Counter[int] = Counter()
        for piece in pieces(name):
            shared.update(self._holding.get(piece, ()))
        for number, count in shared.items():
            other = self._names[number]
            length = len(name) + len(other)
            # Rounded down, as 0.9 has no exact value in binary.
            if count >= math.floor(least_shared(length)) and alike(name, other):
                return self._texts[other]
        return None


def alike(one: str, other: str) -> bool:
    """Whether one of two normal texts is a near copy of the other."""
    length = len(one) + len(other)
    if min(len(one), len(other)) < SHORTEST:
        return False
    if 2 * min(len(one), len(other)) < ALIKE * length:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def copies(of: Iterable[str], within: Texts) -> Found:
    return [(text, copy) for text in of if (copy := within.copy_of(text)) is not None]


def strings(content: Any, apart: set[str]) -> Iterator[str]:
    """All texts in a YAML value, but not below the keys `apart`."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in apart:
                yield from strings(value, apart)
    elif isinstance(content, list):
        for value in content:
            yield from strings(value, apart)
    elif isinstance(content, str):
        yield content


def is_prose(text: str) -> bool:
    """Whether it is more than a name, a code or a number, which anybody may use."""
    words = re.findall(r"[A-Za-z]+", text)
    return len(words) >= WORDS or len(re.findall(r"[\u4e00-\u9fff]", text)) >= HAN


def read_yaml(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def example_texts() -> Iterator[str]:
    """Every line of every text below data/, however it is wrapped in YAML."""
    for path in sorted((PROJECT / "data").rglob("*.yml")):
        for text in strings(read_yaml(path), set()):
            for line in text.splitlines():
                yield line.strip().removeprefix("- ").strip()


def dialogue_texts() -> Iterator[str]:
    """What a person says in the written dialogues."""
    for path in sorted((PROJECT / "tests" / "dialogues").glob("*.yml")):
        for dialogue in read_yaml(path):
            yield from (str(t["say"]) for t in dialogue["turns"] if "say" in t)


def table_texts(path: Path) -> list[str]:
    return [row.text for row in read_rows(path, domain_intents(PROJECT))]


@pytest.fixture(scope="module")
def example_lines() -> list[str]:
    return list(example_texts())


@pytest.fixture(scope="module")
def examples(example_lines: list[str]) -> Texts:
    return Texts(example_lines)


@pytest.fixture(scope="module")
def ours(example_lines: list[str], held_out: Path) -> Texts:
    return Texts([*example_lines, *dialogue_texts(), *table_texts(held_out)])


def test_no_question_kept_outside_is_ours(eval_dir: Path, ours: Texts) -> None:
    tables = sorted(eval_dir.glob("*.tsv"))
    assert copies((t for path in tables for t in table_texts(path)), ours) == []


def test_nothing_of_the_cases_kept_outside_is_ours(eval_dir: Path, ours: Texts) -> None:
    files = sorted(eval_dir.glob("*.yml"))
    assert files
    said = [text for path in files for text in strings(read_yaml(path), APART)]
    prose = [text for text in said if is_prose(text)]
    assert prose
    assert copies(prose, ours) == []


def test_no_held_out_question_is_an_example(
    held_out: Path, examples: Texts, example_lines: list[str]
) -> None:
    texts = table_texts(held_out)
    assert copies(texts, examples) == []
    short = {normal(text) for text in texts if len(normal(text)) < SHORTEST}
    assert short & {normal(text) for text in example_lines} == set()


def test_what_is_searched_is_there(example_lines: list[str]) -> None:
    assert len(example_lines) > 5000
    assert len(list(dialogue_texts())) > 100


ONE = "社保断了四个月还能不能补交"


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        "社保 断了四个月，还能不能补交？",
        "社保斷了四個月還能不能補交",
        "我社保断了四个月还能不能补交",
        "社保断了五个月还能不能补交",
        "社保断了个月还能不能补交",
    ],
    ids=["same", "marks", "traditional", "longer", "changed", "shorter"],
)
def test_a_near_copy_is_found(text: str) -> None:
    assert Texts(["其他的问题说的是别的", ONE]).copy_of(text) == ONE


@pytest.mark.parametrize(
    "text",
    [
        "社保断了半年还能补交吗",
        "社保断了四个月",
        "怎么补",
        "",
        "还能不能补交社保断了四个月",
    ],
)
def test_another_text_is_no_copy(text: str) -> None:
    assert Texts([ONE]).copy_of(text) is None


def test_short_texts_are_not_compared() -> None:
    assert Texts(["怎么补缴"]).copy_of("怎么补缴") is None


def test_english_is_compared_by_letters() -> None:
    within = Texts(["How do I replace my lost card?"])
    assert within.copy_of("how do i replace my lost cards")
    assert within.copy_of("how do i unlock my lost card") is None


def test_the_shortcut_loses_no_copy() -> None:
    texts = sorted(set(dialogue_texts()))[::5][:60]
    changed = [change(text) for text in texts for change in CHANGES]
    within = Texts(texts)
    names = [normal(text) for text in texts]
    for text in changed:
        plainly = any(alike(normal(text), name) for name in names)
        assert (within.copy_of(text) is not None) == plainly, text


CHANGES: Sequence[Callable[[str], str]] = (
    lambda text: text[1:],
    lambda text: text[:-1] + text[:1],
    lambda text: text[: len(text) // 2] + text[len(text) // 2 + 1 :],
    lambda text: text[::-1],
)
