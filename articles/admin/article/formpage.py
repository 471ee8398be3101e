"""The page with the form of one article: what it shows next to the fields, what saving does, and where it leads."""

from typing import Any

from django.contrib import admin, messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import seed
from articles.admin.article.filling import NEW_PROVIDER, WithNewProvider, first_picture_row, first_values, lacking
from articles.admin.article.forms import ArticleForm
from articles.admin.article.related import RelatedInline, with_row_opened
from articles.admin.article.rows import ImageInline, TopicInline
from articles.admin.article.working import FILTERS, following, from_file, with_restored
from articles.admin.kit.formpage import OPEN, FormPage
from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.pages import MountedAdmin, with_posted
from articles.admin.kit.uploads import develop_upload
from articles.bridge import Row, document_of, rows_by_article
from articles.bridge.slugs import derived_slug, free_slug
from articles.editing import presence
from articles.editing.folding import fold_under
from articles.editing.incoming import Incoming
from articles.editing.previews import ends_at, preview_link
from articles.editing.publishing import said_of_date
from articles.editing.saving import finish_article
from articles.history.rights import RefusedError, may_change, may_move, unseen_by
from articles.history.texts import new_warnings
from articles.models import Article, Conflict, Status
from articles.seed.labels import label_of_place
from articles.seed.schema import COUNTED, TYPED
from articles.seed.values import sealed_bytes
from articles.texts.moments import written_moment

_SOURCE = ("published_at", "web_url", "original_url")
_IN_THE_FILE = ("provider_name", "updated_at", "featured_content", "highlight")
FOLD_UNDER = "fold_under"  # the name of the choice of a story for a new article
# Fields without a place of their own go under the rest.
_PLACED = frozenset(("title", "excerpt", "body", "provider", *_SOURCE, *_IN_THE_FILE))


class ArticleFormPage(FormPage[Article]):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    autocomplete_fields = ("provider",)
    readonly_fields = ("slug", "sealed", "on_the_site")
    inlines = (TopicInline, ImageInline, RelatedInline)
    save_on_top = True

    def __init__(self, mounted: MountedAdmin) -> None:
        super().__init__(mounted)
        self.before: seed.Article | None = None
        self.was: Status | None = None
        self.entries: list[Row] = []
        self.following: int | None = None
        self.incoming: Incoming | None = None  # the original with which the form of a new article begins

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        sealed = ("sealed",) if request.user.has_perm("articles.view_secured") else ()
        rest = [name for name in TYPED if name not in _PLACED]
        return [
            (None, {"fields": ("seen_version", "title", "excerpt", "body")}),
            ("Status", {"classes": ("side",), "fields": ("status", *self._when(request), "on_the_site")}),
            ("Source", {"classes": ("side",), "fields": self._source()}),
            ("Scores", {"classes": ("side",), "fields": COUNTED}),
            ("In the file", {"classes": ("collapse", "last"), "fields": ("slug", *_IN_THE_FILE, *rest, *sealed)}),
        ]

    def _source(self) -> list[str]:
        new = NEW_PROVIDER if self.form is WithNewProvider else ()
        return ["provider", *new, *_SOURCE]

    def _when(self, request: HttpRequest) -> list[Any]:
        """Return the fields of time. Only whoever may publish sets when to go live, and pins."""
        return ["go_live_at", "pinned_until"] if request.user.has_perm("articles.publish_article") else []

    def respond(self, request: HttpRequest, object_id: str | None, form_url: str, more: dict[str, Any]) -> HttpResponse:
        """Develop uploads before the writers' turn is taken, so that others need not wait for that."""
        for file in request.FILES.values():
            develop_upload(file)
        if object_id is None:
            more = more | self._around_new(request)
        return super().respond(request, object_id, form_url, more)

    def _around_new(self, request: HttpRequest) -> dict[str, Any]:
        """Prepare the form of a new article, whose provider may be new too. Return what its page shows next to it."""
        user, incoming = request.user, self.incoming
        may_name = user.has_perm("articles.add_provider")
        if (incoming and not incoming.provider and may_name) or NEW_PROVIDER[1] in request.POST:
            self.form = WithNewProvider
        shown: dict[str, Any] = {"may_publish": may_move(user, None, Status.PUBLISHED)}
        if incoming:
            shown |= {"incoming": incoming, "lacking": lacking(incoming), "may_name": may_name}
            shown |= {"may_fold": user.has_perm("articles.arrange_stories")}
        return shown

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return first_values(self.incoming) if self.incoming else super().get_changeform_initial_data(request)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: "admin.options.InlineModelAdmin[Any, Any]", prefix: str
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if self.incoming and isinstance(inline, ImageInline):
            kwargs["initial"] = first_picture_row(self.incoming)
        return kwargs

    def beside(self, request: HttpRequest, subject: Article) -> dict[str, Any]:
        """Return how many fields differ from the file and, for a user who may change the article, who else has it open."""
        dated = said_of_date(subject, timezone.now())
        seen = Conflict.objects.about_others_than(unseen_by(request.user))
        disputed = seen.open().of([subject.pk]).values("field").distinct().count()
        if not may_change(request.user, subject):
            return {"disputed": disputed, "dated": dated}
        others = presence.is_here(subject, request.user, timezone.now()) if request.method == "GET" else []
        return {
            "disputed": disputed, "dated": dated, "from_file": self._from_file(subject), "every": presence.EVERY,
            "can_go_on": True, "others": others,
        }  # fmt: skip

    def _from_file(self, subject: Article) -> list[Any]:
        return from_file(Article.objects.filter(pk=subject.pk).for_documents().select_related("imported").get())

    def prepared(self, request: HttpRequest, subject: Article | None) -> HttpRequest:
        request = super().prepared(request, subject)
        if subject is None and "_publish" in request.POST:
            data = request.POST.copy()
            data["status"] = Status.PUBLISHED.value
            return with_posted(request, data)
        if subject is None or not may_change(request.user, subject):
            return request
        if self.is_opening(request):
            return with_posted(request, with_row_opened(request.POST, request.POST[OPEN], subject))
        if "_restore" in request.POST:
            return with_posted(request, with_restored(request.POST, self._from_file(subject)))
        if "_savenext" in request.POST:
            self.following = following(self.mounted, request, subject.pk)
        return request

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
            ' somebody without an account, which ends on {}; <a href="{}">end all that were made</a>'
        )
        end = reverse("admin:articles_article_end_previews", args=[article.pk])
        return format_html(words, address, address, preview_link(article), written_moment(ends_at(timezone.now())), end)

    # Saving

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        if change:
            stored = Article.objects.for_documents().get(pk=obj.pk)
            self.before, self.was = document_of(stored), Status(stored.status)
            self.entries = rows_by_article([obj.pk])[obj.pk]
            if stored.provider_id != obj.provider_id:
                _take_provider(obj, form)
        else:
            obj.slug = free_slug(derived_slug(obj.title, obj.published_at))
            if isinstance(form, WithNewProvider) and not form.cleaned_data["provider"]:
                obj.provider = form.named_provider()
            obj.provider_name = obj.provider_name or obj.provider.name
            obj.made_by = request.user  # type: ignore[assignment]
        if "pinned_until" in form.changed_data:
            obj.pinned_at = timezone.now() if obj.pinned_until else None
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: "list[BaseFormSet[Any]]", change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        status = Status(form.instance.status)
        reason = f"{self.was.label} → {status.label}" if self.was and self.was != status else ""
        by = self.by(request)
        self.act = finish_article(form.instance, self.before, self.entries, by=by, reason=reason, was=self.was or "")
        if {"published_at", "go_live_at"} & {*form.changed_data} and (words := said_of_date(form.instance, by.at)):
            self.message_user(request, f"Published: {words}", messages.WARNING)
        if not change and (under := row_key(request.POST.get(FOLD_UNDER, ""))) != NONE:
            self._fold(request, form.instance, under)
        for doubt in new_warnings(document_of(form.instance), self.before):
            self.message_user(request, f"{label_of_place(doubt.field)}: {doubt.message}", messages.WARNING)

    def _fold(self, request: HttpRequest, article: Article, under: int) -> None:
        """Fold a new article under the story that was chosen for it. It stays as it was saved where that cannot be."""
        try:
            self.act = fold_under(article, under, request.user, by=self.by(request)) or self.act
        except RefusedError as refused:
            self.message_user(request, f"It is not folded. {refused}", messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_savenext" not in request.POST:
            return super().response_change(request, obj)
        filters = request.GET.get(FILTERS, "")
        if self.following is None:
            self.message_user(request, f"Saved: {obj}. It was the last of the list.", messages.SUCCESS)
            return HttpResponseRedirect(f"{reverse('admin:articles_article_changelist')}?{filters}")
        self.message_user(request, f"Saved: {obj}. This is the next.", messages.SUCCESS)
        kept = QueryDict(mutable=True)
        kept[FILTERS] = filters
        address = reverse("admin:articles_article_change", args=[self.following])
        return HttpResponseRedirect(f"{address}?{kept.urlencode()}" if filters else address)


def _take_provider(article: Article, form: ArticleForm) -> None:
    """Change the provider. The old one's logos and domain spelling go, and so does its name unless a new one was typed."""
    rest = {key: value for key, value in (article.provider_rest or {}).items() if key not in ("domain", "images")}
    article.provider_rest = rest or None
    if "provider_name" not in form.changed_data:
        article.provider_name = article.provider.name
