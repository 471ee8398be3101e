"""Every query has a name here, and a chain of them reads as English. Views, feeds and the API call the same chains.

*Public* has one meaning: `published(at=…)` for what has a page, `coverage_shown(at=…)` for what coverage may name.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models import (  # noqa: F401
        Article,
        Import,
        ImportFile,
        ImportProblem,
        Provider,
        RelatedLink,
        Revision,
        Topic,
    )

PUBLISHED, FOLDED = "published", "folded"
# Large columns that no page shows.
_UNSEEN = ("secured", "extra", "imported_words", "provider_rest", "featured_content")


def _live(at: datetime, prefix: str = "") -> Q:
    return Q(**{f"{prefix}go_live_at__isnull": True}) | Q(**{f"{prefix}go_live_at__lte": at})


def coverage_shown(at: datetime | None = None) -> Q:
    """Related links that the public may see: to elsewhere, to folded articles and to public ones.

    Nor is that elsewhere what was withdrawn and then deleted, or has the URL of articles that are all hidden.
    """
    shown = Q(status__in=(PUBLISHED, FOLDED)) & _live(at or timezone.now())
    articles = apps.get_model("articles", "Article").objects.all()
    former = apps.get_model("articles", "FormerArticle").objects.filter(was_shown=False)
    hidden: Any = Q()
    for key in ("web_key", "original_key"):
        same = {key: OuterRef(key)}
        hidden |= Exists(former.filter(**same))
        hidden |= Exists(articles.filter(**same).exclude(shown)) & ~Exists(articles.filter(shown, **same))
    target = Q(target__status__in=(PUBLISHED, FOLDED)) & _live(at or timezone.now(), "target__")
    elsewhere: Q = Q(target__isnull=True) & ~hidden
    return elsewhere | target


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, at: datetime | None = None) -> "ArticleQuerySet":
        """What readers see on its own page at an instant (now)."""
        return self.filter(_live(at or timezone.now()), status=PUBLISHED)

    def with_status(self, statuses: Collection[str]) -> "ArticleQuerySet":
        """Those with one of the statuses; all of them where none is given."""
        return self.filter(status__in=statuses) if statuses else self.all()

    def called(self, slug: str) -> "ArticleQuerySet":
        return self.filter(slug=slug)

    def without(self, articles: "Iterable[Article]") -> "ArticleQuerySet":
        return self.exclude(pk__in=[article.pk for article in articles])

    def newest(self) -> "ArticleQuerySet":
        """Newest first, ties by path: the order of every public list and of the API."""
        return self.order_by("-published_at", "path")

    def hottest(self) -> "ArticleQuerySet":
        return self.order_by("-rank", "path")

    def on_topic(self, topics: "Topic | Collection[Topic]") -> "ArticleQuerySet":
        """Those that carry any of the topics; an article is one row however many it carries."""
        wanted = topics if isinstance(topics, Collection) else [topics]
        link: Any = self.model._meta.get_field("topic_links").related_model
        return self.filter(
            Exists(link.objects.filter(content_object=OuterRef("pk"), tag__in=[topic.pk for topic in wanted]))
        )

    def from_provider(self, provider: "Provider") -> "ArticleQuerySet":
        return self.filter(provider=provider)

    def since(self, instant: datetime) -> "ArticleQuerySet":
        return self.filter(published_at__gte=instant)

    def on_day(self, day: date) -> "ArticleQuerySet":
        """Those of one day in the current time zone."""
        start = timezone.make_aware(datetime(day.year, day.month, day.day))
        return self.filter(published_at__gte=start, published_at__lt=start + timedelta(days=1))

    def after(self, published_at: datetime, path: str) -> "ArticleQuerySet":
        """What comes behind that place in `newest()` order."""
        return self.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, path__gt=path)).filter(
            published_at__lte=published_at
        )

    def for_cards(self) -> "ArticleQuerySet":
        """All that a card shows, in a constant number of queries."""
        return self.select_related("provider").prefetch_related("images").defer(*_UNSEEN, "body")

    def for_page(self) -> "ArticleQuerySet":
        """All that an article's own page shows of the article itself."""
        links: Any = self.model._meta.get_field("topic_links").related_model
        topics = Prefetch("topic_links", links.objects.select_related("tag").order_by("position", "pk"))
        return self.select_related("provider").prefetch_related("images", topics).defer(*_UNSEEN)

    def for_change(self) -> "ArticleQuerySet":
        """Locked until the transaction ends, where the database locks rows; SQLite's transactions lock it whole."""
        return self.select_for_update(of=("self",))

    def for_documents(self) -> "ArticleQuerySet":
        """All that `bridge.documents_of` reads of the articles themselves."""
        return self.select_related("provider").prefetch_related("topic_links", "images", "related_links")

    def for_items(self) -> "ArticleQuerySet":
        """As `for_documents`, without related coverage: what the API's lists show."""
        return self.select_related("provider").prefetch_related("topic_links", "images")

    def for_words(self) -> "ArticleQuerySet":
        """What entries that follow these articles say."""
        return self.select_related("provider").prefetch_related("images").defer("secured", "body")

    def with_url(self, web: Iterable[int | None], original: Iterable[int | None]) -> "ArticleQuerySet":
        """Those whose current or last imported URLs have these keys; compare the texts afterwards."""
        web, original = [key for key in web if key is not None], [key for key in original if key is not None]
        return self.filter(
            Q(web_key__in=web)
            | Q(imported_web_key__in=web)
            | Q(original_key__in=original)
            | Q(imported_original_key__in=original)
        )

    def with_shown_coverage(self, at: datetime | None = None) -> "ArticleQuerySet":
        """Adds each article's public related links, in order, with what a page shows of their targets."""
        link: Any = self.model._meta.get_field("related_links").related_model
        rows = link.objects.filter(coverage_shown(at)).select_related("target__provider").order_by("position", "pk")
        rows = rows.defer(*(f"target__{name}" for name in (*_UNSEEN, "body")))
        shown: Any = Prefetch("related_links", rows, to_attr="shown_coverage")
        return self.prefetch_related(shown)


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_counts(self, at: datetime | None = None) -> "TopicQuerySet":
        """Adds `article_count`, of public articles that carry the topic itself."""
        public = Q(article_links__content_object__status=PUBLISHED) & _live(
            at or timezone.now(), "article_links__content_object__"
        )
        counted: TopicQuerySet = self.annotate(
            article_count=Count("article_links__content_object", filter=public, distinct=True)
        )
        return counted

    def called(self, slug: str) -> "TopicQuerySet":
        return self.filter(slug=slug)

    def public(self, at: datetime | None = None) -> "TopicQuerySet":
        """Those that a public article carries, or that a file or an editor made: a draft alone shows no topic."""
        link: Any = self.model._meta.get_field("article_links").related_model
        live = Q(content_object__status=PUBLISHED) & _live(at or timezone.now(), "content_object__")
        return self.filter(Q(in_data=True) | Exists(link.objects.filter(live, tag=OuterRef("pk"))))


class ProviderQuerySet(models.QuerySet["Provider"]):
    def with_counts(self, at: datetime | None = None) -> "ProviderQuerySet":
        """Adds `article_count`, of public articles."""
        public = Q(articles__status=PUBLISHED) & _live(at or timezone.now(), "articles__")
        return self.annotate(article_count=Count("articles", filter=public))

    def with_public_articles(self, at: datetime | None = None) -> "ProviderQuerySet":
        counted: Any = self.with_counts(at)
        found: ProviderQuerySet = counted.filter(article_count__gt=0)
        return found

    def public(self, at: datetime | None = None) -> "ProviderQuerySet":
        """Those of a public article, or that a file or an editor made: a draft alone shows no provider."""
        article: Any = self.model._meta.get_field("articles").related_model
        return self.filter(Q(in_data=True) | Exists(article.objects.published(at).filter(provider=OuterRef("pk"))))


class RevisionQuerySet(models.QuerySet["Revision"]):
    def applied(self) -> "RevisionQuerySet":
        return self.filter(applied=True)

    def for_history(self) -> "RevisionQuerySet":
        return self.select_related("by").defer("text").order_by("-pk")

    def written_by(self, record: "Import") -> "RevisionQuerySet":
        """What an import wrote, in its order. Adds `is_new`, whether no file had brought the document before, and
        `previous`, the revision before it."""
        same = Q()
        for subject in ("article", "topic", "provider"):
            same |= Q(**{subject: OuterRef(subject)})
        earlier = self.model._default_manager.filter(same, pk__lt=OuterRef("pk"))
        newest_first = earlier.order_by("-pk").values("pk")[:1]
        found: RevisionQuerySet = self.filter(by_import=record).annotate(
            is_new=~Exists(earlier.filter(act="import")), previous=Subquery(newest_first)
        )
        return found.defer("text").order_by("pk")


class ImportQuerySet(models.QuerySet["Import"]):
    def for_pages(self) -> "ImportQuerySet":
        """Adds `has_uploads`, whether files still wait for it."""
        found: ImportQuerySet = self.defer("claims").annotate(has_uploads=self._waiting())
        return found

    def for_change(self) -> "ImportQuerySet":
        """Locked until the transaction ends; see `ArticleQuerySet.for_change`."""
        return self.select_for_update(of=("self",))

    def in_state(self, states: Collection[str]) -> "ImportQuerySet":
        return self.filter(state__in=states)

    def silent_since(self, at: datetime) -> "ImportQuerySet":
        return self.filter(touched_at__lt=at)

    def with_uploads(self, *, kept: bool = True) -> "ImportQuerySet":
        """Those whose uploads still wait, or those without."""
        return self.filter(self._waiting() if kept else ~self._waiting())

    def _waiting(self) -> Exists:
        upload: Any = self.model._meta.get_field("uploads").related_model
        return Exists(upload.objects.filter(record=OuterRef("pk")))


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def of(self, record: "Import") -> "ImportFileQuerySet":
        return self.filter(record=record).order_by("position")

    def at(self, first: int, after: int) -> "ImportFileQuerySet":
        """Those at the places from `first` to before `after`."""
        return self.filter(position__gte=first, position__lt=after)

    def planned_as(self, outcome: str) -> "ImportFileQuerySet":
        return self.filter(outcome=outcome).defer("data")


class ImportProblemQuerySet(models.QuerySet["ImportProblem"]):
    def of(self, record: "Import") -> "ImportProblemQuerySet":
        return self.filter(record=record).order_by("pk")

    def but_conflicts(self) -> "ImportProblemQuerySet":
        return self.exclude(severity="conflict")
