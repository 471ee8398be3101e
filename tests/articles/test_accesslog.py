"""Each request has an id and one line, whoever answers it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DataError, OperationalError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoAssertNumQueries, Settings

from articles.limits import ASKS
from articles.logs.formats import JsonLines
from articles.logs.handling import StandardError
from articles.logs.shown import logged_path
from articles.reading import frontpage
from tests.articles.kept.asking import empty_shelves
from tests.articles.logs.told import Told, told
from tests.rows import make_article

__all__ = ["empty_shelves", "told"]
pytestmark = pytest.mark.django_db

OURS = re.compile(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}")
THEIRS = "d4f2a0c1-6d2e-4a55-9f6b-0c5f0a7b9e31"


def failing(monkeypatch: pytest.MonkeyPatch, wrong: Exception) -> None:
    def fail(*args: object) -> None:
        raise wrong

    monkeypatch.setattr(frontpage, "front_at", fail)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/nowhere/", 404), ("/healthz", 200), ("/latest", 301), ("/static/articles/site.css", 200), ("/admin/", 302)],
)  # fmt: skip
def test_every_answer_carries_the_id_of_its_one_line(address: str, status: int, client: Client, told: Told) -> None:
    answer = client.get(address)
    answer.close()
    assert answer.status_code == status
    assert OURS.fullmatch(answer.headers["X-Request-ID"])
    assert [(line["id"], line["path"], line["status"]) for line in told()] == [
        (answer.headers["X-Request-ID"], address, status)
    ]


@pytest.mark.usefixtures("empty_shelves")
def test_a_kept_page_and_what_has_not_changed_have_ids_of_their_own_and_one_tag(client: Client, told: Told) -> None:
    drawn, kept = client.get("/latest/"), client.get("/latest/")
    same = client.get("/latest/", headers={"If-None-Match": kept.headers["ETag"]})
    assert same.status_code == 304
    assert len({each.headers["X-Request-ID"] for each in (drawn, kept, same)}) == 3
    assert len({each.headers["ETag"] for each in (drawn, kept, same)}) == 1
    assert [(line["kept"], line["bytes"] > 0) for line in told()] == [(False, True), (True, True), (True, False)]


@pytest.mark.usefixtures("empty_shelves")
def test_a_missing_page_that_is_kept_does_not_show_the_id_of_another_request(client: Client) -> None:
    first, second = client.get("/nowhere/"), client.get("/nowhere/")
    assert first.content == second.content
    assert first.headers["X-Request-ID"].encode() not in first.content


@pytest.mark.parametrize(
    ("proxies", "came_from", "given", "is_believed"),
    [
        (1, "192.0.2.1", THEIRS, True),
        (0, "192.0.2.1", THEIRS, False),
        (1, "", THEIRS, False),  # past the proxy
        (2, "192.0.2.1", THEIRS, False),
        (1, "192.0.2.1", "short", False),
        (1, "192.0.2.1", "a" * 65, False),
        (1, "192.0.2.1", "=cmd|' /C calc'!A0", False),
        (1, "192.0.2.1", f"{THEIRS},{THEIRS}", False),
        (1, "192.0.2.1", "line\n2026-01-01 forged", False),
        (1, "192.0.2.1", "<script>alert(1)</script>", False),
    ],
)
def test_an_id_is_believed_from_proxies_that_are_believed(
    proxies: int, came_from: str, given: str, is_believed: bool, client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    answer = client.get("/healthz", headers={"X-Request-ID": given, "X-Forwarded-For": came_from})
    assert (answer.headers["X-Request-ID"] == given) is is_believed
    assert is_believed or OURS.fullmatch(answer.headers["X-Request-ID"])


@pytest.mark.parametrize("status", [400, 403, 500, 503])
def test_the_page_of_a_failure_shows_the_id(status: int, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    if status >= 500:
        failing(monkeypatch, RuntimeError() if status == 500 else OperationalError("connection refused"))
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    asked: dict[int, Callable[[], Any]] = {
        400: lambda: client.get("/", headers={"Host": "evil.example"}),
        403: lambda: client.post("/admin/login/", {"username": "a"}),
    }
    answer = asked.get(status, lambda: client.get("/"))()
    assert answer.status_code == status
    words = f"If you write to us, say this number: <code>{answer.headers['X-Request-ID']}</code>"
    assert words in answer.content.decode()


def test_a_bad_host_is_one_line_that_says_so(client: Client, told: Told) -> None:
    client.get("/admin/", headers={"Host": "evil.example"})
    (line,) = told()
    assert (line["status"], line["level"]) == (400, "info")
    assert line["why"].startswith("DisallowedHost: Invalid HTTP_HOST header: 'evil.example'.")
    assert "traceback" not in line


def test_a_form_that_is_not_ours_is_one_line_that_says_why(told: Told) -> None:
    Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert [(line["status"], "CSRF cookie not set" in line["why"]) for line in told()] == [(403, True)]


def test_what_failed_by_our_fault_has_its_traceback_once_under_the_same_id(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, RuntimeError("broken"))
    answer = Client(raise_request_exception=False).get("/")
    fault, line = told()
    assert fault["level"] == "error"
    assert fault["traceback"].count("Traceback") == 1
    assert fault["traceback"].endswith("RuntimeError: broken")
    assert fault["id"] == line["id"] == answer.headers["X-Request-ID"]
    assert (line["status"], line["why"]) == (500, "RuntimeError: broken")


def test_what_passes_is_one_line_without_a_traceback(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, OperationalError("connection refused"))
    Client(raise_request_exception=False).get("/")
    assert [(line["status"], line["why"]) for line in told()] == [(503, "OperationalError: connection refused")]


def test_a_probe_that_says_no_is_told_once(client: Client, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.views.health._migrations_to_come", lambda: True)
    monkeypatch.setattr("articles.views.health.migrated", type("Not", (), {"is_set": lambda self: False})())
    assert client.get("/readyz").status_code == 503
    assert [line["status"] for line in told()] == [503]


def test_no_secret_of_a_request_is_in_its_lines(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, RuntimeError("broken"))
    client = Client(
        raise_request_exception=False, headers={"Authorization": "Bearer hidden-1", "Referer": "http://hidden-2/"}
    )
    client.cookies["sessionid"] = "hidden-3"
    client.get("/?next=hidden-4&token=hidden-5&q=hidden-6&hidden-7")
    client.post("/admin/login/", {"username": "hidden-8", "password": "hidden-9"})
    client.get("/preview/hidden-10/")
    client.post("/preview/hidden-11", data="hidden-12", content_type="text/plain")
    Client(enforce_csrf_checks=True).post("/preview/hidden-13/")
    assert "hidden" not in json.dumps(told())


@pytest.mark.parametrize("wrong", [RuntimeError("broken"), OperationalError("gone"), DataError("too large")])
def test_no_token_is_in_the_lines_of_a_page_that_failed(
    wrong: Exception, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise wrong

    monkeypatch.setattr("articles.middleware.asked_once", fail)
    assert Client(raise_request_exception=False).get("/preview/hidden-token/").status_code >= 400
    assert told()
    assert "hidden" not in json.dumps(told())


def addresses(patterns: list[Any], before: str = "/") -> list[tuple[str, list[str]]]:
    found = []
    for each in patterns:
        here = before + re.sub(r"[\^$\\]|\(\?P<(\w+)>[^)]*\)", lambda m: f"<{m[1]}>" if m[1] else "", str(each.pattern))
        if isinstance(each, URLResolver):
            found += addresses(each.url_patterns, here)
        elif isinstance(each, URLPattern):
            found.append((here, re.findall(r"<(?:\w+:)?(\w+)>", here)))
    return found


def test_no_address_of_ours_with_a_token_is_shown() -> None:
    doors = [
        (here, name) for here, names in addresses(get_resolver().url_patterns) for name in names if "token" in name
    ]
    assert doors
    for here, name in doors:
        asked = re.sub(rf"<(?:\w+:)?{name}>", "hidden", here)
        assert "hidden" not in logged_path(asked), asked


@pytest.mark.parametrize(
    ("path", "query", "shown"),
    [
        ("/news/a b\n2026 GET\x1b[2J/", "", "/news/a%20b%0A2026%20GET%1B%5B2J/"),
        ("/topics/see-ü/", "page=2", "/topics/see-%C3%BC/?page=2"),
        ("/search/", "q=private&page=2&sort=date", "/search/?q=…&page=2&sort=date"),
        ("/", "page=2%0Aforged", "/?page=…"),
        ("/", "a" * 999, "/?…"),
        ("/", "&".join("abcdefghijkl"), "/?" + "&".join("…" * 8)),
        ("//PREVIEW/token/more", "", "//PREVIEW/…"),
        ("/" + "a" * 999, "", "/" + "a" * 399 + "…"),
        ("/\udcff", "", "/?"),
    ],
)
def test_an_address_is_shown_without_what_it_hides(path: str, query: str, shown: str) -> None:
    assert logged_path(path, query) == (shown if path != "/\udcff" else "/%3F")


def test_who_asks_is_told_only_where_somebody_looked(
    admin_client: Client, admin_user: User, told: Told, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_article("a")
    admin_client.get("/admin/")
    with django_assert_num_queries(0):
        admin_client.get("/static/articles/site.css").close()
    desk, file = told()
    assert (desk["user"], desk["name"]) == (admin_user.pk, admin_user.username)
    assert "user" not in file


def test_a_server_that_only_asks_whether_a_body_may_come_is_not_told(client: Client, told: Told) -> None:
    asking: dict[str, Any] = {ASKS: True}
    assert client.get("/robots.txt", **asking).status_code == 204
    assert told() == []


def test_a_log_that_fails_fails_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(StandardError, "_write", fail)
    monkeypatch.setattr(JsonLines, "format", fail)
    assert client.get("/healthz").status_code == 200
