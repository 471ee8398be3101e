"""The queries of editors' pages: what is to be decided, and what is needed to decide it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, Expression, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import Exact

from articles.models.querysets.expressions import Unindexed
from articles.models.querysets.nearby import NearbyQuerySet
from articles.models.querysets.public import DRAFT, FOLDED, PUBLISHED, REVIEW, UNSEEN, WITHDRAWN

if TYPE_CHECKING:
    from articles.models import Account, Article, Topic


class DeskQuerySet(NearbyQuerySet):
    """The part of `ArticleQuerySet` that is for editors alone."""

    def to_triage(self) -> Self:
        """Drafts, about which nobody has decided."""
        return self.filter(status=DRAFT)

    def made_by_user(self, user: "Account") -> Self:
        return self.filter(made_by=user.pk)

    def unsurveyed(self) -> Self:
        """Those in which nobody has looked for noise since they or their members changed."""
        return self.filter(noise__isnull=True)

    def noisy(self) -> Self:
        """Leaders of stories with members that perhaps do not belong to them."""
        return self.filter(noise__gt=0)

    def in_review(self) -> Self:
        return self.filter(status=REVIEW)

    def near_the_line(self, line: int) -> Self:
        """Drafts whose heat is at most ten below the line from which a story is suggested."""
        return self.filter(status=DRAFT, heat__gte=line - 10, heat__lt=line)

    def going_live(self, at: datetime, until: datetime) -> Self:
        return self.filter(Exact(Unindexed("status"), PUBLISHED), go_live_at__gt=at, go_live_at__lte=until)

    def scored(self, score: str, minimum: int | None, below: int | None) -> Self:
        """Those whose quality or heat is at least `minimum` and less than `below`."""
        found = self.filter(**{f"{score}__gte": minimum}) if minimum is not None else self.all()
        return found.filter(**{f"{score}__lt": below}) if below is not None else found

    def without_score(self, score: str) -> Self:
        return self.filter(**{f"{score}__isnull": True})

    def in_a_story_of(self, size: int) -> Self:
        """Those in a story of at least `size` articles. Entries are numbered, so the entry at that place is enough to tell,
        unless the article was parted from some that it names."""
        link: Any = self.model._meta.get_field("related_links").related_model
        found = self.filter(Exists(link.objects.filter(article=OuterRef("pk"), position=size - 2)))
        return found.exclude(pk__in=self._parted_with_less_than(size - 1))

    def in_no_story(self) -> Self:
        link: Any = self.model._meta.get_field("related_links").related_model
        entries = link.objects.filter(article=OuterRef("pk"))
        parted_from_all = self.model._default_manager.filter(self._parted(), ~Exists(entries.together()))
        return self.filter(~Exists(entries) | Q(pk__in=parted_from_all.values("pk")))

    def _parted_with_less_than(self, number: int) -> Any:
        """Return a subquery of the articles that were parted from some that they name, and have less coverage besides."""
        counted: Any = self.model._default_manager.filter(self._parted()).with_coverage_count()
        return counted.filter(coverage_count__lt=number).values("pk")

    def _parted(self) -> Q:
        pairs = _pairs().order_by()
        return Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))

    def without_topic(self, topic: "Topic") -> Self:
        """Those that do not carry it themselves."""
        link: Any = self.model._meta.get_field("topic_links").related_model
        return self.exclude(Exists(link.objects.filter(content_object=OuterRef("pk"), tag=topic.pk)))

    def with_picture(self, *, wanted: bool) -> Self:
        image: Any = self.model._meta.get_field("images").related_model
        has_one = Exists(image.objects.filter(article=OuterRef("pk")))
        return self.filter(has_one) if wanted else self.exclude(has_one)

    def at_address(self, page_key: int | None, slug: str) -> Self:
        """Those of one web page (see `articles.texts.pages`), and the one with that slug."""
        return self.filter(Q(page_key=page_key) | Q(slug=slug))

    def with_amp(self, urls: Iterable[str]) -> Self:
        """Those of which one of these is the AMP version. There is no index for it: ask for those of one provider."""
        found = list(urls)
        return self.filter(Q(amp_url__in=found) | Q(cdn_amp_url__in=found))

    def leading(self) -> Self:
        """Those under which an article may be folded: articles that readers see, and leaders of stories."""
        link: Any = self.model._meta.get_field("related_links").related_model
        leads = Q(status=PUBLISHED) | Exists(link.objects.filter(article=OuterRef("pk")))
        return self.filter(leads).exclude(status__in=(FOLDED, WITHDRAWN))

    def with_coverage_count(self) -> Self:
        """Adds `coverage_count`, how many related links of the story there are, of any status."""
        link: Any = self.model._meta.get_field("related_links").related_model
        return self.annotate(coverage_count=_number_of(link.objects.together()))

    def with_others_counted(self) -> Self:
        """Adds `others_counted`, how many related links make the story hotter."""
        link: Any = self.model._meta.get_field("related_links").related_model
        return self.annotate(others_counted=_number_of(link.objects.counted()))

    def newcomers(self) -> Self:
        """Those that name members of parted stories, and of which no editor has said where they belong."""
        return self.filter(pk__in=_pairs().meanwhile().order_by().values("newcomer"))

    def for_triage(self) -> Any:
        """Articles with pictures and topics, and their provider's record."""
        links: Any = self.model._meta.get_field("topic_links").related_model
        images: Any = self.model._meta.get_field("images").related_model
        topics = Prefetch("topic_links", links.objects.select_related("tag").order_by("position", "pk"))
        pictures = Prefetch("images", images.objects.select_related("copy").order_by("position", "pk"))
        kept = apps.get_model("articles", "Tally").objects.in_all().of_providers().filter(subject=OuterRef("provider"))
        record = {
            "from_it": _sum_of(kept, Sum("number")),
            "from_it_shown": _sum_of(kept.of_published(), Sum("number")),
            "from_it_mean": _sum_of(kept, 1.0 * Sum("quality") / NullIf(Sum("rated"), 0)),
        }
        found: Any = self.with_coverage_count().with_others_counted().annotate(others=F("coverage_count"), **record)
        return found.select_related("provider").prefetch_related(pictures, topics).defer(*UNSEEN)

    def newest_from(self, article: "Article") -> Self:
        """The article and those behind it in `newest()` order."""
        behind = Q(published_at__lt=article.published_at)
        here = behind | Q(published_at=article.published_at, path__gte=article.path)
        return self.filter(here, published_at__lte=article.published_at).order_by("-published_at", "path")

    def hottest_from(self, article: "Article") -> Self:
        """The article and those behind it in `hottest()` order."""
        here = Q(rank__lt=article.rank) | Q(rank=article.rank, path__gte=article.path)
        return self.filter(here, rank__lte=article.rank).order_by("-rank", "path")

    def newer_than(self, article: "Article") -> Self:
        """Those in front of it in `newest()` order, nearest first."""
        ahead = Q(published_at__gt=article.published_at) | Q(published_at=article.published_at, path__lt=article.path)
        return self.filter(ahead, published_at__gte=article.published_at).order_by("published_at", "-path")

    def hotter_than(self, article: "Article") -> Self:
        """Those in front of it in `hottest()` order, nearest first."""
        ahead = Q(rank__gt=article.rank) | Q(rank=article.rank, path__lt=article.path)
        return self.filter(ahead, rank__gte=article.rank).order_by("rank", "-path")


def _number_of(links: QuerySet[Any]) -> Coalesce:
    """Return how many of the related links an article has."""
    rows = links.filter(article=OuterRef("pk")).order_by().values("article")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _pairs() -> Any:
    return apps.get_model("articles", "Parted").objects.all()


def _sum_of(kept: QuerySet[Any], what: Expression) -> Coalesce:
    """Return an expression that sums up what is kept of an article's provider."""
    summed = kept.order_by().values("subject").annotate(n=what).values("n")
    return Coalesce(Subquery(summed), 0, output_field=models.FloatField())
