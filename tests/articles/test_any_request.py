"""No request makes a 500, whatever it says: each is answered, with all headers, or is a page of somebody who is not signed in."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client

from articles.models import Article, Picture
from newsroom.handler import Handler
from tests.articles.admin.test_every_button import everything
from tests.articles.requests import Asked, Generator, forms_of
from tests.lengths import length, sampled, tell

__all__ = ["everything"]
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
ALL = {"Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options"}


@pytest.fixture
def administrator(everything: None) -> Client:
    Picture.objects.update(widths=[400])
    user = apps.get_model("auth", "User").objects.get(username="administrator")
    user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def one_connection() -> Iterator[None]:
    """As in Django's own test client, requests end without closing the connection of the test."""
    for each in (request_started, request_finished):
        each.disconnect(close_old_connections)
    try:
        yield
    finally:
        for each in (request_started, request_finished):
            each.connect(close_old_connections)


def pages(client: Client) -> list[str]:
    """An address of each kind, of rows that there are."""
    keys = {model._meta.model_name: model._default_manager.first() for model in apps.get_models()}
    found = []
    for route in Generator(0, {}).routes:
        of = re.match(r"/admin/\w+/(\w+)/", route)
        row: Any = keys.get(of[1]) if of else Article.objects.published().first()
        key = str(row.pk if of and row else getattr(row, "slug", "1"))
        found.append(re.sub(r"<[^>]+>", key, route))
    return found


def sent(asked: Asked, application: Handler, session: str) -> str:
    """What is wrong with the answer, if anything is."""
    with one_connection(), transaction.atomic():
        status, headers = asked.send(application, session)
        transaction.set_rollback(True)
    if status >= 500:
        return f"{status}: {asked}"
    return f"without {ALL - {*headers}}: {asked}" if ALL - {*headers} else ""


@sampled
@pytest.mark.timeout(3600)
def test_no_request_fails(administrator: Client) -> None:
    application = Handler()
    session, wrong = administrator.cookies["sessionid"].value, set()
    generator = Generator(random.getrandbits(64), forms_of(administrator, pages(administrator)))
    for number in range(length(500, 100_000)):
        asked = generator.request()
        wrong.add(sent(asked, application, "" if number % 3 == 0 else session))
    failed = sorted(wrong - {""})
    tell(f"{length(500, 100_000):,} requests: {len(failed)} failed or lacked headers")
    assert "\n".join(failed) == ""
    assert User.objects.filter(username="administrator").exists()
