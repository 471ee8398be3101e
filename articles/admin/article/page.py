"""Articles in the admin: the list, its filters, its actions, and the pages below it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.article.batches import BATCH_ACTIONS
from articles.admin.article.conflicts import ConflictsPage
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
from articles.admin.article.formpage import ArticleFormPage
from articles.admin.article.fromurl import FromUrlPage
from articles.admin.article.joining import JoinPage, compare
from articles.admin.article.previewing import EndPreviewsPage, PreviewPage
from articles.admin.article.related import RelatedRowPage
from articles.admin.article.savedfilters import ForgetFilterPage, SaveFilterPage, saved_filters
from articles.admin.article.stories import NewcomersPage, StoryPage
from articles.admin.article.suggestions import SuggestionsPage
from articles.admin.article.triage import TriagePage
from articles.admin.article.working import PresencePage
from articles.admin.kit.formpage import FormAdmin
from articles.admin.kit.histories import HISTORY_PAGES
from articles.admin.kit.lists import BoundedPaginator, CheckedList
from articles.admin.kit.thumbnails import state, thumbnail
from articles.admin.kit.undoing import say_done
from articles.editing.publishing import delete
from articles.history.rights import may_change
from articles.history.work import Work, noted_acts
from articles.models import SCHEDULED, Article
from articles.reading.rendering import ago
from articles.reading.search import at_address, narrowed, read_query
from articles.reading.shown import copy_of
from articles.texts.addresses import host
from articles.texts.legible import tidy
from articles.texts.moments import written_moment


class ListWithPictures(CheckedList):
    def get_ordering(self, request: HttpRequest, queryset: "QuerySet[Any]") -> list[Any]:
        """Order equal rows by their keys in the direction of the column, as its index does; else all of them are sorted."""
        found = super().get_ordering(request, queryset)
        if len(found) == 2 and found[1] == "-pk" and isinstance(found[0], str) and not found[0].startswith("-"):
            return [found[0], "pk"]
        return found

    def get_results(self, request: HttpRequest) -> None:
        """Choose a page's rows by their keys first, which an index has in order, then load what the page shows of them."""
        super().get_results(request)
        pks = list(self.result_list.values_list("pk", flat=True))
        rows = Article.objects.with_pks(pks).for_lines().with_topics().with_pictures().in_bulk()
        self.result_list = [rows[pk] for pk in pks if pk in rows]


@admin.register(Article)
class ArticleAdmin(FormAdmin):
    form_page = ArticleFormPage
    pages = (
        SuggestionsPage, FromUrlPage, SaveFilterPage, ForgetFilterPage, TriagePage, NewcomersPage, StoryPage, ConflictsPage,
        JoinPage, PreviewPage, EndPreviewsPage, PresencePage, RelatedRowPage, *HISTORY_PAGES,
    )  # fmt: skip
    list_display = ("picture", "headline", "carried", "status_now", "quality", "heat", "age")
    sortable_by = ("quality", "heat", "age")  # there is an index for each
    list_filter = (
        "status", SeenByReaders, WithTopic, OfProvider, StorySize, Quality, Heat, HasPicture, InConflict, Published, Proposed,
    )  # fmt: skip
    show_facets = admin.ShowFacets.NEVER
    list_display_links = ("headline",)
    list_per_page = 50
    paginator = BoundedPaginator
    list_select_related = ("provider",)
    search_fields = ("title",)  # only says that there is a search; `get_search_results` does it
    search_help_text = 'Words, "a phrase", -without, topic:AI, provider:example.org, after:2023-05; or a part of a URL.'
    show_full_result_count = False
    actions = (*BATCH_ACTIONS, compare)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether a user may have files: they hold the sealed payloads, and without them they would take those away."""
        return request.user.has_perms(["articles.view_article", "articles.view_secured"])

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_change(request.user, obj))

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListWithPictures

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        return saved_filters(request)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if (found := at_address(search_term, queryset)) is not None:
            return found, False
        query = read_query(search_term)
        return (narrowed(query, queryset) if query else queryset), False

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave out actions that the account may do with no article."""
        found = super().get_actions(request)
        if not request.user.has_perm("articles.publish_article"):
            found.pop("set_go_live", None)
        return found

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
        return format_html('<span dir="auto">{}</span> <small class="host">{}</small>', article, place)

    @admin.display(description="status")
    def status_now(self, article: Article) -> str | SafeString:
        """Return what it is, from when it will be live, and until when it is pinned."""
        now, words = timezone.now(), '{}<small class="quiet">{}</small>'
        if article.go_live_at and article.shown_status == SCHEDULED:
            return format_html(words, SCHEDULED, f"live {written_moment(article.go_live_at)}")
        if article.pinned_until and article.pinned_until > now:
            return format_html(words, article.shown_status, f"pinned until {written_moment(article.pinned_until)}")
        return article.shown_status

    @admin.display(description="topics")
    def carried(self, article: Article) -> SafeString:
        return format_html("<small>{}</small>", ", ".join(tidy(link.name) for link in article.topic_links.all()))

    @admin.display(description="age", ordering="-published_at")
    def age(self, article: Article) -> SafeString:
        when = timezone.localtime(article.published_at)
        words = '<time datetime="{}" title="{}">{}</time>'
        return format_html(words, when.isoformat(), written_moment(when), ago(when, timezone.now()))

    # Deleting

    def get_deleted_objects(self, objs: Iterable[Article], request: HttpRequest) -> Any:
        """Say what is deleted, in an editor's words. Links from other articles keep their words, so they do not protect it."""
        names = [f"{article} ({article.slug}), with its topics, pictures and related links" for article in objs]
        missing = set() if request.user.has_perm("articles.delete_article") else {"article"}
        return names, {"articles": len(names)}, missing, []

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Delete them, and say so with a button that brings them back."""
        with noted_acts() as acts:
            delete(queryset, by=Work.of(request.user))
        for act in acts[:1]:
            say_done(request, act, back_to=reverse("admin:articles_article_changelist"))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Lead to the list as it was; what was done is said already."""
        kept = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(kept, reverse("admin:articles_article_changelist")))
