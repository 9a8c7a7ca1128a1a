"""Strict reading of YAML: what the file says, or a sentence that says what is wrong.

Refuses duplicate keys, unknown keys, a missing language and wrong types. Knows nothing
of what the entries mean.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml

from advice.words import LANGUAGES, Words, split_placeholders

T = TypeVar("T")

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeError(ValueError):
    """The knowledge says something impossible; the text names file and entry."""


class _StrictLoader(_Base):  # type: ignore[misc,valid-type]
    """The C loader, refusing a key that stands twice."""


def _mapping_without_duplicates(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, Hashable):
            raise KnowledgeError(f"line {line}: the key {key!r} must be quoted")
        if key in seen:
            raise KnowledgeError(f"line {line}: the key {key!r} stands twice")
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_StrictLoader.add_constructor(
    yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates
)


def parse_yaml(text: str, where: str) -> Any:
    """The content of a YAML text; `where` names it in errors.

    Raises KnowledgeError for broken YAML and for a duplicate key.
    """
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)
    except KnowledgeError as error:
        raise KnowledgeError(f"{where}: {error}") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{where}: {error}") from error


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises KnowledgeError, OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path.name}: not UTF-8: {error}") from error
    return parse_yaml(text, path.name)


def read_mapping(path: Path) -> dict[Any, Any]:
    """The content of a YAML file that is a mapping. Raises KnowledgeError, OSError."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise KnowledgeError(f"{path.name}: expected a mapping")
    return content


class Entry:
    """One mapping of a file, taken apart key by key; `done()` refuses what is left."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, dict):
            raise KnowledgeError(f"{where}: expected a mapping, found {raw!r}")
        self._raw: dict[Any, Any] = dict(raw)
        self.where = where

    def fail(self, sentence: str) -> KnowledgeError:
        """An error that names this entry."""
        return KnowledgeError(f"{self.where}: {sentence}")

    def has(self, key: str) -> bool:
        """Whether the key stands in the entry and was not taken yet."""
        return key in self._raw

    def take(self, key: str, kind: type[T] | tuple[type[T], ...]) -> T:
        """A required value of a type. Raises KnowledgeError."""
        if key not in self._raw:
            raise self.fail(f"{key!r} is missing")
        value = self._raw.pop(key)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (
            isinstance(value, bool) and bool not in kinds
        ):
            names = " or ".join(k.__name__ for k in kinds)
            raise self.fail(f"{key!r} must be {names}, found {value!r}")
        return value

    def maybe(self, key: str, kind: type[T], default: T) -> T:
        """An optional value of a type. Raises KnowledgeError for a wrong type."""
        return self.take(key, kind) if key in self._raw else default

    def one_of(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        """A word out of a closed list. Raises KnowledgeError."""
        value = self.maybe(key, str, default) if default else self.take(key, str)
        if value not in allowed:
            raise self.fail(f"{key!r} must be one of {', '.join(allowed)}, not {value}")
        return value

    def words(self, key: str) -> Words:
        """A required text in both languages. Raises KnowledgeError."""
        return words_of(self.take(key, dict), f"{self.where}: {key}")

    def maybe_words(self, key: str) -> Words | None:
        """An optional text in both languages."""
        return self.words(key) if key in self._raw else None

    def texts(self, key: str) -> tuple[str, ...]:
        """An optional list of words that are not for people (ids)."""
        raw = self.maybe(key, list, [])
        for item in raw:
            if not isinstance(item, str):
                raise self.fail(f"{key!r} must list text, found {item!r}")
        return tuple(raw)

    def day(self, key: str) -> dt.date:
        """A required date."""
        day = self.take(key, dt.date)
        if isinstance(day, dt.datetime):
            raise self.fail(f"{key!r} must be date, found {day!r}")
        return day

    def maybe_day(self, key: str) -> dt.date | None:
        """An optional date."""
        return self.day(key) if key in self._raw else None

    def entry(self, key: str) -> "Entry":
        """A required mapping inside this one."""
        return Entry(self.take(key, dict), f"{self.where}: {key}")

    def entries(self, key: str) -> Iterator[tuple[str, "Entry"]]:
        """(name, mapping) pairs of a required mapping of mappings."""
        for name, raw in self.take(key, dict).items():
            yield str(name), Entry(raw, f"{self.where}: {key}: {name}")

    def listed(self, key: str) -> Iterator["Entry"]:
        """The mappings of a required list."""
        for number, raw in enumerate(self.take(key, list), start=1):
            yield Entry(raw, f"{self.where}: {key} {number}")

    def done(self) -> None:
        """Refuse what nobody took. Raises KnowledgeError."""
        if self._raw:
            names = ", ".join(repr(str(key)) for key in self._raw)
            raise self.fail(f"unknown key {names}")


def words_of(raw: Any, where: str) -> Words:
    """Both languages of a text. Raises KnowledgeError when one is missing or empty."""
    entry = Entry(raw, where)
    words = Words(*(entry.take(lang, str).rstrip("\n") for lang in LANGUAGES))
    entry.done()
    if not words.zh.strip() or not words.en.strip():
        raise entry.fail("a language is empty")
    try:
        for text in (words.zh, words.en):
            split_placeholders(text)
    except ValueError as error:
        raise entry.fail(f"unbalanced brace: {error}") from error
    return words


def read_folder(
    folder: Path, build: Callable[[str, Any, str], tuple[str, T]]
) -> dict[str, T]:
    """Entries of all `*.yml` mappings or lists of a folder, by id.

    `build(key, raw, where)` gets the mapping key (or "" in a list) and returns (id,
    entry). Raises KnowledgeError for an id that stands twice.
    """
    found: dict[str, T] = {}
    for path in sorted(folder.glob("*.yml")):
        content = read_yaml(path)
        pairs: list[tuple[Any, Any]]
        if isinstance(content, dict):
            pairs = list(content.items())
        elif isinstance(content, list):
            pairs = [("", raw) for raw in content]
        else:
            raise KnowledgeError(f"{path.name}: expected a mapping or a list")
        for number, (key, raw) in enumerate(pairs, start=1):
            where = f"{folder.name}/{path.name}: {key or number}"
            if not isinstance(key, str):
                raise KnowledgeError(f"{where}: the key {key!r} must be quoted")
            name, entry = build(key, raw, where)
            if name in found:
                raise KnowledgeError(f"{where}: {name!r} stands twice")
            found[name] = entry
    return found
