"""Each kind of dependency is needed: without one of them, a page goes stale when what it stands for changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from articles.kept import keeping
from articles.kept.shelves import Memory
from articles.models import Article, Dependency, Masthead, Provider, Status, Topic
from articles.reading.drawn import Drawn
from articles.store.changes import Changes
from articles.store.register import LastChange
from tests.articles.kept.acts import answer
from tests.articles.kept.asking import empty_shelves
from tests.rows import NOW, make_article, make_provider, make_topic

__all__ = ["empty_shelves"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_shelves")]


def presents() -> None:
    Masthead.objects.update_or_create(pk=1, defaults={"name": "Another name"})


def renames_a_topic() -> None:
    Topic.objects.filter(slug="sea").update(name="Ocean")


def renames_a_provider() -> None:
    Provider.objects.filter(domain="news.example.org").update(name="Another name")


def edits() -> None:
    Article.objects.filter(slug="middle").update(excerpt="another")


def publishes_on_the_topic() -> None:
    make_article(
        "late", Topic.objects.get(slug="sea"), published_at="2026-09-01T00:00Z", provider=make_provider("other.example")
    )


def publishes_of_the_provider() -> None:
    make_article("late", published_at="2026-09-01T00:00Z")


def publishes_long_ago() -> None:
    make_article("old", published_at="2019-01-07T00:00Z")


def retitles_a_neighbour() -> None:
    Article.objects.filter(slug="last").update(title="another")


@pytest.mark.parametrize(
    ("kind", "act", "address"),
    [
        (Dependency.Kind.SITE, presents, "/news/middle/"),
        (Dependency.Kind.TOPICS, renames_a_topic, "/news/middle/"),
        (Dependency.Kind.PROVIDERS, renames_a_provider, "/news/middle/"),
        (Dependency.Kind.ARTICLE, edits, "/api/news/middle/index.json"),
        (Dependency.Kind.TOPIC, publishes_on_the_topic, "/topics/sea/"),
        (Dependency.Kind.PROVIDER, publishes_of_the_provider, "/providers/news.example.org/"),
        (Dependency.Kind.DAY, retitles_a_neighbour, "/news/middle/"),
        (Dependency.Kind.DAY, retitles_a_neighbour, "/latest/"),
        (Dependency.Kind.DAY, retitles_a_neighbour, "/archive/2026/05/"),
        (Dependency.Kind.DAY, retitles_a_neighbour, "/archive/2026/05/02/"),
        (Dependency.Kind.DAY, retitles_a_neighbour, "/api/news/index.json"),
        (Dependency.Kind.DAY, publishes_long_ago, "/sitemap/2019-01.xml"),
        (Dependency.Kind.TOPIC, publishes_on_the_topic, "/news/middle/"),
    ],
    ids=lambda given: str(given) if isinstance(given, str) else given.__name__,
)
def test_without_it_a_page_goes_stale(
    kind: str,
    act: Callable[[], None],
    address: str,
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for slug, month in (("first", 1), ("middle", 3), ("last", 5)):
        make_article(slug, published_at=f"2026-{month:02}-01T00:00Z")
    Article.objects.get(slug="middle").topic_links.create(tag=make_topic("Sea"), position=0, name="Sea")
    changes = Changes()

    def without(after: int, drawn: Drawn, last: LastChange) -> bool:
        others = {each: numbers for each, numbers in (drawn.subjects or {}).items() if each != kind}
        of_topics = [] if kind in (Dependency.Kind.DAY, Dependency.Kind.TOPIC) else drawn.of_topics
        days = [] if kind == Dependency.Kind.DAY else drawn.days
        return changes.touch(after, replace(drawn, subjects=others, days=days, of_topics=of_topics), last)

    before = answer(client, address)
    with monkeypatch.context() as patched:
        patched.setattr(keeping.changes, "touch", without)
        act()
        assert answer(client, address) == before, "another dependency says so too"
    monkeypatch.setattr(keeping, "memory", Memory())  # which has noted that it held
    kept = answer(client, address)
    settings.KEEP_PAGES = False
    assert before != kept == answer(client, address)


@pytest.mark.parametrize("number", [26, 31])
@pytest.mark.parametrize(
    "address",
    ["/latest/", "/topics/sea/", "/providers/news.example.org/", "/api/news/index.json", "/api/news/sea/index.json"],
)
def test_a_page_after_which_there_is_no_more_does_not_lead_on(
    number: int, address: str, settings: Settings, client: Client
) -> None:
    settings.KEEP_PAGES = True
    sea = make_topic("Sea")
    for day in range(number):
        make_article(f"a{day}", sea, published_at=NOW - timedelta(days=day))
    answer(client, address)
    Article.objects.filter(slug=f"a{number - 1}").update(status=Status.WITHDRAWN)
    kept = answer(client, address)
    settings.KEEP_PAGES = False
    assert kept == answer(client, address)
