"""What articles once had or said, as short keys; see `FormerWord`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from articles.models import FormerWord  # noqa: F401


class FormerWordQuerySet(models.QuerySet["FormerWord"]):
    def of(self, articles: Iterable[int], *keys: str) -> dict[int, set[tuple[str, int]]]:
        """Return the keys of the former values of articles, by article; of some of the seed's keys, if any are given."""
        rows = self.filter(article__in=list(articles), **({"key__in": keys} if keys else {})).order_by()
        found: dict[int, set[tuple[str, int]]] = {}
        for article, key, value in rows.values_list("article", "key", "value_key"):
            found.setdefault(article, set()).add((key, value))
        return found

    def urls(self, web: Iterable[int | None], original: Iterable[int | None]) -> Iterable[tuple[int, str, int]]:
        """Return the articles that had URLs with these keys, each with the seed's key and that of the URL."""
        web, original = [key for key in web if key is not None], [key for key in original if key is not None]
        rows = self.filter(Q(key="webUrl", value_key__in=web) | Q(key="originalUrl", value_key__in=original)).order_by()
        return rows.values_list("article", "key", "value_key")
