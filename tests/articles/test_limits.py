"""How large a request may be, and from whom: asked before anything reads it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.editing.roles import make_roles
from articles.limits import ASKS, most_ever
from articles.middleware import BodyLimits

KB, MB = 1024, 1024 * 1024
NEW, TRIAGE, SIGN_IN = "/admin/articles/import/new/", "/admin/articles/article/triage/", "/admin/login/"
FORM, MASTHEAD = "/admin/articles/article/add/", "/admin/articles/masthead/1/change/"


@pytest.fixture
def people(db: None) -> dict[str, User | AnonymousUser]:
    """One of each role, one without a right, and nobody."""
    make_roles()
    found: dict[str, User | AnonymousUser] = {"nobody": AnonymousUser()}
    for name in ("administrator", "editor", "contributor", "without a right"):
        user = found[name] = User.objects.create_user(name, is_staff=name != "without a right")
        user.groups.set(Group.objects.filter(name=name))
    return found


def status(user: User | AnonymousUser, path: str, length: int | str, **asks: Any) -> int:
    """The status of the answer to a body of that length; 200 where it is read."""
    request = RequestFactory().post(path, **{"CONTENT_LENGTH": str(length)} | asks)
    request.user = user
    return BodyLimits(lambda _: HttpResponse())(request).status_code


READ = 200
TAKEN = [
    ("nobody", SIGN_IN, 60 * KB, READ), ("nobody", SIGN_IN, 70 * KB, 413), ("nobody", NEW, 198 * MB, 413),
    ("nobody", "/", 70 * KB, 413), ("nobody", "/api/news/index.json", 200 * MB, 413), ("nobody", SIGN_IN, "9" * 40, 413),
    ("without a right", TRIAGE, 70 * KB, 413), ("contributor", TRIAGE, MB, READ), ("contributor", TRIAGE, MB + 1, 413),
    ("contributor", FORM, 20 * MB, READ), ("contributor", FORM, 25 * MB, 413), ("contributor", NEW, 2 * MB, 413),
    ("editor", NEW, 128 * MB, READ), ("editor", NEW, 129 * MB, 413), ("editor", MASTHEAD, 11 * MB, 413),
    ("administrator", MASTHEAD, 11 * MB, READ), ("administrator", "/latest/", 70 * KB, 413),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "length", "expected"), TAKEN)
def test_what_is_too_large_is_refused(
    who: str, path: str, length: int | str, expected: int, people: dict[str, User | AnonymousUser]
) -> None:
    assert status(people[who], path, length) == expected


def test_it_is_refused_before_the_form_is_read(client: Client, admin_client: Client) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(SIGN_IN, {"username": "a" * 70 * KB}).status_code == 413
    answer = admin_client.post(TRIAGE, {"title": "a" * 2 * MB})
    assert (answer.status_code, "more than 1,024 kB" in answer.content.decode()) == (413, True)


def test_a_server_asks_before_it_reads() -> None:
    asking = {ASKS: True}
    nobody = AnonymousUser()
    assert [status(nobody, NEW, length, **asking) for length in (MB, KB)] == [413, 204]


def test_no_client_asks_in_a_server_s_place(client: Client, db: None) -> None:
    assert client.get("/robots.txt", headers={ASKS: "1"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 64 * KB), (SIGN_IN, MB), (TRIAGE, MB), (FORM, 24 * MB), (NEW, 128 * MB), (f"{NEW}more/", MB)],
)
def test_no_more_than_anybody_may_send_is_read_at_all(path: str, most: int) -> None:
    assert most_ever(path) == most
