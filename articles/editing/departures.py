"""How articles leave, deleted or taken in by another, and how they come back with everything that belonged to them.

What their texts do not say is kept with their reserved slug. Checks no rights and records no act of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from articles.bridge import Moved, Row, forget_targets, rematch
from articles.editing.grouping import grouping_of
from articles.editing.parting import Parting, kept_of, pair_of, remember, said_of
from articles.history import beside
from articles.history.revisions import record_last
from articles.history.work import Work
from articles.models import Article, Conflict, Duplicate, FormerArticle, FormerWord, Revision, Status, text_key
from articles.models.querysets import PairOfArticles

# What the text of an article does not say, except what derives from other values.
_KEPT = (
    "status",
    "assumed_published",
    "imported_id",
    "imported_words",
    "source_stamp",
    "file_slug",
    "version",
    "made_by_id",
)
_MOMENTS = ("made_at", "pinned_until", "pinned_at", "previews_ended_at")


def leave(articles: Sequence[Article], *, by: Work, reason: str = "", successor: Article | None = None) -> None:
    """Remove articles. A successor gets their history and their addresses. Load them with `for_documents()`.

    Call it in the transaction of the act.
    """
    kind = Revision.Kind.JOINED if successor else Revision.Kind.DELETED
    part_of = record_last(articles, by=by, reason=reason, kind=kind, applied=successor is None)
    formers = _formers(articles, by, successor)
    pks = [article.pk for article in articles]
    inherited = _parted_from(pks, successor) if successor else frozenset()
    moved = forget_targets(articles)
    leading = FormerArticle.objects.filter(successor__in=pks).values_list("web_url", "original_url")
    urls = {url for pair in leading for url in pair if url}
    if successor:
        Revision.objects.filter(article__in=pks).update(article=successor)
        FormerArticle.objects.filter(successor__in=pks).update(successor=successor)
        ended = Coalesce("closed_at", Value(by.at))
        Conflict.objects.filter(article__in=pks).update(article=successor, closed_at=ended)
    FormerArticle.objects.bulk_create(formers)
    Article.objects.filter(pk__in=pks).delete()
    urls |= {url for article in articles for url in (article.web_url, article.original_url) if url}
    moved += rematch([], urls)
    beside.note(part_of, moved)
    remember(Parting(apart=inherited), part_of, by.at)


def _parted_from(pks: Collection[int], successor: Article) -> frozenset[PairOfArticles]:
    """Return the pairs of a successor with what the articles that it takes in were parted from, unless that is of its story."""
    story = grouping_of([successor.pk]).group_of(successor.pk)
    others = {other for pair in said_of(pks) for other in pair} - story - {*pks}
    return frozenset(pair_of(successor.pk, other) for other in others)


def _formers(articles: Sequence[Article], by: Work, successor: Article | None) -> list[FormerArticle]:
    pks = [article.pk for article in articles]
    leading: dict[int, list[int]] = defaultdict(list)
    for pk, to in FormerArticle.objects.filter(successor__in=pks).order_by("pk").values_list("pk", "successor"):
        leading[to or 0].append(pk)
    disputes = Conflict.objects.of(pks).for_keeping()
    pairs, apart = Duplicate.objects.of(pks).for_keeping(pks), kept_of(pks)
    once = FormerWord.objects.of(pks)
    earlier = beside.links_moved(by.act, pks)
    return [
        FormerArticle(
            slug=article.slug, title=article.title, successor=successor, source_key=article.source_key,
            web_key=text_key(article.web_url), original_key=text_key(article.original_url), web_url=article.web_url,
            original_url=article.original_url, was_shown=Status(article.status).is_shown, at=by.at, by_name=by.name,
            kept=_own(article, earlier) | {
                "leading": leading[article.pk], "conflicts": disputes.get(article.pk, []), "pairs": pairs.get(article.pk, []),
                "apart": apart[article.pk],
                "once": sorted(once.get(article.pk, ())),
            },
        )
        for article in articles
    ]  # fmt: skip


def _own(article: Article, earlier: Mapping[beside.EntryPlace, Row]) -> dict[str, Any]:
    """Return what is kept of an article. Its entries are as they were before the act, which perhaps has removed others before."""
    links = [
        earlier.get((article.pk, place)) or ((link.target_id, link.own) if link.target_id else (None, None))
        for place, link in enumerate(article.related_links.all())
    ]
    moments = {name: getattr(article, name) for name in _MOMENTS}
    return {
        "pk": article.pk,
        "links": [list(link) for link in links],
        "imported_digest": bytes(article.imported_digest or b"").hex(),
        **{name: getattr(article, name) for name in _KEPT},
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }  # fmt: skip


def rows_of(formers: Iterable[FormerArticle]) -> list[Article]:
    """Return unsaved rows of former articles, without what their documents say."""
    found = [(former, former.kept or {}) for former in formers]
    users = get_user_model()._default_manager.filter(pk__in=[kept.get("made_by_id") for _, kept in found])
    there = set(users.values_list("pk", flat=True))
    articles = []
    for former, kept in found:
        values = {name: kept[name] for name in _KEPT if name in kept}
        values |= {name: datetime.fromisoformat(kept[name]) for name in _MOMENTS if kept.get(name)}
        if values.get("made_by_id") not in there:
            values["made_by_id"] = None
        digest = bytes.fromhex(kept.get("imported_digest", "")) or None
        article = Article(
            pk=kept.get("pk"), slug=former.slug, source_key=former.source_key, imported_digest=digest, **values
        )
        article.version += 1
        articles.append(article)
    return articles


def released(formers: Iterable[FormerArticle]) -> dict[str, list[FormerArticle]]:
    """Return, by slug, the addresses that led to articles which come back, and that moved with them; they lead nowhere now.

    An address that was given back, or now leads elsewhere, is not among them.
    """
    found = {}
    for former in formers:
        leading = FormerArticle.objects.filter(pk__in=(former.kept or {}).get("leading", ()))
        found[former.slug] = list(leading.filter(successor=former.successor_id))
    pks = [each.pk for leading in found.values() for each in leading]
    FormerArticle.objects.filter(pk__in=pks).update(successor=None)
    return found


def settle_back(
    former: FormerArticle, article: Article, last: Revision, leading: Collection[FormerArticle]
) -> list[Moved]:
    """Give a restored article what belonged to it; `last` is its last text, `leading` are addresses from `released`.

    Return the entries whose targets changed.
    """
    FormerArticle.objects.filter(pk__in=[each.pk for each in leading]).update(successor=article)
    names = [former.slug, *(each.slug for each in leading)]
    history = Revision.objects.filter(name__in=names, pk__lte=last.pk, article=last.article_id)
    history.update(article=article)
    _settle_conflicts((former.kept or {}).get("conflicts", ()), article)
    return rematch([], {url for each in leading for url in (each.web_url, each.original_url) if url})


def _settle_conflicts(kept: Iterable[Mapping[str, Any]], article: Article) -> None:
    """Bring back conflicts that moved to another article, and create again those that were deleted with this one."""
    rows = [
        Conflict(article=article, **{**row, "opened_at": _moment(row["opened_at"]), "closed_at": _moment(row.get("closed_at"))})
        for row in kept
    ]  # fmt: skip
    there = set(Conflict.objects.filter(pk__in=[row.pk for row in rows if row.pk]).values_list("pk", flat=True))
    Conflict.objects.bulk_update([row for row in rows if row.pk in there], ["article", "closed_at"])
    Conflict.objects.bulk_create(row for row in rows if row.pk not in there)


def settle_pairs(formers: Iterable[FormerArticle]) -> None:
    """Give restored articles their possible duplicates. A pair whose other article is gone is kept with that one."""
    kept = [pair for former in formers for pair in (former.kept or {}).get("pairs", ())]
    concerned = {pk for row in kept for pk in (row["first_id"], row["second_id"])}
    there = set(Article.objects.filter(pk__in=concerned).values_list("pk", flat=True))
    whole = [row for row in kept if {row["first_id"], row["second_id"]} <= there]
    Duplicate.objects.bulk_create(
        (
            Duplicate(**{**row, "found_at": _moment(row["found_at"]), "dismissed_at": _moment(row["dismissed_at"])})
            for row in whole
        ),
        ignore_conflicts=True,
    )
    rest = [row for row in kept if row not in whole]
    away = Q(pk__in=[])
    for pk in {pk for row in rest for pk in (row["first_id"], row["second_id"])} - there:
        away |= Q(kept__pk=pk)
    for former in FormerArticle.objects.filter(away):
        assert former.kept is not None
        known = former.kept.get("pairs", [])
        mine = [row for row in rest if former.kept["pk"] in (row["first_id"], row["second_id"])]
        former.kept["pairs"] = known + [row for row in mine if row not in known]
        former.save(update_fields=["kept"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
