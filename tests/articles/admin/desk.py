"""An editor's moves in the admin that several tests make."""

from django.contrib.auth.models import Group, User
from django.test import Client

from articles.models import Article
from articles.roles import make_roles
from tests.pages import form_of

LIST = "/admin/articles/article/"


def as_role(role: str) -> Client:
    make_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def change(slug: str = "2023-01-24-tides") -> str:
    return f"{LIST}{Article.objects.get(slug=slug).pk}/change/"


def save(client: Client, address: str, **values: str) -> int:
    return client.post(address, form_of(client.get(address), "title") | values | {"_save": "Save"}).status_code
