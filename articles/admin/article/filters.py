"""The filters of the list of articles, each one named query. Names are typed, never chosen from a list of hundreds."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.kit.filters import Choice
from articles.editing.desk import SOON
from articles.editing.publishing import story_rule
from articles.models import Provider, Topic
from articles.models.querysets import ArticleQuerySet
from articles.reading.search import proposed_for
from articles.texts.legible import tidy

_OFFERED = 300  # names that the browser offers while the user types; any other name works too


class InConflict(Choice[ArticleQuerySet]):
    title, parameter_name = "file", "conflicts"
    options = (("open", "Differs from the article"),)

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        return rows.in_conflict() if self.value() == "open" else rows


class SeenByReaders(Choice[ArticleQuerySet]):
    title, parameter_name = "readers", "shown"
    options = (("now", "See it now"), ("soon", "See it within 24 hours"), ("scheduled", "See it later: scheduled"))

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        now = timezone.now()
        if self.value() == "now":
            return rows.published(now)
        if self.value() == "scheduled":
            return rows.waiting(now)
        return rows.going_live(now, now + SOON) if self.value() == "soon" else rows


class Published(Choice[ArticleQuerySet]):
    """Filters by age, so that a saved filter still means the same tomorrow."""

    title, parameter_name = "age", "age"
    options = (("1", "24 hours"), ("7", "7 days"), ("30", "30 days"), ("365", "A year"), ("older", "Older than a year"))

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        value, now = self.value(), timezone.now()
        if value == "older":
            return rows.until(now - timedelta(days=365))
        return rows.since(now - timedelta(days=int(value))) if value in ("1", "7", "30", "365") else rows


class Heat(Choice[ArticleQuerySet]):
    title, parameter_name = "heat", "heat_band"
    options = (
        ("over", "Over the line"),
        ("near", "At most ten under it"),
        ("under", "Under the line"),
        ("none", "None"),
    )

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        value, line = self.value(), story_rule().line
        bands = {"over": (line, None), "near": (line - 10, line), "under": (None, line)}
        if value == "none":
            return rows.without_score("heat")
        return rows.scored("heat", *bands[value]) if value in bands else rows


class Quality(Choice[ArticleQuerySet]):
    title, parameter_name = "quality", "quality_band"
    options = (("90", "90 and more"), ("70", "70 to 89"), ("50", "50 to 69"), ("0", "Under 50"), ("none", "None"))

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        value = self.value()
        bands = {"90": (90, None), "70": (70, 90), "50": (50, 70), "0": (None, 50)}
        if value == "none":
            return rows.without_score("quality")
        return rows.scored("quality", *bands[value]) if value in bands else rows


class StorySize(Choice[ArticleQuerySet]):
    title, parameter_name = "story", "story"
    options = (
        ("alone", "Alone"), ("2", "2 articles and more"), ("5", "5 and more"), ("10", "10 and more"),
        ("20", "20 and more"), ("noisy", "With members that perhaps do not belong"),
    )  # fmt: skip

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        value = self.value()
        if value == "noisy":
            return rows.noisy()
        if value == "alone":
            return rows.in_no_story()
        return rows.in_a_story_of(int(value)) if value in ("2", "5", "10", "20") else rows


class HasPicture(Choice[ArticleQuerySet]):
    title, parameter_name = "picture", "picture"
    options = (("yes", "With one"), ("no", "Without"))

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        return rows.with_picture(wanted=self.value() == "yes") if self.value() in ("yes", "no") else rows


class NameFilter(Choice[ArticleQuerySet]):
    """A name that the user types, with `names` offered meanwhile. An unknown name finds nothing, and the list says so."""

    template = "admin/articles/filter_named.html"
    is_typed = True
    is_unknown = False

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Any:
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        clear = changelist.get_query_string(remove=[self.parameter_name])
        yield {"kept": kept, "typed": self.typed, "name": self.parameter_name, "names": self.names(), "clear": clear}

    @property
    def typed(self) -> str:
        return (self.value() or "").strip()

    def names(self) -> Any:
        """Return each name with another word that finds it, or nothing."""
        raise NotImplementedError


class Proposed(Choice[ArticleQuerySet]):
    """Articles that contain a topic's keywords but do not carry the topic. The topic's page links here."""

    title, parameter_name = "keywords", "keywords_of"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        slug = request.GET.get(self.parameter_name)
        self.topic = Topic.objects.filter(slug=slug).first() if slug else None
        super().__init__(request, *args)

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> Iterable[tuple[str, str]]:
        return [(self.topic.slug, f"Of {self.topic}, without it")] if self.topic else []

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        return proposed_for(self.topic, rows) if self.topic else rows


class OfProvider(NameFilter):
    title, parameter_name = "provider", "of_provider"

    def names(self) -> Any:
        found = Provider.objects.standing().order_by("name").values_list("name", "domain")[:_OFFERED]
        return [(tidy(name), domain) for name, domain in found]

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        if not self.typed:
            return rows
        found = Provider.objects.called_by_anybody(self.typed) or Provider.objects.called_nearly(self.typed)
        self.is_unknown = not found
        return rows.filter(provider__in=[each.pk for each in found])


class WithTopic(NameFilter):
    title, parameter_name = "topic", "with_topic"

    def names(self) -> Any:
        return [
            (tidy(name), "")
            for name in Topic.objects.standing().order_by("name").values_list("name", flat=True)[:_OFFERED]
        ]

    def narrowed(self, rows: ArticleQuerySet) -> ArticleQuerySet:
        if not self.typed:
            return rows
        found = Topic.objects.called_by_anybody(self.typed) or Topic.objects.called_nearly(self.typed)
        self.is_unknown = not found
        return rows.on_topic(list(found))
