"""Finds which article a file is (SEMANTICS, Identity) where its name does not say it. Writes nothing."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from django.db.models import Q

from articles import seed
from articles.bridge.slugs import derived_slug, fits
from articles.exchange.importer.files import SeedFile
from articles.models import Article, FormerArticle, text_key
from articles.store import Prepared

_COPY = re.compile(r"(.+?)(?:\.sync-conflict-[\w-]+| \([^()]*conflicted copy[^()]*\))", re.IGNORECASE)
_PERHAPS_A_COPY = re.compile(r"(.+?)(?: \(\d+\)| copy(?: \d+)?| - copy(?: \(\d+\))?| \d+)", re.IGNORECASE)

_URLS = ("web_url", "original_url")
_SLUGS = Prepared(lambda slugs: Article.objects.called_any(slugs).values_list("slug", flat=True))
_WITH_URL = Prepared(lambda keys: Article.objects.with_url(keys, keys).order_by("-pk").values_list("slug", *_URLS))
_BROUGHT = Prepared(
    lambda slugs: (
        Article.objects.called_any(slugs)
        .filter(imported__isnull=False)
        .values_list("slug", "imported__reason", *_URLS, "imported_words")
    )
)


def named_like(slug: str, document: seed.Article) -> bool:
    return fits(slug, derived_slug(document.title, document.published_at))


@dataclass
class Claims:
    """What this run has given to files so far: slugs by file, and the URLs of articles that a dry run did not create.

    `dated` are the slugs that the names of its files say, also of those to come: no other file gets one of them.
    """

    by_slug: dict[str, str] = field(default_factory=dict)
    slugs_by_url: dict[int, list[str]] = field(default_factory=dict)
    dated: Collection[str] = frozenset()

    def __contains__(self, slug: object) -> bool:
        return slug in self.by_slug or slug in self.dated

    def claim(self, slug: str, shown: str, document: seed.Article | None = None) -> None:
        self.by_slug[slug] = shown
        for url in {document.web_url, document.original_url} if document else ():
            if url:
                self.slugs_by_url.setdefault(text_key(url) or 0, []).append(slug)

    def forget(self, slug: str, shown: str, document: seed.Article) -> None:
        """Take back a claim: the file was not imported after all."""
        if self.by_slug.get(slug) != shown:
            return
        del self.by_slug[slug]
        for url in {document.web_url, document.original_url}:
            if url:
                self.slugs_by_url[text_key(url) or 0].remove(slug)

    def slugs_with(self, document: seed.Article) -> list[str]:
        return [
            slug for url in (document.web_url, document.original_url) if url
            for slug in self.slugs_by_url.get(text_key(url) or 0, ())
        ]  # fmt: skip


def slug_by_url(document: seed.Article, claims: Claims) -> str | None:
    """Return the article that has the document's URL now or had it when last imported; of several, the one named like it."""
    for key, url in (("webUrl", document.web_url), ("originalUrl", document.original_url)):
        if not url:
            continue
        rows = Article.objects.with_url([text_key(url)], [text_key(url)])
        found = {
            slug
            for slug, web, original, imported in rows.values_list("slug", "web_url", "original_url", "imported_words")
            if url in (web if key == "webUrl" else original, (imported or {}).get(key))
        }
        found |= set(claims.slugs_with(document))
        if len(found) > 1:
            found = {slug for slug in found if named_like(slug, document)}
        if found:
            return str(min(found))
    return None


def of_another_article(found: Sequence[tuple[str, seed.Article]]) -> set[str]:
    """Return, of articles found by the place of an uploaded file, those that share neither a URL nor the title with it.

    A path on a disk is always the same file; a name in an upload such as `seed.txt` may be another article's next time.
    """
    columns = ("slug", "title", "web_url", "original_url", "imported_words")
    wanted = dict(found)
    others = set()
    for slug, *now, last in Article.objects.filter(slug__in=wanted).values_list(*columns) if wanted else ():
        imported = last or {}
        known = {*now, imported.get("title"), imported.get("webUrl"), imported.get("originalUrl")} - {None, ""}
        document = wanted[slug]
        if known.isdisjoint({document.title, document.web_url, document.original_url}):
            others.add(slug)
    return others


def taken_by_another(found: Sequence[tuple[str, seed.Article]]) -> set[str]:
    """Return, of slugs that dated names say, those of articles that a file of another name brought and that share no URL.

    An article that no file has brought yet is the one that the name says.
    """
    wanted, taken = dict(found), set()
    for slug, source, web, original, last in _BROUGHT(slugs=[*wanted]):
        urls = {web, original, (last or {}).get("webUrl"), (last or {}).get("originalUrl")} - {None, ""}
        if SeedFile(source, source).slug != slug and urls.isdisjoint({wanted[slug].web_url, wanted[slug].original_url}):
            taken.add(slug)
    return taken


def slugs_by_place(files: Iterable[SeedFile]) -> dict[int | None, str]:
    rows = Article.objects.from_places(file.key for file in files if file.key)
    return dict(rows.values_list("source_key", "slug"))


def others_with_url(named: Sequence[tuple[str, seed.Article]], claims: Claims) -> dict[str, str]:
    """Return, by slugs that are new, another article with one of the document's URLs: of the site, or named before in the run."""
    there = set(_SLUGS(slugs=[slug for slug, _ in named]))
    new = [(slug, document) for slug, document in named if slug not in there]
    keys = {text_key(url) for _, document in new for url in (document.web_url, document.original_url) if url}
    known: dict[int | None, str] = {}
    for slug, *urls in _WITH_URL(keys=[key for key in keys if key]):
        known |= {text_key(url): slug for url in urls if url}
    found = {}
    for slug, document in new:
        same = [known.get(text_key(url)) for url in (document.web_url, document.original_url) if url]
        before = takewhile(slug.__ne__, claims.slugs_with(document))
        if other := next((other for other in (*same, *before) if other), None):
            found[slug] = other
    return found


def copied_from(files: Sequence[SeedFile], claims: Claims) -> dict[str, str]:
    """Return, by slug, the slug of which a file is a copy, as programs that keep folders in step leave them beside it.

    Names that people give too, such as `… (1)`, are those of copies only where there is the other article as well.
    """
    found = {match[0]: match[1] for file in files if (match := _COPY.fullmatch(file.slug or ""))}
    perhaps = {match[0]: match[1] for file in files if (match := _PERHAPS_A_COPY.fullmatch(file.slug or ""))}
    there = set(Article.objects.filter(slug__in=perhaps.values()).values_list("slug", flat=True)) if perhaps else set()
    return found | {slug: of for slug, of in perhaps.items() if of in there or of in claims}


def former_by_place(file: SeedFile, document: seed.Article) -> FormerArticle | None:
    """Return the deleted article last imported from this path; for an uploaded file, only one with its title or URL."""
    key = file.key
    rows = FormerArticle.objects.select_related("successor").filter(source_key=key) if key else ()
    urls = {text_key(document.web_url), text_key(document.original_url)} - {None}
    for row in rows:
        if not file.is_upload or row.title == document.title or urls & {row.web_key, row.original_key}:
            return row
    return None


def former_by_url(document: seed.Article) -> FormerArticle | None:
    """Return the deleted article with the document's URL and the name that the document would get."""
    keys = [key for key in (text_key(document.web_url), text_key(document.original_url)) if key]
    same = FormerArticle.objects.select_related("successor").filter(Q(web_key__in=keys) | Q(original_key__in=keys))
    return next((row for row in same if named_like(row.slug, document)), None)
