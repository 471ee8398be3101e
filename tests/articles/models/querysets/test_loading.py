"""What a query brings along, and what it leaves in the database: a list costs the same for one row and for twenty-five."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.api.loading import articles_of
from articles.bridge.documents import articles_for_words
from articles.models import Article, Picture, RelatedLink
from articles.reading.whole import whole_of
from tests.rows import NOW, make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db
ON_NO_PAGE = {"secured", "extra", "imported_words", "provider_rest"}
ON_NO_LINE = {*ON_NO_PAGE, "featured_content", "body"}
ON_A_CARD = {"id", "slug", "path", "title", "excerpt", "locale", "published_at", "provider_id"}
NOT_ON_A_CARD = {field.attname for field in Article._meta.concrete_fields} - ON_A_CARD

Read = Callable[[Article], str | list[str]]


def _topics(article: Article) -> list[str]:
    return [placed.tag.name for placed in article.topic_links.all()]


def _copies(article: Article) -> list[str]:
    return [image.copy.name if image.copy else "" for image in article.images.all()]


def _images(article: Article) -> list[str]:
    return [image.url for image in article.images.all()]


def _spellings(article: Article) -> list[str]:
    return [placed.name for placed in article.topic_links.all()]


def _entries(article: Article) -> list[str]:
    return [str(each) for each in article.related_links.all()]


def _coverage(article: Article) -> list[str]:
    return [str(each) for each in article.shown_coverage]


def _provider(article: Article) -> str:
    return article.provider.name


@pytest.fixture
def articles() -> None:
    """Two, each with two topics out of the order of their rows, two pictures, of which there is one copy, and an entry."""
    first, second = make_topic("First"), make_topic("Second")
    Picture.objects.create(url="/a.jpg", state="cached", name="a" * 32, tried_at=NOW)
    provider = make_provider(images=[{"url": "/logo.png"}])
    for slug in ("a", "b"):
        article = make_article(slug, second, first, provider=provider)
        article.topic_links.filter(tag=second).update(position=2)
        for position, url in ((1, "/a.jpg"), (0, "/b.jpg")):
            article.images.create(url=url, position=position)
        RelatedLink.objects.create(article=article, own={"title": "Elsewhere"})


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("name", "queries", "left_out", "reads"),
    [
        ("for_cards", 1, NOT_ON_A_CARD, [_provider]),
        ("for_lines", 1, ON_NO_LINE, [_provider]),
        ("for_items", 3, set(), [_provider, _images, _spellings]),
        ("for_documents", 4, set(), [_provider, _images, _spellings, _entries]),
        ("for_change_form", 2, set(), [_provider, _coverage]),
        ("with_pictures", 2, set(), [_copies]),
        ("with_topics", 2, set(), [_spellings]),
    ],
)
def test_a_page_has_what_it_shows_in_few_queries_and_nothing_else(
    name: str, queries: int, left_out: set[str], reads: list[Read], django_assert_num_queries: Any
) -> None:
    expected: dict[Read, str | list[str]] = {
        _provider: "news.example.org", _copies: ["", "a" * 32], _images: ["/b.jpg", "/a.jpg"], _topics: ["First", "Second"],
        _spellings: ["First", "Second"], _entries: ["Elsewhere"], _coverage: ["Elsewhere"],
    }  # fmt: skip
    with django_assert_num_queries(queries):
        shown = list(getattr(Article.objects, name)())
        said = [read(article) for article in shown for read in reads]
    assert (said, shown[0].get_deferred_fields()) == ([expected[read] for read in reads] * 2, left_out)


def _pages() -> list[Article]:
    return whole_of(list(Article.objects.newest().pks()), NOW)


def _items() -> list[Article]:
    return articles_of(list(Article.objects.newest().pks()))


def _words() -> list[Article]:
    return articles_for_words(Article.objects.newest().pks())


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    ("load", "queries", "left_out", "reads"),
    [
        (_pages, 4, ON_NO_PAGE, [_provider, _copies, _topics]),
        (_items, 4, set(), [_provider, _images, _spellings]),
        (_words, 3, {"secured", "body", "extra", "slug", "status"}, [_images]),
    ],
)
def test_what_is_loaded_by_keys_has_all_that_is_said_of_it(
    load: Callable[[], list[Article]],
    queries: int,
    left_out: set[str],
    reads: list[Read],
    django_assert_num_queries: Any,
) -> None:
    expected: dict[Read, str | list[str]] = {
        _provider: "news.example.org", _copies: ["", "a" * 32], _images: ["/b.jpg", "/a.jpg"], _topics: ["First", "Second"],
        _spellings: ["First", "Second"],
    }  # fmt: skip
    load()  # and compiled
    with django_assert_num_queries(queries):
        shown = load()
        said = [read(article) for article in shown for read in reads]
    assert said == [expected[read] for read in reads] * 2
    assert (shown[0].get_deferred_fields() if left_out in (set(), ON_NO_PAGE) else left_out) == left_out
    assert left_out <= shown[0].get_deferred_fields()


@pytest.mark.usefixtures("articles")
def test_pictures_are_looked_for_with_little_else(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        shown = list(Article.objects.for_pictures())
        said = [(_topics(each), [image.url for image in each.images.all()], each.provider.images) for each in shown]
    assert said == [(["First", "Second"], ["/b.jpg", "/a.jpg"], [{"url": "/logo.png"}])] * 2
    loaded = {"id", "published_at", "path", "provider"}
    fields = {field.attname for field in Article._meta.concrete_fields if field.name not in loaded}
    assert shown[0].get_deferred_fields() == fields
    assert "name" in shown[0].provider.get_deferred_fields()


@pytest.mark.usefixtures("articles")
def test_a_sitemap_takes_no_more_than_it_says() -> None:
    loaded = {"id", "slug", "title", "locale", "news_at", "changed_at", "updated_at", "made_at"}
    fields = {field.attname for field in Article._meta.concrete_fields if field.name not in loaded}
    assert Article.objects.for_sitemap()[0].get_deferred_fields() == fields


def test_a_topic_that_a_file_names_twice_is_shown_once() -> None:
    ai, sea = make_topic("AI"), make_topic("Sea")
    make_article("other", sea)
    make_article("a", ai, sea, ai)
    [article] = whole_of([Article.objects.get(slug="a").pk], NOW)
    assert _topics(article) == ["AI", "Sea"]
