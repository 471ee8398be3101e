"""The queries of topics and providers, and of their public articles."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils import timezone

from articles.models.querysets.expressions import Unindexed
from articles.models.querysets.public import EVERY_STATUS, PUBLISHED, is_live
from articles.models.querysets.tallied import has_public, number_of_any, public_number, waiting
from articles.texts.folding import fold
from articles.texts.legible import tidy
from articles.texts.spelling import nfc, same_domain

if TYPE_CHECKING:
    from articles.models import ArticleTopic, Provider, Topic  # noqa: F401
    from articles.models.querysets.articles import ArticleQuerySet


def _alike(rows: Iterable[tuple[Any, ...]], wanted: str, compare: Callable[[str, str], bool]) -> list[int]:
    """Return the keys of rows, each a key with texts, of which one compares with the wanted text; databases fold only ASCII."""
    return [pk for pk, *texts in rows if any(text and compare(fold(tidy(text)), wanted) for text in texts)]


class TopicQuerySet(models.QuerySet["Topic"]):
    def standing(self) -> "TopicQuerySet":
        """Those that are not merged into another."""
        return self.filter(merged_into=None)

    def for_links(self) -> "TopicQuerySet":
        """Only what leads to their pages."""
        return self.only("name", "slug", "parent", "position")

    def in_place_of(self, slug: str) -> "TopicQuerySet":
        """The topic into which the one with that address was merged."""
        return self.filter(merged__slug=slug)

    def with_counts(self, at: datetime | None = None) -> "TopicQuerySet":
        """Adds `article_count`, how many public articles carry the topic itself."""
        at = at or timezone.now()
        link: Any = self.model._meta.get_field("article_links").related_model
        late = link.objects.filter(Exact(Unindexed("tag"), OuterRef("pk")), content_object__in=waiting(at).values("pk"))
        late = late.order_by().values("tag").annotate(number=Count("content_object", distinct=True))
        counted: TopicQuerySet = self.annotate(article_count=public_number("topic", late, at))
        return counted

    def carried_by(self, articles: "ArticleQuerySet") -> "TopicQuerySet":
        """Those that these articles carry, the most carried first; adds `article_count`, how many of them carry it."""
        of_them = self.filter(article_links__content_object__in=articles.values("pk"))
        number = Count("article_links__content_object", distinct=True)
        found: TopicQuerySet = of_them.annotate(article_count=number).order_by("-article_count", "name")
        return found

    def last_days(self, topics: Collection[int]) -> set[date]:
        """Return the days of UTC of which the newest article of any status of one of these topics is."""
        days: Any = apps.get_model("articles", "Tally").objects.filter(
            kind="topic", subject=OuterRef("pk"), number__gt=0
        )
        newest = {
            f"last_{status}": Subquery(days.daily().filter(status=status).order_by("-since").values("since")[:1])
            for status in EVERY_STATUS
        }
        rows = self.filter(pk__in=list(topics)).order_by().annotate(**newest).values_list(*newest)
        return {max(filter(None, row)) for row in rows if any(row)}

    def most_used(self) -> "TopicQuerySet":
        """Ordered by how many articles of any status carry them, then by name."""
        counted: Any = self.annotate(used=number_of_any("topic"))
        found: TopicQuerySet = counted.filter(used__gt=0).order_by("-used", "name")
        return found

    def called_by_anybody(self, name: str) -> "TopicQuerySet":
        """The one that a reader means by a name, a former name, a short name or an address, its own or of one merged into it."""
        name = nfc(name)
        either = Q(name__iexact=name) | Q(slug__iexact=name) | Q(shortname__iexact=name) | Q(aliases__name__iexact=name)
        merged = Q(merged__name__iexact=name) | Q(merged__slug__iexact=name) | Q(merged__aliases__name__iexact=name)
        return self.standing().filter(either | merged).order_by("name").distinct()

    def beginning(self, text: str) -> "TopicQuerySet":
        """Those whose name, short name or address begins with the text."""
        rows = self.standing().values_list("pk", "name", "slug", "shortname")
        return self.filter(pk__in=_alike(rows, fold(text), str.startswith)).order_by("name", "slug")

    def called_nearly(self, name: str) -> "TopicQuerySet":
        """Those with that name, former name or short name but for accents and what else people leave out."""
        rows = self.standing().values_list("pk", "name", "shortname", "aliases__name")
        return self.filter(pk__in=_alike(rows, fold(name), str.__eq__)).order_by("name")

    def spelled_otherwise(self) -> "TopicQuerySet":
        """Those whose name is spelled differently in some article's file."""
        link: Any = self.model._meta.get_field("article_links").related_model
        return self.filter(Exists(link.objects.filter(tag=OuterRef("pk")).exclude(name=OuterRef("name"))))

    def called(self, slug: str) -> "TopicQuerySet":
        return self.filter(slug=slug)

    def public(self, at: datetime | None = None) -> "TopicQuerySet":
        """Those that a public article carries, or that a file or an editor created. A draft alone does not show its topic."""
        return self.standing().filter(self._is_public(at or timezone.now()))

    def with_publicity(self, at: datetime | None = None) -> "TopicQuerySet":
        """All that stand, with `is_public`: whether it is one of `public()`."""
        is_public = ExpressionWrapper(self._is_public(at or timezone.now()), BooleanField())
        found: TopicQuerySet = self.standing().annotate(is_public=is_public)
        return found

    def _is_public(self, at: datetime) -> Q:
        link: Any = self.model._meta.get_field("article_links").related_model
        live = link.objects.filter(
            is_live(at, "content_object__"), tag=OuterRef("pk"), content_object__status=PUBLISHED
        )
        return Q(in_data=True) | has_public("topic", live, at)


class ProviderQuerySet(models.QuerySet["Provider"]):
    def standing(self) -> "ProviderQuerySet":
        """Those that are not merged into another."""
        return self.filter(merged_into=None)

    def called(self, domain: str) -> "ProviderQuerySet":
        return self.filter(domain=domain)

    def called_any(self, domains: Iterable[str]) -> "ProviderQuerySet":
        """Those of these domains, each with the provider into which it was merged."""
        return self.filter(domain__in=list(domains)).select_related("merged_into")

    def in_place_of(self, domain: str) -> "ProviderQuerySet":
        """The provider into which the one of that domain was merged."""
        return self.filter(merged__domain=domain)

    def with_picture(self, url: str) -> "list[Provider]":
        """Return those that have that picture, in one pass over all, which are few."""
        rows = self.exclude(images=None).only("domain", "images")
        return [each for each in rows if url in {image.get("url") for image in each.logos}]

    def with_counts(self, at: datetime | None = None) -> "ProviderQuerySet":
        """Adds `article_count`, how many public articles each has."""
        at = at or timezone.now()
        late = waiting(at).filter(Exact(Unindexed("provider"), OuterRef("pk")))
        late = late.values("provider").annotate(number=Count("pk"))
        counted: ProviderQuerySet = self.annotate(article_count=public_number("provider", late, at))
        return counted

    def rhythm(self, at: datetime) -> "models.QuerySet[Any, dict[str, Any]]":
        """How many public articles each has, and when the first and the last of them appeared."""
        articles: Any = self.model._meta.get_field("articles").related_model
        public = articles.objects.published(at).filter(provider=OuterRef("pk"))
        first, last = (public.order_by(order).values("published_at")[:1] for order in ("published_at", "-published_at"))
        found: Any = self.with_counts(at).order_by().annotate(number=F("article_count"))
        return found.annotate(first=Subquery(first), last=Subquery(last)).values("number", "first", "last")  # type: ignore[no-any-return]

    def last_dates(self, providers: Collection[int]) -> dict[int, datetime]:
        """Return the newest date of the articles of any status of each of these that has any."""
        articles: Any = self.model._meta.get_field("articles").related_model
        newest = {
            f"last_{status}": Subquery(
                articles.objects.filter(provider=OuterRef("pk"), status=status)
                .order_by("-published_at")
                .values("published_at")[:1]
            )
            for status in EVERY_STATUS
        }
        rows = self.filter(pk__in=list(providers)).order_by().annotate(**newest).values_list("pk", *newest)
        found = {pk: max(filter(None, dates), default=None) for pk, *dates in rows}
        return {pk: last for pk, last in found.items() if last}

    def called_by_anybody(self, name: str) -> "ProviderQuerySet":
        """The one that a reader means by a domain or a name, its own or of one merged into it."""
        name = nfc(name)
        domain = same_domain(name).removeprefix("www.")
        either = Q(domain=domain) | Q(name__iexact=name) | Q(merged__domain=domain) | Q(merged__name__iexact=name)
        return self.standing().filter(either).order_by("name", "domain").distinct()

    def beginning(self, text: str) -> "ProviderQuerySet":
        """Those whose domain or name begins with the text."""
        rows = self.standing().values_list("pk", "name", "domain")
        begun = fold(text).removeprefix("www.")
        return self.filter(pk__in=_alike(rows, begun, str.startswith)).order_by("name", "domain")

    def called_nearly(self, name: str) -> "ProviderQuerySet":
        """Those with that name but for accents and what else people leave out."""
        rows = self.standing().values_list("pk", "name")
        return self.filter(pk__in=_alike(rows, fold(name), str.__eq__)).order_by("name", "domain")

    def spelled_otherwise(self) -> "ProviderQuerySet":
        """Those whose name is spelled differently in some article's file."""
        article: Any = self.model._meta.get_field("articles").related_model
        named = article.objects.filter(provider=OuterRef("pk"), provider_name__isnull=False)
        return self.filter(Exists(named.exclude(provider_name=OuterRef("name"))))

    def with_public_articles(self, at: datetime | None = None) -> "ProviderQuerySet":
        counted: Any = self.with_counts(at)
        found: ProviderQuerySet = counted.filter(article_count__gt=0)
        return found

    def public(self, at: datetime | None = None) -> "ProviderQuerySet":
        """Those of a public article, or that a file or an editor created. A draft alone does not show its provider."""
        at = at or timezone.now()
        article: Any = self.model._meta.get_field("articles").related_model
        live = article.objects.published(at).filter(provider=OuterRef("pk")).order_by()
        return self.standing().filter(Q(in_data=True) | has_public("provider", live, at))


class ArticleTopicQuerySet(models.QuerySet["ArticleTopic"]):
    def of_articles(self, articles: Iterable[int]) -> "ArticleTopicQuerySet":
        return self.filter(content_object__in=list(articles))

    def pairs(self) -> "models.QuerySet[Any, tuple[int, int]]":
        """The primary keys of topics and articles; a pair may come twice."""
        found: Any = self.order_by().values_list("tag", "content_object")
        return found  # type: ignore[no-any-return]

    def for_pages(self, articles: Iterable[int]) -> "ArticleTopicQuerySet":
        """The topics of these articles in order, as their pages show them: each once. A file may name a topic twice, by the names
        of two that were merged."""
        same = {"content_object": OuterRef("content_object"), "tag": OuterRef("tag"), "pk__lt": OuterRef("pk")}
        every = self.of_articles(articles).exclude(Exists(self.model._default_manager.filter(**same)))
        shown = ("content_object", "position", *(f"tag__{name}" for name in ("slug", "name", "parent")))
        return every.select_related("tag").only(*shown).order_by("position", "pk")


NamedQuerySet: TypeAlias = TopicQuerySet | ProviderQuerySet
