"""Makes the channels that `credentials.yml` names.

In place of `rasa.core.run._create_single_channel`, which reports any ImportError inside
a channel's module as a misspelt name.
"""

import importlib
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import InputChannel

from bot.runtime.agents import StartError
from bot.runtime.rest import RestChannel


def read_channels(credentials: Path) -> list[InputChannel]:
    """The channels of this file, in its order. Raises StartError."""
    try:
        said = yaml.safe_load(credentials.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise StartError(f"{credentials.name} cannot be read: {error}") from error
    if not isinstance(said, dict):
        raise StartError(
            f"{credentials.name} must name one channel a line, such as `rest:`."
        )
    channels = [_channel(str(name), options) for name, options in said.items()]
    addresses = [channel.url_prefix() for channel in channels]
    for address in addresses:
        if addresses.count(address) > 1:
            raise StartError(f"{credentials.name} names the channel {address} twice.")
    return channels


def _channel(name: str, options: dict[str, Any] | None) -> InputChannel:
    if name == RestChannel.name():
        return RestChannel.from_credentials(options)
    module, _, kind = name.rpartition(".")
    if not module:
        raise StartError(
            f"credentials.yml names the channel {name!r}: write rest, or the path of a "
            "class, such as bot.channels.telegram.TelegramChannel."
        )
    try:
        found = getattr(importlib.import_module(module), kind)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            raise StartError(f"There is no module {module} ({name}).") from error
        raise  # the channel's own import is broken: show that, not a wrong guess
    except AttributeError as error:
        raise StartError(f"The module {module} has no {kind}.") from error
    return found.from_credentials(options)
