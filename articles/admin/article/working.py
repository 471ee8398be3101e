"""The page of one article as a place to work: who else is there, what its file says, on to the next. Saves nothing itself."""

import copy
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles import seed
from articles.admin.kit.numbers import row_key
from articles.admin.kit.undoing import may_undo, undo_button
from articles.bridge import document_of
from articles.editing import acts, presence
from articles.editing.rights import may_change
from articles.history.texts import document_in
from articles.models import Article
from articles.seed.schema import FIELD_OF

_FILTERS = "_changelist_filters"
# Fields of the form that hold a text of the seed as it is, and so can be given the file's text.
_TEXTS = frozenset(
    ("title", "excerpt", "category", "type", "locale", "quality", "heat", "web_url", "original_url", "source_url", "amp_url",
     "cdn_amp_url", "featured_content", "highlight")
)  # fmt: skip


class FromFile(NamedTuple):
    """A field that says something else than the article's last imported file."""

    name: str
    label: str
    text: str


def from_file(article: Article) -> list[FromFile]:
    """What the file says of fields where the article says something else."""
    if article.imported is None or article.as_imported:
        return []
    theirs, found = document_in(article.imported), []
    names = {row.key: row.name for row in FIELD_OF.values()}
    for change in seed.diff(document_of(article), theirs):
        name = names.get(change.field, "")
        if name in _TEXTS:
            found.append(FromFile(name, change.label, "" if change.new is None else str(change.new)))
    return found


class WorkingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        return [path("<int:pk>/presence/", view, name="articles_article_presence"), *super().get_urls()]

    def presence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answers `{"others": [...]}`, the names of those who have the article open too; with `gone`, the page is closed."""
        article = Article.objects.filter(pk=pk).only("pk", "made_by", "status").first()
        if article is None:
            raise Http404("no such article")
        if not may_change(request.user, article):
            raise PermissionDenied
        if "gone" in request.POST:
            presence.is_gone(article, request.user, timezone.now())
            return JsonResponse({"others": []})
        return JsonResponse({"others": presence.is_here(article, request.user, timezone.now())})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        article = Article.objects.filter(pk=row_key(object_id)).for_documents().select_related("imported").first()
        more: dict[str, Any] = {}
        if article is not None and may_change(request.user, article):
            more = {"from_file": from_file(article), "every": presence.EVERY, "can_go_on": True}
            if request.method == "GET":
                more["others"] = presence.is_here(article, request.user, timezone.now())
            elif "_restore" in request.POST:
                self._put_back(request, more["from_file"])
            elif "_savenext" in request.POST:
                request.following = self._following(request, article.pk)  # type: ignore[attr-defined]
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def _put_back(self, request: HttpRequest, found: list[FromFile]) -> None:
        """The button beside a field: it gets the file's text, and all that was typed is saved with it."""
        wanted = request.POST["_restore"]
        data = request.POST.copy()
        for each in found:
            if each.name == wanted:
                data[wanted] = each.text
        data["_continue"] = "1"
        request.POST = data  # type: ignore[assignment]

    def _following(self, request: HttpRequest, pk: int) -> int | None:
        """The article after this one in the list that the editor came from."""
        asked = copy.copy(request)
        asked.GET = QueryDict(request.GET.get(_FILTERS, ""))
        pks = iter(
            self.get_changelist_instance(asked)
            .get_queryset(asked)
            .prefetch_related(None)
            .values_list("pk", flat=True)
            .iterator()
        )
        for each in pks:
            if each == pk:
                return next(pks, None)
        return None

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **more: Any
    ) -> None:
        """What saving the form says, with the button that takes it back."""
        act = getattr(request, "act", None)
        if act and level == messages.SUCCESS and may_undo(request.user, acts.plan_undo(act)):
            message = format_html("{} {}", message, undo_button(request, act))
        super().message_user(request, message, level, *args, **more)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_savenext" not in request.POST:
            return super().response_change(request, obj)
        following = getattr(request, "following", None)
        filters = request.GET.get(_FILTERS, "")
        if following is None:
            self.message_user(request, f"Saved: {obj}. It was the last of the list.", messages.SUCCESS)
            return HttpResponseRedirect(f"{reverse('admin:articles_article_changelist')}?{filters}")
        self.message_user(request, f"Saved: {obj}. This is the next.", messages.SUCCESS)
        kept = QueryDict(mutable=True)
        kept[_FILTERS] = filters
        address = reverse("admin:articles_article_change", args=[following])
        return HttpResponseRedirect(f"{address}?{kept.urlencode()}" if filters else address)
