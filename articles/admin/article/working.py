"""Aids for working in an article's form: who else is there, what its file says, the next article. Saves nothing itself."""

import copy
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone

from articles import seed
from articles.admin.kit.pages import ChangingPage, MountedAdmin
from articles.bridge import document_of
from articles.editing import presence
from articles.history.texts import document_in
from articles.models import Article
from articles.models.querysets import ArticleQuerySet
from articles.seed.schema import COUNTED, FIELD_OF, TYPED

FILTERS = "_changelist_filters"  # Django's name for the query of the list that the editor came from


class FromFile(NamedTuple):
    """A field whose value differs from that in the article's last imported file."""

    name: str
    label: str
    text: str


def from_file(article: Article) -> list[FromFile]:
    """Return what the file says in fields where the article says something else."""
    if article.imported is None or article.as_imported:
        return []
    theirs, found = document_in(article.imported), []
    for change in seed.diff(document_of(article), theirs):
        row = FIELD_OF.get(change.field)
        if row and row.name in (*TYPED, *COUNTED):
            found.append(FromFile(row.name, change.label, "" if change.new is None else str(change.new)))
    return found


class PresencePage(ChangingPage):
    """Answers `{"others": [...]}`, the names of others who have the article open. A POST with `gone` says the page is closed."""

    route, name = "<key:pk>/presence/", "presence"
    http_method_names = ["post"]

    def rows(self) -> ArticleQuerySet:
        return Article.objects.only("pk", "made_by", "status")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "gone" in request.POST:
            presence.is_gone(self.article, request.user, timezone.now())
            return JsonResponse({"others": []})
        return JsonResponse({"others": presence.is_here(self.article, request.user, timezone.now())})


def with_restored(posted: QueryDict, found: list[FromFile]) -> QueryDict:
    """Put the file's text into the field whose button was pressed; everything else that was typed is saved with it."""
    data, wanted = posted.copy(), posted["_restore"]
    for each in found:
        if each.name == wanted:
            data[wanted] = each.text
    data["_continue"] = "1"
    return data


def following(mounted: MountedAdmin, request: HttpRequest, pk: int) -> int | None:
    """Return the article after this one in the list that the editor came from."""
    asked = copy.copy(request)
    asked.GET = QueryDict(request.GET.get(FILTERS, ""))
    rows = mounted.get_changelist_instance(asked).get_queryset(asked)
    pks = iter(rows.prefetch_related(None).values_list("pk", flat=True).iterator())
    for each in pks:
        if each == pk:
            return next(pks, None)
    return None
