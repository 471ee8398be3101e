"""Pages of the admin beside Django's own. Each is an object that lives for one request; a model's admin mounts them."""

import copy
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import View

from articles.history.work import Work
from articles.models import Article
from articles.seed import SeedError
from articles.seed.schema import TABLES


class Page(View):
    """One page below a model's address, at `route`, called `articles_<model>_<name>`.

    `get` shows it and `post` does what it is for. What a request brings about is kept in the page, never in the request.
    """

    route: ClassVar[str]
    name: ClassVar[str]
    template: ClassVar[str] = ""
    title: str = ""
    admin: "MountedAdmin" = None  # type: ignore[assignment]  # given when it is mounted

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = (request.method or "").lower()
        if method not in self.http_method_names or not hasattr(self, method):
            return self.http_method_not_allowed(request)
        self.prepare()
        self.need(self.may_see())
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def prepare(self) -> None:
        """Finds what the page is about; raises Http404 where it is not there."""

    def may_see(self) -> bool:
        return bool(self.admin.has_view_or_change_permission(self.request))

    def need(self, right: bool) -> None:
        if not right:
            raise PermissionDenied

    @property
    def by(self) -> Work:
        """Who does what is posted, and when."""
        return Work.of(self.request.user)

    def posted(self, name: str) -> str:
        return self.request.POST.get(name, "")

    def shown(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponse:
        """The page with what it shows: a title, `opts` of its model, and these."""
        common = {**self.admin.admin_site.each_context(self.request), "title": self.title, "opts": self.admin.opts}
        return TemplateResponse(self.request, template or self.template, common | context, status=status)

    def here(self) -> HttpResponse:
        return HttpResponseRedirect(self.request.path)

    def to(self, page: str, *args: object) -> HttpResponse:
        """To another page of the admin, such as `article_story`."""
        return HttpResponseRedirect(reverse(f"admin:articles_{page}", args=args))

    def done(self, words: str) -> None:
        messages.success(self.request, words)

    def told(self, words: str) -> None:
        messages.info(self.request, words)

    def warned(self, words: str) -> None:
        messages.warning(self.request, words)

    def refused(self, words: str) -> None:
        messages.error(self.request, words)


class ArticlePage(Page):
    """A page about one article, that of `pk` in its address."""

    article: Article

    def prepare(self) -> None:
        found = self.rows().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("no such article")
        self.article = found

    def rows(self) -> Any:
        """Articles with all that the page shows of one."""
        return Article.objects.all()


class MountedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A model's admin with pages of its own. Its form is a page too where `form_page` says so; see `kit.forms`."""

    pages: ClassVar[tuple[type[Page], ...]] = ()
    list_title: ClassVar[str] = ""

    def get_urls(self) -> list[URLPattern]:
        model, view = self.opts.model_name, self.admin_site.admin_view
        mounted = [
            path(page.route, view(page.as_view(admin=self)), name=f"articles_{model}_{page.name}") for page in self.pages
        ]  # fmt: skip
        return [*mounted, *super().get_urls()]

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the list shows beside its rows."""
        return {"title": self.list_title} if self.list_title else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown: HttpResponse = super().changelist_view(request, self.list_context(request) | (extra_context or {}))
        return shown


def why_refused(wrong: SeedError) -> str:
    """What the codec says of a document that it refuses, by the labels that editors know."""
    rows = {row.key: row.label for row in (*TABLES["article"], *TABLES["topic"], *TABLES["organization"])}
    said = [f"{rows.get(problem.field, problem.field)}: {problem.message}" for problem in wrong.problems]
    return "; ".join(said) or "no file could hold it"


def with_posted(request: HttpRequest, data: QueryDict) -> HttpRequest:
    """The same request as if this had been posted; the request itself stays as it came."""
    asked = copy.copy(request)
    asked.POST = data  # type: ignore[assignment]
    return asked
