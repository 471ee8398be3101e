"""Articles, as every page, feed and list asks for them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.lookups import Exact, In
from django.utils import timezone

from articles.models.querysets.dated import DatedQuerySet
from articles.models.querysets.expressions import Unindexed
from articles.models.querysets.matching import few_matching, pks_indexed, pks_matching
from articles.models.querysets.public import (
    EVERY_STATUS,
    PUBLISHED,
    UNSEEN,
    UNSEEN_ON_A_PAGE,
    is_live,
)  # fmt: skip
from articles.models.querysets.relevance import Wanted
from articles.texts.days import shifted

if TYPE_CHECKING:
    from articles.models import Provider, Topic


_IN_AN_ENTRY = (
    "title", "excerpt", "original_url", "web_url", "amp_url", "cdn_amp_url", "type", "quality", "published_at", "provider_name",
    "provider_rest", "imported_words", "provider__domain",
)  # fmt: skip
_ON_A_CARD = ("slug", "path", "title", "excerpt", "locale", "published_at", "provider__domain", "provider__name")


class Candidate(NamedTuple):
    """An article that may have a place on the front page."""

    pk: int
    rank: float
    heat: int | None
    path: str


class ArticleQuerySet(DatedQuerySet):
    def published(self, at: datetime | None = None) -> "ArticleQuerySet":
        """Those that have a page for readers at an instant, which is now by default."""
        return self.filter(is_live(at or timezone.now()), status=PUBLISHED)

    def public_among(self, at: datetime) -> "ArticleQuerySet":
        """The same as `published`, where something else finds few articles first."""
        return self.filter(is_live(at), Exact(Unindexed("status"), PUBLISHED))

    def with_status(self, statuses: Collection[str]) -> "ArticleQuerySet":
        """Those with one of the statuses; all articles where none is given."""
        return self.filter(status__in=statuses) if statuses else self.all()

    def called(self, slug: str) -> "ArticleQuerySet":
        return self.filter(slug=slug)

    def called_any(self, slugs: Iterable[str]) -> "ArticleQuerySet":
        return self.filter(slug__in=list(slugs))

    def from_places(self, keys: Iterable[int]) -> "ArticleQuerySet":
        """Those whose files were last imported from places with these keys."""
        return self.filter(source_key__in=list(keys))

    def without(self, pks: Iterable[int]) -> "ArticleQuerySet":
        return self.exclude(pk__in=list(pks))

    def with_pks(self, pks: Iterable[int]) -> "ArticleQuerySet":
        return self.filter(pk__in=list(pks))

    def newest(self) -> "ArticleQuerySet":
        """Newest first, and by path at the same moment: the order of every public list and of the API."""
        return self.order_by("-published_at", "path")

    def hottest(self) -> "ArticleQuerySet":
        return self.order_by("-rank", "path")

    def by_heat(self) -> "ArticleQuerySet":
        return self.order_by(F("heat").desc(nulls_last=True), "path")

    def pinned(self, at: datetime) -> "ArticleQuerySet":
        """Those that are still pinned at an instant, the last pinned first."""
        return self.filter(pinned_until__gt=at).order_by("-pinned_at", "path")

    def newest_of_each(self, topics: Collection[int], number: int) -> "models.QuerySet[Any, tuple[int, int]]":
        """Return the newest `number` of each topic, and perhaps some that follow: topic and article, the newest first."""
        link: Any = self.model._meta.get_field("topic_links").related_model
        each = [self.on_topic([topic]).newest().values("pk")[:number] for topic in topics]
        newest = Q(pk__in=[])
        if each and connection.features.supports_slicing_ordering_in_compound:
            newest = Q(
                content_object__in=each[0].union(*each[1:], all=True)
            )  # for PostgreSQL, OR is to look at them all
        else:
            for some in each:
                newest |= Q(content_object__in=some)
        rows: Any = link.objects.filter(newest, In(Unindexed("tag"), topics)).order_by(
            "-content_object__published_at", "content_object__path", "tag"
        )
        return rows.values_list("tag", "content_object")  # type: ignore[no-any-return]

    def on_topic(self, topics: "Topic | Collection[Topic | int]") -> "ArticleQuerySet":
        """Those that carry any of the topics, or of their primary keys; each article is one row, however many it carries."""
        wanted = topics if isinstance(topics, Collection) else [topics]
        link: Any = self.model._meta.get_field("topic_links").related_model
        return self.filter(
            Exists(
                link.objects.filter(
                    content_object=OuterRef("pk"), tag__in=[getattr(topic, "pk", topic) for topic in wanted]
                )
            )
        )

    def from_provider(self, provider: "Provider | int") -> "ArticleQuerySet":
        """Those of a provider, or of its primary key."""
        return self.filter(provider=provider)

    def following(self, pk: int) -> "ArticleQuerySet":
        """Those that were created after one, in that order."""
        return self.filter(pk__gt=pk).order_by("pk")

    def pks_naming(self, subject: "Provider | Topic") -> list[int]:
        """Return the primary keys of those that have this provider or carry this topic."""
        named = (
            self.filter(provider=subject.pk) if hasattr(subject, "domain") else self.on_topic(cast("Topic", subject))
        )
        return list(named.order_by().values_list("pk", flat=True))

    def with_words(
        self, wanted: Sequence[Wanted], unwanted: Sequence[Wanted], part_of_url: str = ""
    ) -> "ArticleQuerySet":
        """Those with every wanted word and no unwanted one, or with that part of a URL; the order stays as it is."""
        found: Any = Q()
        if wanted:
            few = few_matching(wanted)
            found = Q(In(Unindexed("pk"), pks_matching(wanted))) if few is None else Q(pk__in=few)
        for each in unwanted:
            found &= ~Q(pk__in=pks_matching([each]))
        for column in ("slug", "web_url", "original_url") if part_of_url else ():
            found |= Q(**{f"{column}__icontains": part_of_url})
        return self.filter(found)

    def not_indexed(self) -> "ArticleQuerySet":
        """Those that no search finds, because they were stored before there was an index."""
        return self.exclude(pk__in=pks_indexed())

    def for_sitemap(self) -> "ArticleQuerySet":
        """Only what an entry of a sitemap says, except when coverage went live; see `last_coverage_live`."""
        return self.only("slug", "title", "locale", "news_at", "changed_at", "updated_at", "made_at")

    def pks(self) -> "models.QuerySet[Any, int]":
        """Only their primary keys, in the present order: `reading.cards` loads what is shown of them."""
        found: models.QuerySet[Any, int] = self.values_list("pk", flat=True)
        return found

    def moments(self) -> "models.QuerySet[Any, datetime]":
        """Only when they appeared, in the present order."""
        found: Any = self.values_list("published_at", flat=True)
        return found  # type: ignore[no-any-return]

    def candidates(self) -> "models.QuerySet[Any, Candidate]":
        """Only what decides about places on the front page."""
        found: Any = self.values_list(*Candidate._fields, named=True)
        return found  # type: ignore[no-any-return]

    def for_cards(self) -> "ArticleQuerySet":
        """What a card shows of the article itself, in one query; see `reading.cards`."""
        return self.select_related("provider").only(*_ON_A_CARD)

    def for_lines(self) -> "ArticleQuerySet":
        """A headline with its provider, without pictures, in one query."""
        return self.select_related("provider").defer(*UNSEEN, "body")

    def with_topics(self) -> "ArticleQuerySet":
        links: Any = self.model._meta.get_field("topic_links").related_model
        return self.prefetch_related(Prefetch("topic_links", links.objects.order_by("position", "pk")))

    def with_pictures(self) -> "ArticleQuerySet":
        """Adds our copies of their pictures, in one query."""
        images: Any = self.model._meta.get_field("images").related_model
        return self.prefetch_related(Prefetch("images", images.objects.select_related("copy")))

    def for_page(self, at: datetime) -> "ArticleQuerySet":
        """What its own page, and feeds, show of the article itself, in one query; see `reading.whole`."""
        return self.select_related("provider").defer(*UNSEEN_ON_A_PAGE).with_coverage_live(at)

    def for_neighbours(self) -> "ArticleQuerySet":
        """Only what leads to an article from the one before or after it."""
        return self.only("slug", "title", "published_at")

    def for_pictures(self) -> "ArticleQuerySet":
        """The pictures on their pages: their own, their provider's and their topics'."""
        links: Any = self.model._meta.get_field("topic_links").related_model
        topics = Prefetch("topic_links", links.objects.select_related("tag"))
        rows = self.select_related("provider").prefetch_related("images", topics)
        return rows.only("published_at", "path", "provider__images")

    def for_change(self) -> "ArticleQuerySet":
        """Locked until the transaction ends, where the database locks rows; SQLite locks the whole database."""
        return self.select_for_update(of=("self",))

    def for_documents(self) -> "ArticleQuerySet":
        """Everything that `bridge.documents_of` reads of the articles themselves."""
        return self.select_related("provider").prefetch_related("topic_links", "images", "related_links")

    def with_providers(self) -> "ArticleQuerySet":
        """All of their own columns and their providers', in one query."""
        return self.select_related("provider")

    def for_items(self) -> "ArticleQuerySet":
        """What `for_documents` gives, without related coverage: what the API's lists show."""
        return self.select_related("provider").prefetch_related("topic_links", "images")

    def words(self) -> "models.QuerySet[Any, Any]":
        """The same as `for_words`, as plain rows."""
        found: Any = self.order_by().values_list("pk", *_IN_AN_ENTRY, named=True)
        return found  # type: ignore[no-any-return]

    def for_words(self) -> "ArticleQuerySet":
        """Only the values that entries which follow these articles show, but for their pictures, in one query."""
        return self.select_related("provider").only(*_IN_AN_ENTRY)

    def with_url(self, web: Iterable[int | None], original: Iterable[int | None]) -> "ArticleQuerySet":
        """Those whose current or last imported URLs have these keys; the caller must compare the texts."""
        web, original = [key for key in web if key is not None], [key for key in original if key is not None]
        return self.filter(
            Q(web_key__in=web)
            | Q(imported_web_key__in=web)
            | Q(original_key__in=original)
            | Q(imported_original_key__in=original)
        )

    def in_conflict(self) -> "ArticleQuerySet":
        """Those that disagree with their file about a field on which nobody has decided."""
        conflict: Any = self.model._meta.get_field("conflicts").related_model
        return self.filter(pk__in=conflict.objects.filter(closed_at__isnull=True).order_by().values("article"))

    def spelling(self, subject: "Provider | Topic", name: str) -> "ArticleQuerySet":
        """Those whose file spells the name of a provider or topic in this way."""
        if hasattr(subject, "domain"):
            return self.filter(provider=subject.pk, provider_name=name)
        link: Any = self.model._meta.get_field("topic_links").related_model
        return self.filter(Exists(link.objects.filter(content_object=OuterRef("pk"), tag=subject.pk, name=name)))

    def spellings_of(self, subject: "Provider | Topic") -> "models.QuerySet[Any, tuple[str, int]]":
        """Return the spellings that differ from the name, with how many articles use each, the most used first."""
        if hasattr(subject, "domain"):
            column, article, rows = "provider_name", "pk", self.filter(provider=subject.pk)
        else:
            link: Any = self.model._meta.get_field("topic_links").related_model
            column, article, rows = "name", "content_object", link.objects.filter(tag=subject.pk)
        other = rows.exclude(**{column: subject.name}).exclude(**{f"{column}__isnull": True})
        counted: Any = other.order_by().values_list(column).annotate(number=Count(article, distinct=True))
        rows_by_use: models.QuerySet[Any, tuple[str, int]] = counted.order_by("-number", column)
        return rows_by_use

    def saying_topic(self, topic: int | None, names: Iterable[str]) -> "ArticleQuerySet":
        """Those that carry a topic and whose file gives it one of these names."""
        link: Any = self.model._meta.get_field("topic_links").related_model
        return self.filter(Exists(link.objects.filter(content_object=OuterRef("pk"), tag=topic, name__in=list(names))))

    def uncompared(self) -> "ArticleQuerySet":
        """Those whose duplicates nobody has looked for since they arrived or changed, oldest first."""
        return self.filter(compared=False).order_by("published_at")

    def on_page(self, keys: Iterable[int]) -> "ArticleQuerySet":
        """Those whose URL, however it is spelled, leads to one of the pages with these keys."""
        return self.filter(page_key__in=list(keys))

    def around(self, first: datetime, last: datetime, days: int) -> "ArticleQuerySet":
        """Those of any status from `days` before the first instant to `days` after the last, oldest first."""
        margin = timedelta(days=days)
        # Naming every status lets the database use the index that begins with the status.
        return self.filter(
            status__in=EVERY_STATUS, published_at__gte=shifted(first, -margin), published_at__lte=shifted(last, margin)
        ).order_by("published_at")

    def for_change_form(self) -> "ArticleQuerySet":
        """All columns, because a form writes them, and what readers see of the related coverage."""
        return self.select_related("provider").with_shown_coverage()

    def with_shown_coverage(self, at: datetime | None = None, *, parted: bool = False) -> "ArticleQuerySet":
        """Adds each article's public related links, in order, with what a page shows of their targets.

        With `parted`, also those that the document names although an editor has parted them.
        """
        link: Any = self.model._meta.get_field("related_links").related_model
        shown = link.objects.shown(at) if parted else link.objects.shown(at).together()
        rows = shown.select_related("target__provider").order_by("position", "pk")
        rows = rows.defer(*(f"target__{name}" for name in (*UNSEEN, "body")))
        listed: Any = Prefetch("related_links", rows, to_attr="shown_coverage")
        return self.prefetch_related(listed)
