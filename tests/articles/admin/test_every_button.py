"""Whatever an admin page posts, posted as each role: done by those who may, refused to all others, and nothing forgotten."""

import hashlib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.editing import batches, synonyms
from articles.editing.undertakings import begin_batch
from articles.history.work import Work
from articles.models import Masthead, Picture, Provider, Topic
from tests.articles.admin.buttons import NOBODY, Button, at, one, pk, save, the_buttons, topic
from tests.articles.admin.imports.uploading import planned
from tests.articles.admin.signed_in import LIST, act, as_role
from tests.articles.editing.stories.grouped import write_story
from tests.once import Once
from tests.seeds import Archive, edit, seed_text

pytestmark = pytest.mark.django_db
ROLES = ["contributor", "editor", "publisher", "administrator"]
# What only remembers where somebody is, or was.
_FLEETING = {"presence", "visit", "passage", "signin"}
# Fetching asks a server: tried with one in test_pictures.py and test_fromurl.py.
ELSEWHERE = {"article_from_url", "picture_fetch", "picture_again", "picture: fetch_again"}


@pytest.fixture(scope="module")
def everything(shared_archive: Archive, once: Once) -> Iterator[None]:
    with once():
        write_everything(shared_archive)
        yield


def write_everything(archive: Archive) -> None:
    write_story(archive, {"harbour": 80, "bridge": 60, "ferry": 30}, topics="\n- Ocean")
    archive.write_article("2023-01-25-tides", published="false")
    for number in (1, 2):
        archive.write_article(f"2023-01-26-same-{number}", title='"The very same headline of two articles"', published="false",
                              topics="\n- Sea", webUrl=f'"https://news.example.org/same-{number}"')  # fmt: skip
    misspelled = '\n  name: "Exampel"\n  domain: news.example.org'
    for name in ("review", "gone"):
        url = f'"https://news.example.org/{name}"'
        archive.write_article(
            f"2023-01-27-{name}", title=f'"In {name}"', published="false", webUrl=url, provider=misspelled
        )
    archive.bring()
    for name in ("Quay", "Boats"):
        Topic.objects.create(name=name, slug=name.lower())
    Provider.objects.create(name="B", domain="b.example")
    synonyms.unite(Topic.objects.get(name="Ocean"), Topic.objects.get(name="Sea"))
    administrator = as_role("administrator")
    act(administrator, "set_review", [one("27-review")])
    administrator.post(at("article_delete", pk("27-gone")), {"post": "yes"})
    edit("2023-01-25-tides", title="Tides, as we say it")
    archive.write_article("2023-01-25-tides", published="false", title='"Tides, as the file says it"')
    archive.bring()
    act(administrator, "add_topic", [one("26-same-2")], topic=str(topic("Quay")))
    for words in ("Once", "Twice"):
        save(at("topic_change", topic("Quay")), "name", shortname=words)(administrator)
        provider = Provider.objects.get(domain="news.example.org").pk
        save(at("provider_change", provider), "name", description=words)(administrator)
    administrator.post(at("article_save_filter"), {"name": "Hers", "query": "q=a", "shared": "on"})
    Masthead.objects.get_or_create()
    Picture.objects.create(
        url="https://img.example.org/a.jpg", name="a", width=400, height=300, tried_at=timezone.now(), state="cached"
    )
    for name, topic_name in (("going", "Boats"), ("stopped", "Quay")):
        by = Work.of(User.objects.get(username="administrator"))
        row = begin_batch(batches.adding(Topic.objects.get(name=topic_name)), [one("26-same-1")], by=by)
        row.state = name
        row.save()
    planned(administrator, {"_news/2023-01-28-later.md": seed_text(webUrl='"https://news.example.org/later"')})
    Client().logout()


def fingerprint() -> str:
    """All that is stored of what editors make."""
    rows = [
        (model.__name__, sorted(map(repr, model._default_manager.values())))
        for model in apps.get_app_config("articles").get_models()
        if model._meta.model_name not in _FLEETING
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def pressed(button: Button, client: Client, before: str) -> tuple[bool, int]:
    """Whether pressing it changed anything, and the answer; then all is as it was: one fingerprint of before does for all."""
    with transaction.atomic():
        answer = button.press(client)
        changed = fingerprint() != before
        transaction.set_rollback(True)
    cache.clear()
    return changed, answer.status_code


# Those between the least and the most ask a database for nothing that neither of these asks it for.
BETWEEN = [pytest.param(role, marks=pytest.mark.any_server) for role in ROLES[1:-1]]


@pytest.mark.parametrize("role", [ROLES[0], *BETWEEN, ROLES[-1]])
def test_every_button_does_for_a_role_what_it_may_and_nothing_else(everything: None, role: str) -> None:
    client = as_role(role) if role != "administrator" else _again(role)
    before, wrong = fingerprint(), []
    for button in the_buttons():
        may = button.least != NOBODY and ROLES.index(role) >= ROLES.index(button.least)
        changed, status = pressed(button, client, before)
        if changed != may or status not in (200, 302, 400, 403, 404, 405, 409):
            wrong.append(f"{button.what}: {'changed' if changed else 'did not change'} something, answered {status}")
    assert not wrong, "\n" + "\n".join(wrong)


def _again(role: str) -> Client:
    client = Client()
    client.force_login(apps.get_model("auth", "User").objects.get(username=role))
    return client


def test_nobody_does_anything_without_signing_in(everything: None) -> None:
    before = fingerprint()
    answers = {button.what: pressed(button, Client(), before) for button in the_buttons()}
    assert {what: answer for what, answer in answers.items() if answer != (False, 302)} == {}


# They show and store nothing, or are tried above through what they lead to.
_ONLY_SHOW = {
    "act_progress",
    "article_compare",
    "article_suggestions",
    "article_presence",
    "article_preview",
    "article_related_row",
    "article_newcomers",
    "article: export",
    "article: compare",
}


def test_no_address_and_no_action_is_forgotten(everything: None) -> None:
    named = {button.what for button in the_buttons()}
    tried = named | {what.partition(":")[0] for what in named if "_" in what.partition(":")[0]} | ELSEWHERE | _ONLY_SHOW
    missing = []
    for model, ours in admin.site._registry.items():
        if model._meta.app_label != "articles":
            continue
        name = str(model._meta.model_name)
        for pattern in ours.get_urls():
            short = str(pattern.name or "").removeprefix("articles_")
            if short and not short.endswith(("_changelist", "_history", "_compare")) and short not in tried:
                missing.append(short)
        request = RequestFactory().get(LIST)
        request.user = apps.get_model("auth", "User").objects.create_superuser(f"super-{name}")
        missing += [f"{name}: {action}" for action in ours.get_actions(request) if f"{name}: {action}" not in tried]
    assert missing == []
