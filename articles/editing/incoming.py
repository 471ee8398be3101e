"""An original that an editor brings by its address: whether it is here already, from whom it is, and what it may belong to.

It is recognised as files and entries are (SEMANTICS, Identity): by its URLs as they are, were or were last imported, of articles
that are here or were joined with one that is; and, besides, by the page to which they lead. Writes nothing.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.utils import timezone

from articles.audit import write
from articles.editing.nearest import stories_near
from articles.models import Account, Article, Audited, AuditLine, FormerArticle, FormerWord, Provider, text_key
from articles.originals import Original
from articles.reading.search import at_address
from articles.store import one_writer
from articles.texts.pages import same_page, site_of
from articles.texts.spelling import same_domain

# So many pages an account looks up at most, within which time: an editor needs less, and a scanner of networks more.
MOST_LOOKED_UP: Final = ((10, timedelta(minutes=1)), (120, timedelta(hours=1)))


@dataclass(frozen=True)
class Incoming:
    """What is known of an original that is not here yet. `why` says what went wrong in looking it up; `gone` was here once."""

    original: Original
    why: str
    provider: Provider | None
    gone: FormerArticle | None
    nearest: Sequence[Article] = ()

    @property
    def domain(self) -> str:
        """The domain of its site."""
        return site_of(self.original.web_url)


def held_at(urls: Collection[str]) -> Article | None:
    """Return the article that is at one of these addresses, had it, or took in the one that had it."""
    keys = [text_key(url) for url in urls]
    for article in Article.objects.with_url(keys, keys).newest():
        last = article.imported_words or {}
        if {article.web_url, article.original_url, last.get("webUrl"), last.get("originalUrl")} & {*urls}:
            return article
    pages = [key for url in urls if (key := text_key(same_page(url)))]
    former = [pk for pk, _, _ in FormerWord.objects.urls(keys, keys)]
    amp = [Article.objects.from_provider(each).with_amp(urls) for url in urls if (each := provider_at(url))]
    for rows in (Article.objects.on_page(pages), Article.objects.with_pks(former), *amp):
        if found := rows.newest().first():
            return found
    for url in urls:
        if (ours := at_address(url, Article.objects.all())) is not None:
            return ours.newest().first()
    joined = gone_from(urls)
    return joined.successor if joined else None


def gone_from(urls: Iterable[str]) -> FormerArticle | None:
    """Return what was once here with one of these addresses, that which was joined with another article first."""
    wanted = {*urls}
    keys = [text_key(url) for url in wanted]
    rows = FormerArticle.objects.with_url(keys, keys).select_related("successor")
    found = [row for row in rows if {row.web_url, row.original_url} & wanted]
    return min(found, key=lambda row: row.successor is None, default=None)


def provider_at(url: str) -> Provider | None:
    """Return the provider of the site to which a URL leads: of its domain, else of the one above it."""
    domains = list(_domains(url))
    found = {each.domain: each.merged_into or each for each in Provider.objects.called_any(domains)}
    return next((found[domain] for domain in domains if domain in found), None)


def _domains(url: str) -> Iterable[str]:
    try:
        host = same_domain(urlsplit(url).hostname or "")
    except ValueError:
        return
    yield host
    labels = site_of(url).split(".")
    for start in range(max(1, len(labels) - 1)):
        yield ".".join(labels[start:])


def coming(original: Original, why: str) -> Incoming:
    """Return what an editor needs to know of an original that is not here."""
    at = original.published_at or timezone.now()
    near = stories_near(original.title, original.excerpt or "", at) if original.title else ()
    leaders = [each.leader for each in near]
    return Incoming(original, why, provider_at(original.web_url), gone_from(original.addresses), leaders)


def may_look_up(url: str, by: Account, at: datetime) -> bool:
    """Count that an account has a page elsewhere looked up. Return False, and count nothing, where it has done so too often."""
    mine = AuditLine.objects.of_kinds([Audited.LOOKED_UP]).by_anybody_called(by.get_username())
    with one_writer():
        if any(len(mine.since(at - span).values_list("pk")[:most]) >= most for most, span in MOST_LOOKED_UP):
            return False
        # What stands behind its path may let in whoever knows it.
        write(Audited.LOOKED_UP, "Had a page looked up", about=re.split("[?#]", url)[0], by=by, at=at)
        return True
