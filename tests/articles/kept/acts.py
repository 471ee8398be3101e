"""Random acts on a site, in which time passes too, and all addresses that a reader could ask for afterwards."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.editing import synonyms
from articles.editing.acts import undo
from articles.editing.undoplans import is_undoable
from articles.models import Act, Article, FormerArticle, Image, Masthead, Parted, Picture, Provider, Status, Topic
from tests.articles.editing.histories import History
from tests.articles.kept.asking import clear
from tests.seeds import Archive

START = datetime(2026, 1, 1, 0, 10, tzinfo=UTC)
# The same in every test: what the clock says is part of what a page is drawn from.
STEPS = [timedelta(minutes=7), timedelta(minutes=50), timedelta(hours=5), timedelta(days=1), timedelta(days=8)]


class Site(History):
    """A history whose acts also are what only a database, an editor of names or the clock does."""

    now = START

    def clock(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(timezone, "now", lambda: self.now)

    def passes(self) -> None:
        self.now += self.random.choice(STEPS)

    def schedules(self) -> None:
        for pk in self.some(2):
            later = self.now + self.random.choice(STEPS)
            Article.objects.filter(pk=pk).update(
                status=self.random.choice([Status.PUBLISHED, Status.PUBLISHED, Status.FOLDED]), go_live_at=later
            )

    def dates(self) -> None:
        """Some are dated in the future, or said to be updated there."""
        column = self.random.choice(["published_at", "updated_at"])
        moment = self.now + self.random.choice([*STEPS, -timedelta(hours=30), -timedelta(days=40)])
        Article.objects.filter(pk__in=self.some(2)).update(**{column: moment})

    def pins(self) -> None:
        until = self.now + self.random.choice(STEPS)
        Article.objects.filter(pk__in=self.some(1)).update(pinned_until=until, pinned_at=self.now)

    def renames(self) -> None:
        rows: list[Topic | Provider] = [*Topic.objects.order_by("pk"), *Provider.objects.order_by("pk")]
        row = self.random.choice(rows)
        row.name = self.value()
        row.save(update_fields=["name"])

    def hangs(self) -> None:
        """A topic comes below another."""
        topics = list(Topic.objects.standing().order_by("pk"))
        one, other = self.random.sample(topics, 2)
        Topic.objects.filter(pk=one.pk).update(parent=self.random.choice([other, None]))

    def presents(self) -> None:
        Masthead.objects.update_or_create(pk=1, defaults={"name": self.value(), "footer": self.value()})

    def fetches(self) -> None:
        """A copy of a picture comes, or goes."""
        urls = list(Image.objects.order_by("pk").values_list("url", flat=True)) or ["https://img.example.org/a.jpg"]
        name = f"{self.count:032x}"
        ready = {"name": name, "width": 640, "height": 360, "widths": [320, 640], "jpeg_width": 640}
        values: dict[str, Any] = self.random.choice(
            [ready | {"state": Picture.State.CACHED}, {"state": Picture.State.FAILED}]
        )
        values["tried_at"] = self.now
        Picture.objects.update_or_create(url=self.random.choice(urls), defaults=values)

    def shows_a_logo(self) -> None:
        images = [{"url": url} for url in Picture.objects.order_by("pk").values_list("url", flat=True)[:1]]
        Provider.objects.filter(domain="news.example.org").update(images=images or None)

    def takes_back(self) -> None:
        """One of the last acts, which may have been an import, or a taking back."""
        last = [act for act in Act.objects.latest_first()[:4] if is_undoable(act, self.by().at)]
        if last:
            undo(self.random.choice(last), by=self.by())

    def unites(self) -> None:
        """Two topics or providers are one, or are two again."""
        kind: Any = self.random.choice([Topic, Provider])
        merged = list(kind.objects.exclude(merged_into=None).order_by("pk"))
        standing = list(kind.objects.standing().order_by("pk"))
        if merged and self.random.random() < 0.5:
            synonyms.part(self.random.choice(merged))
        elif len(standing) > 2:
            synonyms.unite(*self.random.sample(standing, 2))

    def touches_children(self) -> None:
        """What no act of ours does: single rows that hang on an article change, and go."""
        for article in Article.objects.filter(pk__in=self.some(2)).order_by("pk"):
            article.images.update(title=self.value())
            children: list[Any] = [article.related_links, article.topic_links, article.images]
            for row in self.random.choice(children).order_by("pk")[:1]:
                row.delete()
        Parted.objects.filter(pk__in=list(Parted.objects.order_by("pk").values_list("pk", flat=True)[:1])).delete()
        FormerArticle.objects.filter(
            pk__in=list(FormerArticle.objects.order_by("pk").values_list("pk", flat=True)[:1])
        ).delete()


@pytest.fixture
def site(archive: Archive, db: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Site:
    """A site with some articles, of which the parameter decides what will happen."""
    clear(archive.folder.parent, monkeypatch)
    found = Site(archive, Random(request.param))
    found.clock(monkeypatch)
    found.begin()
    return found


def acts_of(site: Site) -> list[Callable[[], None]]:
    return [
        site.edits, site.moves, site.moves, site.merges, site.deletes, site.restores, site.settles, site.adds_a_topic,
        site.arranges, site.splits, site.corrects, site.brings, site.passes, site.passes, site.passes, site.schedules,
        site.schedules, site.dates, site.pins, site.renames, site.hangs, site.presents, site.fetches, site.shows_a_logo,
        site.touches_children, site.takes_back, site.takes_back, site.unites,
    ]  # fmt: skip


ALWAYS = (
    "/", "/latest/", "/topics/", "/providers/", "/providers.opml", "/archive/", "/robots.txt", "/nowhere/", "/sitemap.xml",
    "/news-sitemap.xml", "/sitemap/pages.xml", "/sitemap/topics.xml", "/sitemap/providers.xml", "/search/", "/search/?q=value",
    "/search/?q=harbour", "/api/topics/index.json", "/api/openapi.json", "/api/news/index.json", "/feed.rss", "/feed.atom",
    "/feed.json",
)  # fmt: skip


def addresses(site: Site) -> Iterator[str]:
    """All that there is or was, and some that never was."""
    yield from ALWAYS
    slugs = {*Article.objects.values_list("slug", flat=True), *FormerArticle.objects.values_list("slug", flat=True)}
    for slug in sorted({*slugs, *(site.slug(name) for name in ("harbour", "nothing"))}):
        yield from (f"/news/{slug}/", f"/api/news/{slug}/index.json")
    for slug in sorted(Topic.objects.values_list("slug", flat=True)):
        yield from (f"/topics/{slug}/", f"/topics/{slug}/feed.atom", f"/api/news/{slug}/index.json")
    for domain in sorted(Provider.objects.values_list("domain", flat=True)):
        yield from (f"/providers/{domain}/", f"/providers/{domain}/feed.json")
    days = {each.date() for each in Article.objects.values_list("published_at", flat=True)} | {site.now.date()}
    for day in sorted(days):
        yield from (
            f"/archive/{day:%Y}/",
            f"/archive/{day:%Y/%m}/",
            f"/archive/{day:%Y/%m/%d}/",
            f"/sitemap/{day:%Y-%m}.xml",
        )


def answer(client: Client, address: str) -> tuple[int, bytes, dict[str, str]]:
    """Return all of an answer but how it is sent."""
    found = client.get(address)
    headers = {name: value for name, value in found.items() if name not in ("Content-Length", "X-Request-ID")}
    return found.status_code, found.content, headers
