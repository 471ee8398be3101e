"""What readers would see of what is typed in an article's form: its card and its page. Nothing is stored."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from articles.editing.rights import may_change
from articles.models import Article, ArticleTopic, Image, Picture, RelatedLink, Status
from articles.reading.coverage import by_day, coverage
from articles.reading.players import player
from articles.reading.prose import as_html
from articles.reading.rendering import topic_above
from articles.reading.shown import first_picture


class PreviewingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.preview_view))
        return [path("<int:pk>/preview/", view, name="articles_article_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A whole page of the form as it is posted. A field that would be refused is shown as it is stored, and named."""
        article = Article.objects.filter(pk=pk).for_change_form().first()
        if article is None:
            raise Http404("no such article")
        if not may_change(request.user, article):
            raise PermissionDenied
        wrong = self._fill(request, article)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request), "title": "Preview", "article": article, "wrong": wrong,
            "picture": first_picture(article), "player": player(article.featured_content), "body": as_html(article.body),
            "days": by_day(coverage(article.shown_coverage)),
            "logo": Picture.objects.logo_of(article.provider), "topic": topic_above(article),
        }  # fmt: skip
        return TemplateResponse(request, "admin/articles/preview.html", context)

    def _fill(self, request: HttpRequest, article: Any) -> list[str]:
        """Puts what was posted into the article, which is not saved. Returns the labels of fields that would be refused."""
        shown = {link.pk for link in article.shown_coverage}
        data = request.POST.copy()
        data["seen_version"] = str(article.version)  # somebody else's save is told when this one is saved
        request.POST = data  # type: ignore[assignment]
        request._files = MultiValueDict()  # type: ignore[attr-defined]  # an upload would be kept
        form = self.get_form(request, article, change=True)(request.POST, instance=article)
        form.is_valid()
        wrong = [str(form.fields[name].label or name) for name in form.errors if name in form.fields]
        formsets, _ = self._create_formsets(request, article, change=True)  # type: ignore[attr-defined]
        rows: dict[type, list[Any]] = {}
        for formset in formsets:
            formset.is_valid()
            rows[formset.model] = _kept(formset)
            wrong += [f"{formset.model._meta.verbose_name} {number}" for number in _wrong(formset)]
        images = [row.instance for row in rows.get(Image, ()) if row.instance.url]
        topics = [row.instance for row in rows.get(ArticleTopic, ()) if row.instance.tag_id]
        article._prefetched_objects_cache = {"images": images, "topic_links": topics}
        article.shown_coverage = [link for row in rows.get(RelatedLink, ()) if (link := _link(row, shown))]
        return wrong


def _kept(formset: Any) -> list[Any]:
    """The filled rows that are not to be deleted, in their order."""
    rows = [row for row in formset.forms if row.instance.pk or row.has_changed()]
    rows = [row for row in rows if not (formset.can_delete and formset._should_delete_form(row))]
    return sorted(rows, key=lambda row: getattr(row, "cleaned_data", {}).get("position", row.instance.position))


def _wrong(formset: Any) -> Iterable[int]:
    return (number for number, row in enumerate(formset.forms, start=1) if row.errors and row.has_changed())


def _link(row: Any, shown: set[int]) -> RelatedLink | None:
    """The entry as the row has it, where readers would see it."""
    typed = getattr(row, "cleaned_data", {})
    target = typed.get("slug", row.instance.target)
    is_seen = (
        row.instance.pk in shown
        if target == row.instance.target and row.instance.pk
        else target is None or target.status in (Status.PUBLISHED, Status.FOLDED)
    )
    return RelatedLink(own=typed.get("own", row.instance.own), target=target) if is_seen else None
