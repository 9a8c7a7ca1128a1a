"""`python -m bot api-token NAME`: a token for another system, shown once.

Nothing is kept here: the hash goes into the setting API_TOKENS by hand.
"""

import argparse
from collections.abc import Callable
from typing import Any

from bot.settings import SettingsError, read_api_tokens
from bot.tokens import hash_of, new_token


def add_command(commands: Any) -> None:
    """Add the command to the parser's (argparse has no public type for them)."""
    command: argparse.ArgumentParser = commands.add_parser(
        "api-token", help="make a token for another system"
    )
    command.add_argument("name", metavar="NAME", help="what the system is called")


def run(name: str, say: Callable[[str], None]) -> int:
    """Print a token and what to put into the settings. Raises SettingsError."""
    token = new_token()
    pair = f"{name}={hash_of(token)}"
    try:
        read_api_tokens(pair)
    except SettingsError:
        raise SettingsError(
            f"{name!r} is no name for a token: take a to z, 0 to 9, - and _, "
            "at most 40 characters."
        ) from None
    say(f"token (shown once; header: Authorization: Bearer TOKEN)\n  {token}")
    say(f"add to the setting API_TOKENS, with a comma after others\n  {pair}")
    return 0
