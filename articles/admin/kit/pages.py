"""Pages of the admin besides Django's own. Each is an object for one request; a model's admin mounts them."""

import copy
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, register_converter, reverse
from django.urls.converters import IntConverter
from django.views.generic import View

from articles.admin.kit.lists import Checked
from articles.admin.kit.numbers import row_key
from articles.history.rights import may_change
from articles.history.work import Work
from articles.models import Article
from articles.seed import SeedError
from articles.seed.labels import label_of_place


class Key(IntConverter):
    """The key of a row. A number that no database holds is the key of none."""

    def to_python(self, value: str) -> int:
        return row_key(value)


register_converter(Key, "key")


class Page(View):
    """One page below a model's address, at `route`, with the name `articles_<model>_<name>`.

    `get` shows it and `post` does its work. State that belongs to a request is kept in the page, never in the request.
    """

    route: ClassVar[str]
    name: ClassVar[str]
    template: ClassVar[str] = ""
    title: str = ""
    admin: "MountedAdmin" = None  # type: ignore[assignment]  # set when it is mounted

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = (request.method or "").lower()
        if method not in self.http_method_names or not hasattr(self, method):
            return self.http_method_not_allowed(request)
        self.need(self.may_see())
        self.prepare()
        self.need(self.may_see_it())
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def prepare(self) -> None:
        """Find what the page is about. Raises Http404 where it does not exist."""

    def may_see(self) -> bool:
        """Return whether the account may see pages of this kind. Asked first, so it may read nothing of what was sent, nor of
        what the page is about: whether that exists is no business of those who may not."""
        return bool(self.admin.has_view_or_change_permission(self.request))

    def may_see_it(self) -> bool:
        """Return whether it may see the page of just this row."""
        return True

    def need(self, right: bool) -> None:
        if not right:
            raise PermissionDenied

    @property
    def by(self) -> Work:
        """The user who posts, and the moment."""
        return Work.of(self.request.user)

    def posted(self, name: str) -> str:
        return self.request.POST.get(name, "")

    def shown(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the rendered page with its title, the `opts` of its model, and this context."""
        common = {**self.admin.admin_site.each_context(self.request), "title": self.title, "opts": self.admin.opts}
        return TemplateResponse(self.request, template or self.template, common | context, status=status)

    def here(self) -> HttpResponse:
        return HttpResponseRedirect(self.request.path)

    def to(self, page: str, *args: object) -> HttpResponse:
        """Redirect to another page of the admin, such as `article_story`."""
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
    """A page about the article whose `pk` is in its address."""

    article: Article

    def prepare(self) -> None:
        found = self.rows().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("no such article")
        self.article = found

    def rows(self) -> Any:
        """Return articles loaded with everything that the page shows of one."""
        return Article.objects.all()


class ChangingPage(ArticlePage):
    """A page about an article for those who may change it."""

    def may_see(self) -> bool:
        return bool(self.admin.has_change_permission(self.request))

    def may_see_it(self) -> bool:
        return may_change(self.request.user, self.article)


class MountedAdmin(Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """A model's admin with pages of its own. Its form is such a page too where it is a `FormAdmin`; see `kit.formpage`."""

    pages: ClassVar[tuple[type[Page], ...]] = ()
    list_title: ClassVar[str] = ""

    def get_urls(self) -> list[URLPattern]:
        model, view = self.opts.model_name, self.admin_site.admin_view
        mounted = [
            path(page.route, view(page.as_view(admin=self)), name=f"articles_{model}_{page.name}") for page in self.pages
        ]  # fmt: skip
        return [*mounted, *super().get_urls()]

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the list shows besides its rows."""
        return {"title": self.list_title} if self.list_title else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown: HttpResponse = super().changelist_view(request, self.list_context(request) | (extra_context or {}))
        return shown


def why_refused(wrong: SeedError) -> str:
    """Return what the codec says about a document that it refuses, with the labels that editors know."""
    said = [f"{label_of_place(problem.field)}: {problem.message}" for problem in wrong.problems]
    return "; ".join(said) or "no file could hold it"


def with_posted(request: HttpRequest, data: QueryDict) -> HttpRequest:
    """Return a copy of the request in which this data was posted."""
    asked = copy.copy(request)
    asked.POST = data  # type: ignore[assignment]
    return asked
