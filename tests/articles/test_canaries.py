"""Nobody hears anything of what is hidden: every address answers exactly as if it were not there."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from articles.models import Article, Provider, Topic
from tests.articles.admin.signed_in import as_role
from tests.articles.canaries import SLUG, TOPIC, WORD, plant, write_public
from tests.articles.requests import shown_route
from tests.articles.walking import PARTS, Walk, clock, filled, read, routes
from tests.lengths import sampled, tell
from tests.seeds import SEALED, Archive, archive

__all__ = ["archive", "clock", "read"]
pytestmark = pytest.mark.django_db
WITHOUT_RESOLVER = {"/healthz", "/readyz", "/static/<name>", "/media/<name>"}
ANY_KEY = {name: ["1"] for name in ("pk", "object_id", "id")}


def different(archive: Archive, walk: Walk) -> list[str]:
    """What is answered otherwise with what is hidden than without it, and what says a hidden word unasked."""
    write_public(archive)
    with transaction.atomic():
        plant(archive)
        keys = [str(Article.objects.get(slug=SLUG).pk), str(Topic.objects.get(name=f"{WORD} topic").pk)]
        paths = walk.addresses(PARTS | dict.fromkeys(ANY_KEY, keys))
        hidden = walk.answers(paths)
        transaction.set_rollback(True)
    plain = walk.answers((), hidden)
    said = [asked for asked, answer in hidden.items() if WORD not in asked and WORD in str(answer)]
    found = [asked for asked in hidden if hidden[asked] != plain[asked]] + said
    tell(f"{len(hidden):,} requests to all {len(routes())} patterns of addresses: {len(found)} tell of what is hidden")
    return found


@pytest.fixture
def asking(client: Client, request: pytest.FixtureRequest) -> Client:
    """Who asks: nobody who is known, an account, or one that may sign in to the admin; none of them has a right."""
    if request.param != "reader":
        client.force_login(User.objects.create_user("somebody", is_staff=request.param == "staff"))
    return client


@sampled
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("asking", ["reader", "account", "staff"], indirect=True)
def test_no_address_tells_of_what_is_hidden(asking: Client, archive: Archive, clock: None, read: set[str]) -> None:
    assert different(archive, Walk(asking, read)) == []


def test_the_walk_goes_everywhere() -> None:
    """Each pattern of the resolver is what one of the walk's addresses leads to, so that none is hidden behind another."""
    reached = set()
    for route in routes():
        for path in filled(route, PARTS | ANY_KEY):
            try:
                reached.add(shown_route(resolve(path).route))
            except Resolver404:
                continue
    assert set(routes()) - reached == WITHOUT_RESOLVER


@pytest.mark.parametrize("q", [f"topic:{WORD}", f"provider:{WORD}"])
def test_a_name_of_hidden_articles_alone_is_as_unknown_as_any(q: str, client: Client) -> None:
    unknown = client.get(f"/search/?q={q}").content
    Topic.objects.create(name=WORD, slug=WORD)
    Provider.objects.create(name=WORD, domain=f"{WORD}.example")
    assert client.get(f"/search/?q={q}").content == unknown
    Topic.objects.update(in_data=True)
    Provider.objects.update(in_data=True)
    assert client.get(f"/search/?q={q}").content != unknown


# What a contributor may not see of what `plant` has written, and where it is.
NOT_FOR_CONTRIBUTORS = {
    "an account": f"{WORD}@mail.example",
    "a filter of somebody else": f"{WORD} filter",
    "what a file says otherwise": f"{WORD} conflict",
    "a sealed payload": SEALED,
}


def test_no_page_tells_a_contributor_what_only_others_may_see(archive: Archive) -> None:
    write_public(archive)
    plant(archive)
    found = {name: set[str]() for name in NOT_FOR_CONTRIBUTORS}
    client = as_role("contributor")
    for route in routes():
        of = re.match(r"/admin/\w+/(\w+)/", route)
        keys = [str(key) for key in keys_of(of[1])] if of else ["1"]
        for path in filled(route, PARTS | dict.fromkeys(ANY_KEY, keys)) if route.startswith("/admin/") else ():
            for address in (path, f"{path}?q={WORD}", f"{path}?q=topic:{TOPIC}"):
                said = client.get(address).content.decode()
                for name, words in NOT_FOR_CONTRIBUTORS.items():
                    found[name].update({address} if words in said else ())
    assert {name: where for name, where in found.items() if where} == {}


def keys_of(model: str) -> list[int]:
    """The last rows of each model: what was planted comes last."""
    models = {each._meta.model_name: each for each in apps.get_models()}
    rows = models[model]._default_manager.order_by("-pk") if model in models else Article.objects.filter(slug=SLUG)
    first = Article.objects.filter(slug=SLUG) if model == "article" else rows[:2]
    return [row.pk for row in first]
