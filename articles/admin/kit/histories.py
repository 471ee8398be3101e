"""The history of a document in the admin: who changed what, the difference of any two texts, and restoring one."""

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles import seed
from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.pages import Page, why_refused
from articles.editing.saving import CircleError, TakenError, restore_named
from articles.history.restoring import restore
from articles.history.rights import RefusedError, sees_field
from articles.history.texts import document_in
from articles.history.told import told_by_revisions
from articles.models import Account, Article, Revision
from articles.models.querysets import RevisionQuerySet
from articles.seed import SeedError
from articles.seed.schema import TABLES
from articles.seed.serialise import data_lines, field_lines
from articles.texts.moments import written_moment
from articles.texts.wordwise import Line, lines


class Difference(NamedTuple):
    label: str
    lines: list[Line]


def differences(old: seed.SeedDocument, new: seed.SeedDocument, user: Account) -> list[Difference]:
    """Return the changed fields that a user may see, as the lines that an archive would show; of the sealed payload, only that it
    changed."""
    found = []
    for change in seed.diff(old, new):
        if not sees_field(user, change.field):
            continue
        before, after = _lines(old, change.field), _lines(new, change.field)
        if change.field == "secured":
            before, after = (
                ["secured: (sealed)"] if before else [],
                ["secured: (another sealed payload)"] if after else [],
            )
        is_sealed = change.field == "secured"  # two texts for two payloads, so that the lines differ
        told = lines(before, []) + lines([], after) if is_sealed else lines(before, after)
        found.append(Difference(change.label or change.field, told))
    return found


def _lines(document: seed.SeedDocument, key: str) -> list[str]:
    if key == "body":
        return document.body.splitlines()
    if key == "+":
        return [line for name, data in document.extra.pairs for line in data_lines(name, data, "")]
    row = next(row for row in TABLES[document.table] if row.key == key)
    value = getattr(document, row.name)
    return [] if value is None else field_lines(row, value, "")


class HistoricPage(Page):
    """A page about the history of one document: of an article, a topic or a provider."""

    subject: Any

    def prepare(self) -> None:
        key = self.kwargs.get("object_id") or str(self.kwargs["pk"])
        self.subject = self.admin.get_object(self.request, key)
        if self.subject is None:
            raise Http404("no such document")

    def may_see_it(self) -> bool:
        return bool(self.admin.has_view_or_change_permission(self.request, self.subject))

    def may_restore(self) -> bool:
        return bool(self.admin.has_change_permission(self.request, self.subject))

    def revisions(self) -> RevisionQuerySet:
        return Revision.objects.about(self.subject)

    def to_history(self) -> HttpResponse:
        return self.to(f"{self.admin.opts.model_name}_history", self.subject.pk)


class HistoryPage(HistoricPage):
    """Shows our revisions at Django's own address of a history."""

    route, name = "<path:object_id>/history/", "history"
    template = "admin/articles/history.html"

    def get(self, request: HttpRequest, object_id: str) -> HttpResponse:
        page = Paginator(self.revisions().for_history(), 50).get_page(request.GET.get("page"))
        told = told_by_revisions(page.object_list, request.user)
        for revision in page.object_list:
            revision.told = told.get(revision.pk, [])
        self.title = f"History of {self.subject}"
        return self.shown(subject=self.subject, can_restore=self.may_restore(), page=page)


class ComparePage(HistoricPage):
    """Shows what changed between any two revisions."""

    route, name = "<key:pk>/history/compare/", "compare"
    template = "admin/articles/compare.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        wanted = [row_key(request.GET.get(name, "")) for name in ("old", "new")]
        if NONE in wanted:
            self.refused("Choose two revisions to compare.")
            return self.to_history()
        old, new = (get_object_or_404(self.revisions(), pk=number) for number in wanted)
        self.title = f"What changed in {self.subject}"
        try:
            found = differences(document_in(old), document_in(new), self.request.user)
        except SeedError as wrong:
            self.refused(f"One of the two texts is not a document that can be read: {why_refused(wrong)}.")
            return self.to_history()
        return self.shown(
            subject=self.subject, can_restore=self.may_restore(), old=old, new=new, differences=found
        )  # fmt: skip


class RestorePage(HistoricPage):
    """A POST gives the document one of its former texts."""

    route, name = "<key:pk>/history/restore/", "restore"
    http_method_names = ["post"]

    def may_see(self) -> bool:
        return bool(self.admin.has_change_permission(self.request))

    def may_see_it(self) -> bool:
        return super().may_see_it() and self.may_restore()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = get_object_or_404(self.revisions(), pk=row_key(self.posted("revision")))
        version = str(self.subject.version)
        if request.POST.get("seen_version", version) != version:
            self.refused("Somebody has changed it since. Nothing is changed; any text can be restored from here.")
        elif why := self.restored(revision):
            self.refused(f"{why} Nothing is changed.")
        else:
            self.done(
                f"Restored as of {written_moment(revision.at)}. The text that it replaced is in the history."
            )  # fmt: skip
        return self.to_history()

    def restored(self, revision: Revision) -> str:
        """Restore a revision. Return why it could not be done, or nothing."""
        try:
            if not isinstance(self.subject, Article):
                restore_named(revision, by=self.by)
            else:
                restore(revision, by=self.by)
        except RefusedError as refused:
            return str(refused)
        except TakenError:
            return "Another topic now has that name; rename or merge it first."
        except CircleError:
            return "Its former parent is now below it; arrange the tree first."
        except SeedError as wrong:
            return f"That text is not a document that can be stored: {why_refused(wrong)}."
        return ""


HISTORY_PAGES = (HistoryPage, ComparePage, RestorePage)
