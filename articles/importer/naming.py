"""Which article a file is (SEMANTICS, Identity), and what a new one is called. Writes nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC

from django.db.models import Q
from django.utils.text import slugify

from articles import seed
from articles.importer.files import SeedFile
from articles.models import Article, FormerArticle, text_key

_MOST_SLUG_BYTES = 200  # a file name has 255 bytes at most


def derived_slug(document: seed.Article) -> str:
    """Date and title: `2023-01-24-ais-biggest-promise`, cut between words where it would be too long for a file name."""
    words = slugify(document.title, allow_unicode=True) or "untitled"
    slug = f"{document.published_at.astimezone(UTC):%Y-%m-%d}-{words}"
    while len(slug.encode()) > _MOST_SLUG_BYTES:
        head, dash, _ = slug.rpartition("-")
        slug = head if dash and len(head) > 11 else slug[:-1]
    return slug


def fits(slug: str, derived: str) -> bool:
    return slug == derived or bool(re.fullmatch(re.escape(derived) + r"-\d+", slug))


@dataclass
class Claims:
    """What this run has given to files so far: slugs by file, and the URLs of articles that a dry run only imagines."""

    by_slug: dict[str, str] = field(default_factory=dict)
    slugs_by_url: dict[int, list[str]] = field(default_factory=dict)

    def claim(self, slug: str, shown: str, document: seed.Article | None = None) -> None:
        self.by_slug[slug] = shown
        for url in {document.web_url, document.original_url} if document else ():
            if url:
                self.slugs_by_url.setdefault(text_key(url) or 0, []).append(slug)

    def slugs_with(self, document: seed.Article) -> list[str]:
        return [
            slug for url in (document.web_url, document.original_url) if url
            for slug in self.slugs_by_url.get(text_key(url) or 0, ())
        ]  # fmt: skip


def slug_by_url(document: seed.Article, claims: Claims) -> str | None:
    """The article that has the document's URL now or had it when last imported; of several, the one named like it."""
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
            found = {slug for slug in found if fits(slug, derived_slug(document))}
        if found:
            return min(found)
    return None


def former_article(file: SeedFile, document: seed.Article) -> FormerArticle | None:
    """The deleted article whose undated file this is: by its path, else by URL and the name it would get."""
    key = text_key(file.place)
    former = FormerArticle.objects.select_related("successor")
    found = former.filter(source_key=key).first() if key else None
    if found:
        return found
    keys = [key for key in (text_key(document.web_url), text_key(document.original_url)) if key]
    same = former.filter(Q(web_key__in=keys) | Q(original_key__in=keys)) if keys else former.none()
    return next((row for row in same if fits(row.slug, derived_slug(document))), None)


def free_slug(document: seed.Article, claims: Claims) -> str:
    """The derived slug, with `-2` and so on where an article has it, had it, or gets it in this run."""
    derived = derived_slug(document)
    like = {"slug__startswith": derived}
    taken = set(Article.objects.filter(**like).values_list("slug", flat=True))
    taken |= set(FormerArticle.objects.filter(**like).values_list("slug", flat=True)) | set(claims.by_slug)
    number, slug = 1, derived
    while slug in taken:
        number += 1
        slug = f"{derived}-{number}"
    return slug


def former_by_slug(slugs: Iterable[str]) -> dict[str, FormerArticle]:
    found = FormerArticle.objects.filter(slug__in=list(slugs)).select_related("successor")
    return {row.slug: row for row in found}
