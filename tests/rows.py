"""Rows as tests of queries need them: only what a test names differs from the others, and no file stands behind them."""

from datetime import UTC, datetime
from typing import Any

from articles.models import Article, Import, Provider, Topic

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)


def make_provider(domain: str = "news.example.org", **values: Any) -> Provider:
    return Provider.objects.get_or_create(domain=domain, defaults={"name": domain} | values)[0]


def make_topic(name: str, **values: Any) -> Topic:
    topic: Topic = Topic.objects.create(**({"name": name, "slug": name.lower().replace(" ", "-")} | values))
    return topic


def make_article(slug: str, /, *topics: Topic, **values: Any) -> Article:
    """Published at `NOW`, with these topics in their order."""
    provider = values.pop("provider", None) or make_provider()
    article = Article.objects.create(
        **({"slug": slug, "title": slug, "status": "published", "published_at": NOW, "provider": provider} | values)
    )
    for position, topic in enumerate(topics):
        article.topic_links.create(tag=topic, position=position, name=topic.name)
    return article


def make_import(**values: Any) -> Import:
    return Import.objects.create(**({"began_at": NOW, "touched_at": NOW, "state": "finished"} | values))


def slugs(articles: Any) -> list[str]:
    """In the order of the query."""
    return [article.slug for article in articles]
