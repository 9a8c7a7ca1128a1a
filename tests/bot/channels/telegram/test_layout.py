"""Text that fits, markup that holds, buttons for a thumb."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import buttons
from bot.channels.telegram.layout import (
    LIMIT,
    Block,
    columns,
    messages,
    rows,
    short,
    units,
)
from bot.runtime.conversation_log import Said
from tests.bot.channels.telegram.checks import checked, visible

KINDS = st.sampled_from(["", "bold", "quiet", "quote"])
NASTY = st.text(st.sampled_from("a中😀<>&\"'\n \ud800\x00。/b"), max_size=300)


@given(st.lists(st.builds(Block, NASTY, KINDS), max_size=6), st.integers(120, 400))
def test_whatever_is_said_telegram_takes_it_and_nothing_is_lost(
    blocks: list[Block], limit: int
) -> None:
    found = messages(blocks, limit)
    for html in found:
        checked({"text": html, "parse_mode": "HTML"})
        assert units(html) <= limit
    seen = "".join("".join(visible(html) for html in found).split())
    said = "".join("".join(block.text for block in blocks).split())
    assert seen == said.replace("\ud800", "").replace("\x00", "")


def test_a_long_answer_is_cut_between_paragraphs() -> None:
    paragraphs = [f"{n}" + "长" * 700 for n in range(12)]
    found = messages([Block(one) for one in paragraphs])
    assert len(found) == 3
    assert all(units(one) <= LIMIT for one in found)
    assert "\n\n".join(found).split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("mark", "piece"), [("\n", "字" * 300), ("。", "字" * 300), (" ", "word" * 60)]
)
def test_a_long_paragraph_is_cut_where_it_hurts_least(mark: str, piece: str) -> None:
    found = messages([Block((piece + mark) * 40)])
    assert len(found) > 1
    for one in found:
        assert one.rstrip(mark).endswith(piece)


def test_a_quote_that_is_cut_stays_a_quote() -> None:
    for html in messages([Block("法" * 9000, "quote")]):
        assert html.startswith("<blockquote expandable>")
        assert html.endswith("</blockquote>")


@pytest.mark.parametrize(
    ("titles", "laid"),
    [
        (["是", "否"], [["是", "否"]]),
        (["Yes", "No", "I don't know"], [["Yes", "No"], ["I don't know"]]),
        (["养老保险", "医疗保险", "不知道"], [["养老保险", "医疗保险", "不知道"]]),
        (["带我办：网上缴费", "为什么"], [["带我办：网上缴费", "为什么"]]),
        (
            ["带我办：人社网站办理续保", "为什么"],
            [["带我办：人社网站办理续保"], ["为什么"]],
        ),
        (["a", "b", "c", "d"], [["a", "b", "c"], ["d"]]),
        (["next!", "back", "all"], [["next!"], ["back", "all"]]),
        ([], []),
    ],
)
def test_rows(titles: list[str], laid: list[list[str]]) -> None:
    assert rows(titles, str, lambda title: title.endswith("!")) == laid


def test_a_title_is_never_too_long_or_empty() -> None:
    assert len(short("字" * 100)) == 60
    assert short(" \n") == "…"
    assert columns("a字") == 3


@given(st.integers(1, 2**62), st.text(max_size=200))
def test_any_payload_fits_a_button(event_id: int, payload: str) -> None:
    payload = payload.encode("utf-8", "replace").decode()
    said = Said(
        event_id, "assistant", 0.0, "", buttons=({"title": "t", "payload": payload},)
    )
    (button,) = buttons.of(said)
    assert len(button.data.encode()) <= 64
    found = buttons.find(button.data, [said])
    assert found is not None
    assert found.payload == payload
    assert buttons.find(button.data + "0", [said]) is None
    other = Said(
        event_id + 1,
        "assistant",
        0.0,
        "",
        buttons=({"title": "t", "payload": payload},),
    )
    assert buttons.find(button.data, [other]) is None


@pytest.mark.parametrize(
    "data",
    ["", ".", "x", "1.", "-1.0123456789abcdef", "1.0123", "１.0123456789abcdef"],
)
def test_forged_data_is_nobodys(data: str) -> None:
    assert buttons.event_of(data) is None
    assert buttons.event_of("9" * 40 + ".0123456789abcdef") is None
    assert buttons.find(data, []) is None
