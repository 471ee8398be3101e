"""The rows of an article's form that stand open: its topics and pictures."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.article.forms import ImageForm, TopicLinkForm
from articles.admin.kit.thumbnails import with_state
from articles.admin.kit.typeahead import TypeaheadRows
from articles.models import ArticleTopic, Image


class TopicInline(TypeaheadRows, admin.TabularInline):  # type: ignore[type-arg]
    """Stands at the side of the form."""

    is_aside = True
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
