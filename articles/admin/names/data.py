"""Topics and providers in the admin. Whoever changes one makes it a document of its own, with a history."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from articles.admin.kit.fields import LinesField, SeedField, Versioned
from articles.admin.kit.formpage import FormPage
from articles.admin.kit.histories import HISTORY_PAGES
from articles.admin.kit.records import RecordAdmin
from articles.admin.kit.undoing import button_to
from articles.admin.names.figures import FiguresAdmin, HasCount
from articles.admin.names.spellings import SpelledOtherwise, SpellingsPage
from articles.admin.names.synonyms import MergedAway, MergeNamesPage, may_merge
from articles.admin.names.tree import TreePage
from articles.bridge.names import free_slugs
from articles.editing.saving import finish_provider, finish_topic
from articles.editing.spellings import spellings_of
from articles.history.work import Work
from articles.models import Article, FormerArticle, Provider, Revision, Tally, Topic
from articles.reading.search import proposed_for
from articles.reading.trees import below
from articles.seed.schema import TABLES
from articles.texts.spelling import nfc, same_domain

_TOPIC = {row.name: row for row in TABLES["topic"]}
_ORGANIZATION = {row.name: row for row in TABLES["organization"]}


class TopicForm(Versioned):
    name = SeedField(_TOPIC["name"], widget=forms.TextInput(attrs={"size": 40}))
    shortname = SeedField(
        _TOPIC["shortname"], widget=forms.TextInput(attrs={"size": 40}), help_text="Where room is short."
    )
    keywords = LinesField(help_text="One per line.")
    hashtags = LinesField(help_text="One per line.")

    class Meta:
        model = Topic
        fields = ("name", "shortname", "parent", "keywords", "hashtags")

    def clean_name(self) -> str:
        return nfc(str(self.cleaned_data["name"]))

    def clean_parent(self) -> Topic | None:
        parent: Topic | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent in below(self.instance, Topic.objects.all()):
            raise forms.ValidationError("A topic cannot be below itself; choose another parent.")
        return parent


class ProviderForm(Versioned):
    domain = SeedField(_ORGANIZATION["domain"], required=True, widget=forms.TextInput(attrs={"size": 40}))
    name = SeedField(_ORGANIZATION["name"], widget=forms.TextInput(attrs={"size": 40}))
    description = SeedField(_ORGANIZATION["description"])
    other_names = LinesField(help_text="One per line.")

    class Meta:
        model = Provider
        fields = ("domain", "name", "description", "other_names")

    def clean_name(self) -> str:
        return nfc(str(self.cleaned_data["name"]))

    def clean_domain(self) -> str:
        return same_domain(str(self.cleaned_data["domain"]))


OneName = TypeVar("OneName", Topic, Provider)


class NameFormPage(FormPage[OneName]):
    """Saving makes the topic or provider a document of its own; the message offers to restore the last revision."""

    change_form_template = "admin/articles/names/change_form.html"

    def beside(self, request: HttpRequest, subject: OneName) -> dict[str, Any]:
        """Return its figures, how many spellings there are, and what it is merged into."""
        if request.method != "GET":
            return {}
        assert isinstance(self.mounted, FiguresAdmin)
        return {
            "figures": self.mounted.figures_of(subject), "spelled": len(spellings_of(subject)),
            "may_merge": may_merge(self.mounted, request, subject), "merged_into": subject.merged_into,
        }  # fmt: skip

    def finish(self, subject: OneName, before: OneName | None, by: Work) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: OneName, form: "forms.ModelForm[Any]", change: bool) -> None:
        if change and not form.changed_data:
            return
        before = type(obj).objects.get(pk=obj.pk) if change else None
        last = Revision.objects.about(obj).order_by("-pk").first() if change else None
        obj.version += 1 if change else 0
        obj.save()
        self.finish(obj, before, self.by(request))
        if last is not None:
            address = reverse(f"admin:articles_{self.opts.model_name}_restore", args=[obj.pk])
            self.undo = button_to(request, address, revision=last.pk, seen_version=obj.version)


class TopicFormPage(NameFormPage[Topic]):
    form = TopicForm
    fields = ("seen_version", "name", "shortname", "parent", "keywords", "hashtags", "slug")
    readonly_fields = ("slug",)
    autocomplete_fields = ("parent",)

    def beside(self, request: HttpRequest, subject: Topic) -> dict[str, Any]:
        """Return also how many articles contain its keywords but do not carry it."""
        known = super().beside(request, subject)
        if request.method == "GET" and subject.keywords:
            known["proposed"] = proposed_for(subject, Article.objects.all()).count()
        return known

    def save_model(self, request: HttpRequest, obj: Topic, form: "forms.ModelForm[Any]", change: bool) -> None:
        if not change:
            obj.slug = free_slugs([obj.name])[0]
        super().save_model(request, obj, form, change)

    def finish(self, subject: Topic, before: Topic | None, by: Work) -> None:
        finish_topic(subject, before, by=by)


class ProviderFormPage(NameFormPage[Provider]):
    form = ProviderForm
    fields = ("seen_version", "name", "domain", "description", "other_names")

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> tuple[str, ...]:
        return ("domain",) if obj else ()

    def finish(self, subject: Provider, before: Provider | None, by: Work) -> None:
        finish_provider(subject, before, by=by)


@admin.register(Topic)
class TopicAdmin(FiguresAdmin):
    form_page = TopicFormPage
    pages = (TreePage, SpellingsPage, MergeNamesPage, *HISTORY_PAGES)
    when_empty = "There are no topics yet. They come with the articles that name them; or add one."
    list_display = ("shown_name", "parent", "article_count", *FiguresAdmin.figure_columns)
    tally = Tally.Kind.TOPIC
    list_filter = (SpelledOtherwise, MergedAway)
    list_select_related = ("parent",)
    search_fields = ("name", "shortname", "aliases__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.with_counts().order_by("name")

    @admin.display(description="name", ordering="name")
    def shown_name(self, topic: Topic) -> str:
        return str(topic)

    @admin.display(description="public", ordering="article_count")
    def article_count(self, topic: HasCount) -> int:
        return topic.article_count


@admin.register(Provider)
class ProviderAdmin(FiguresAdmin):
    form_page = ProviderFormPage
    pages = (SpellingsPage, MergeNamesPage, *HISTORY_PAGES)
    when_empty = "There are no providers yet. They come with the articles that name them; or add one."
    list_display = ("shown_name", "domain", "article_count", *FiguresAdmin.figure_columns)
    tally = Tally.Kind.PROVIDER
    list_filter = (SpelledOtherwise, MergedAway)
    search_fields = ("name", "domain")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return Provider.objects.with_counts().order_by("name", "domain")

    @admin.display(description="name", ordering="name")
    def shown_name(self, provider: Provider) -> str:
        return str(provider)

    @admin.display(description="public", ordering="article_count")
    def article_count(self, provider: HasCount) -> int:
        return provider.article_count


@admin.register(FormerArticle)
class FormerArticleAdmin(RecordAdmin):
    """Lists the slugs of deleted and merged articles, which stay reserved."""

    when_empty = "No article has been deleted or merged. Those that are keep their addresses here."
    list_display = ("headline", "slug", "where_it_went")
    search_fields = ("title", "slug")
    list_select_related = ("successor",)

    @admin.display(ordering="title")
    def headline(self, former: FormerArticle) -> str:
        return str(former)
