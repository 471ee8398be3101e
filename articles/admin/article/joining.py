"""Any two articles side by side in the admin, and merging them. Finds no pairs: `admin.desk.duplicates` lists those."""

from typing import NamedTuple

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.admin.kit.numbers import row_key
from articles.admin.kit.pages import Page, why_refused
from articles.admin.kit.undoing import say_done
from articles.editing import duplicates, joining
from articles.history.rights import may_change, may_move
from articles.history.work import StaleError, noted_acts
from articles.models import Article, Duplicate, Status
from articles.seed import SeedError
from articles.seed.schema import ARTICLE, TYPED
from articles.texts.addresses import address
from articles.texts.legible import tidy
from articles.texts.moments import written_moment

_SHOWN_OF_A_BODY = 600


class Side(NamedTuple):
    """One of the two articles, and what merging the other into it would make of it."""

    article: Article
    other: Article
    gains: list[str]
    refused: str


class ComparedRow(NamedTuple):
    label: str
    texts: list[str]
    differs: bool


class JoinPage(Page):
    """Shows any two articles side by side; a POST merges them."""

    route, name = "<key:pk>/merge/<key:other>/", "merge"
    template = "admin/articles/merge.html"
    title = "Are these two the same?"

    def may_see(self) -> bool:
        return may_change(self.request.user, None)

    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        found = _two(pk, other)
        if len(found) < 2:
            raise Http404("one of the two is already merged or deleted")
        return self._side_by_side(found[pk], found[other])

    def _side_by_side(self, one: Article, other: Article, status: int = 200) -> HttpResponse:
        sides = [_side(self.request, one, other), _side(self.request, other, one)]
        pair = Duplicate.objects.of([one.pk]).of([other.pk]).first()
        return self.shown(status=status, sides=sides, rows=_rows(one, other), pair=pair)

    def post(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        if "dismiss" in request.POST:
            duplicates.dismiss(Duplicate.objects.of([pk]).of([other]), by=self.by)
            self.done("Not duplicates. They are not suggested again.")
            return self.to("duplicate_changelist")
        found = _two(pk, other)
        if len(found) < 2:
            self.refused("One of the two is already merged or deleted. Nothing is changed.")
            return self.to("duplicate_changelist")
        one, two = found[pk], found[other]
        kept, gone = (two, one) if self.posted("keep") == str(other) else (one, two)
        if refused := _side(request, kept, gone).refused:
            self.refused(f"{refused} Nothing is changed.")
            return self._side_by_side(one, two, status=403)
        try:
            with noted_acts() as acts:
                joining.join(kept, gone, by=self.by, versions=_versions(request, kept, gone))
        except StaleError:
            self.refused("Somebody has changed one of the two. Nothing is merged; this is how they are now.")
            return self._side_by_side(one, two, status=409)
        except SeedError as wrong:
            self.refused(f"They cannot be merged: {why_refused(wrong)}. Nothing is changed.")
            return self._side_by_side(one, two, status=400)
        for act in acts[:1]:  # what it changed of others is part of it
            say_done(request, act, f"“{tidy(gone.title)}” is now part of this article, and its address leads here.")
        return self.to("article_change", kept.pk)


@admin.action(description="Compare two to merge them", permissions=["change"])
def compare(
    mounted: "admin.ModelAdmin[Article]", request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
    if len(chosen) != 2:
        messages.error(request, "Choose exactly two articles to compare them.")
        return None
    return HttpResponseRedirect(reverse("admin:articles_article_merge", args=chosen))


def _two(pk: int, other: int) -> dict[int, Article]:
    return Article.objects.filter(pk__in=[pk, other]).for_documents().in_bulk()


def _versions(request: HttpRequest, *articles: Article) -> list[int]:
    posted = [request.POST.get(f"version-{article.pk}", "") for article in articles]
    return [row_key(text) for text in posted]


def _side(request: HttpRequest, kept: Article, other: Article) -> Side:
    plan = joining.plan_join(kept, other)
    refused = ""
    if not request.user.has_perm("articles.merge_article"):
        refused = "Your account may not merge articles."
    elif not all(may_move(request.user, was, to) for was, to in plan.moves):
        refused = "That would change what readers see in a way that your account may not do."
    return Side(kept, other, _gains(plan), refused)


def _gains(plan: joining.JoinPlan) -> list[str]:
    """Return what the kept article gets from the other, in an editor's words."""
    before, after = plan.before, plan.after
    gains = [f"topic {name}" for name in (after.topics or ())[len(before.topics or ()) :]]
    for number, one, many in (
        (len(after.related or ()) - len(before.related or ()), "related link", "related links"),
        (len(after.images or ()) - len(before.images or ()), "picture", "pictures"),
        (len(after.tags or ()) - len(before.tags or ()), "tag", "tags"),
    ):
        if number:
            words = f"{abs(number)} {one if abs(number) == 1 else many}"
            gains.append(words if number > 0 else f"{words} fewer, to the other one")
    filled = [row for row in ARTICLE if row.name in TYPED and getattr(before, row.name) != getattr(after, row.name)]
    gains += [f"the {_in_a_sentence(row.label)}" for row in filled]
    gains += ["the body"] if before.body != after.body else []
    if plan.moves[0][0] != plan.moves[0][1]:
        gains.append(f"the status {plan.status.label.lower()}")
    if before.go_live_at != after.go_live_at:
        gains.append("when it goes live")
    return gains


def _in_a_sentence(label: str) -> str:
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _rows(*articles: Article) -> list[ComparedRow]:
    columns = [_values(article) for article in articles]
    return [ComparedRow(label, [column[label] for column in columns], len({column[label] for column in columns}) > 1)
            for label in columns[0]]  # fmt: skip


def _values(article: Article) -> dict[str, str]:
    links = list(article.related_links.all())
    return {
        "Headline": tidy(article.title),
        "Excerpt": tidy(article.excerpt),
        "Provider": f"{article.provider} ({article.provider.domain})",
        "Published": written_moment(article.published_at),
        "Status": Status(article.status).label,
        "URL": address(article.url) or article.url,
        "Topics": ", ".join(tidy(link.name) for link in article.topic_links.all()),
        "Related links": str(len(links)),
        "Pictures": str(len(article.images.all())),
        "Quality": "" if article.quality is None else str(article.quality),
        "Heat": "" if article.heat is None else str(article.heat),
        "Body": tidy(article.body[:_SHOWN_OF_A_BODY]),
        "Name": article.slug,
    }
