"""Stories as the crawler writes them, of small articles that name each other, and what is asked of them afterwards."""

from articles.editing.stories import stories_of
from articles.exchange.exporter import texts_of
from articles.models import Article, RelatedLink
from tests.seeds import Archive, entry

DAY = "2023-01-{:02}T11:00:00Z"


def slug(name: str, day: int = 24) -> str:
    return f"2023-01-{day:02}-{name}"


def write_story(archive: Archive, members: dict[str, int], *, day: int = 24, **changes: str | None) -> list[str]:
    """Files of a story: names with their quality, of which the highest leads. Returns their slugs, the leader first."""
    order = sorted(members, key=lambda name: (-members[name], slug(name, day)))
    for name, quality in members.items():
        is_leader = name == order[0]
        heat = quality + 20 * (len(members) - 1) if quality >= 50 else quality
        archive.write_article(
            slug(name, day),
            title=f'"Story of {name}"', excerpt=f'"About {name}."', webUrl=f'"https://news.example.org/{name}"',
            publishedDateTime=DAY.format(day), quality=str(quality), heat=str(heat if is_leader else -1),
            published=str(is_leader and heat >= 70).lower(),
            related="".join(_entry(other, members[other], day) for other in order if other != name) or None,
            **changes,
        )  # fmt: skip
    return [slug(name, day) for name in order]


def _entry(name: str, quality: int, day: int) -> str:
    return entry(
        f"Story of {name}", f"https://news.example.org/{name}", excerpt=f'"About {name}."', type="article",
        publishedDateTime=DAY.format(day), quality=str(quality),
        provider="\n      name: Example\n      domain: news.example.org",
    )  # fmt: skip


def pk(slug: str) -> int:
    return Article.objects.get(slug=slug).pk


def pks(*slugs: str) -> frozenset[int]:
    return frozenset(Article.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def everything() -> dict[str, bytes]:
    """Every article's file, as an export writes it."""
    articles = list(Article.objects.for_documents().select_related("imported").order_by("pk"))
    texts = texts_of(articles)
    return {article.slug: texts[article.pk] for article in articles}


def named_by(slug: str) -> list[str]:
    """The articles that an article names, in its order."""
    links = RelatedLink.objects.filter(article__slug=slug, target__isnull=False).order_by("position")
    return list(links.values_list("target__slug", flat=True))


def told() -> list[list[str]]:
    """The stories by their articles' names, each with its leader first; those that are alone too."""
    found = stories_of(Article.objects.order_by("slug"))
    return sorted([name_of(article) for article in story.articles] for story in found)


def name_of(article: Article) -> str:
    return article.slug.partition("-")[2].partition("-")[2].partition("-")[2]


def state(slug: str) -> tuple[str, int | None]:
    article = Article.objects.get(slug=slug)
    return article.status, article.heat
