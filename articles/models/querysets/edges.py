"""The queries of related entries, and of pairs of articles that are not one story although they may name each other."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from articles.models.querysets.public import UNSEEN, appeared_by, coverage_shown, is_of_the_story

if TYPE_CHECKING:
    from articles.models import Article, Parted, RelatedLink  # noqa: F401

PairOfArticles = tuple[int, int]  # two articles, the older row first


class PartedQuerySet(models.QuerySet["Parted"]):
    def said(self) -> "PartedQuerySet":
        """Those that an editor has decided."""
        return self.filter(newcomer__isnull=True)

    def meanwhile(self) -> "PartedQuerySet":
        """Those that hold until an editor says where the newcomer belongs."""
        return self.filter(newcomer__isnull=False)

    def of(self, articles: Iterable[int]) -> "PartedQuerySet":
        """Pairs that contain one of the articles."""
        pks = list(articles)
        return self.filter(Q(first__in=pks) | Q(second__in=pks))

    def within(self, articles: Iterable[int]) -> "PartedQuerySet":
        """Pairs of two of the articles."""
        pks = list(articles)
        return self.filter(first__in=pks, second__in=pks)

    def beginning_with(self, articles: Iterable[int]) -> "PartedQuerySet":
        """Pairs of which the older row is one of the articles."""
        return self.filter(first__in=list(articles))

    def of_newcomers(self, articles: Iterable[int]) -> "PartedQuerySet":
        """What holds until an editor says where these belong."""
        return self.filter(newcomer__in=list(articles))

    def pairs(self) -> list[PairOfArticles]:
        return list(self.order_by("first", "second").values_list("first", "second"))


# What a row of coverage shows of the article that it follows.
_SHOWN_OF_A_TARGET = (
    "slug",
    "title",
    "excerpt",
    "published_at",
    "web_url",
    "original_url",
    "status",
    "go_live_at",
    "provider__name",
)


class RelatedLinkQuerySet(models.QuerySet["RelatedLink"]):
    def shown(self, at: datetime | None = None) -> "RelatedLinkQuerySet":
        """Those that the public may see at an instant, which is now by default."""
        return self.filter(coverage_shown(at))

    def there_by(self, end: datetime, said: str) -> "RelatedLinkQuerySet":
        """Those to what had appeared by then; `said` is the same moment as entries say it."""
        return self.filter(appeared_by(end, said))

    def for_entries(self, articles: Iterable[int]) -> "models.QuerySet[Any, tuple[int | None, Any]]":
        """The primary keys of what the entries of these articles follow, in order, each with what the entry says itself."""
        rows: Any = self.filter(article__in=list(articles)).order_by("position", "pk").values_list("target", "own")
        return rows  # type: ignore[no-any-return]

    def for_lines_of_form(self) -> "RelatedLinkQuerySet":
        """Those of any article, with what a line of a form shows of the articles that they follow."""
        shown = ("slug", "title", "status", "go_live_at", "provider__name")
        rows = self.select_related("target__provider").order_by("position", "pk")
        own = ("article", "position", "target", "own", "web_key", "original_key")
        return rows.only(*own, *(f"target__{name}" for name in shown))

    def naming(
        self, articles: Collection[int], keys: Collection[int], rivals: Collection[int]
    ) -> "RelatedLinkQuerySet":
        """Those that say of one of these articles something of their own, have a URL with one of the keys, or follow a rival."""
        own = Q(target__in=articles, own__isnull=False)
        return self.filter(own | Q(web_key__in=keys) | Q(original_key__in=keys) | Q(target__in=rivals)).order_by("pk")

    def with_own_values(self, articles: Collection[int]) -> "models.QuerySet[Any, tuple[int, int, int | None, Any]]":
        """Those of these articles that say something of their own: article, place, what they follow, and what they say."""
        rows: Any = self.filter(article__in=articles, own__isnull=False)
        return rows.values_list("article_id", "position", "target_id", "own")  # type: ignore[no-any-return]

    def rows_of_coverage(self, articles: Iterable[int]) -> "models.QuerySet[Any, Any]":
        """The entries of these articles in order, as plain rows with what a row of coverage shows."""
        rows: Any = self.filter(article__in=list(articles)).order_by("position", "pk")
        return rows.values_list("own", "target", *(f"target__{name}" for name in _SHOWN_OF_A_TARGET), named=True)  # type: ignore[no-any-return]

    def for_coverage(self, articles: Iterable[int]) -> "RelatedLinkQuerySet":
        """Those of these articles in order, with what a row shows."""
        rows = self.filter(article__in=list(articles)).select_related("target__provider").order_by("position", "pk")
        return rows.only("article", "position", "own", *(f"target__{name}" for name in _SHOWN_OF_A_TARGET))

    def for_reports(self, articles: Iterable[int], most: int) -> "RelatedLinkQuerySet":
        """The first `most` of each of these articles, in order, with what a row shows; adds `of_all`, how many there are."""
        each: Any = {"partition_by": F("article_id")}
        counted: Any = self.for_coverage(articles).annotate(
            place=Window(RowNumber(), order_by=["position", "pk"], **each), of_all=Window(Count("pk"), **each)
        )
        found: RelatedLinkQuerySet = counted.filter(place__lte=most).order_by("article", "position", "pk")
        return found

    def together(self) -> "RelatedLinkQuerySet":
        """Those that are of the story of their article: to elsewhere, and to articles from which it was not parted."""
        return self.filter(is_of_the_story())

    def counted(self) -> "RelatedLinkQuerySet":
        """Those that make their story hotter: all of it but newcomers of which no editor has said that they belong to it."""
        newcomers = apps.get_model("articles", "Parted").objects.meanwhile().filter(newcomer=OuterRef("target"))
        return self.together().filter(~Exists(newcomers))

    def between(self, articles: Collection[int]) -> "Iterable[tuple[int, int]]":
        """Return which of these articles names which."""
        rows: Any = self.filter(article__in=articles, target__in=articles).order_by()
        found: Iterable[tuple[int, int]] = rows.values_list("article", "target")
        return found

    def for_survey(self, leaders: Iterable[int]) -> "Iterable[RelatedLink]":
        """Return the entries that follow an article, by leader, with the values from which hints are made."""
        rows = self.together().filter(article__in=list(leaders), target__isnull=False)
        rows = rows.select_related("target").order_by("article")
        return rows.only("article", *(f"target__{name}" for name in ("title", "excerpt", "locale", "published_at")))

    def of_article(self, article: "Article") -> "RelatedLinkQuerySet":
        """An article's entries of its story in order, with what a line shows of the articles that they follow."""
        rows = self.together().filter(article=article).select_related("target__provider").order_by("position", "pk")
        return rows.defer(*(f"target__{name}" for name in (*UNSEEN, "body")))

    def mutual(self, articles: Iterable[int]) -> "Iterable[tuple[int, int]]":
        """Return the pairs of articles that name each other and that no editor has parted; the first is one of these."""
        back = self.model._default_manager.filter(article=OuterRef("target"), target=OuterRef("article"))
        rows = self.filter(Exists(back), is_of_the_story(meanwhile=True), article__in=list(articles))
        found: Any = rows.filter(target__isnull=False).order_by()
        pairs: Iterable[tuple[int, int]] = found.values_list("article", "target")
        return pairs
