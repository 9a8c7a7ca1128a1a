"""Cutting texts into tokens for search."""

import pytest

from bot.nlu.search_words import stem
from search import CONCEPT, Tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("补缴", "补缴 #backpay"),
        ("天气真好", "天气 气真 真好"),
        ("丢了医保卡呢", "丢了 #lost 医保卡 #card 呢"),
        ("天气，真好", "天气 真好"),
        ("Weather reports", "weather report #rights"),
        ("ＡＢＣ社会保险", "abc 社会保险 #ss"),
        ("", ""),
        ("，。!?", ""),
    ],
    ids=[
        "term and concept",
        "pairs of characters",
        "a character alone",
        "no pairs across punctuation",
        "endings",
        "half-width",
        "nothing",
        "punctuation",
    ],
)
def test_tokens(text: str, tokens: str, tokenise: Tokenise) -> None:
    assert tokenise(text) == tokens.split()


def test_both_languages_meet_in_concepts(tokenise: Tokenise) -> None:
    def concepts(text: str) -> set[str]:
        return {token for token in tokenise(text) if token.startswith(CONCEPT)}

    assert concepts("lost medical cards") & concepts("医保卡丢了") == {
        "#lost",
        "#card",
    }


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        (("renew", "renews", "renewed", "renewing"), "renew"),
        (("stop", "stops", "stopped", "stopping"), "stop"),
        (("agency", "agencies"), "agency"),
        (("resume", "resumes", "resuming"), "resum"),
        (("card", "cards", "card's"), "card"),
        (("process",), "process"),
        (("is",), "is"),
        (("bus",), "bus"),
    ],
)
def test_forms_of_a_word_are_one(forms: tuple[str, ...], same: str) -> None:
    assert {stem(form) for form in forms} == {same}
