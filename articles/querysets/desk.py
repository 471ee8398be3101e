"""Articles as editors' pages ask for them: what is to be decided, and what deciding takes."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Avg, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from articles.querysets.public import DRAFT, FOLDED, PUBLISHED, UNSEEN, WITHDRAWN

if TYPE_CHECKING:
    from articles.models import Article


class DeskQuerySet(models.QuerySet["Article"]):
    """What `ArticleQuerySet` has for editors alone."""

    def to_triage(self) -> Any:
        """Drafts: nobody has decided about them."""
        return self.filter(status=DRAFT)

    def made_by_user(self, user: Any) -> Any:
        return self.filter(made_by=user.pk)

    def leading(self) -> Any:
        """Those that an article may be folded under: what readers see, and what leads other articles."""
        link: Any = self.model._meta.get_field("related_links").related_model
        leads = Q(status=PUBLISHED) | Exists(link.objects.filter(article=OuterRef("pk")))
        return self.filter(leads).exclude(status__in=(FOLDED, WITHDRAWN))

    def with_coverage_count(self) -> Any:
        """Adds `coverage_count`, how many related links there are of any status."""
        link: Any = self.model._meta.get_field("related_links").related_model
        rows = link.objects.filter(article=OuterRef("pk")).order_by().values("article")
        return self.annotate(coverage_count=Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0))

    def for_triage(self, drafts: QuerySet[Any]) -> Any:
        """An article with its pictures and topics, its provider's record, and `left`, how many drafts there are."""
        links: Any = self.model._meta.get_field("topic_links").related_model
        images: Any = self.model._meta.get_field("images").related_model
        topics = Prefetch("topic_links", links.objects.select_related("tag").order_by("position", "pk"))
        pictures = Prefetch("images", images.objects.select_related("copy").order_by("position", "pk"))
        same = self.model._default_manager.filter(provider=OuterRef("provider"))
        record = {
            "from_it": _sum_of(same, Count("pk")),
            "from_it_shown": _sum_of(same.filter(status=PUBLISHED), Count("pk")),
            "from_it_mean": _sum_of(same, Avg("quality")),
        }
        left = drafts.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
        found: Any = self.with_coverage_count().annotate(others=F("coverage_count"), left=Coalesce(Subquery(left), 0))
        return found.annotate(**record).select_related("provider").prefetch_related(pictures, topics).defer(*UNSEEN)

    def newest_from(self, article: "Article") -> Any:
        """From its place on in `newest()` order, itself included."""
        behind = Q(published_at__lt=article.published_at)
        here = behind | Q(published_at=article.published_at, path__gte=article.path)
        return self.filter(here, published_at__lte=article.published_at).order_by("-published_at", "path")

    def hottest_from(self, article: "Article") -> Any:
        """From its place on in `hottest()` order, itself included."""
        here = Q(rank__lt=article.rank) | Q(rank=article.rank, path__gte=article.path)
        return self.filter(here, rank__lte=article.rank).order_by("-rank", "path")

    def newer_than(self, article: "Article") -> Any:
        """What stands in front of it in `newest()` order, the nearest first."""
        ahead = Q(published_at__gt=article.published_at) | Q(published_at=article.published_at, path__lt=article.path)
        return self.filter(ahead, published_at__gte=article.published_at).order_by("published_at", "-path")

    def hotter_than(self, article: "Article") -> Any:
        """What stands in front of it in `hottest()` order, the nearest first."""
        ahead = Q(rank__gt=article.rank) | Q(rank=article.rank, path__lt=article.path)
        return self.filter(ahead, rank__gte=article.rank).order_by("rank", "-path")


def _sum_of(rows: Any, what: Any) -> Coalesce:
    """One number of rows that are a provider's."""
    counted = rows.order_by().values("provider").annotate(n=what).values("n")
    return Coalesce(Subquery(counted), 0, output_field=models.FloatField())
