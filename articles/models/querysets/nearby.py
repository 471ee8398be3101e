"""Articles that share words with another within days: what may tell of the same event. The index finds them by rare words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import GreaterThanOrEqual, In, LessThanOrEqual

from articles.models.querysets.expressions import Unindexed
from articles.models.querysets.phrases import query_in_headline_or_excerpt
from articles.models.querysets.public import FOLDED, PUBLISHED, WITHDRAWN
from articles.models.querysets.relevance import Wanted
from articles.texts.days import shifted

if TYPE_CHECKING:
    from articles.models import Article  # noqa: F401

# SQLite looks for the words and then at the days. PostgreSQL takes any list of words for so frequent that it would read the whole
# index for them, so it is asked about the articles of those days one by one.
_INDEX = {
    "sqlite": (["articles_search"], ["articles_search.rowid = articles_article.id", "articles_search MATCH %s"]),
    "postgresql": (
        [],
        ["(SELECT x.vector @@ %s::tsquery FROM articles_search AS x WHERE x.article_id = articles_article.id)"],
    ),
}


class TitleAndExcerpt(NamedTuple):
    """The words of an article, as plain values."""

    pk: int
    title: str
    excerpt: str | None
    published_at: datetime


class NearbyQuerySet(models.QuerySet["Article"]):
    """The part of `ArticleQuerySet` that compares articles with each other."""

    def for_comparing(self) -> "models.QuerySet[Any, TitleAndExcerpt]":
        """Only what is compared of them, in no order."""
        found: Any = self.order_by().values_list(*TitleAndExcerpt._fields, named=True)
        return found  # type: ignore[no-any-return]

    def with_some_of(
        self, wanted: Sequence[Wanted], at: datetime, window: timedelta, most: int
    ) -> "models.QuerySet[Any, TitleAndExcerpt]":
        """Return some of those that have any of the words in headline or excerpt and appeared around an instant."""
        moment = Unindexed("published_at")  # the index of words finds fewer
        within = GreaterThanOrEqual(moment, shifted(at, -window)), LessThanOrEqual(moment, shifted(at, window))
        rows: Any = self.filter(*within).of_stories()
        tables, conditions = _INDEX[connection.vendor]
        rows = rows.extra(tables=tables, where=conditions, params=[query_in_headline_or_excerpt(wanted)])
        return rows.for_comparing()[:most]  # type: ignore[no-any-return]

    def next_in_time(
        self, at: datetime, window: timedelta, most: int
    ) -> "tuple[models.QuerySet[Any, TitleAndExcerpt], models.QuerySet[Any, TitleAndExcerpt]]":
        """Return those that appeared next before an instant, and next after it."""
        rows: Any = self.of_stories()
        before = rows.filter(published_at__lte=at, published_at__gte=shifted(at, -window)).order_by("-published_at")
        after = rows.filter(published_at__gt=at, published_at__lte=shifted(at, window)).order_by("published_at")
        fields = TitleAndExcerpt._fields
        return before.values_list(*fields, named=True)[:most], after.values_list(*fields, named=True)[:most]

    def of_stories(self) -> Self:
        """Those that are a story or part of one: not withdrawn, and no draft by itself."""
        link: Any = self.model._meta.get_field("related_links").related_model
        has_entries = Exists(link.objects.filter(article=OuterRef("pk")))
        of_readers = Q(In(Unindexed("status"), (PUBLISHED, FOLDED)))
        return self.filter(of_readers | (~Q(status=WITHDRAWN) & has_entries))

    def for_leading(self) -> Any:
        """Only what decides which article of a story leads it."""
        return self.order_by().only("slug", "status", "quality")
