"""Defaults, and a sentence for each wrong value."""

from pathlib import Path

import pytest

from bot.settings import (
    PROJECT,
    Settings,
    SettingsError,
    TelegramSettings,
    read_settings,
)

HOME = Path("/srv/assistant")
TWO_ORIGINS = ("https://a.org", "http://b:8080")
HASH = "0123456789abcdef" * 4
TWO_TOKENS = (("a", HASH), ("b-2", HASH))


def test_a_fresh_checkout_needs_no_setting() -> None:
    assert read_settings({}, HOME) == Settings(
        database_url="sqlite:////srv/assistant/var/assistant.db",
        host="127.0.0.1",
        port=5005,
        log_level="WARNING",
        models=HOME / "models",
        session_minutes=60,
        retention_days=30,
        max_text=2000,
        project=HOME,
    )


def test_the_project_is_where_the_makefile_is() -> None:
    assert (PROJECT / "Makefile").is_file()
    assert read_settings({}).project == PROJECT


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings({"PORT": "", "HOST": "  "}, HOME) == read_settings({}, HOME)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("sqlite:///x.db", "sqlite:////srv/assistant/x.db"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
        ("postgresql://u:p@db/a", "postgresql://u:p@db/a"),
    ],
)
def test_a_database_file_is_looked_for_in_the_project(given: str, url: str) -> None:
    assert read_settings({"DATABASE_URL": given}, HOME).database_url == url


@pytest.mark.parametrize(
    ("name", "value", "attribute", "read"),
    [
        ("HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104 (read, not bound)
        ("PORT", "8080", "port", 8080),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("MODELS_DIR", "other", "models", HOME / "other"),
        ("MODELS_DIR", "/data/models", "models", Path("/data/models")),
        ("SESSION_MINUTES", "5", "session_minutes", 5),
        ("RETENTION_DAYS", "3650", "retention_days", 3650),
        ("PORT", "8080", "public_url", "http://127.0.0.1:8080"),
        ("HOST", "::1", "public_url", "http://[::1]:5005"),
        ("PUBLIC_URL", "https://a.example.org/", "public_url", "https://a.example.org"),
        ("WEB_ORIGINS", "https://a.org, http://b:8080/", "web_origins", TWO_ORIGINS),
        ("WEB_MESSAGES_A_MINUTE", "5", "web_messages_a_minute", 5),
        ("WEB_REQUESTS_A_MINUTE", "9", "web_requests_a_minute", 9),
        ("TRUSTED_PROXIES", "1", "trusted_proxies", 1),
        ("API_TOKENS", f"a={HASH}, b-2={HASH}", "api_tokens", TWO_TOKENS),
        ("API_REQUESTS_A_MINUTE", "7", "api_requests_a_minute", 7),
    ],
)
def test_a_setting_is_read(name: str, value: str, attribute: str, read: object) -> None:
    assert getattr(read_settings({name: value}, HOME), attribute) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "five"),
        ("PORT", "-1"),
        ("SESSION_MINUTES", "0"),  # to Rasa, 0 means that a session never ends
        ("SESSION_MINUTES", "1.5"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "3651"),
        ("LOG_LEVEL", "LOUD"),
        ("HOST", "http://127.0.0.1"),
        ("PUBLIC_URL", "a.example.org"),
        ("PUBLIC_URL", "https://a.example.org/path"),
        ("WEB_ORIGINS", "*"),
        ("WEB_ORIGINS", "https://a.org,b.org"),
        ("WEB_ORIGINS", "https://a.org https://user@b.org"),
        ("WEB_MESSAGES_A_MINUTE", "0"),
        ("WEB_REQUESTS_A_MINUTE", "-1"),
        ("TRUSTED_PROXIES", "10"),
        ("API_TOKENS", HASH),
        ("API_TOKENS", f"={HASH}"),
        ("API_TOKENS", f"A={HASH}"),
        ("API_TOKENS", f"a={HASH[1:]}"),
        ("API_TOKENS", f"a={HASH.upper()}"),
        ("API_REQUESTS_A_MINUTE", "0"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "var/assistant.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_set(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value}, HOME)


def test_a_token_that_was_put_there_itself_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"API_TOKENS": "a=sba_opensesame"}, HOME)
    assert "opensesame" not in str(caught.value)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"DATABASE_URL": "mysql://user:opensesame@host/db"}, HOME)
    assert "opensesame" not in str(caught.value)


TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SECRET = "a-secret-that-nobody-knows"
HOOK = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "TELEGRAM_WEBHOOK_URL": "https://example.org/webhooks/telegram",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
}


def test_telegram_needs_its_token_alone() -> None:
    found = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN}, HOME).telegram
    assert found == TelegramSettings(TOKEN)
    assert found is not None
    assert (found.webhook_url, found.api_url) == ("", "https://api.telegram.org")


def test_telegram_over_a_webhook() -> None:
    found = read_settings(HOOK, HOME).telegram
    assert found == TelegramSettings(TOKEN, HOOK["TELEGRAM_WEBHOOK_URL"], SECRET)


def test_a_server_of_ones_own_may_be_without_tls() -> None:
    own = {**HOOK, "TELEGRAM_API_URL": "http://127.0.0.1:8081/"}
    own["TELEGRAM_WEBHOOK_URL"] = "http://127.0.0.1:5005/webhooks/telegram"
    found = read_settings(own, HOME).telegram
    assert found is not None
    assert found.api_url == "http://127.0.0.1:8081"


def test_secrets_are_not_shown() -> None:
    shown = repr(read_settings(HOOK, HOME))
    assert TOKEN not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": "opensesame"}),
        ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_WEBHOOK_URL": "https://example.org"}),
        ("TELEGRAM_WEBHOOK_URL", {**HOOK, "TELEGRAM_WEBHOOK_URL": "http://x.org"}),
        ("TELEGRAM_WEBHOOK_URL", {**HOOK, "TELEGRAM_WEBHOOK_URL": "https://a b"}),
        ("TELEGRAM_WEBHOOK_SECRET", {**HOOK, "TELEGRAM_WEBHOOK_SECRET": ""}),
        ("TELEGRAM_WEBHOOK_SECRET", {**HOOK, "TELEGRAM_WEBHOOK_SECRET": "opensesame"}),
        ("TELEGRAM_API_URL", {**HOOK, "TELEGRAM_API_URL": "127.0.0.1:8081"}),
    ],
)
def test_a_wrong_telegram_setting(name: str, given: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings(given, HOME)
    assert "opensesame" not in str(caught.value)
    assert TOKEN not in str(caught.value)
