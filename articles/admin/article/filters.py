"""How the list of articles is narrowed: each filter is one named query. Names in a text field, never a list of hundreds."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils import timezone

from articles.editing.desk import SOON
from articles.editing.publishing import story_rule
from articles.models import Provider, Topic
from articles.reading.search import proposed_for

_OFFERED = 300  # names that the browser offers while one types; any other is found too


class Choice(SimpleListFilter):
    """Some choices, each with its query."""

    options: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.options


class InConflict(Choice):
    title, parameter_name = "its file", "conflicts"
    options = (("open", "Disagrees"),)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.in_conflict() if self.value() == "open" else queryset


class SeenByReaders(Choice):
    title, parameter_name = "readers", "shown"
    options = (("now", "See it now"), ("soon", "See it within 24 hours"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        if self.value() == "now":
            return queryset.published(now)
        return queryset.going_live(now, now + SOON) if self.value() == "soon" else queryset


class Published(Choice):
    """By how long ago, so that a saved filter means the same tomorrow."""

    title, parameter_name = "age", "age"
    options = (("1", "24 hours"), ("7", "7 days"), ("30", "30 days"), ("365", "A year"), ("older", "Older than a year"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value, now = self.value(), timezone.now()
        if value == "older":
            return queryset.until(now - timedelta(days=365))
        return queryset.since(now - timedelta(days=int(value))) if value in ("1", "7", "30", "365") else queryset


class Heat(Choice):
    title, parameter_name = "heat", "heat_band"
    options = (
        ("over", "Over the line"),
        ("near", "Ten or less under it"),
        ("under", "Under the line"),
        ("none", "None"),
    )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value, line = self.value(), story_rule().line
        bands = {"over": (line, None), "near": (line - 10, line), "under": (None, line)}
        if value == "none":
            return queryset.without_score("heat")
        return queryset.scored("heat", *bands[value]) if value in bands else queryset


class Quality(Choice):
    title, parameter_name = "quality", "quality_band"
    options = (("90", "90 and more"), ("70", "70 to 89"), ("50", "50 to 69"), ("0", "Under 50"), ("none", "None"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        bands = {"90": (90, None), "70": (70, 90), "50": (50, 70), "0": (None, 50)}
        if value == "none":
            return queryset.without_score("quality")
        return queryset.scored("quality", *bands[value]) if value in bands else queryset


class StorySize(Choice):
    title, parameter_name = "story", "story"
    options = (
        ("alone", "Alone"), ("2", "2 articles and more"), ("5", "5 and more"), ("10", "10 and more"),
        ("20", "20 and more"), ("noisy", "With members that are perhaps none"),
    )  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value == "noisy":
            return queryset.noisy()
        if value == "alone":
            return queryset.in_no_story()
        return queryset.in_a_story_of(int(value)) if value in ("2", "5", "10", "20") else queryset


class HasPicture(Choice):
    title, parameter_name = "picture", "picture"
    options = (("yes", "With one"), ("no", "Without"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.with_picture(wanted=self.value() == "yes") if self.value() in ("yes", "no") else queryset


class NameFilter(Choice):
    """A name that is typed; `names` are offered while one types. An unknown name finds nothing."""

    template = "admin/articles/filter_named.html"

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Any:
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        clear = changelist.get_query_string(remove=[self.parameter_name])
        yield {"kept": kept, "typed": self.typed, "name": self.parameter_name, "names": self.names(), "clear": clear}

    @property
    def typed(self) -> str:
        return (self.value() or "").strip()

    def names(self) -> Any:
        """Each name with what else it is found by, or nothing."""
        raise NotImplementedError


class Proposed(SimpleListFilter):
    """Articles in which a topic's keywords stand and that do not carry it: the topic's page leads here."""

    title, parameter_name = "keywords", "keywords_of"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        slug = request.GET.get(self.parameter_name)
        self.topic = Topic.objects.filter(slug=slug).first() if slug else None
        super().__init__(request, *args)

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(self.topic.slug, f"Of {self.topic.name}, without it")] if self.topic else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return proposed_for(self.topic, queryset) if self.topic else queryset.none()


class OfProvider(NameFilter):
    title, parameter_name = "provider", "of_provider"

    def names(self) -> Any:
        return Provider.objects.standing().order_by("name").values_list("name", "domain")[:_OFFERED]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.typed:
            return queryset
        return queryset.filter(provider__in=Provider.objects.called_by_anybody(self.typed).values("pk"))


class WithTopic(NameFilter):
    title, parameter_name = "topic", "with_topic"

    def names(self) -> Any:
        return [
            (name, "") for name in Topic.objects.standing().order_by("name").values_list("name", flat=True)[:_OFFERED]
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.typed:
            return queryset
        return queryset.on_topic(list(Topic.objects.called_by_anybody(self.typed)))
