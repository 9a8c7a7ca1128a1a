"""Channels by name: each mistake is told for what it is."""

from pathlib import Path

import pytest
from rasa.core.channels.callback import CallbackInput

from bot.runtime.agents import StartError
from bot.runtime.channels import read_channels
from bot.runtime.rest import RestChannel
from bot.settings import PROJECT


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    return tmp_path / "credentials.yml"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_projects_own_file_offers_rest() -> None:
    kinds = [type(channel) for channel in read_channels(PROJECT / "credentials.yml")]
    assert RestChannel in kinds


def test_a_channel_is_made_with_its_options(credentials: Path) -> None:
    name = "rasa.core.channels.callback.CallbackInput"
    write(credentials, f"rest:\n{name}:\n  url: http://127.0.0.1/x\n")
    rest, callback = read_channels(credentials)
    assert isinstance(rest, RestChannel)
    assert isinstance(callback, CallbackInput)
    assert callback.callback_endpoint.url == "http://127.0.0.1/x"


def test_an_empty_file_offers_nothing(credentials: Path) -> None:
    assert read_channels(write(credentials, "# nothing\n")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("telegramm:", "'telegramm'"),
        ("bot.channels_nowhere.X:", "no module bot.channels_nowhere"),
        ("bot.guard.Nothing:", "bot.guard has no Nothing"),
        ("a: [", "cannot be read"),
        ("- rest", "one channel a line"),
        ("rest", "one channel a line"),
        ("rest:\nrasa.core.channels.rest.RestInput:", "channel rest twice"),
    ],
)
def test_a_mistake_is_named(credentials: Path, text: str, said: str) -> None:
    with pytest.raises(StartError, match=said):
        read_channels(write(credentials, text))


def test_a_missing_file_is_named(credentials: Path) -> None:
    with pytest.raises(StartError, match=r"credentials\.yml cannot be read"):
        read_channels(credentials)


def test_a_broken_import_inside_a_channel_is_not_called_misspelt(
    credentials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import a_package_that_is_missing\n"
    (tmp_path / "broken_channel.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    write(credentials, "broken_channel.Broken:")
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_missing"):
        read_channels(credentials)
