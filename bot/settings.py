"""The one place that reads the environment.

Everything has a default, so that a fresh checkout needs no configuration. A wrong value
stops the start with a sentence that says what to set. Knows nothing of Rasa.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from actions.hours import Hours, Span

PROJECT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_SQLITE = "sqlite:///"
_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?")
_TELEGRAM = "https://api.telegram.org"
_TELEGRAM_MORE = {"TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_API_URL"}
_TOKEN = re.compile(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_API_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SHA_256 = re.compile(r"[0-9a-f]{64}")
_DATABASES = (_SQLITE, "postgresql://", "postgresql+psycopg2://")


class SettingsError(ValueError):
    """A setting is wrong; its message says which, and what to set instead."""


DESK_HOURS = "09:00-12:00,13:30-17:00"
ALWAYS = "always"
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class DeskSettings:
    """The agents' desk.

    `hours`: when agents are there. `idle_minutes`, `session_hours`: after which an
    agent signs in again. `approve_topics`: answered only after an agent has looked.
    """

    hours: Hours
    idle_minutes: int = 30
    session_hours: int = 10
    approve_topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TelegramSettings:
    """How Telegram is reached; without `webhook_url`, by long polling."""

    token: str = field(repr=False)
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    api_url: str = _TELEGRAM


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked.

    `session_minutes`: a conversation that rests longer begins a new session.
    `retention_days`: what nobody has touched for longer is deleted.
    `max_text`: characters of one message that are still read.
    `public_url`: how browsers reach us, without a slash at the end.
    `web_origins`: other sites whose pages may embed the widget.
    `web_messages_a_minute`: of one person; `web_requests_a_minute`: of one address.
    `trusted_proxies`: how many of our own stand in front, each adding to
    `X-Forwarded-For`.
    `telegram`: None where the assistant is not on Telegram.
    `api_tokens`: (name, SHA-256) of the systems that may use /api/v1; none: closed.
    `api_requests_a_minute`: of one of them.
    """

    database_url: str
    host: str
    port: int
    log_level: str
    models: Path
    session_minutes: int
    retention_days: int
    max_text: int = 2000
    project: Path = PROJECT
    public_url: str = "http://127.0.0.1:5005"
    web_origins: tuple[str, ...] = ()
    web_messages_a_minute: int = 20
    web_requests_a_minute: int = 300
    trusted_proxies: int = 0
    telegram: TelegramSettings | None = None
    api_tokens: tuple[tuple[str, str], ...] = ()
    api_requests_a_minute: int = 600
    desk: DeskSettings = field(default_factory=lambda: _desk({}))


def read_settings(environ: Mapping[str, str], project: Path = PROJECT) -> Settings:
    """Read and check all settings; an empty variable counts as one that is not set.

    Raises SettingsError.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    host = _host(given.get("HOST", "127.0.0.1"))
    port = _number(given, "PORT", 5005, 1, 65535)
    here = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return Settings(
        database_url=_database(given.get("DATABASE_URL"), project),
        host=host,
        port=port,
        log_level=_log_level(given.get("LOG_LEVEL", "WARNING")),
        models=project / Path(given.get("MODELS_DIR", "models")).expanduser(),
        session_minutes=_number(given, "SESSION_MINUTES", 60, 1, 7 * 24 * 60),
        retention_days=_number(given, "RETENTION_DAYS", 30, 1, 3650),
        project=project,
        public_url=_origin("PUBLIC_URL", given.get("PUBLIC_URL", here)),
        web_origins=_origins("WEB_ORIGINS", given.get("WEB_ORIGINS", "")),
        web_messages_a_minute=_number(given, "WEB_MESSAGES_A_MINUTE", 20, 1, 6000),
        web_requests_a_minute=_number(given, "WEB_REQUESTS_A_MINUTE", 300, 1, 60000),
        trusted_proxies=_number(given, "TRUSTED_PROXIES", 0, 0, 9),
        telegram=_telegram(given),
        api_tokens=read_api_tokens(given.get("API_TOKENS", "")),
        api_requests_a_minute=_number(given, "API_REQUESTS_A_MINUTE", 600, 1, 60000),
        desk=_desk(given),
    )


def _telegram(given: Mapping[str, str]) -> TelegramSettings | None:
    token = given.get("TELEGRAM_BOT_TOKEN")
    if token is None:
        for name in sorted(_TELEGRAM_MORE & given.keys()):
            raise SettingsError(f"{name} is set: set TELEGRAM_BOT_TOKEN too.")
        return None
    if not _TOKEN.fullmatch(token):  # never repeated, not even a wrong one
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not the token of a bot: set the one that BotFather "
            "gave you, a number, a colon and some 35 letters and digits."
        )
    own = "TELEGRAM_API_URL" in given
    hook, secret = given.get("TELEGRAM_WEBHOOK_URL", ""), ""
    if hook:
        _address("TELEGRAM_WEBHOOK_URL", hook, ("https://", "http://")[: 1 + own])
        secret = given.get("TELEGRAM_WEBHOOK_SECRET", "")
        if not _SECRET.fullmatch(secret):
            raise SettingsError(
                "TELEGRAM_WEBHOOK_SECRET must be set with TELEGRAM_WEBHOOK_URL: 16 to "
                "256 letters, digits, _ and -, known to nobody."
            )
    api = given.get("TELEGRAM_API_URL", _TELEGRAM)
    _address("TELEGRAM_API_URL", api, ("https://", "http://"))
    return TelegramSettings(token, hook, secret, api.rstrip("/"))


def _address(name: str, text: str, schemes: tuple[str, ...]) -> None:
    if not text.startswith(schemes) or any(char.isspace() for char in text):
        raise SettingsError(
            f"{name} must begin with {' or '.join(schemes)}, for example "
            f"{schemes[0]}example.org/telegram."
        )


def _database(url: str | None, project: Path) -> str:
    if url is None:
        return f"{_SQLITE}{project / 'var' / 'assistant.db'}"
    if not url.startswith(_DATABASES):
        raise SettingsError(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, for example "
            "sqlite:///var/assistant.db or postgresql://user:password@host/name."
        )
    rest = url.removeprefix(_SQLITE)
    if rest == url:
        return url
    if rest in ("", ":memory:"):
        raise SettingsError(
            "DATABASE_URL must name a file, for example sqlite:///var/assistant.db: "
            "a database in memory forgets every conversation at the end."
        )
    return f"{_SQLITE}{project / rest}"


def _desk(given: Mapping[str, str]) -> DeskSettings:
    return DeskSettings(
        hours=_hours(given.get("DESK_HOURS", DESK_HOURS)),
        idle_minutes=_number(given, "DESK_IDLE_MINUTES", 30, 1, 24 * 60),
        session_hours=_number(given, "DESK_SESSION_HOURS", 10, 1, 24 * 7),
        approve_topics=frozenset(
            given.get("APPROVE_TOPICS", "").replace(",", " ").split()
        ),
    )


def _hours(text: str) -> Hours:
    if text.casefold() == ALWAYS:
        return Hours()
    spans: list[Span] = []
    for part in filter(None, re.split(r"[,\s]+", text)):
        found = _SPAN.fullmatch(part)
        a, b, c, d = map(int, found.groups()) if found else (0, 0, 0, 0)
        if (a, b) >= (c, d):
            raise SettingsError(
                f"DESK_HOURS has {part!r}: write spans of a working day, such as "
                f"{DESK_HOURS}, or {ALWAYS}."
            )
        spans.append((dt.time(a, b), dt.time(c, d)))
    return Hours(tuple(sorted(spans)))


def _host(text: str) -> str:
    if any(char.isspace() or char == "/" for char in text):
        raise SettingsError(
            f"HOST is {text!r}: set an address without a scheme, such as 127.0.0.1."
        )
    return text


def _origin(name: str, text: str) -> str:
    origin = text.rstrip("/")
    if not _ORIGIN.fullmatch(origin):
        raise SettingsError(
            f"{name} has {text!r}: write scheme and host without a path, such as "
            "https://www.example.org."
        )
    return origin


def _origins(name: str, text: str) -> tuple[str, ...]:
    return tuple(_origin(name, part) for part in re.split(r"[,\s]+", text) if part)


def read_api_tokens(text: str) -> tuple[tuple[str, str], ...]:
    """(name, hash) of each token that is listed. Raises SettingsError."""
    return tuple(_api_token(part) for part in re.split(r"[,\s]+", text) if part)


def _api_token(text: str) -> tuple[str, str]:
    name, _, digest = text.partition("=")
    if not (_API_NAME.fullmatch(name) and _SHA_256.fullmatch(digest)):
        raise SettingsError(
            "API_TOKENS has a part that is not NAME=HASH: put there what "
            "`python -m bot api-token NAME` prints, several with commas between."
        )
    return name, digest


def _log_level(text: str) -> str:
    level = text.upper()
    if level not in LOG_LEVELS:
        raise SettingsError(
            f"LOG_LEVEL is {text!r}: set one of {', '.join(LOG_LEVELS)}."
        )
    return level


def _number(
    given: Mapping[str, str], name: str, default: int, least: int, most: int
) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(
            f"{name} is {text!r}: set a whole number from {least} to {most}."
        )
    return int(text)
