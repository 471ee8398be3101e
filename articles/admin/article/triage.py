"""The triage page: one draft next to the list of those left. Every action is a button; a script gives buttons keys."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import seed
from articles.admin.kit.numbers import NONE, row_key
from articles.admin.kit.pages import Page, why_refused
from articles.admin.kit.undoing import may_undo, told
from articles.bridge import Save, document_of
from articles.editing import acts
from articles.editing.folding import fold_under
from articles.editing.publishing import set_status
from articles.editing.triage import ORDERS, in_front_of, queue, sheet
from articles.history.commit import commit
from articles.history.rights import RefusedError, may_change, may_move
from articles.history.work import StaleError
from articles.models import Act, Article, Revision, Status, Topic
from articles.models.querysets import ArticleQuerySet
from articles.seed import SeedError
from articles.texts.legible import tidy

_UNDOABLE = 50  # acts per session that `u` can undo, the last one first
_STATUSES = {"publish": Status.PUBLISHED, "send": Status.REVIEW, "withdraw": Status.WITHDRAWN}


class TriagePage(Page):
    """GET shows the draft `at`. POST with `act` does one thing to `article` and shows the next draft."""

    route, name = "triage/", "triage"
    template = "admin/articles/triage.html"
    title = "Triage"

    def may_see(self) -> bool:
        return bool(self.admin.has_change_permission(self.request))

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, order = request.GET.get("q", ""), request.GET.get("order", "")
        drafts = self._among(queue(asked, order))
        at = row_key(request.GET.get("at", ""))
        if "back" in request.GET:
            return self._show(asked, order, in_front_of(drafts, order, at))
        are_all = not asked and may_change(self.request.user, None)
        found = sheet(drafts, order, None if at == NONE else at, are_all=are_all)
        kept = {"q": asked, "order": order if order in ORDERS else ""}
        return self.shown(
            sheet=found, orders=ORDERS, asked=asked, order=order,
            kept=urlencode({name: value for name, value in kept.items() if value}),
            undoable=bool(request.session.get("undoable")), may=self._rights(found.article),
        )  # fmt: skip

    def _among(self, drafts: ArticleQuerySet) -> ArticleQuerySet:
        user = self.request.user
        return drafts if may_change(user, None) else drafts.made_by_user(user)

    def _rights(self, article: Article | None) -> dict[str, bool]:
        """Return which buttons the user may press."""
        if article is None:
            return {}
        user = self.request.user
        mine = may_change(user, article)
        rights = {name: mine and may_move(user, article.status, to) for name, to in _STATUSES.items()}
        stories = user.has_perm("articles.arrange_stories")
        return rights | {"change": mine, "fold": mine and stories}

    def post(self, request: HttpRequest) -> HttpResponse:
        pk, following = row_key(self.posted("article")), row_key(self.posted("next"))
        act, _, argument = self.posted("act").partition(":")
        stays = True
        try:
            if act == "undo":
                pk = self._undo() or pk
            else:
                stays = self._do(pk, act, argument)
        except RefusedError as refused:
            self.refused(str(refused))
        except StaleError:
            self.warned("Somebody has changed it since you opened it. This is how it is now; decide again.")
        except SeedError as refused:
            self.refused(f"Nothing is changed. {why_refused(refused)}.")
        at = pk if stays else following
        return self._show(self.posted("q"), self.posted("order"), at)

    def _show(self, asked: str, order: str, at: int) -> HttpResponse:
        words = {"q": asked, "order": order, "at": at if at != NONE else ""}
        kept = urlencode({name: value for name, value in words.items() if value})
        return HttpResponseRedirect(f"{reverse('admin:articles_article_triage')}?{kept}")

    def _do(self, pk: int, act: str, argument: str) -> bool:
        """Do one action. Return whether the page stays at this article."""
        article = Article.objects.for_documents().filter(pk=pk).first()
        if article is None:
            raise RefusedError("That article is gone.")
        if not may_change(self.request.user, article):
            raise RefusedError("Your account may not change it.")
        if str(article.version) != self.posted("version"):
            raise StaleError
        if act in _STATUSES:
            return self._give(article, _STATUSES[act])
        if act == "fold":
            return self._fold(article, row_key(argument or self.posted("under")))
        if act == "topic":
            return self._toggle(article, row_key(argument))
        if act == "title":
            return self._rename(article, self.posted("title"))
        raise RefusedError("There is no such action.")

    def _give(self, article: Article, status: Status) -> bool:
        if not may_move(self.request.user, article.status, status):
            raise RefusedError("Your account may not do that.")
        self._tell(article, set_status([article], status, by=self.by))
        return False

    def _fold(self, article: Article, under: int) -> bool:
        self._tell(article, fold_under(article, under, self.request.user, by=self.by))
        return False

    def _toggle(self, article: Article, pk: int) -> bool:
        topic = Topic.objects.filter(pk=pk).first()
        if topic is None:
            raise RefusedError("That topic is gone.")
        before = document_of(article)
        kept = tuple(link.name for link in article.topic_links.all() if link.tag_id != topic.pk)
        is_on = len(kept) < len(before.topics or ())
        after = replace(before, topics=(kept or None) if is_on else (*kept, topic.name))
        words = f"Topic {topic} {'taken off' if is_on else 'added'}"
        self._write(article, before, after, words)
        return True

    def _rename(self, article: Article, title: str) -> bool:
        title = " ".join(title.split())
        if not title:
            raise RefusedError("A headline is needed.")
        before = document_of(article)
        after = replace(before, title=title)
        if after != before and title != tidy(before.title):  # which the page shows
            self._write(article, before, after, "Headline changed")
        return True

    def _write(self, article: Article, before: seed.Article, after: seed.Article, words: str) -> None:
        save = Save(after, article, Status(article.status), before=before)
        self._tell(article, commit([save], kind=Revision.Kind.CHANGED, by=self.by, reason=words, words=words))

    def _tell(self, article: Article, act: Act | None) -> None:
        """Report an act and remember it in the session, so that `u` can undo it."""
        if act is not None:
            session = self.request.session
            session["undoable"] = [*session.get("undoable", []), act.pk][-_UNDOABLE:]
            self.done(f"{act.words}: {article}")

    def _undo(self) -> int | None:
        """Undo the last act of the session. Return the article that it changed, to show it again."""
        session, user = self.request.session, self.request.user
        stack = session.get("undoable", [])
        act = Act.objects.filter(pk__in=stack[-1:]).first()
        session["undoable"] = stack[:-1]
        if act is None:
            raise RefusedError("Nothing of this session is left to undo.")
        try:
            done = acts.undo(act, by=self.by, allowed=lambda each: may_undo(user, each))
        except acts.TooLateError:
            raise RefusedError(f"That can no longer be undone: {act}.") from None
        self.done(told(done))
        found: int | None = act.revisions.order_by("pk").values_list("article", flat=True).first()
        return found
