"""The settings that an environment gives: safe on a laptop, loud in production."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils.functional import Promise
from storages.backends.s3 import S3Storage

from newsroom.deadlines import bound
from newsroom.staticfiles import StaticFiles
from tests.conftest import Manage
from tests.newsroom.test_env import READERS

SettingsFor = Callable[..., dict[str, Any]]
SETTINGS = settings.BASE_DIR / "newsroom/settings.py"
PROXIED = {"SITE_URL": "https://news.example.org", "NEWSROOM_TRUSTED_PROXIES": "1"}


@pytest.fixture
def settings_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SettingsFor:
    """`settings_for(SITE_URL=…)`: the settings of that environment and of no other variable."""

    def read(**variables: str) -> dict[str, Any]:
        for name in READERS:
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"NEWSROOM_DATA_DIR": str(tmp_path / "data")} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_reading_the_settings_touches_nothing(settings_for: SettingsFor, tmp_path: Path) -> None:
    assert isinstance(settings_for()["SECRET_KEY"], Promise)
    assert list(tmp_path.iterdir()) == []


def test_the_secret_key_is_made_on_first_use(settings_for: SettingsFor, tmp_path: Path) -> None:
    key = settings_for()["SECRET_KEY"]
    assert len(str(key)) >= 50
    assert (tmp_path / "data/secret_key").read_text().strip() == str(key)


def test_the_data_directory_is_beside_the_command_unless_told(
    settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_for()
    monkeypatch.delenv("NEWSROOM_DATA_DIR")
    read = runpy.run_path(str(SETTINGS))
    assert read["DATA_DIR"] == read["BASE_DIR"] / "var"
    assert (read["BASE_DIR"] / "manage.py").exists()


def test_a_laptop_needs_no_variable(settings_for: SettingsFor) -> None:
    read = settings_for()
    assert {name: read[name] for name in ("DEBUG", "SITE_URL", "SITE_NAME", "SITE_LOCALE", "TIME_ZONE")} == {
        "DEBUG": False,
        "SITE_URL": "http://127.0.0.1:8000",
        "SITE_NAME": "Newsroom",
        "SITE_LOCALE": "en-us",
        "TIME_ZONE": "UTC",
    }
    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert read["CSRF_TRUSTED_ORIGINS"] == ["http://127.0.0.1:8000"]
    assert not read["SECURE_SSL_REDIRECT"]
    assert not read["SESSION_COOKIE_SECURE"]


def test_https_is_taken_seriously(settings_for: SettingsFor) -> None:
    read = settings_for(**PROXIED)
    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "news.example.org"]
    assert read["CSRF_TRUSTED_ORIGINS"] == ["https://news.example.org"]
    assert read["SECURE_HSTS_SECONDS"] > 0
    assert read["SECURE_SSL_REDIRECT"]
    assert read["SESSION_COOKIE_SECURE"]
    assert read["CSRF_COOKIE_SECURE"]
    assert read["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_without_a_proxy_no_header_makes_a_request_secure(settings_for: SettingsFor) -> None:
    assert settings_for(SITE_URL="https://news.example.org")["SECURE_PROXY_SSL_HEADER"] is None


def test_any_host_is_only_for_who_sees_what_fails(settings_for: SettingsFor) -> None:
    assert settings_for(ALLOWED_HOSTS="*", DEBUG="on")["ALLOWED_HOSTS"] == ["*"]
    with pytest.raises(ImproperlyConfigured, match="only with DEBUG"):
        settings_for(ALLOWED_HOSTS="*")


def test_sqlite_waits_for_other_writers_and_loses_nothing(settings_for: SettingsFor, tmp_path: Path) -> None:
    database = settings_for()["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "data/newsroom.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        assert pragma in database["OPTIONS"]["init_command"]
    assert "ATOMIC_REQUESTS" not in database


def test_sqlite_of_another_place_has_the_same_options(settings_for: SettingsFor) -> None:
    here = settings_for()["DATABASES"]["default"]
    there = settings_for(DATABASE_URL="sqlite:////srv/news.sqlite3")["DATABASES"]["default"]
    assert there == here | {"NAME": "/srv/news.sqlite3"}


def test_postgresql_keeps_its_connections(settings_for: SettingsFor) -> None:
    database = settings_for(DATABASE_URL="postgres://desk@db:5432/news?sslmode=require")["DATABASES"]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)
    assert (
        database["OPTIONS"].items() >= {"connect_timeout": 5, "tcp_user_timeout": 15_000, "sslmode": "require"}.items()
    )


def test_a_server_gives_up_on_what_takes_too_long(settings_for: SettingsFor) -> None:
    asked = settings_for(DATABASE_URL="postgres://desk@db/news?options=-c%20search_path%3Dnews")["DATABASES"]["default"]
    bound(asked)
    assert asked["OPTIONS"]["options"] == "-c statement_timeout=30s -c lock_timeout=10s -c search_path=news"
    on_disk = settings_for()["DATABASES"]["default"]
    bound(on_disk)
    assert on_disk["OPTIONS"]["timeout"] == 10


@pytest.mark.parametrize(
    ("locale", "language"), [("de-de", "de-de"), ("pt-BR", "pt-br"), ("zh-cn", "zh-cn"), ("mt-mt", "en-us")]
)
def test_a_site_may_be_in_a_language_that_the_admin_lacks(
    locale: str, language: str, settings_for: SettingsFor
) -> None:
    read = settings_for(SITE_LOCALE=locale)
    assert (read["SITE_LOCALE"], read["LANGUAGE_CODE"]) == (locale, language)


def test_production_behind_a_proxy_passes_the_deployment_checks(manage: Manage) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PROXIED)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variables", "warning"),
    [
        ({"SITE_URL": "https://news.example.org"}, "newsroom.W001"),
        ({"SITE_URL": "http://news.example.org", "DEBUG": "on"}, "newsroom.W002"),
        ({"SITE_URL": "http://news.example.org", "ALLOWED_HOSTS": "localhost"}, "newsroom.W003"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_warned_of(
    variables: dict[str, str], warning: str, manage: Manage
) -> None:
    done = manage("check", **variables)
    assert done.returncode == 0
    assert f"({warning})" in done.stderr


def test_a_language_that_django_lacks_passes_the_checks(manage: Manage) -> None:
    assert manage("check", "--fail-level", "WARNING", SITE_LOCALE="mt-mt").stderr == ""


def test_static_files_that_nobody_gathered_keep_their_plain_names(tmp_path: Path) -> None:
    assert StaticFiles(location=tmp_path, base_url="/static/").url("admin/css/base.css") == "/static/admin/css/base.css"


def test_a_refused_form_is_explained_without_inline_style() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "editor"})
    assert answer.status_code == 403
    assert "This form was not accepted" in answer.text
    assert "<style" not in answer.text
    assert "style=" not in answer.text


def test_pictures_can_live_in_a_store_like_s3(settings_for: SettingsFor) -> None:
    found = settings_for(
        NEWSROOM_S3_BUCKET="pictures", NEWSROOM_S3_URL="https://media.example.org/a/", NEWSROOM_S3_ENDPOINT="https://s3.example.org"
    )  # fmt: skip
    assert found["MEDIA_URL"] == "https://media.example.org/a/"
    storage = S3Storage(**found["STORAGES"]["default"]["OPTIONS"])
    assert storage.url("pictures/ab/abc-80.avif") == "https://media.example.org/a/pictures/ab/abc-80.avif"
    assert (storage.bucket_name, storage.endpoint_url) == ("pictures", "https://s3.example.org")
    assert storage.object_parameters == {"CacheControl": "public, max-age=31536000, immutable"}
    assert settings_for()["STORAGES"]["default"] == {"BACKEND": "newsroom.media.Media"}


def test_a_store_needs_an_address_for_readers(settings_for: SettingsFor) -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_S3_URL: expected the public address of the bucket"):
        settings_for(NEWSROOM_S3_BUCKET="pictures")
