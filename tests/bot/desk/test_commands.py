"""`python -m bot desk`: agents from the machine itself; and the desk's settings."""

import asyncio
import datetime as dt
import io
from pathlib import Path

import pytest

from actions.hours import Hours
from advice import Knowledge
from bot import cli
from bot.desk.passwords import Passwords
from bot.runtime.agents import StartError, agents_of
from bot.settings import SettingsError, read_settings
from records import Store
from records.desk_staff import Agent, StaffRecords
from tests.bot.desk.house import PASSWORD


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def run(
    monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = f"{PASSWORD}\n"
) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return cli.main(["desk", *words])


def agents(url: str) -> list[Agent]:
    async def read() -> list[Agent]:
        store = Store(url)
        found = await StaffRecords(store).agents()
        await store.close()
        return found

    return asyncio.run(read())


def test_the_first_agent_is_made_with_a_password_from_the_input(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "list") == 0
    assert "nobody can sign in" in capsys.readouterr().err
    assert run(monkeypatch, "add-agent", "Li", "--role", "admin") == 0
    (agent,) = agents(url)
    assert (agent.name, agent.shown_name, agent.role) == ("li", "Li", "admin")
    assert agent.password_hash.startswith("$argon2id$")
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err
    assert asyncio.run(Passwords().is_right(PASSWORD, agent.password_hash))


@pytest.mark.parametrize(
    "typed", ["", "short\n", "aaaaaaaaaaaaaaaa\n", "my name li 99\n"]
)
def test_a_weak_password_makes_no_agent(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
) -> None:
    assert run(monkeypatch, "add-agent", "li", typed=typed) == 1
    assert "12 to 200 characters" in capsys.readouterr().err
    assert agents(url) == []


def test_a_password_is_no_argument(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "add-agent", "li", "--password", PASSWORD)
    assert "unrecognized arguments" in capsys.readouterr().err
    assert run(monkeypatch, "list") == 0
    assert agents(url) == []


def test_agents_are_changed(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "add-agent", "root", "--role", "admin") == 0
    assert run(monkeypatch, "add-agent", "li", "--shown-name", "Agent 7") == 0
    assert run(monkeypatch, "add-agent", "LI") == 1
    assert run(monkeypatch, "set-role", "li", "supervisor") == 0
    assert run(monkeypatch, "deactivate", "li") == 0
    before = {one.name: one for one in agents(url)}["li"]
    assert (before.role, before.active, before.shown_name) == (
        "supervisor",
        False,
        "Agent 7",
    )
    assert run(monkeypatch, "activate", "li") == 0
    assert run(monkeypatch, "set-password", "li", typed="another good one\n") == 0
    after = {one.name: one for one in agents(url)}["li"]
    assert after.active and after.password_hash != before.password_hash
    assert run(monkeypatch, "deactivate", "root") == 1
    assert "last active admin" in capsys.readouterr().err
    assert run(monkeypatch, "deactivate", "nobody") == 1
    assert run(monkeypatch, "list") == 0
    assert "Agent 7" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("always", ()),
        ("08:30-17:30", ((dt.time(8, 30), dt.time(17, 30)),)),
        (
            "13:30-17:00, 09:00-12:00",
            ((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(17))),
        ),
    ],
)
def test_hours_are_read(text: str, spans: tuple[tuple[dt.time, dt.time], ...]) -> None:
    assert read_settings({"DESK_HOURS": text}).desk.hours == Hours(spans)


def test_by_itself_the_desk_has_office_hours_and_approves_nothing() -> None:
    desk = read_settings({}).desk
    assert desk.hours.told() == "09:00-12:00, 13:30-17:00"
    assert (desk.idle_minutes, desk.session_hours) == (30, 10)
    assert desk.approve_topics == frozenset()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DESK_HOURS", "9-17"),
        ("DESK_HOURS", "17:00-09:00"),
        ("DESK_HOURS", "09:00-24:00"),
        ("DESK_HOURS", "never"),
        ("DESK_IDLE_MINUTES", "0"),
        ("DESK_IDLE_MINUTES", "1441"),
        ("DESK_SESSION_HOURS", "0"),
        ("DESK_SESSION_HOURS", "169"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_topics_to_approve_have_to_exist(knowledge: Knowledge, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.db'}")
    good = read_settings({"APPROVE_TOPICS": "back_payment, card_apply"})
    assert agents_of(good, knowledge, store).approve_topics == {
        "back_payment",
        "card_apply",
    }
    bad = read_settings({"APPROVE_TOPICS": "back_payment nothing"})
    with pytest.raises(StartError, match=r"APPROVE_TOPICS names nothing:"):
        agents_of(bad, knowledge, store)
