"""New from a URL: an editor's address leads to the article that is here, or to a form that begins with what its page says.

Nothing is fetched but for a form of ours that somebody posts, and nothing is saved but by the form of the new article.
"""

import copy

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from articles.admin.article.formpage import ArticleFormPage
from articles.admin.kit.bookmarklet import bookmarklet
from articles.admin.kit.formpage import FormAdmin
from articles.admin.kit.pages import Page
from articles.editing.incoming import Incoming, coming, held_at, may_look_up
from articles.models import Article
from articles.originals import look_up
from articles.seed.schema import BY_NAME
from articles.seed.values import UnfitError, typed

_TOO_MANY = "You have had many pages looked up in a short time. Wait a minute, then press the button again."


class FromUrlPage(Page):
    """GET shows the field with the address that `url` says. POST looks it up, and shows the form of a new article."""

    route, name = "from-url/", "from_url"
    template = "admin/articles/article/from_url.html"
    title = "New from a URL"
    admin: FormAdmin

    def may_see(self) -> bool:
        return bool(self.admin.has_add_permission(self.request))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._asking(request.GET.get("url", ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = self.posted("url")
        try:
            url = _web_url(asked)
        except UnfitError as wrong:
            return self._asking(asked, wrong.message)
        if held := held_at([url]):
            return self._to(held)
        now = timezone.now()
        if not may_look_up(url, request.user, now):
            return self._asking(asked, _TOO_MANY, status=429)
        original, why = look_up(url, now)
        if held := held_at(original.addresses):
            return self._to(held)
        return self._form(coming(original, why))

    def _asking(self, asked: str, wrong: str = "", *, status: int = 200) -> HttpResponse:
        return self.shown(asked=asked, wrong=wrong, bookmarklet=bookmarklet(self.request), status=status)

    def _to(self, article: Article) -> HttpResponse:
        if not self.admin.has_view_or_change_permission(self.request, article):
            self.told("That article is here already.")
            return self.here()
        self.told("That article is here already: this is it.")
        return self.to("article_change", article.pk)

    def _form(self, incoming: Incoming) -> HttpResponse:
        """Return the form of a new article, as if it had been asked for; it posts to where new articles are added."""
        asked = copy.copy(self.request)
        asked.method = "GET"
        asked.GET = asked.POST = QueryDict()
        page = ArticleFormPage(self.admin)
        page.incoming = incoming
        return page.respond(asked, None, reverse("admin:articles_article_add"), {})


def _web_url(text: str) -> str:
    """Return the web address that somebody typed or pasted, with or without a scheme. Raises UnfitError."""
    bare = text.strip()
    if not bare:
        raise UnfitError("empty", "Paste the address of an article.")
    whole = bare if "://" in bare else f"https://{bare}"
    return str(typed(BY_NAME["article"]["web_url"], whole))
