"""An editor's moves in the admin that several tests make."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

from articles.editing.roles import make_roles
from articles.models import Article
from tests.pages import form_of

LIST = "/admin/articles/article/"


def as_role(role: str) -> Client:
    make_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def give_to(client: Client, *slugs: str) -> None:
    """Make articles the own drafts of whoever is signed in."""
    Article.objects.filter(slug__in=slugs or ["2023-01-24-tides"]).update(made_by=int(client.session["_auth_user_id"]))


def change(slug: str = "2023-01-24-tides") -> str:
    return f"{LIST}{Article.objects.get(slug=slug).pk}/change/"


def save(client: Client, address: str, **values: str) -> int:
    return client.post(address, form_of(client.get(address), "title") | values | {"_save": "Save"}).status_code


def opened(client: Client, address: str, form: dict[str, Any], *rows: int) -> dict[str, Any]:
    """The form after these rows of the related coverage were opened, which posts it without saving."""
    for row in rows:
        form = form_of(client.post(address, form | {"_open": str(row)}), "title")
    return form


def asked(client: Client, action: str, articles: Iterable[Article], **more: str) -> Any:
    """The page on which an action says what it would do."""
    return client.post(LIST, {"action": action, "_selected_action": [article.pk for article in articles], **more})


def act(client: Client, action: str, articles: Iterable[Article], **more: str) -> Any:
    """Choose articles in the list, choose an action, and do what its page says; where that follows."""
    articles = list(articles)
    page = asked(client, action, articles, **more)
    button = re.search(r'name="confirmed" value="(\w+)"', page.content.decode())
    if button is None:
        return page
    sent = {"action": action, "_selected_action": [article.pk for article in articles], "confirmed": button[1], **more}
    return client.post(LIST, sent, follow=True)


def undo_button(page: Any) -> str:
    """Where the undo that a message offers is posted to."""
    found = re.search(r'class="undo" method="post" action="([^"]+)"', page.content.decode())
    assert found, "no message offers to undo"
    return found[1]
