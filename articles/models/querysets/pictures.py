"""The queries of our copies of pictures, and of the servers that asked us to wait."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from articles.models import Image, Picture, PictureServer, Provider  # noqa: F401

_A_QUERY = 500  # values per query


BEGINNING = 200  # characters of a URL that are indexed: PostgreSQL indexes no text of more than 2,700 bytes


def beginning_of(column: str) -> models.Func:
    """Return the indexed expression; the numbers stand in it as they are, else SQLite does not recognise it."""
    template = f"SUBSTR(%(expressions)s, 1, {BEGINNING})"
    return models.Func(models.F(column), template=template, output_field=models.TextField())


class ImageQuerySet(models.QuerySet["Image"]):
    def of_articles(self, articles: Iterable[int]) -> "ImageQuerySet":
        return self.filter(article__in=list(articles))

    def shapes(self) -> "models.QuerySet[Any, tuple[Any, ...]]":
        """In order, the article of each, then all that an entry says of it: URL, width, height, and whether it is cached."""
        found: Any = self.values_list("article", "url", "width", "height", "is_cached")
        return found  # type: ignore[no-any-return]

    def with_copies(self) -> "ImageQuerySet":
        return self.select_related("copy")

    def articles_showing(self, url: str) -> list[int]:
        """Return the articles of whose pictures that one is shown: the first of which we have a copy, and those in the text."""
        # Were the whole URL asked for too, SQLite would put it into the expression and no longer use its index.
        named = self.alias(beginning=beginning_of("url")).filter(beginning=url[:BEGINNING]).order_by().values("article")
        copied = self.filter(article__in=named, copy__name__gt="").order_by("article", "-position", "-pk")
        first = dict(copied.values_list("article", "url"))
        written = self.filter(article__in=named, url=url, article__body__contains=url).order_by()
        return [
            *(article for article, shown in first.items() if shown == url),
            *written.values_list("article", flat=True),
        ]

    def root_relative(self) -> Iterator[str]:
        """Yield the URLs that are paths from a site's root, each once."""
        paths = self.filter(url__startswith="/").exclude(url__startswith="//").order_by()
        return paths.values_list("url", flat=True).distinct().iterator()


class PictureQuerySet(models.QuerySet["Picture"]):
    def with_copy(self) -> "PictureQuerySet":
        return self.exclude(name="")

    def of(self, urls: Collection[str]) -> "dict[str, Picture]":
        """Return the pictures of these URLs, by URL."""
        wanted = list(dict.fromkeys(urls))
        found: dict[str, Picture] = {}
        for start in range(0, len(wanted), _A_QUERY):
            found |= {each.url: each for each in self.filter(url__in=wanted[start : start + _A_QUERY])}
        return found

    def counts(self) -> dict[str, int]:
        """Return how many there are in each state."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))

    def due_again(self, at: datetime) -> "PictureQuerySet":
        """Those that could not be fetched and are to be tried again by now."""
        return self.filter(state="failed", retry_at__lte=at)

    def shown_for(self, urls: Collection[str]) -> "dict[str, Picture]":
        """Return the pictures of these URLs that can be shown, by URL, without a query where there is no URL."""
        return self.with_copy().of(urls) if urls else {}

    def logo_of(self, provider: "Provider") -> "Picture | None":
        """Return the largest of our copies of a provider's pictures, without a query where it has no pictures."""
        urls = [str(image.get("url") or "") for image in reversed(provider.logos)]
        copies = self.shown_for([url for url in urls if url])
        return next((copies[url] for url in urls if url in copies), None)


class PictureServerQuerySet(models.QuerySet["PictureServer"]):
    def left_alone(self, at: datetime) -> set[str]:
        """Return the hosts that must not be asked yet."""
        return set(self.filter(left_alone_until__gt=at).values_list("host", flat=True))
