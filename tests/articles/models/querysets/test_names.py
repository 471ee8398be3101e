"""Topics and providers as readers name them, and what public articles they have."""

from datetime import timedelta
from typing import Any

import pytest

from articles.models import Article, Provider, Topic, TopicAlias
from tests.rows import NOW, make_article, make_provider, make_topic

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    "name", ["port", "PORTS", "Hafen", "harb", "Harbour", "the-harbour", "Haven", "port-and-ships"]
)
def test_a_topic_is_found_by_each_of_its_names_and_by_those_of_what_it_took_in(name: str) -> None:
    harbour = make_topic("Harbour", slug="the-harbour", shortname="Harb")
    TopicAlias.objects.create(name="Haven", topic=harbour)
    port = make_topic("Port", slug="port-and-ships", merged_into=harbour)
    for alias in ("Ports", "Hafen"):
        TopicAlias.objects.create(name=alias, topic=port)
    make_topic("Airport")
    assert list(Topic.objects.called_by_anybody(name)) == [harbour]


@pytest.mark.parametrize(
    "name", ["news.example.org", "www.NEWS.example.org", "the news", "old.example.org", "OLD NEWS"]
)
def test_a_provider_is_found_by_each_of_its_names_and_by_those_of_what_it_took_in(name: str) -> None:
    news = make_provider("news.example.org", name="The News")
    make_provider("old.example.org", name="Old News", merged_into=news)
    make_provider("other.example.org", name="The Newsletter")
    assert list(Provider.objects.called_by_anybody(name)) == [news]


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


@pytest.fixture
def articles() -> Any:
    """Of two topics and two providers, what is public now or later and what never is. Returns the public ones."""
    ai, sea, port = make_topic("AI"), make_topic("Sea"), make_topic("Port")
    make_topic("Empty")
    make_topic("From a file", in_data=True)
    make_topic("Merged", in_data=True, merged_into=sea)
    quiet, old = make_provider("quiet.example.org"), make_provider("old.example.org", in_data=True)
    make_provider("file.example.org", in_data=True)
    make_provider("merged.example.org", in_data=True, merged_into=old)
    make_article("one", ai, sea, ai)
    make_article("two", sea, go_live_at=NOW)
    make_article("three", sea, provider=old)
    make_article("later", ai, port, go_live_at=NOW + A_SECOND)
    make_article("draft", port, status="draft", provider=quiet)
    return Article.objects.published(NOW)


@pytest.mark.usefixtures("articles")
def test_a_topic_is_public_by_a_public_article_or_a_file() -> None:
    assert sorted(names(Topic.objects.public(NOW))) == ["AI", "From a file", "Sea"]
    assert sorted(names(Topic.objects.public(NOW + A_SECOND))) == ["AI", "From a file", "Port", "Sea"]
    assert sorted(names(Topic.objects.standing())) == ["AI", "Empty", "From a file", "Port", "Sea"]
    assert names(Topic.objects.in_place_of("merged")) == ["Sea"]
    assert names(Topic.objects.called("sea")) == ["Sea"]


@pytest.mark.usefixtures("articles")
def test_a_topic_counts_each_public_article_that_carries_it_once() -> None:
    counts: Any = Topic.objects.with_counts(NOW).values_list("name", "article_count")
    assert dict(counts) == {"AI": 1, "Sea": 3, "Port": 0, "Empty": 0, "From a file": 0, "Merged": 0}


def test_topics_of_articles_come_with_their_numbers_the_most_carried_first(articles: Any) -> None:
    carried: Any = Topic.objects.carried_by(articles.exclude(slug="three"))
    assert [(topic.name, topic.article_count) for topic in carried] == [("Sea", 2), ("AI", 1)]
    make_article("four", make_topic("Once"), status="folded")
    used: Any = Topic.objects.most_used()
    assert [(topic.name, topic.used) for topic in used] == [("Sea", 3), ("AI", 2), ("Port", 2), ("Once", 1)]


@pytest.mark.usefixtures("articles")
def test_a_provider_is_public_by_a_public_article_or_a_file() -> None:
    public = sorted(each.domain for each in Provider.objects.public(NOW))
    assert public == ["file.example.org", "news.example.org", "old.example.org"]
    standing = {each.domain for each in Provider.objects.standing()}
    assert standing == {"file.example.org", "news.example.org", "old.example.org", "quiet.example.org"}
    assert [each.domain for each in Provider.objects.in_place_of("merged.example.org")] == ["old.example.org"]
    assert [each.domain for each in Provider.objects.called("old.example.org")] == ["old.example.org"]


def test_providers_count_their_public_articles(articles: Any) -> None:
    counts: Any = Provider.objects.with_counts(NOW)
    with_some = {"news.example.org": 2, "old.example.org": 1}
    none = dict.fromkeys(["file.example.org", "merged.example.org", "quiet.example.org"], 0)
    assert {each.domain: each.article_count for each in counts} == with_some | none
    shown: Any = Provider.objects.with_public_articles(NOW)
    assert {each.domain: each.article_count for each in shown} == with_some


@pytest.mark.parametrize(
    ("text", "found"), [("har", ["Harbour"]), ("the-", ["Harbour"]), ("HB", ["Harbour"]), ("p", []), ("arb", [])]
)
def test_a_topic_is_offered_by_the_beginning_of_each_of_its_names(text: str, found: list[str]) -> None:
    harbour = make_topic("Harbour", slug="the-harbour", shortname="Hbr")
    make_topic("Port", merged_into=harbour)
    assert names(Topic.objects.beginning(text)) == found


@pytest.mark.parametrize(
    ("text", "found"), [("www.NEWS", ["B"]), ("b", ["B"]), ("", ["A", "B"]), ("example", []), ("old", [])]
)
def test_a_provider_is_offered_by_the_beginning_of_its_domain_or_its_name(text: str, found: list[str]) -> None:
    news = make_provider("news.example.org", name="B")
    make_provider("other.example.org", name="A")
    make_provider("old.example.org", name="Old", merged_into=news)
    assert names(Provider.objects.beginning(text)) == found


def test_names_that_some_file_spells_otherwise_are_found() -> None:
    ai, sea = make_topic("AI"), make_topic("Sea")
    make_article("one", ai, sea, provider_name="news.example.org")
    assert (names(Topic.objects.spelled_otherwise()), names(Provider.objects.spelled_otherwise())) == ([], [])
    make_article("two", sea, provider_name=None)
    Article.objects.get(slug="two").topic_links.update(name="the sea")
    assert (names(Topic.objects.spelled_otherwise()), names(Provider.objects.spelled_otherwise())) == (["Sea"], [])
    make_article("three", provider_name="The News")
    make_article("four", provider=make_provider("other.example.org"), provider_name="other.example.org")
    assert names(Provider.objects.spelled_otherwise()) == ["news.example.org"]
