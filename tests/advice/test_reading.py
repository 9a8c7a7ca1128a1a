"""Strict reading: what YAML may not say, and the sentence that says so."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from advice.reading import Entry, KnowledgeError, parse_yaml, read_folder, read_yaml
from advice.words import Words, split_placeholders


def refused(text: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        parse_yaml(text, "rain.yml")
    return str(caught.value)


def test_a_key_that_stands_twice_is_refused_with_its_line() -> None:
    assert refused("one: 1\ntwo: 2\none: 3\n") == (
        "rain.yml: line 3: the key 'one' stands twice"
    )


def test_a_key_that_stands_twice_deep_inside_is_refused() -> None:
    assert "the key 'zh' stands twice" in refused("a: {b: {zh: x, zh: y, en: z}}")


def test_broken_yaml_is_refused_with_the_file() -> None:
    assert refused("a: [1, 2").startswith("rain.yml: ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{days}: text", id="a placeholder that was not quoted"),
        pytest.param("? [a, b]\n: c", id="a list"),
    ],
)
def test_a_key_that_is_no_word_is_refused(text: str) -> None:
    assert refused(text).startswith("rain.yml: ")


def test_anchors_and_merges_are_read() -> None:
    text = "base: &base {zh: 一}\nmore: {<<: *base, en: one}\nsame: *base\n"
    read = parse_yaml(text, "rain.yml")
    assert read["more"] == {"zh": "一", "en": "one"}
    assert read["same"] == {"zh": "一"}


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rain.yml"
    path.write_bytes("zh: 下雨".encode("gbk"))
    with pytest.raises(KnowledgeError, match=r"rain\.yml"):
        read_yaml(path)


def entry(**raw: object) -> Entry:
    return Entry(raw, "rain.yml: one")


@pytest.mark.parametrize(
    ("raw", "read", "sentence"),
    [
        pytest.param({}, lambda e: e.take("a", str), "'a' is missing", id="missing"),
        pytest.param(
            {"a": 1},
            lambda e: e.take("a", str),
            "'a' must be str, found 1",
            id="number for text",
        ),
        pytest.param(
            {"a": True},
            lambda e: e.take("a", int),
            "'a' must be int, found True",
            id="yes for a number",
        ),
        pytest.param(
            {"a": "2026"},
            lambda e: e.day("a"),
            "'a' must be date, found '2026'",
            id="text for a date",
        ),
        pytest.param(
            {"a": "x"},
            lambda e: e.one_of("a", ("b", "c")),
            "'a' must be one of b, c, not x",
            id="word outside a list",
        ),
        pytest.param(
            {"a": ["x", 1]},
            lambda e: e.texts("a"),
            "'a' must list text, found 1",
            id="number in a list of ids",
        ),
        pytest.param(
            {"a": 1}, lambda e: e.done(), "unknown key 'a'", id="key nobody knows"
        ),
        pytest.param(
            {"a": {"zh": "一"}},
            lambda e: e.words("a"),
            "a: 'en' is missing",
            id="language missing",
        ),
        pytest.param(
            {"a": {"zh": "一", "en": " "}},
            lambda e: e.words("a"),
            "a: a language is empty",
            id="language empty",
        ),
        pytest.param(
            {"a": {"zh": "一", "en": False}},
            lambda e: e.words("a"),
            "a: 'en' must be str, found False",
            id="no for a text",
        ),
        pytest.param(
            {"a": {"zh": "一{", "en": "one"}},
            lambda e: e.words("a"),
            "a: unbalanced brace",
            id="brace left open",
        ),
        pytest.param(
            {"a": {"zh": "一", "en": "one", "de": "eins"}},
            lambda e: e.words("a"),
            "a: unknown key 'de'",
            id="language too many",
        ),
        pytest.param(
            {"a": "x"},
            lambda e: e.entry("a"),
            "'a' must be dict, found 'x'",
            id="text for a mapping",
        ),
        pytest.param(
            {"a": ["x"]},
            lambda e: list(e.listed("a")),
            "a 1: expected a mapping, found 'x'",
            id="text in a list of mappings",
        ),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(
    raw: dict[str, object], read: Callable[[Entry], object], sentence: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read(entry(**raw))
    assert str(caught.value).startswith("rain.yml: one: ")
    assert sentence in str(caught.value)


def test_a_moment_is_no_day() -> None:
    moment = dt.datetime(2026, 11, 22, 10, 0)
    with pytest.raises(KnowledgeError, match="'checked' must be date"):
        entry(checked=moment).day("checked")


def test_a_right_entry_is_read_and_leaves_nothing() -> None:
    one = entry(
        words={"zh": "一\n", "en": "one\n"}, day=dt.date(2026, 1, 1), ids=["a", "b"]
    )
    assert one.words("words") == Words("一", "one")
    assert one.maybe_day("day") == dt.date(2026, 1, 1)
    assert one.maybe_day("day") is None
    assert one.texts("ids") == ("a", "b")
    assert one.maybe("n", int, 7) == 7
    assert one.maybe_words("more") is None
    one.done()


def test_a_folder_is_read_as_one_and_an_id_stands_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("y: 2\n", encoding="utf-8")

    def build(key: str, raw: object, where: str) -> tuple[str, object]:
        return key, (raw, where.removeprefix(tmp_path.name))

    assert read_folder(tmp_path, build) == {
        "x": (1, "/a.yml: x"),
        "y": (2, "/b.yml: y"),
    }
    (tmp_path / "c.yml").write_text("x: 3\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"c\.yml: x: 'x' stands twice"):
        read_folder(tmp_path, build)


def test_an_empty_file_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"a\.yml: expected a mapping or a list"):
        read_folder(tmp_path, lambda key, raw, where: (key, raw))


def test_words_are_filled_and_a_hole_is_never_shown() -> None:
    words = Words("{n}天", "{n} days at {late_fee.daily_rate}")
    assert words.placeholders() == {"n", "late_fee.daily_rate"}
    assert words.say("zh", {"n": "3"}) == "3天"
    given = {"n": "3", "late_fee.daily_rate": "0.0005"}
    assert words.say("en", given) == "3 days at 0.0005"
    with pytest.raises(KeyError):
        words.say("en", {"n": "3"})


def test_placeholders_are_split_in_order_and_braces_must_balance() -> None:
    assert split_placeholders("a {b.c} d") == (("a ", "b.c"), (" d", None))
    with pytest.raises(ValueError, match="}"):
        split_placeholders("a } b")
