"""A wrong variable stops the start with its own name and what is expected of it."""

import importlib.util
import os
import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import env
from newsroom.secret_key import kept_secret_key
from tests.conftest import Manage

HERE = Path("/nowhere/newsroom")
LONG = "0123456789abcdef" * 5

READERS: dict[str, Callable[[str], Any]] = {
    "NEWSROOM_DATA_DIR": lambda name: env.directory(name, HERE),
    "DATABASE_URL": lambda name: env.database(name, HERE),
    "CACHE_URL": env.cache,
    "SECRET_KEY": env.secret,
    "DEBUG": lambda name: env.boolean(name, False),
    "ALLOWED_HOSTS": lambda name: env.hosts(name, ["localhost"]),
    "CSRF_TRUSTED_ORIGINS": lambda name: env.origins(name, ["http://localhost"]),
    "SITE_URL": lambda name: env.site_url(name, "http://localhost"),
    "SITE_NAME": lambda name: env.text(name, "Newsroom"),
    "SITE_LOCALE": lambda name: env.locale(name, "en-us"),
    "TIME_ZONE": lambda name: env.time_zone(name, "UTC"),
    "NEWSROOM_TRUSTED_PROXIES": lambda name: env.count(name, 0),
    "NEWSROOM_METRICS_TOKEN": env.token,
    "NEWSROOM_LOG_FORMAT": lambda name: env.choice(name, "text", ("text", "json")),
    "NEWSROOM_CANONICAL": lambda name: env.choice(name, "own", ("own", "original")),
    "NEWSROOM_WEBSUB_HUB": lambda name: env.url(name, ""),
    "NEWSROOM_HALF_LIFE": lambda name: env.count(name, 36, minimum=1, most=8_760),
    "NEWSROOM_PICTURE_HOSTS": env.servers,
    "NEWSROOM_REMOTE_PICTURES": lambda name: env.boolean(name, False),
    "NEWSROOM_S3_BUCKET": lambda name: env.bucket(name, "NEWSROOM_S3_URL", "NEWSROOM_S3_ENDPOINT"),
}


@pytest.mark.parametrize("name", READERS)
def test_an_empty_value_is_a_wrong_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, " ")
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: expected .*; found nothing$"):
        READERS[name](name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_DATA_DIR", "/etc/passwd/data"),
        ("DATABASE_URL", "mysql://root@127.0.0.1/newsroom"),
        ("DATABASE_URL", "newsroom.sqlite3"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgres://root@127.0.0.1:5432/"),
        ("DATABASE_URL", "postgres://root@127.0.0.1:port/newsroom"),
        ("CACHE_URL", "memcache://127.0.0.1:11211"),
        ("CACHE_URL", "redis://"),
        ("CACHE_URL", "127.0.0.1:6379"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", f"django-insecure-{LONG}"),
        ("DEBUG", "maybe"),
        ("DEBUG", "2"),
        ("ALLOWED_HOSTS", "https://news.example.org"),
        ("ALLOWED_HOSTS", "news.example.org:8000"),
        ("ALLOWED_HOSTS", "news.example.org, two words"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "news.example.org, *"),
        ("CSRF_TRUSTED_ORIGINS", "news.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://news.example.org/desk"),
        ("CSRF_TRUSTED_ORIGINS", "https://news.example.org, ftp://news.example.org"),
        ("SITE_URL", "news.example.org"),
        ("SITE_URL", "//news.example.org"),
        ("SITE_URL", "ftp://news.example.org"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://:8000"),
        ("SITE_URL", "https://news.example.org:port"),
        ("SITE_URL", "https://news.example.org:99999"),
        ("SITE_URL", "https://news.example.org/desk"),
        ("SITE_URL", "https://news.example.org//"),
        ("SITE_URL", "https://news.example.org?"),
        ("SITE_URL", "https://news.example.org/?page=1"),
        ("SITE_URL", "https://news.example.org#top"),
        ("SITE_URL", "https://editor:secret@news.example.org"),
        ("SITE_URL", "https://news example.org"),
        ("SITE_URL", "https://news.example.org\n"),
        ("SITE_URL", "https://<news>.example.org"),
        ("SITE_LOCALE", "english"),
        ("SITE_LOCALE", "en_US"),
        ("SITE_LOCALE", "en-"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "Europe"),
        ("TIME_ZONE", "../UTC"),
        ("NEWSROOM_METRICS_TOKEN", "two words"),
        ("NEWSROOM_LOG_FORMAT", "JSON"),
        ("NEWSROOM_CANONICAL", "Own"),
        ("NEWSROOM_WEBSUB_HUB", "hub.example.org"),
        ("NEWSROOM_HALF_LIFE", "0"),
        ("NEWSROOM_HALF_LIFE", "8761"),
        ("NEWSROOM_HALF_LIFE", "9" * 40),
        ("NEWSROOM_PICTURE_HOSTS", "localhost:65536"),
        ("NEWSROOM_TRUSTED_PROXIES", "100"),
        ("NEWSROOM_PICTURE_HOSTS", "http://images.intranet"),
        ("NEWSROOM_PICTURE_HOSTS", "images.intranet:port"),
        ("NEWSROOM_WEBSUB_HUB", "ftp://hub.example.org/"),
        ("NEWSROOM_WEBSUB_HUB", "https://"),
        ("NEWSROOM_TRUSTED_PROXIES", "-1"),
        ("NEWSROOM_TRUSTED_PROXIES", "one"),
        ("NEWSROOM_TRUSTED_PROXIES", "1.5"),
        ("NEWSROOM_TRUSTED_PROXIES", "٣"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: expected "):
        READERS[name](name)


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("NEWSROOM_HALF_LIFE", "0", "a whole number from 1 to 8760"),
        ("NEWSROOM_TRUSTED_PROXIES", "100", "a whole number from 0 to 99"),
        ("SITE_URL", "https://news.example.org:65536", "up to 65535"),
        ("CSRF_TRUSTED_ORIGINS", "https://news.example.org:65536", "up to 65535"),
        ("NEWSROOM_WEBSUB_HUB", "https://hub.example.org:65536/", "up to 65535"),
        ("NEWSROOM_PICTURE_HOSTS", "localhost:65536", "up to 65535"),
    ],
)
def test_a_value_out_of_bounds_is_told_the_bounds_and_what_was_found(
    name: str, value: str, bounds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: expected .*{bounds}.*; found {re.escape(value)}$"):
        READERS[name](name)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("NEWSROOM_DATA_DIR", "/srv/../srv/newsroom", Path("/srv/newsroom")),
        (
            "DATABASE_URL",
            "sqlite:////srv/n.sqlite3",
            {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/n.sqlite3"},
        ),
        ("NEWSROOM_HALF_LIFE", "168", 168),
        ("CACHE_URL", "locmemcache://", {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}),
        (
            "CACHE_URL",
            "redis://127.0.0.1:6379/1",
            {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:6379/1",
                "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
            },
        ),
        ("SECRET_KEY", f"${LONG}", f"${LONG}"),
        ("DEBUG", "True", True),
        ("DEBUG", "off", False),
        (
            "ALLOWED_HOSTS",
            "news.example.org, .example.org,[::1]",
            ["news.example.org", ".example.org", "[::1]"],
        ),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org", ["https://*.example.org"]),
        ("SITE_URL", "https://News.Example.org/", "https://news.example.org"),
        ("SITE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("SITE_NAME", "The Tide", "The Tide"),
        ("SITE_LOCALE", "zh-Hant-tw", "zh-Hant-tw"),
        ("TIME_ZONE", "Europe/Paris", "Europe/Paris"),
        ("NEWSROOM_TRUSTED_PROXIES", "2", 2),
        ("NEWSROOM_CANONICAL", "original", "original"),
        ("NEWSROOM_WEBSUB_HUB", "https://hub.example.org/a?b=c", "https://hub.example.org/a?b=c"),
        (
            "NEWSROOM_PICTURE_HOSTS",
            "Images.intranet,localhost:81, [::1],[::1]:82",
            ["images.intranet", "localhost:81", "::1", "::1:82"],
        ),
    ],
)
def test_a_right_value_is_read(name: str, value: str, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert READERS[name](name) == read


def test_postgresql_is_read_with_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk:p%40ss@db.example.org:5433/news?sslmode=require")
    assert env.database("DATABASE_URL", HERE) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "USER": "desk",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(("name", "module"), [("DATABASE_URL", "psycopg"), ("CACHE_URL", "redis")])
def test_a_missing_driver_is_named(name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(wanted: str) -> None:
        assert wanted == module

    monkeypatch.setattr(importlib.util, "find_spec", find_nothing)
    monkeypatch.setenv(name, "redis://cache" if name == "CACHE_URL" else "postgres://db/newsroom")
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: needs a driver: pip install"):
        READERS[name](name)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "mysql://a:hush@b/c"), ("SITE_URL", "https://a:hush@b"), ("SECRET_KEY", "hush")],
)
def test_a_message_never_quotes_a_secret(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as stopped:
        READERS[name](name)
    assert "hush" not in str(stopped.value)


def test_a_command_says_a_wrong_variable_in_one_line(manage: Manage) -> None:
    done = manage("check", SITE_URL="news.example.org")
    said = (
        "SITE_URL: expected http:// or https://, a host, perhaps a port up to 65535, nothing after it, "
        "such as https://news.example.org; "
        "found news.example.org\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    place = tmp_path / "data"
    key = kept_secret_key(place)
    kept_secret_key.cache_clear()
    assert kept_secret_key(place) == key
    assert stat.S_IMODE((place / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert os.listdir(place) == ["secret_key"]


def test_of_many_who_make_the_secret_key_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(kept_secret_key.__wrapped__, [tmp_path] * 64))
    assert len(keys) == 1
    assert os.listdir(tmp_path) == ["secret_key"]


@pytest.mark.parametrize("content", ["", "short", "\xff" * 60])
def test_a_broken_key_file_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(content, encoding="latin-1")
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY: .*secret_key"):
        kept_secret_key(tmp_path)


def test_a_link_that_leads_nowhere_is_no_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.setenv("NEWSROOM_DATA_DIR", str(tmp_path / "loop"))
    with pytest.raises(ImproperlyConfigured, match="a link that leads nowhere"):
        env.directory("NEWSROOM_DATA_DIR", HERE)
