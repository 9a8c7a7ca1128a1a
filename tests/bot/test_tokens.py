"""Tokens of other systems: known by their hashes, and made with the command line."""

import re

import pytest

from bot import token_cli
from bot.settings import SettingsError, read_settings
from bot.tokens import Tokens, hash_of, new_token


def test_a_token_is_known_by_its_hash() -> None:
    one, other = new_token(), new_token()
    tokens = Tokens([("a", hash_of(one)), ("b", hash_of(other))])
    assert tokens
    assert tokens.name_of(f"Bearer {one}") == "a"
    assert tokens.name_of(f"bearer  {other} ") == "b"
    assert tokens.name_of(f"Bearer {new_token()}") is None
    assert tokens.name_of(one) is None
    assert tokens.name_of(f"Bearer {hash_of(one)}") is None


def test_a_name_may_have_two_tokens_while_they_are_changed() -> None:
    one, other = new_token(), new_token()
    tokens = Tokens([("a", hash_of(one)), ("a", hash_of(other))])
    assert tokens.name_of(f"Bearer {one}") == tokens.name_of(f"Bearer {other}") == "a"


def test_tokens_are_long_and_never_the_same() -> None:
    found = {new_token() for _ in range(100)}
    assert len(found) == 100
    assert all(re.fullmatch(r"sba_[A-Za-z0-9_-]{43}", token) for token in found)


def test_no_tokens_are_none() -> None:
    assert not Tokens(())


def test_what_the_command_prints_opens_the_interface() -> None:
    lines: list[str] = []
    assert token_cli.run("call-centre_1", lines.append) == 0
    text = "\n".join(lines)
    (token,) = re.findall(r"sba_\S+", text)
    (pair,) = re.findall(r"\S+=[0-9a-f]{64}", text)
    settings = read_settings({"API_TOKENS": pair})
    assert Tokens(settings.api_tokens).name_of(f"Bearer {token}") == "call-centre_1"


@pytest.mark.parametrize("name", ["", "Call", "a b", "a=b", "x" * 41, "-a"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="no name for a token"):
        token_cli.run(name, lambda _: None)
