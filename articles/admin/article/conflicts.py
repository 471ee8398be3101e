"""Conflicts in the admin: the articles that disagree with their files, and the page of one with a button for each field."""

from typing import Any, NamedTuple, Protocol

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import ArticlePage, MountedAdmin, why_refused
from articles.admin.kit.sides import side_as_words
from articles.editing import conflicts
from articles.history.rights import RefusedError, may_move, sees_field, unseen_by
from articles.history.work import StaleError
from articles.models import Account, Article, Conflict
from articles.seed import SeedError
from articles.seed.labels import label_of_conflict
from articles.texts.addresses import host
from articles.texts.moments import written_moment
from articles.texts.wordwise import Piece, pieces


class HasNumber(Protocol):
    """A row of `a_row_an_article`."""

    fields: int


@admin.register(Conflict)
class ConflictAdmin(MountedAdmin):
    """One row per article. Only an import opens conflicts. Whoever may change conflicts and the article may settle them."""

    when_empty = "No article disagrees with its file: there is nothing to decide. Conflicts that an import finds are listed here."
    list_display = ("headline", "number", "since", "file")
    list_display_links = ("headline",)
    search_fields = ("article__title", "article__slug", "revision__reason", "field")
    search_help_text = "Words of the headline, of the file's path or of a field's name."
    list_per_page = 50
    show_full_result_count = False
    actions = None
    list_title = "Articles that disagree with their files"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404("a conflict has no history")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conflict]:
        return Conflict.objects.one_per_article(unseen_by(request.user))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        row = Conflict.objects.filter(pk=row_key(object_id)).first()
        if row is None:
            raise Http404("no such conflict")
        return HttpResponseRedirect(reverse("admin:articles_article_conflicts", args=[row.article_id]))

    @admin.display(description="headline", ordering="article__title")
    def headline(self, row: Conflict) -> SafeString:
        words = '<span dir="auto">{}</span> <small class="host">{}</small>'
        return format_html(words, row.article, host(row.article.url))

    @admin.display(description="fields", ordering="fields")
    def number(self, row: HasNumber) -> int:
        return row.fields

    @admin.display(description="since", ordering="opened_at")
    def since(self, row: Conflict) -> str:
        return written_moment(row.opened_at)

    @admin.display(description="file", ordering="revision__reason")
    def file(self, row: Conflict) -> str:
        return row.revision.reason


class DisputedField(NamedTuple):
    """One field in conflict: both values in pieces, with those that differ marked."""

    name: str
    label: str
    ours: list[Piece]
    theirs: list[Piece]


class ConflictsPage(ArticlePage):
    """Shows the conflicts of one article; a POST settles them."""

    route, name = "<key:pk>/conflicts/", "conflicts"
    template = "admin/articles/conflicts.html"
    title = "Where the article and its file disagree"

    def rows(self) -> Any:
        return Article.objects.for_documents()

    def may_see(self) -> bool:
        return self.request.user.has_perm("articles.view_conflict") or _may_settle(self.request)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._both_sides()

    def _both_sides(self, status: int = 200) -> HttpResponse:
        dispute = next(iter(conflicts.disputed([self.article])), None)
        file = dispute.open[-1].row.revision.reason if dispute else ""
        may = _may_settle(self.request)
        return self.shown(
            status=status, article=self.article, fields=_fields(dispute, self.request.user), may_settle=may, file=file
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.need(_may_settle(request))
        theirs, ours = _chosen(request)
        self.need(all(sees_field(request.user, name) for name in (*theirs, *ours)))
        try:
            self._refuse_moves(theirs)
            version = row_key(self.posted("version"))
            conflicts.settle_conflicts(self.article, theirs=theirs, ours=ours, version=version, by=self.by)
        except StaleError:
            self.refused("The article changed meanwhile. Nothing is settled; this is how both are now.")
            return self._both_sides(409)
        except SeedError as wrong:
            self.refused(f"The file's side cannot be taken: {why_refused(wrong)}. Nothing is changed.")
            return self._both_sides(400)
        except RefusedError as refused:
            self.refused(f"{refused} Nothing is changed.")
            return self._both_sides(403)
        sides = (("Taken from the file", theirs), ("Kept", ours))
        said = [f"{words}: {', '.join(map(label_of_conflict, names))}." for words, names in sides if names]
        self.done(" ".join(said) + " Both sides are in the history.")
        left = Conflict.objects.about_others_than(unseen_by(self.request.user))
        is_open = left.open().of([self.article.pk]).exists()
        return self.here() if is_open else self.to("conflict_changelist")

    def _refuse_moves(self, theirs: list[str]) -> None:
        for dispute in conflicts.disputed([self.article]):
            save = conflicts.with_theirs(dispute, theirs)
            if not may_move(self.request.user, self.article.status, save.status):
                raise RefusedError(
                    f"The file's side would make the article {save.status.label.lower()}, which your account may not do."
                )


def _may_settle(request: HttpRequest) -> bool:
    return bool(request.user.has_perms(["articles.change_conflict", "articles.change_article"]))


def _chosen(request: HttpRequest) -> tuple[list[str], list[str]]:
    """Return the fields to take from the file and those to keep: that of one button, or all that the page showed."""
    shown = request.POST.getlist("field")
    if "take-all" in request.POST:
        return shown, []
    if "keep-all" in request.POST:
        return [], shown
    return request.POST.getlist("take"), request.POST.getlist("keep")


def _fields(dispute: conflicts.Disputed | None, user: Account) -> list[DisputedField]:
    if dispute is None:
        return []
    found = {each.row.field: each for each in dispute.open if sees_field(user, each.row.field)}
    return [DisputedField(name, label_of_conflict(name), *_marked(name, each)) for name, each in found.items()]


def _marked(name: str, each: conflicts.OpenConflict) -> tuple[list[Piece], list[Piece]]:
    if name == "secured":
        return [Piece("(sealed)", differs=False)], [Piece("(another sealed payload)", differs=False)]
    ours, theirs = side_as_words(each.ours), side_as_words(each.theirs)
    if None in (each.ours, each.theirs):
        return [Piece(ours, differs=False)], [Piece(theirs, differs=False)]
    return pieces(ours, theirs)
