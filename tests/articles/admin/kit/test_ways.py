"""Whoever asks to be led somewhere comes to a page of ours: `next` and all that is like it leads to no other place."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from articles.admin.kit.ways import way_to
from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Act, Status
from tests.articles.admin.signed_in import as_role
from tests.articles.requests import addresses
from tests.articles.signin.coded import CODE, enrolled, first_step
from tests.articles.signin.trying import PASSWORD
from tests.rows import make_article

DESK = "/admin/"
HOSTILE = [
    "", " ", "//evil.example", "///evil.example", "////evil.example/admin/", "/\\evil.example", "\\\\evil.example",
    "https:///evil.example", "https://evil.example", "http:evil.example", "https:/evil.example", "https:evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://testserver/", "/\t/evil.example",
    "/\n/evil.example", "/admin/\r\nLocation: https://evil.example", "\x00/admin/", "/admin/\x00", " /admin/",
    "\x0b//evil.example", "/admin/%0d%0aX: y", "/%09/evil.example", "/%2f/evil.example", "/%5cevil.example",
    "/admin//evil.example",
    "http://testserver@evil.example/", "http://evil.example#http://testserver/", "http://testserver.evil.example/",
    "http://testserver:81/admin/", "//testserver:81/admin/", "/nothing/here/", "/admin/nothing/", "/api/nothing", "admin/",
    "?x=1", "#x", "../admin/", "/admin/../nothing/", "/admin/logout/", "/admin/login/?next=//evil.example", "/admin/login/code/",
    "é", "/news/%0d%0ax/", "/news/%5cevil.example/", "/news/a%7fb/", "/news/\\evil.example/",
    "/\u2028/", "\ud800",
]  # fmt: skip
OURS = ["/admin/", "/admin/articles/article/?q=a&p=2", "/admin/help/", "/", "/topics/", "/search/?q=//evil.example"]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_what_is_no_page_of_ours_leads_to_the_desk(wanted: str) -> None:
    assert way_to(RequestFactory().get("/"), wanted) == DESK


@pytest.mark.parametrize("wanted", OURS)
def test_a_page_of_ours_is_where_it_leads(wanted: str) -> None:
    request = RequestFactory().get("/")
    assert (way_to(request, wanted), way_to(request, f"http://testserver{wanted}")) == (wanted, wanted)


def test_behind_https_no_address_without_it_is_ours() -> None:
    request = RequestFactory().get("/", secure=True)
    assert way_to(request, "http://testserver/topics/") == DESK
    assert way_to(request, "https://testserver/topics/") == "/topics/"


def sign_in(client: Client, wanted: str) -> Any:
    User.objects.create_user("somebody", password="a long secret", is_staff=True)
    return client.post("/admin/login/", {"username": "somebody", "password": "a long secret", "next": wanted})


def sign_in_by_address(client: Client, wanted: str) -> Any:
    User.objects.create_user("somebody", password="a long secret", is_staff=True)
    return client.post(
        f"/admin/login/?next={quote(wanted, errors='replace')}", {"username": "somebody", "password": "a long secret"}
    )


def sign_out(client: Client, wanted: str) -> Any:
    return as_role("publisher").post("/admin/logout/", {"next": wanted})


def type_a_code(client: Client, wanted: str) -> Any:
    client.force_login(User.objects.create_user("ada", password=PASSWORD, is_staff=True))
    _, codes = enrolled(client)
    return first_step(to=wanted).post(CODE, {"code": codes[0]})


def use_a_passkey(client: Client, wanted: str) -> Any:
    User.objects.create_user("somebody", is_staff=True)
    return client.post("/admin/login/passkey/", {"credential": "x", "next": wanted})


def undo(client: Client, wanted: str) -> Any:
    set_status([make_article("a")], Status.WITHDRAWN, by=Work("somebody"))
    return as_role("publisher").post(f"/admin/articles/act/{Act.objects.latest('pk').pk}/undo/", {"next": wanted})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "http://testserver:81/", "/nothing/here/", "/topics/"]
)
@pytest.mark.parametrize("place", [sign_in, sign_in_by_address, sign_out, type_a_code, use_a_passkey, undo])
def test_each_place_leads_there_alone(
    place: Callable[[Client, str], Any], wanted: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.site.passkeypages.passkeys_work", lambda: True)
    monkeypatch.setattr("articles.admin.site.passkeypages.who_signs_in", lambda *_: User.objects.get())
    answer = place(client, wanted)
    assert answer.status_code == 302
    assert answer["Location"] in ((wanted,) if wanted == "/topics/" else (DESK, "/admin/articles/act/"))


NAMES = (
    "next",
    "return",
    "return_to",
    "redirect",
    "redirect_to",
    "url",
    "to",
    "continue",
    "after",
    "_changelist_filters",
)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["reader", "publisher"])
@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example/"])
def test_no_address_leads_away_whatever_it_is_told(who: str, wanted: str, client: Client) -> None:
    asking = as_role(who) if who != "reader" else client
    article = make_article("a")
    sent = dict.fromkeys(NAMES, wanted)
    headers = {"Referer": wanted, "X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}
    left = []
    for route in addresses():
        if "logout" in route:
            continue
        path = re.sub(r"<[^>]+>", str(article.pk), route)
        query = "&".join(f"{name}={quote(value)}" for name, value in sent.items())
        for answer in (asking.get(f"{path}?{query}", headers=headers), asking.post(path, sent, headers=headers)):
            to = answer.get("Location", "/")
            if not to.startswith("/") or to.startswith(("//", "/\\")):
                left.append((path, to))
    assert left == []


def test_one_module_says_which_addresses_are_ours() -> None:
    """A view that led somewhere by its own rule would be none of those above."""
    own = [
        str(path) for path in Path(settings.BASE_DIR, "articles").rglob("*.py") if "url_has_allowed" in path.read_text()
    ]
    assert [path.rpartition("articles/")[2] for path in own] == ["admin/kit/ways.py"]
