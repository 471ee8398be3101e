"""The rows of an article's form: its topics, pictures and related links."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.article.forms import ImageForm, RelatedLinkForm, TopicLinkForm
from articles.admin.kit.thumbnails import with_state
from articles.admin.kit.typeahead import TypeaheadRows
from articles.models import ArticleTopic, Image, RelatedLink
from articles.seed.schema import RELATED_LIMIT


class TopicInline(TypeaheadRows, admin.TabularInline):  # type: ignore[type-arg]
    model = ArticleTopic
    verbose_name, verbose_name_plural = "topic", "topics"
    form = TopicLinkForm
    fields = ("position", "tag")
    autocomplete_fields = ("tag",)
    extra = 1


class ImageInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Image
    form = ImageForm
    extra = 1
    max_num = 200
    fields = ("here", "url", "upload", ("width", "height", "is_cached", "position"), ("title", "attribution"))
    readonly_fields = ("here",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("copy")

    @admin.display(description="Our copy")
    def here(self, image: Image) -> str | SafeString:
        return with_state(image) if image.pk else "once it is saved"


class RelatedInline(admin.StackedInline):  # type: ignore[type-arg]
    """A row that follows an article of ours shows that article's words as text; its fields are for differences only."""

    model = RelatedLink
    form = RelatedLinkForm
    fk_name = "article"
    extra = 1
    max_num = RELATED_LIMIT
    template = "admin/articles/edit_related.html"
    verbose_name = "related link"

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        names = RelatedLinkForm().fields
        return [(None, {"fields": list(names)})]

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{**kwargs, "fields": ("position",), "validate_max": True})

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedLink]:
        return super().get_queryset(request).select_related("target__provider")
