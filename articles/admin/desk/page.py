"""The first page of the admin: counts of what waits, as links; what happened meanwhile; and what readers see first."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from articles.admin.kit.bookmarklet import bookmarklet
from articles.editing import undoplans
from articles.editing.desk import desk
from articles.history.told import told_by_acts
from articles.models import Status


class Waiting(NamedTuple):
    """A count and its link; `is_work` means that somebody has to do something."""

    label: str
    number: int
    address: str
    is_work: bool


def _waiting(request: HttpRequest, counts: dict[str, int], line: int) -> list[Waiting]:
    """Return the counts whose links an account may follow."""
    articles = reverse("admin:articles_article_changelist")

    def listed(**values: str) -> str:
        return f"{articles}?{urlencode(values)}"

    draft, waits = Status.DRAFT.value, Status.REVIEW.value
    near = listed(status__exact=draft, heat_band="near")
    rows = [
        ("change_article", Waiting("to triage", counts["triage"], reverse("admin:articles_article_triage"), True)),
        ("view_article", Waiting("in review", counts["in_review"], listed(status__exact=waits), True)),
        ("view_article", Waiting(f"drafts near the line of {line}", counts["near"], near, True)),
        ("view_article", Waiting("live now", counts["live"], listed(shown="now"), False)),
        ("view_article", Waiting("going live within 24 hours", counts["soon"], listed(shown="soon"), False)),
        ("change_article", Waiting("in conflict with their file", counts["conflicts"], listed(conflicts="open"), True)),
        ("change_article", Waiting(
            "suspected duplicates", counts["duplicates"], reverse("admin:articles_duplicate_changelist"), True)),
        ("arrange_stories", Waiting("noisy stories", counts["noisy"], listed(story="noisy"), True)),
        ("arrange_stories", Waiting(
            "newcomers to place", counts["newcomers"], reverse("admin:articles_article_newcomers"), True)),
        ("import_seeds", Waiting(
            "import problems of this week", counts["problems"], reverse("admin:articles_import_changelist"), True)),
    ]  # fmt: skip
    return [row for right, row in rows if request.user.has_perm(f"articles.{right}")]


@never_cache
def desk_view(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = desk(request.user, now)
    told = told_by_acts(found.acts, request.user)
    site = admin.site
    context: dict[str, Any] = {
        **site.each_context(request), "title": "Desk", "subtitle": None, "desk": found,
        "acts": [(act, told.get(act.pk)) for act in found.acts],
        "waiting": _waiting(request, found.counts, found.line), "days": undoplans.UNDO_FOR.days,
        "bookmarklet": bookmarklet(request),
    }  # fmt: skip
    request.current_app = site.name
    return TemplateResponse(request, "admin/articles/desk.html", context)
