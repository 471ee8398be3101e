"""What readers see of an article also changes by the clock, by files of topics and providers, and by our copies of pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.bridge import Save, document_of, mark_carrying, mark_placed
from articles.exchange.importer import Options, import_seeds
from articles.history.commit import commit
from articles.history.work import Work
from articles.models import Article, Parted, Picture, RelatedLink, Revision, Status, Topic
from articles.pictures.caching import note_failure
from articles.pictures.developing import Developed, keep
from articles.reading.modified import months_modified
from tests.rows import make_article, make_provider, make_topic
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
DATED = datetime(2023, 1, 24, 11, tzinfo=UTC)
LIVE = datetime(2023, 3, 1, 8, tzinfo=UTC)
AT = datetime(2023, 6, 1, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
OTHER = {"provider": "\n  name: Other\n  domain: other.example", "topics": "\n  - Other"}


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def showing(slug: str, *targets: Article, **values: Any) -> Article:
    article = make_article(slug, published_at=DATED, updated_at=None, **values)
    for position, target in enumerate(targets):
        RelatedLink.objects.create(article=article, position=position, target=target)
    return article


def late(slug: str, live: datetime = LIVE, **values: Any) -> Article:
    return make_article(slug, published_at=DATED, go_live_at=live, **values)


def modified() -> dict[str, datetime]:
    return {article.slug: article.modified_at for article in Article.objects.with_coverage_live()}


def test_coverage_that_goes_live_by_the_clock_is_a_change_of_what_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first, last = late("first"), late("last", LIVE + DAY)
    hidden = [late(status, status=status) for status in ("draft", "review", "withdrawn")]
    showing("both", first, last)
    showing("folded", late("member", status="folded"))
    showing("none", *hidden, make_article("at-once", published_at=DATED))
    showing("changed", first, changed_at=LIVE + 2 * DAY)
    showing("original", first, changed_at=LIVE - DAY)
    parted = showing("parted", first)
    Parted.objects.create(first=first, second=parted)
    owners = ("both", "folded", "none", "changed", "original", "parted")

    def told(moment: datetime) -> list[datetime]:
        at(monkeypatch, moment)
        return [modified()[slug] for slug in owners]

    assert told(LIVE - SECOND) == [DATED, DATED, DATED, DATED, LIVE - DAY, DATED]
    assert told(LIVE) == [LIVE, LIVE, DATED, LIVE, LIVE, DATED]
    assert told(LIVE + 3 * DAY) == [LIVE + DAY, LIVE, DATED, LIVE + 2 * DAY, LIVE, DATED]


def test_what_was_parted_from_an_article_changes_nothing_of_it() -> None:
    target = make_article("target", published_at=DATED)
    showing("together", target)
    parted = showing("parted", target)
    Parted.objects.create(first=target, second=parted)
    before = document_of(target)
    save = Save(replace(before, title="Other"), target, Status(target.status), before=before)
    commit([save], kind=Revision.Kind.CHANGED, by=Work("editor", at=AT))
    assert modified() == {"target": AT, "together": AT, "parted": DATED}
    mark_carrying(target.provider, [target.pk], AT + DAY)
    assert modified() == {"target": AT + DAY, "together": AT + DAY, "parted": DATED}


def live_of(client: Client, address: str) -> tuple[bool, bool, str]:
    """Whether a machine's answer tells of the first moment or of the second, and its ETag."""
    answer = client.get(address)
    text = answer.content.decode()
    return f"{LIVE:%Y-%m-%dT%H:%M:%S}" in text, f"{LIVE + DAY:%Y-%m-%dT%H:%M:%S}" in text, answer["ETag"]


@pytest.mark.parametrize("address", ["/news/both/", "/feed.atom", "/feed.json", "/sitemap.xml", "/sitemap/2023-1.xml"])
def test_all_that_machines_read_follows_the_clock(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    showing("both", late("first", status="folded"), late("last", LIVE + DAY, status="folded"))
    tags = []
    for moment, expected in ((LIVE - SECOND, (False, False)), (LIVE, (True, False)), (LIVE + DAY, (False, True))):
        at(monkeypatch, moment)
        *told, tag = live_of(client, address)
        shown = tuple(told) if address != "/news/both/" else (told[0] and not told[1], told[1])
        assert shown == expected
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        tags.append(tag)
    assert len(set(tags)) == 3


def test_the_months_of_a_sitemap_say_it_for_their_own_articles_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, LIVE + DAY)
    target = late("target", status="folded")
    showing("shows", target)
    make_article("another-month", published_at=DATED - 40 * DAY)
    parted = make_article("parted", published_at=DATED - 40 * DAY)
    RelatedLink.objects.create(article=parted, target=target)
    Parted.objects.create(first=target, second=parted)
    RelatedLink.objects.create(
        article=make_article("draft", status="draft", published_at=DATED - 40 * DAY), target=target
    )
    found = months_modified(LIVE + DAY)
    assert [row[2] for row in found] == [LIVE, DATED - 40 * DAY]
    assert Article.objects.published().last_coverage_live() == {Article.objects.get(slug="shows").pk: LIVE}


@pytest.mark.parametrize("address", ["/feed.atom", "/sitemap.xml", "/sitemap/2023-1.xml", "/news/owner-0/"])
def test_much_coverage_takes_as_many_queries_as_little(client: Client, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    showing("owner-0", late("target-0"))
    few = queries()
    for n in range(1, 5):
        showing(f"owner-{n}", *(late(f"target-{n}-{m}") for m in range(4)))
    assert queries() == few


def write(archive: Archive, slug: str, **more: str | None) -> None:
    archive.write_article(
        f"2023-01-24-{slug}", **{"title": f'"{slug}"', "webUrl": f'"https://qa.example/{slug}"'} | more
    )


def moved() -> set[str]:
    return {article.slug[11:] for article in Article.objects.with_coverage_live() if article.modified_at == AT}


def bring(archive: Archive, name: str, text: str) -> set[str]:
    """Import one more file at `AT`, and return what that changed for readers."""
    archive.write(f"_data/{name}.md", f"---\n{text}\n---\n")
    Article.objects.update(changed_at=None)
    import_seeds([str(archive.folder)], by=Work("editor", at=AT), options=Options(), jobs=1)
    return moved()


@pytest.fixture
def two(archive: Archive) -> Archive:
    write(archive, "one", topics="\n  - AI\n  - Sea")
    write(archive, "two", **OTHER)
    archive.bring()
    return archive


def organization(name: str, domain: str = "news.example.org", more: str = "") -> str:
    return f"taxonomy: organization\n_id: {domain}\nname: {name}\ndomain: {domain}{more}"


def test_the_first_file_of_a_name_that_articles_made_is_a_change_where_it_changes_the_name(two: Archive) -> None:
    assert bring(two, "news.example.org", organization("Example", more="\ndescription: x")) == set()
    assert bring(two, "other.example", organization("Another", "other.example")) == {"two"}
    assert bring(two, "other.example", organization("Another", "other.example", "\ndescription: x")) == set()
    assert bring(two, "news.example.org", organization("News")) == {"one"}
    assert bring(two, "ai", "taxonomy: topic\n_id: ai\nname: AI") == set()
    Topic.objects.get(name="Other").aliases.create(name="Others")
    assert bring(two, "other", "taxonomy: topic\n_id: other\nname: Others") == {"two"}


def test_the_spelling_of_a_name_in_unicode_is_no_change(archive: Archive) -> None:
    write(archive, "one", provider="\n  name: Caf\u00e9\n  domain: news.example.org", topics="\n  - Caf\u00e9")
    archive.bring()
    assert bring(archive, "news.example.org", organization("Cafe\u0301")) == set()
    assert bring(archive, "cafe", "taxonomy: topic\n_id: cafe\nname: Cafe\u0301") == set()


def test_a_topic_that_comes_below_another_changes_the_pages_that_name_it_first_since(two: Archive) -> None:
    write(two, "sea", topics="\n  - Sea\n  - AI", webUrl='"https://qa.example/sea"')
    two.bring()
    assert bring(two, "sea", "taxonomy: topic\n_id: sea\nname: Sea\nparent: Water") == set()
    assert bring(two, "water", "taxonomy: topic\n_id: water\nname: Water") == {"one"}
    assert bring(two, "ai", "taxonomy: topic\n_id: ai\nname: AI\nparent: Water") == {"one"}
    assert bring(two, "sea", "taxonomy: topic\n_id: sea\nname: Sea") == {"sea"}


def test_no_topics_are_placed_without_a_query(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(0):
        mark_placed([], AT)


def copies(last: bytes) -> Developed:
    return Developed(64, 48, {"64.avif": b"a", "64.webp": b"b", "64.jpg": last})


def kept(url: str, last: bytes) -> set[str]:
    Article.objects.update(changed_at=None)
    keep(url, copies(last), AT)
    return {article.slug for article in Article.objects.with_coverage_live() if article.modified_at == AT}


@pytest.mark.usefixtures("media")
def test_a_copy_of_a_providers_logo_changes_the_pages_that_show_it() -> None:
    small, large, other = (f"https://i.example/{name}.png" for name in ("small", "large", "other"))
    provider = make_provider("a.example")
    provider.images = [{"url": large, "width": 200}, {"url": small, "width": 20}]
    provider.save()
    elsewhere = make_provider("b.example")
    elsewhere.images = [{"url": other}]
    elsewhere.save()
    for slug, of, status in (
        ("one", provider, "published"),
        ("two", provider, "draft"),
        ("three", elsewhere, "published"),
    ):
        make_article(slug, provider=of, status=status, published_at=DATED, updated_at=None)
    assert kept(small, b"c") == {"one"}
    assert kept(small, b"c") == set()  # the same again
    assert kept(large, b"d") == {"one"}
    assert kept(small, b"e") == set()  # the larger one is shown
    assert kept("https://i.example/of-nobody.png", b"f") == set()
    assert kept(other, b"g") == {"three"}


@pytest.mark.usefixtures("media")
def test_a_copy_in_an_articles_text_changes_it_though_another_comes_first() -> None:
    first, second = "https://i.example/1.jpg", "https://i.example/2.jpg"
    for slug, body in (("with", f"\n![A tide]({second})\n"), ("without", "\n")):
        article = make_article(slug, body=body, published_at=DATED, updated_at=None)
        for position, url in enumerate((first, second)):
            article.images.create(url=url, position=position)
    assert kept(first, b"c") == {"with", "without"}
    assert kept(second, b"d") == {"with"}


@pytest.mark.usefixtures("media")
def test_a_copy_that_was_lost_and_cannot_be_fetched_again_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://i.example/1.jpg"
    make_article("shows", published_at=DATED, updated_at=None).images.create(url=url)
    kept(url, b"c")
    Article.objects.update(changed_at=None)
    note_failure(url, "the server answers 404", AT)
    assert modified() == {"shows": DATED}
    monkeypatch.setattr("articles.pictures.caching.is_lost", lambda picture: True)
    note_failure(url, "the server answers 404", AT)
    assert modified() == {"shows": AT}
    assert Picture.objects.get().name == ""


def test_where_an_article_shows_topics_of_one_place_nothing_changes() -> None:
    sea, water = make_topic("Sea"), make_topic("Water")
    make_article("one", sea, water, published_at=DATED, updated_at=None)
    Topic.objects.filter(pk=sea.pk).update(parent=water.pk)
    mark_placed([sea.pk], AT)
    assert modified() == {"one": DATED}
