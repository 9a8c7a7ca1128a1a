"""What each kind of update becomes, and that nothing more of it is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from telegram import Update, User

from bot.channels.telegram.incoming import TAKEN, Incoming, reduce
from tests.bot.channels.telegram.api import BOT, BotApi

RECORDED = yaml.safe_load(
    Path(__file__).with_name("updates.yml").read_text(encoding="utf-8")
)
ME = User.de_json(BOT, None)


def made(raw: dict[str, Any]) -> Incoming | None:
    update = Update.de_json(raw, None)
    assert update is not None
    return reduce(update, ME)


def recorded(kind: str | None) -> list[dict[str, Any]]:
    return [one["update"] for one in RECORDED if one["kind"] == kind]


@pytest.mark.parametrize(
    "case",
    [one for one in RECORDED if one["update"]["update_id"] != 43],
    ids=lambda case: f"{case['update']['update_id']}-{case['kind']}",
)
def test_what_becomes_of_it(case: dict[str, Any]) -> None:
    found = made(case["update"])
    assert (found and found.kind) == case["kind"]


def test_every_kind_is_recorded() -> None:
    kinds = set(Incoming.__annotations__["kind"].__args__)
    of_ours = {"news"}  # never comes as an update
    assert {one["kind"] for one in RECORDED} == {None, *kinds - of_ours}
    asked = {key for one in RECORDED for key in one["update"] if one["kind"]}
    assert asked - {"update_id"} == set(TAKEN)


@pytest.mark.parametrize("case", RECORDED[:-1], ids=lambda c: c["update"]["update_id"])
def test_nothing_of_the_profile_goes_further(case: dict[str, Any]) -> None:
    found = made(case["update"])
    if found is None:
        return
    kept = json.dumps(found.kept())
    for word in (
        "Wanda",
        "wanda",
        "138",
        "30.25",
        "Secret",
        "secret",
        "AgA",
        "A group",
    ):
        assert word not in kept


def test_personal_numbers_are_masked_before_they_are_kept() -> None:
    raw = recorded("text")[0]
    typed = "我的身份证是11010519491231002X，电话13800138000"
    found = made({**raw, "message": {**raw["message"], "text": typed}})
    assert found is not None
    assert found.text == typed
    assert "13800138000" not in json.dumps(found.kept())
    assert "11010519491231002X" not in json.dumps(found.kept())
    assert Incoming(**found.kept()).kept() == found.kept()


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start K7M2QX", "start", "K7M2QX"),
        ("/HELP", "help", ""),
        ("/help@shebaotestbot now", "help", "now"),
        ("/为什么", "为什么", ""),
        ("/", "", ""),
    ],
)
def test_a_command(text: str, name: str, argument: str) -> None:
    found = made({"update_id": 1, "message": BotApi().message(7, text=text)})
    assert found is not None
    assert (found.kind, found.name, found.text) == ("command", name, argument)


def test_a_path_is_no_command() -> None:
    found = made({"update_id": 1, "message": BotApi().message(7, text="/etc/passwd")})
    assert found is not None
    assert found.kind == "text"


def test_people_of_a_group_have_conversations_of_their_own() -> None:
    senders = set()
    for user in (5, 6):
        who = {"id": user, "is_bot": False, "first_name": "x"}
        raw = BotApi().message(-9, text="@ShebaoTestBot hi", user=who)
        found = made({"update_id": 1, "message": raw})
        assert found is not None
        assert found.text == "hi"
        senders.add(found.sender_id)
    assert senders == {"tg:-9:5", "tg:-9:6"}
