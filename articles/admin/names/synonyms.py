"""Merges two topics or two providers in the admin, after showing what would happen, and parts them again."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.admin.kit.filters import Choice
from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import MountedAdmin
from articles.admin.names.pages import NamePage
from articles.editing import synonyms
from articles.history.work import StaleError
from articles.models import Named
from articles.models.querysets import NamedQuerySet

_OFFERED = 300  # names that the browser offers while the user types; any other name works too


class MergedAway(Choice[NamedQuerySet]):
    """Without a choice, the list has those that are not merged into another."""

    title, parameter_name = "merging", "merged"

    options = (("away", "Merged into another"),)

    def narrowed(self, rows: NamedQuerySet) -> NamedQuerySet:
        return rows.filter(merged_into__isnull=self.value() != "away")


def may_merge(mounted: MountedAdmin, request: HttpRequest, subject: Named | None = None) -> bool:
    """Return whether a user may merge names: whoever may change names and merge articles may."""
    return mounted.has_change_permission(request, subject) and request.user.has_perm("articles.merge_article")


class MergeNamesPage(NamePage):
    """GET with `into`, a name, shows what would happen. POST with `into`, a key, merges; POST with `part` parts it again."""

    route, name = "<key:pk>/merge/", "merge"
    template = "admin/articles/synonyms.html"

    def may_see(self) -> bool:
        return may_merge(self.admin, self.request)

    def may_see_it(self) -> bool:
        return may_merge(self.admin, self.request, self.subject)

    @property
    def rows(self) -> Any:
        return self.admin.model._default_manager

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = self.subject
        typed = request.GET.get("into", "").strip()
        into = self.rows.called_by_anybody(typed).exclude(pk=subject.pk).first() if typed else None
        self.title = f"Merge {subject} into another"
        return self.shown(
            subject=subject, typed=typed, into=into, names=self._offered(),
            plan=synonyms.plan_unite(subject, into) if into else None, merged=subject.merged.order_by("name"),
        )  # fmt: skip

    def _offered(self) -> Any:
        others = self.rows.standing().exclude(pk=self.subject.pk).order_by("name")
        columns = ("domain", "name") if hasattr(self.subject, "domain") else ("name", "slug")
        return others.values_list(*columns)[:_OFFERED]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._part() if "part" in request.POST else self._unite()

    def _unite(self) -> HttpResponse:
        subject = self.subject
        into = self.rows.standing().filter(pk=row_key(self.posted("into"))).first()
        if into is None or into == subject:
            self.refused("Choose another one to merge it into. Nothing is changed.")
            return self.here()
        try:
            number = synonyms.unite(subject, into)
        except StaleError:
            self.refused("Somebody else has merged one of the two. Nothing is changed.")
            return self.here()
        self.admin.log_change(self.request, subject, f"Merged into {into}.")
        self.admin.log_change(self.request, into, f"{subject} was merged into it.")
        articles = f"{number} article{'' if number == 1 else 's'}"
        self.done(f"{subject} is merged into {into}, with {articles}. You can part them again here.")
        return self._to(into)

    def _part(self) -> HttpResponse:
        former = self.rows.filter(pk=row_key(self.posted("part")), merged_into=self.subject.pk).first()
        try:
            if former is None:
                raise StaleError
            number = synonyms.part(former)
        except StaleError:
            self.refused("It is no longer merged into this one. Nothing is changed.")
            return self.here()
        self.admin.log_change(self.request, former, f"Parted from {self.subject}.")
        self.done(f"{former} stands alone again, with {number} article{'' if number == 1 else 's'}.")
        return self._to(former)

    def _to(self, subject: Named) -> HttpResponse:
        return self.to(f"{self.admin.opts.model_name}_merge", subject.pk)
