"""Cutting messages of both languages, alone and as a component of the pipeline."""

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.terms import Terms, digest
from bot.nlu.tokenizer import BilingualTokenizer, to_words
from bot.settings import PROJECT

FILE = PROJECT / "data" / "lexicon" / "terms.txt"


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.read(FILE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("灵活就业人员怎么补缴社保", "灵活就业人员 怎 么 补缴 社保"),
        ("城乡居民养老保险断缴", "城乡居民养老保险 断缴"),
        ("can I pay  it back?", "can i pay it back"),
        ("用Alipay交社保,ok吗", "用 alipay 交 社保 ok 吗"),
        ("接着办 AB3K7Q", "接着 办 ab3k7q"),
        ("ＡＢ３　社保", "ab3 社保"),
        ("社會保險斷繳", "社会保险 断缴"),
        ("I don't know", "i don't know"),
        ("😀 。！", ""),
    ],
    ids=[
        "terms whole",
        "longest term",
        "english, no spaces",
        "mixed",
        "code",
        "full width",
        "traditional",
        "apostrophe",
        "nothing to cut",
    ],
)
def test_cuts(terms: Terms, text: str, words: str) -> None:
    assert [word.text for word in terms.cut(text)] == words.split()


@pytest.mark.parametrize(
    "text", ["社會保險斷繳 5 個月", "Ｉ paid 社保, but stopped", "İstanbul 社保"]
)
def test_spans_are_those_of_the_message(terms: Terms, text: str) -> None:
    for word in terms.cut(text):
        assert terms.cut(text[word.start : word.end])[0].text == word.text


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("公积金", "housing"),
        ("公司", "employer"),
        ("employers", "employer"),
        ("refunded", "lump"),
        ("火锅", None),
    ],
)
def test_names_the_concept(terms: Terms, word: str, concept: str | None) -> None:
    found = {one.concept for one in terms.cut(word)}
    assert found == {concept}


def test_each_term_stands_once_with_one_concept() -> None:
    words = [
        line.split(" ")[0] for line in FILE.read_text(encoding="utf-8").split("\n")
    ]
    assert len(words) == len(set(words))


def test_a_malformed_line_is_an_error() -> None:
    with pytest.raises(ValueError, match="Line 2"):
        Terms("社保 1000 ss\n补缴 1000".encode())


def test_no_cache_is_left_in_the_temporary_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert Terms.read(FILE).cut("社保")
    assert list(tmp_path.iterdir()) == []


def test_another_term_makes_another_digest(tmp_path: Path) -> None:
    copy = tmp_path / "terms.txt"
    copy.write_bytes(FILE.read_bytes())
    assert digest(copy) == digest(FILE)
    copy.write_bytes(FILE.read_bytes() + "新词 1000 ss\n".encode())
    assert digest(copy) != digest(FILE)
    config = {"terms": str(copy)}
    assert BilingualTokenizer.fingerprint_addon(config) == digest(copy)


def test_the_component_sets_tokens_that_give_the_words_back(tmp_path: Path) -> None:
    config = {**BilingualTokenizer.get_default_config(), "terms": str(FILE)}
    tokenizer = BilingualTokenizer.create(
        config,
        LocalModelStorage.create(tmp_path),
        Resource("tokenizer"),
        ExecutionContext(GraphSchema({})),
    )
    message = Message({TEXT: "社保 card 丢了"})
    tokenizer.process([message])
    tokens = message.get(TOKENS_NAMES[TEXT])
    assert to_words(tokens) == Terms.read(FILE).cut("社保 card 丢了")
    assert all(token.text.strip() for token in tokens)
