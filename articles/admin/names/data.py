"""Topics and providers in the admin. Whoever changes one makes it a document of its own, with a history."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.kit.fields import LinesField, SeedField, Versioned
from articles.admin.kit.history import HistoryAdmin
from articles.admin.kit.records import RecordAdmin
from articles.admin.kit.undoing import button_to
from articles.admin.kit.versions import VersionedAdmin
from articles.admin.names.figures import FiguresAdmin
from articles.admin.names.spellings import SpelledAdmin, SpelledOtherwise
from articles.admin.names.synonyms import MergedAway, SynonymAdmin
from articles.admin.names.tree import TreeAdmin
from articles.bridge.names import free_slugs
from articles.editing.saving import finish_provider, finish_topic
from articles.history.work import Work
from articles.models import Article, FormerArticle, Provider, Topic
from articles.reading.search import proposed_for
from articles.reading.trees import below
from articles.seed.schema import TABLES

_TOPIC = {row.name: row for row in TABLES["topic"]}
_ORGANIZATION = {row.name: row for row in TABLES["organization"]}


class TopicForm(Versioned):
    name = SeedField(_TOPIC["name"], widget=forms.TextInput(attrs={"size": 40}))
    shortname = SeedField(
        _TOPIC["shortname"], widget=forms.TextInput(attrs={"size": 40}), help_text="Where room is short."
    )
    keywords = LinesField(help_text="One a line.")
    hashtags = LinesField(help_text="One a line.")

    class Meta:
        model = Topic
        fields = ("name", "shortname", "parent", "keywords", "hashtags")

    def clean_parent(self) -> Topic | None:
        parent: Topic | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent in below(self.instance, Topic.objects.all()):
            raise forms.ValidationError("A topic cannot stand below itself; choose another parent.")
        return parent


class ProviderForm(Versioned):
    domain = SeedField(_ORGANIZATION["domain"], required=True, widget=forms.TextInput(attrs={"size": 40}))
    name = SeedField(_ORGANIZATION["name"], widget=forms.TextInput(attrs={"size": 40}))
    description = SeedField(_ORGANIZATION["description"])
    other_names = LinesField(help_text="One a line.")

    class Meta:
        model = Provider
        fields = ("domain", "name", "description", "other_names")

    def clean_domain(self) -> str:
        return str(self.cleaned_data["domain"]).lower()


class DataAdmin(VersionedAdmin, HistoryAdmin, SpelledAdmin, FiguresAdmin, SynonymAdmin):
    """What topics and providers have in common: a version, a history, and a document once somebody edited them."""

    def before(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """What is stored until now; and its last revision, to which the message of saving offers to go back."""
        if not change:
            return None
        if last := self.revisions_of(obj.pk).order_by("-pk").first():
            request.earlier = (obj, last.pk)  # type: ignore[attr-defined]
        return type(obj).objects.get(pk=obj.pk)

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **more: Any
    ) -> None:
        earlier = getattr(request, "earlier", None)
        if earlier and level == messages.SUCCESS:
            subject, revision = earlier
            address = reverse(f"admin:articles_{self.opts.model_name}_restore", args=[subject.pk])
            button = button_to(request, address, revision=revision, seen_version=subject.version)
            message = format_html("{} {}", message, button)
        super().message_user(request, message, level, *args, **more)


@admin.register(Topic)
class TopicAdmin(DataAdmin, TreeAdmin):
    form = TopicForm
    fields = ("seen_version", "name", "shortname", "parent", "keywords", "hashtags", "slug")
    readonly_fields = ("slug",)
    when_empty = "There are no topics yet. They come with the articles that name them; or add one."
    list_display = ("name", "parent", "article_count", *FiguresAdmin.figure_columns)
    way_from_articles = "topic_links__tag"
    list_filter = (SpelledOtherwise, MergedAway)
    list_select_related = ("parent",)
    search_fields = ("name", "shortname", "aliases__name")
    autocomplete_fields = ("parent",)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Says above the form in how many articles its keywords stand that do not carry it."""
        topic = self.get_object(request, object_id) if request.method == "GET" else None
        more = {"proposed": proposed_for(topic, Article.objects.all()).count()} if topic and topic.keywords else {}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.with_counts().order_by("name")

    @admin.display(description="public", ordering="article_count")
    def article_count(self, topic: Any) -> int:
        return int(topic.article_count)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        if change and not form.changed_data:
            return
        before = self.before(request, obj, change)
        if not change:
            obj.slug = free_slugs([obj.name])[0]
        obj.version += 1 if change else 0
        obj.save()
        finish_topic(obj, before, by=Work.of(request.user))


@admin.register(Provider)
class ProviderAdmin(DataAdmin):
    form = ProviderForm
    fields = ("seen_version", "name", "domain", "description", "other_names")
    when_empty = "There are no providers yet. They come with the articles that name them; or add one."
    list_display = ("name", "domain", "article_count", *FiguresAdmin.figure_columns)
    way_from_articles = "provider"
    list_filter = (SpelledOtherwise, MergedAway)
    search_fields = ("name", "domain")

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> tuple[str, ...]:
        return ("domain",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return Provider.objects.with_counts().order_by("name", "domain")

    @admin.display(description="public", ordering="article_count")
    def article_count(self, provider: Any) -> int:
        return int(provider.article_count)

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        if change and not form.changed_data:
            return
        before = self.before(request, obj, change)
        obj.version += 1 if change else 0
        obj.save()
        finish_provider(obj, before, by=Work.of(request.user))


@admin.register(FormerArticle)
class FormerArticleAdmin(RecordAdmin):
    """Slugs of deleted and merged articles, to look at: they stay reserved."""

    when_empty = "No article was deleted or merged. Those that are keep their addresses here."
    list_display = ("title", "slug", "where_it_went")
    search_fields = ("title", "slug")
    list_select_related = ("successor",)
