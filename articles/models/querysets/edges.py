"""The queries of related entries, and of pairs of articles that are not one story although they may name each other."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.models.querysets.public import UNSEEN, is_of_the_story

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


class RelatedLinkQuerySet(models.QuerySet["RelatedLink"]):
    def together(self) -> "RelatedLinkQuerySet":
        """Those that are of the story of their article: to elsewhere, and to articles from which it was not parted."""
        return self.filter(is_of_the_story())

    def between(self, articles: Collection[int]) -> "Iterable[tuple[int, int]]":
        """Return which of these articles names which."""
        rows: Any = self.filter(article__in=articles, target__in=articles).order_by()
        found: Iterable[tuple[int, int]] = rows.values_list("article", "target")
        return found

    def for_survey(self, leaders: Iterable[int]) -> "Iterable[RelatedLink]":
        """Return the entries that follow an article, by leader, with the values from which hints are made."""
        rows = self.together().filter(article__in=list(leaders), target__isnull=False)
        rows = rows.select_related("target").order_by("article")
        return rows.only("article", "target__title", "target__published_at")

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
