"""What every request passes, seen through the whole stack of middleware."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from articles.middleware import TrustedProxies

FORWARDED = "198.51.100.7, 203.0.113.5, 192.0.2.9"


@pytest.fixture
def passed() -> Callable[..., HttpRequest]:
    """`passed(X_FORWARDED_FOR=…)`: the request that a page gets, sent from 127.0.0.1 with these headers."""

    def send(**headers: str) -> HttpRequest:
        got: list[HttpRequest] = []

        def page(request: HttpRequest) -> HttpResponse:
            got.append(request)
            return HttpResponse()

        sent = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
        TrustedProxies(page)(sent)
        return got[0]

    return send


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client_address"),
    [
        (0, FORWARDED, "127.0.0.1"),
        (1, FORWARDED, "192.0.2.9"),
        (2, FORWARDED, "203.0.113.5"),
        (3, FORWARDED, "198.51.100.7"),
        (4, FORWARDED, "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "unknown", "127.0.0.1"),
        (1, "192.0.2.9:4711", "192.0.2.9"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
    ],
)
def test_the_client_is_who_the_outermost_trusted_proxy_saw(
    proxies: int,
    forwarded: str,
    client_address: str,
    passed: Callable[..., HttpRequest],
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert passed(X_FORWARDED_FOR=forwarded).META["REMOTE_ADDR"] == client_address


@pytest.mark.parametrize(
    ("proxies", "written", "secure"),
    [
        (0, "https", False),
        (1, "https", True),
        (1, "http", False),
        (1, "https, http", False),
        (2, "https, http", True),
        (2, "https", True),
    ],
)
def test_https_is_what_the_trusted_proxies_say_and_not_the_client(
    proxies: int,
    written: str,
    secure: bool,
    passed: Callable[..., HttpRequest],
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = proxies
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
    assert passed(X_FORWARDED_PROTO=written).is_secure() is secure


@pytest.mark.django_db
def test_a_site_behind_https_redirects_what_came_without(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_SSL_REDIRECT = 1, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/admin/login/").status_code == 301
    assert client.get("/admin/login/", headers={"X-Forwarded-Proto": "https"}).status_code == 200
