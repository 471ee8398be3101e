"""Articles in the admin: the list, the page of one, its history, and the acts on many."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.article.batches import BatchAdmin
from articles.admin.article.conflicts import ConflictingAdmin
from articles.admin.article.filters import (
    HasPicture,
    Heat,
    InConflict,
    OfProvider,
    Proposed,
    Published,
    Quality,
    SeenByReaders,
    StorySize,
    WithTopic,
)
from articles.admin.article.forms import ArticleForm, ImageForm, RelatedLinkForm, TopicLinkForm
from articles.admin.article.merging import MergingAdmin
from articles.admin.article.previewing import PreviewingAdmin
from articles.admin.article.savedfilters import SavedFilterAdmin
from articles.admin.article.stories import StoryAdmin
from articles.admin.article.suggestions import SuggestingAdmin
from articles.admin.article.triage import TriageAdmin
from articles.admin.article.working import WorkingAdmin
from articles.admin.kit.history import HistoryAdmin
from articles.admin.kit.numbers import row_key
from articles.admin.kit.thumbnails import state, thumbnail, with_state
from articles.admin.kit.uploads import develop_upload
from articles.admin.kit.versions import TypeaheadAdmin, VersionedAdmin
from articles.bridge import document_of
from articles.bridge import slugs as naming
from articles.editing import duplicates, stories
from articles.editing.previews import ends_at, preview_link
from articles.editing.publishing import delete
from articles.editing.rights import may_change
from articles.editing.saving import finish_article
from articles.history.work import Work
from articles.models import Article, ArticleTopic, Conflict, Image, RelatedLink, Status
from articles.reading.rendering import ago
from articles.reading.search import at_address, narrowed, read_query
from articles.reading.shown import copy_of
from articles.seed.schema import RELATED_LIMIT
from articles.seed.values import sealed_bytes
from articles.texts.addresses import host


class TopicInline(TypeaheadAdmin, admin.TabularInline):  # type: ignore[type-arg]
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
    """A row that follows an article of ours shows what it says as text; its fields are for differences only."""

    model = RelatedLink
    form = RelatedLinkForm
    fk_name = "article"
    extra = 1
    max_num = RELATED_LIMIT
    template = "admin/articles/edit_related.html"
    verbose_name = "related link"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        names = RelatedLinkForm().fields
        return [(None, {"fields": list(names)})]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{**kwargs, "fields": ("position",), "validate_max": True})

    def get_queryset(self, request: HttpRequest) -> QuerySet[RelatedLink]:
        return super().get_queryset(request).select_related("target__provider")


class ListWithPictures(ChangeList):
    def apply_select_related(self, qs: Any) -> Any:
        rows: Any = super().apply_select_related(qs)
        return rows.with_topics().with_pictures()


@admin.register(Article)
class ArticleAdmin(
    VersionedAdmin,
    HistoryAdmin,
    MergingAdmin,
    ConflictingAdmin,
    SuggestingAdmin,
    BatchAdmin,
    TriageAdmin,
    StoryAdmin,
    WorkingAdmin,
    SavedFilterAdmin,
    PreviewingAdmin,
):
    form = ArticleForm
    list_display = ("picture", "headline", "carried", "status", "quality", "heat", "age")
    list_filter = (
        "status", SeenByReaders, WithTopic, OfProvider, StorySize, Quality, Heat, HasPicture, InConflict, Published, Proposed,
    )  # fmt: skip
    show_facets = admin.ShowFacets.NEVER
    list_display_links = ("headline",)
    list_per_page = 50
    list_select_related = ("provider",)
    search_fields = ("title",)  # that there is a search; `get_search_results` says which
    search_help_text = 'Words, "a phrase", -without, topic:AI, provider:example.org, after:2023-05; or a part of a URL.'
    show_full_result_count = False
    autocomplete_fields = ("provider",)
    readonly_fields = ("slug", "sealed", "on_the_site")
    inlines = (TopicInline, ImageInline, RelatedInline)
    save_on_top = True
    actions = (*BatchAdmin.batch_actions, "compare")

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        sealed = ("sealed",) if request.user.has_perm("articles.view_secured") else ()
        return [
            (None, {"fields": ("seen_version", "title", "excerpt", "status", *self._when(request), "on_the_site")}),
            (
                "Where and when",
                {"fields": ("provider", "provider_name", "published_at", "updated_at", "web_url", "original_url")},
            ),
            ("Scores", {"fields": ("quality", "heat")}),
            ("Body and embeds", {"fields": ("body", "featured_content", "highlight")}),
            (
                "More of the seed",
                {
                    "classes": ("collapse",),
                    "fields": ("slug", "category", "type", "locale", "source_url", "amp_url", "cdn_amp_url", *sealed),
                },
            ),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Says above the form in how many fields the article and its file disagree."""
        number = Conflict.objects.open().of([row_key(object_id)]).values("field").distinct().count()
        return super().change_view(request, object_id, form_url, {"disputed": number} | (extra_context or {}))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if (found := at_address(search_term, queryset)) is not None:
            return found, False
        query = read_query(search_term)
        return (narrowed(query, queryset) if query else queryset), False

    def _when(self, request: HttpRequest) -> list[Any]:
        """Who may publish says when, and pins."""
        return [("go_live_at", "pinned_until")] if request.user.has_perm("articles.publish_article") else []

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListWithPictures

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Uploads are developed before the writers' turn is taken: others need not wait for it."""
        for file in request.FILES.values():
            develop_upload(file)
        return super().changeform_view(request, *args, **kwargs)

    # What the columns and read-only fields say

    @admin.display(description=format_html('<span class="visually-hidden">{}</span>', "Picture"))
    def picture(self, article: Article) -> str | SafeString:
        images = list(article.images.all())
        copies = [copy for image in images if (copy := copy_of(image))]
        if copies:
            return thumbnail(copies[0])
        if not images:
            return ""
        word, _, why = state(images[0]).partition(": ")
        return format_html('<small title="{}">{}</small>', why, word)

    @admin.display(description="headline", ordering="title")
    def headline(self, article: Article) -> SafeString:
        site = host(article.url)
        place = f"{article.provider} · {site}" if site else str(article.provider)
        return format_html('<span dir="auto">{}</span> <small class="host">{}</small>', article.title, place)

    @admin.display(description="topics")
    def carried(self, article: Article) -> SafeString:
        return format_html("<small>{}</small>", ", ".join(link.name for link in article.topic_links.all()))

    @admin.display(description="age", ordering="-published_at")
    def age(self, article: Article) -> SafeString:
        when = timezone.localtime(article.published_at)
        words = '<time datetime="{}" title="{}">{}</time>'
        return format_html(words, when.isoformat(), f"{when:%Y-%m-%d %H:%M %Z}", ago(when, timezone.now()))

    @admin.display(description="Sealed payload")
    def sealed(self, article: Article) -> str:
        return f"sealed, {sealed_bytes(article.secured)} bytes" if article.secured else "none"

    @admin.display(description="On the site")
    def on_the_site(self, article: Article) -> str | SafeString:
        if article._state.adding:
            return "once it is saved"
        address = reverse("article", args=[article.slug])
        if article.is_public():
            return format_html('<a href="{}">{}</a> (what readers see)', address, address)
        words = (
            '<a href="{}">{}</a> (a preview for editors; readers see nothing)<br><a href="{}">Preview link</a> for'
            " somebody without an account, which ends on {}"
        )
        ends = timezone.localtime(ends_at(timezone.now()))
        return format_html(words, address, address, preview_link(article), f"{ends:%Y-%m-%d %H:%M %Z}")

    # Saving

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        request.before = None  # type: ignore[attr-defined]
        if change:
            stored = Article.objects.for_documents().get(pk=obj.pk)
            request.before, request.status_before = document_of(stored), Status(stored.status)  # type: ignore[attr-defined]
            if stored.provider_id != obj.provider_id:
                _take_provider(obj, form)
        else:
            obj.slug = naming.free_slug(naming.derived_slug(obj.title, obj.published_at))
            obj.provider_name = obj.provider_name or obj.provider.name
            obj.made_by = request.user  # type: ignore[assignment]
        if "pinned_until" in form.changed_data:
            obj.pinned_at = timezone.now() if obj.pinned_until else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before = request.before  # type: ignore[attr-defined]
        was = request.status_before if change else None  # type: ignore[attr-defined]
        status = Status(form.instance.status)
        reason = f"{was.label} → {status.label}" if was and was != status else ""
        by = Work.of(request.user)
        request.act = finish_article(form.instance, before, by=by, reason=reason, was=was or "")  # type: ignore[attr-defined]
        duplicates.find_duplicates()
        stories.survey()

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes, in an editor's words; links of others to it keep their words, so nothing protects it."""
        names = [f"{article.title} ({article.slug}), with its topics, pictures and related links" for article in objs]
        missing = set() if request.user.has_perm("articles.delete_article") else {"article"}
        return names, {"articles": len(names)}, missing, []

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        delete([obj], by=Work.of(request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        delete(queryset, by=Work.of(request.user))


def _take_provider(article: Article, form: Any) -> None:
    """Another provider: the old one's logos and spelling of its domain go, and its name unless a new one was typed."""
    rest = {key: value for key, value in (article.provider_rest or {}).items() if key not in ("domain", "images")}
    article.provider_rest = rest or None
    if "provider_name" not in form.changed_data:
        article.provider_name = article.provider.name
