"""Codes that a person can read aloud."""

import pytest

from records import codes


def test_a_run_code_is_six_characters_with_a_digit() -> None:
    for _ in range(500):
        code = codes.run_code()
        assert len(code) == 6
        assert set(code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
        assert any(letter.isdigit() for letter in code)


def test_a_draw_without_a_digit_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("PASSED" + "PASS3D")
    monkeypatch.setattr(codes.secrets, "choice", lambda _: next(letters))
    assert codes.run_code() == "PASS3D"


@pytest.mark.parametrize("typed", ["K7M2QX", "k7m2qx", " k7m-2qx ", "K7M 2QX。"])
def test_a_typed_code_is_tidied(typed: str) -> None:
    assert codes.tidy(typed) == "K7M2QX"
