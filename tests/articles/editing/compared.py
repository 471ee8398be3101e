"""All that acts change, row by row, and where two such pictures of a site differ."""

from dataclasses import replace
from typing import Any

from articles import seed
from articles.bridge import document_of
from articles.models import (
    Article,
    ArticleTopic,
    Conflict,
    Duplicate,
    FormerArticle,
    FormerWord,
    Image,
    Parted,
    Provider,
    RelatedLink,
    Revision,
    Topic,
)  # fmt: skip
from articles.models.querysets.names import ProviderQuerySet

# What only ever grows, and what says that something is to be worked out again.
_ANEW = ("version", "changed_at", "as_imported", "compared", "noise")
# What an import leaves although it is taken back: the file's text stays the base.
_OF_FILES = (
    "imported_id",
    "imported_digest",
    "imported_words",
    "imported_web_key",
    "imported_original_key",
    "source_stamp",
    "assumed_published",
)
Rows = dict[str, Any]


def rows(*, exactly: bool = True) -> Rows:
    """All that acts change, comparable; not `exactly`, what an import that is taken back gives again."""
    found: Rows = {
        "articles": {row["slug"]: _plain(row, exactly=exactly) for row in Article.objects.order_by("pk").values()},
        "documents": {
            article.slug: document if exactly else replace(document, related=None)
            for article in Article.objects.for_documents()
            for document in [document_of(article)]
        },
        "conflicts": sorted(
            (row.pk, row.article_id, row.field, str(row.ours), str(row.theirs), row.revision_id, row.closed_at is None)
            for row in Conflict.objects.all()
            if exactly or row.closed_at is None
        ),
        "formers": sorted(
            FormerArticle.objects.values_list("slug", "title", "successor", "web_url", "source_key", "was_shown")
        ),
        "merged": sorted(_merged(Provider.objects.exclude(merged_into=None))),
        "topics": sorted(ArticleTopic.objects.values_list("content_object", "position", "name", "tag__name")),
        "pictures": sorted(Image.objects.values_list("article", "position", "url", "title")),
    }
    if exactly:
        found["domains"] = sorted(_merged(Provider.objects.all()))
        links = RelatedLink.objects.order_by("article", "position", "pk")
        found["links"] = list(links.values_list("article", "position", "target", "own", "web_key", "original_key"))
        found["names"] = sorted(
            Topic.objects.values_list("name", "parent__name", "merged_into__name", "first_into__name")
        )
        found["pairs"] = sorted(Duplicate.objects.values_list("first", "second", "why", "likeness", "dismissed_by"))
        found["apart"] = Parted.objects.said().pairs()
        found["words"] = sorted(FormerWord.objects.values_list("article", "key", "value_key"))
        found["history"] = dict(Revision.objects.order_by("pk").values_list("pk", "article"))
    return found


def _merged(providers: ProviderQuerySet) -> list[tuple[str, str, str]]:
    """A provider that an import named first stays when the import is taken back, as a topic does."""
    return [
        (domain, into or "", first or "")
        for domain, into, first in providers.values_list("domain", "merged_into__domain", "first_into__domain")
    ]


def _plain(row: Rows, *, exactly: bool) -> Rows:
    row["imported_digest"] = bytes(row["imported_digest"] or b"")
    return {name: value for name, value in row.items() if name not in _ANEW and (exactly or name not in _OF_FILES)}


def differences(was: Rows, now: Rows) -> list[str]:
    """Where the second is not the first; the history may have grown."""
    found = []
    for part, before in was.items():
        after = now[part]
        if isinstance(before, dict):
            keys = before if part == "history" else sorted({*before, *after}, key=str)
            others = [key for key in keys if before.get(key) != after.get(key)]
            found += [f"{part} {key}: {_apart(before.get(key), after.get(key))}" for key in others]
        elif before != after:
            found += [f"{part}: {row} is gone" for row in before if row not in after]
            found += [f"{part}: {row} is new, or stands elsewhere" for row in after]
    return found


def _apart(before: Any, after: Any) -> str:
    """What of two rows or documents is not the same."""
    one, other = (seed.as_json(each) if isinstance(each, seed.Article) else each for each in (before, after))
    if isinstance(one, dict) and isinstance(other, dict):
        return "; ".join(f"{key}: {one[key]} → {other.get(key)}" for key in one if one[key] != other.get(key))
    return f"{before} → {after}"
