"""Whoever lacks the right to a page hears nothing of it: refused before anything is read of what was sent or of what there is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Picture
from tests.articles.admin.signed_in import as_role
from tests.articles.admin.test_every_button import everything
from tests.articles.requests import addresses

__all__ = ["everything"]
pytestmark = pytest.mark.django_db
# An account needs no right for itself, nor for the help, nor to come in or go.
FREE = re.compile(r"/admin/(account/|help/|login/|logout/|password_change/|jsi18n/)")
NOT_THERE = "987654"
KNOWN = 4  # queries: the session, the account, its rights and those of its roles
PRIVATE = re.compile(r"harbour|tide|example", re.IGNORECASE)


@pytest.fixture(autouse=True)
def pictured(everything: None) -> None:
    Picture.objects.update(widths=[400])


def places() -> Iterator[tuple[str, str]]:
    """Each address of the admin with the key of a row that there is, and with that of none."""
    rows = {model._meta.model_name: model._default_manager.first() for model in apps.get_models()}
    for route in addresses():
        if route.startswith("/admin/") and not FREE.match(route):
            of = re.match(r"/admin/\w+/(\w+)/", route)
            row: Any = rows.get(of[1]) if of else Article.objects.first()
            yield re.sub(r"<[^>]+>", str(row.pk if row else 1), route), re.sub(r"<[^>]+>", NOT_THERE, route)


def said(client: Client, path: str, method: str) -> tuple[int, str, str, int]:
    """The status, where it leads, what it says, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.generic(method, path, "title=x&next=y", "application/x-www-form-urlencoded")
    to = answer.get("Location", "").replace(f"next={path}", "next=…")
    words = answer.content.decode().replace(answer["X-Request-ID"], "")
    return answer.status_code, to, re.sub(r'value="\w{64}"', "", words), len(queries)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads what was sent."""

    def read(request: HttpRequest) -> None:
        raise AssertionError(f"the form sent to {request.path} was read")

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", read)


def strangers(*, is_staff: bool) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("somebody", is_staff=is_staff))
    client.cookies["csrftoken"] = "a" * 32
    client.get("/admin/account/")  # once an hour it is noted who is there
    return client


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_an_account_without_rights_is_refused_at_once(everything: None, unread: None, method: str) -> None:
    client = strangers(is_staff=True)
    wrong = []
    for there, nowhere in places():
        answers = [said(client, path, method) for path in (there, nowhere)]
        status, _, text, queries = answers[0]
        if status != 403 or answers[0] != answers[1] or queries > KNOWN or PRIVATE.search(text):
            wrong.append((there, [answer[::3] for answer in answers]))
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_account_that_may_not_come_in_is_led_to_the_door(everything: None, unread: None, method: str) -> None:
    client = strangers(is_staff=False)
    wrong = []
    for there, nowhere in places():
        answers = [said(client, path, method) for path in (there, nowhere)]
        if answers[0][:2] != (302, "/admin/login/?next=…") or answers[0] != answers[1] or answers[0][3] > KNOWN:
            wrong.append((there, [answer[::3] for answer in answers]))
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", ["contributor", "editor", "publisher"])
def test_no_role_hears_whether_there_is_what_it_has_no_right_to(everything: None, role: str, method: str) -> None:
    client = as_role(role)
    different = []
    for there, nowhere in places():
        one, other = (said(client, path, method)[0] for path in (there, nowhere))
        if 403 in (one, other) and one != other and not may_read(client, there):
            different.append((there, one, other))
    assert different == []


@pytest.mark.parametrize("page", ["topic/{}/merge", "topic/{}/history/restore", "provider/{}/merge", "import/{}/step"])
def test_no_role_has_a_form_read_that_it_has_no_right_to_send(everything: None, unread: None, page: str) -> None:
    client = as_role("contributor")
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    for key in ("1", NOT_THERE):
        assert said(client, f"/admin/articles/{page.format(key)}/", "POST")[0] == 403


def may_read(client: Client, path: str) -> bool:
    """Whether an account sees the row that a page is about: then it may hear that it may not change it."""
    of = re.match(r"/admin/\w+/\w+/\d+/", path)
    return bool(of and client.get(f"{of[0]}change/").status_code == 200)
