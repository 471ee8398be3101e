"""What every test stands on: settings of its own, an empty cache and a data directory that goes away."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.backends.jinja2 import Template
from django.test import override_settings
from django.test.signals import template_rendered
from pytest_django import Settings
from xdist.remote import Producer

from tests.chromium import path_of_chromium
from tests.once import in_order, once
from tests.prepared import begun, made_once, prepared
from tests.scheduling import Scheduling
from tests.seeds import shared_archive

__all__ = ["begun", "made_once", "once", "prepared", "shared_archive"]
PASSES = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "COVERAGE_PROCESS_CONFIG")

# The environment of whoever runs the tests is not under test.
OF_NO_ENVIRONMENT: dict[str, object] = {
    "DEBUG": False,
    # Tests of pages look at pages, those of what is kept at both.
    "KEEP_PAGES": False,
    "METRICS_TOKEN": "",
    "LOG_FORMAT": "text",
    "SITE_URL": "http://127.0.0.1:8000",
    "SITE_NAME": "Newsroom",
    "SITE_LOCALE": "en-us",
    "LANGUAGE_CODE": "en-us",
    "TIME_ZONE": "UTC",
    "TRUSTED_PROXIES": 0,
    "PICTURE_HOSTS": [],
    "REMOTE_PICTURES": False,
    "RANK_HALF_LIFE": 36,
    "CANONICAL": "own",
    "WEBSUB_HUB": "",
    "MEDIA_URL": "/media/",
    "SECURE_PROXY_SSL_HEADER": None,
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
}

Manage = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Marks `database` what depends on the server: all other tests do the same on each, and need to run once.

    The processes that `manage` starts have an SQLite of their own, whatever the tests' database is. Once all others have put
    the tests in theirs, those that share rows come to stand where they may.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        asks = item.get_closest_marker("django_db") or "db" in fixtures
        if asks and "manage" not in fixtures and not item.get_closest_marker("any_server"):
            item.add_marker("database")
    yield
    items[:] = in_order(items)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to walk all of it again and again for what could be freed is a tenth of a run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 200)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes never name a test: packed ones hold the second in which they were packed, and workers must collect the same names."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory of all tests of this process, with the settings that point into it."""
    place = tmp_path_factory.mktemp("data")
    (place / "static").mkdir()
    # Set for good: taking an override back would read the site's own key, and so make it.
    site_settings.SECRET_KEY = "a key that is of no use outside of the tests, 0123456789"
    with override_settings(
        DATA_DIR=place,
        MEDIA_ROOT=place / "media",
        STATIC_ROOT=place / "static",
        STORAGES={
            "default": {"BACKEND": "newsroom.media.Media"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        # Static files are looked up when asked for: reading them all for each test client takes longer than the test.
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        **OF_NO_ENVIRONMENT,
    ):
        yield place


@pytest.fixture(scope="session", autouse=True)
def seen_contexts() -> Iterator[None]:
    """Let the test client see what pages are given, `response.context`: Jinja2's templates do not tell, as Django's own do."""
    drawn = Template.render

    def told(self: Template, context: dict[str, object] | None = None, request: HttpRequest | None = None) -> str:
        given = {} if context is None else context
        text: str = drawn(self, given, request)
        template_rendered.send(sender=self, template=self, context=given)
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", told)
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def manage(tmp_path: Path) -> Manage:
    """`manage("migrate", "--noinput", SITE_URL=…)` in a process of its own, on SQLite in `tmp_path / "data"`."""

    def run(*arguments: object, timeout: float = 120, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {name: os.environ[name] for name in PASSES if name in os.environ}
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=site_settings.BASE_DIR,
            env=environment | {"NEWSROOM_DATA_DIR": str(tmp_path / "data")} | variables,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, for tests marked `browser`: they are skipped where there is none."""
    if path := path_of_chromium():
        return path
    pytest.skip("no Chromium is installed")
