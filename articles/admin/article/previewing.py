"""Previews an article's form as readers would see it: its card and its page. Stores nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.admin.kit.formpage import FormAdmin
from articles.admin.kit.pages import ChangingPage, with_posted
from articles.editing.previews import end_previews
from articles.models import Article, ArticleTopic, Image, Picture, RelatedLink, Status
from articles.reading.bodies import body_of
from articles.reading.coverage import by_day, coverage
from articles.reading.players import player
from articles.reading.rendering import topic_above
from articles.reading.shown import first_picture


class PreviewPage(ChangingPage):
    """Shows the posted form as a page. A field that would be refused is shown as stored, and named."""

    route, name = "<key:pk>/preview/", "preview"
    template = "admin/articles/preview.html"
    title = "Preview"
    http_method_names = ["post"]
    admin: FormAdmin

    def rows(self) -> Any:
        return Article.objects.for_change_form()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        article: Any = self.article
        wrong = self._fill(article)
        seen = {
            "article": article, "picture": first_picture(article), "player": player(article.featured_content),
            "body": body_of(article), "days": by_day(coverage(article.shown_coverage)),
            "logo": Picture.objects.logo_of(article.provider), "topic": topic_above(article),
        }  # fmt: skip
        card = self._drawn("_card", seen | {"heading": "h3"})
        page = format_html("{}{}", *(self._drawn(part, seen) for part in ("_article", "_coverage")))
        return self.shown(article=article, wrong=wrong, card=card, page=page)

    def _drawn(self, part: str, context: dict[str, Any]) -> SafeString:
        """Draw a part of a page as readers see it, which escapes whatever it shows."""
        return mark_safe(render_to_string(f"articles/partials/{part}.html", context, self.request))

    def _fill(self, article: Article) -> list[str]:
        """Put what was posted into the article, without saving. Return the labels of the fields that would be refused."""
        shown = {link.pk for link in article.shown_coverage}
        data = self.request.POST.copy()
        data["seen_version"] = str(article.version)  # another user's save is reported when this form is saved
        asked = with_posted(self.request, data)
        asked._files = MultiValueDict()  # type: ignore[attr-defined]  # an upload would be kept
        page = self.admin.form_page(self.admin)
        form = page.get_form(asked, article, change=True)(data, instance=article)
        form.is_valid()
        wrong = [str(form.fields[name].label or name) for name in form.errors if name in form.fields]
        rows: dict[type, list[Any]] = {}
        for formset in page.rows_of(asked, article)[0]:
            formset.is_valid()
            rows[formset.model] = _kept(formset)
            wrong += [f"{formset.model._meta.verbose_name} {number}" for number in _wrong(formset)]
        images = [row.instance for row in rows.get(Image, ()) if row.instance.url]
        topics = [row.instance for row in rows.get(ArticleTopic, ()) if row.instance.tag_id]
        article._prefetched_objects_cache = {"images": images, "topic_links": topics}  # type: ignore[attr-defined]
        article.shown_coverage = [link for row in rows.get(RelatedLink, ()) if (link := _link(row, shown))]
        return wrong


class EndPreviewsPage(ChangingPage):
    """Asks whether the links that show the article to people without an account are to end; a POST ends them."""

    route, name = "<key:pk>/previews/end/", "end_previews"
    template = "admin/articles/end_previews.html"
    title = "End preview links"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.shown(article=self.article)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        end_previews(self.article, timezone.now())
        self.done("Preview links of this article that were made until now show nothing any more.")
        return self.to("article_change", pk)


def _kept(formset: "BaseInlineFormSet[Any, Any, Any]") -> list[Any]:
    """Return the filled rows that are not to be deleted, in order."""
    rows = [row for row in formset.forms if row.instance.pk or row.has_changed()]
    rows = [row for row in rows if not (formset.can_delete and formset._should_delete_form(row))]  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: getattr(row, "cleaned_data", {}).get("position", row.instance.position))


def _wrong(formset: "BaseInlineFormSet[Any, Any, Any]") -> Iterable[int]:
    return (number for number, row in enumerate(formset.forms, start=1) if row.errors and row.has_changed())


def _link(row: "forms.ModelForm[RelatedLink]", shown: set[int]) -> RelatedLink | None:
    """Return the row's entry, if readers would see it."""
    typed = getattr(row, "cleaned_data", {})
    target = typed.get("slug", row.instance.target)
    is_seen = (
        row.instance.pk in shown
        if target == row.instance.target and row.instance.pk
        else target is None or target.status in (Status.PUBLISHED, Status.FOLDED)
    )
    return RelatedLink(own=typed.get("own", row.instance.own), target=target) if is_seen else None
