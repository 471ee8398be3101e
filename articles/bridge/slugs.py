"""The slugs of articles: derived from date and title, free, or reserved. Writes nothing."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.utils.text import slugify

from articles.models import Article, FormerArticle

_MOST_SLUG_BYTES = 200  # a file name has at most 255 bytes


def derived_slug(title: str, published_at: datetime) -> str:
    """Return date and title, such as `2023-01-24-ais-biggest-promise`, cut between words if too long for a file name."""
    slug = f"{published_at.astimezone(UTC).date().isoformat()}-{slugify(title, allow_unicode=True) or 'untitled'}"
    while len(slug.encode()) > _MOST_SLUG_BYTES:
        head, dash, _ = slug.rpartition("-")
        slug = head if dash and len(head) > 11 else slug[:-1]
    return slug


def fits(slug: str, derived: str) -> bool:
    return slug == derived or bool(re.fullmatch(re.escape(derived) + r"-\d+", slug))


def free_slug(derived: str, also_taken: Collection[str] = ()) -> str:
    """Return the derived slug, with `-2` and so on where an article has it, had it, or is about to get it."""
    taken = set(Article.objects.filter(slug__startswith=derived).values_list("slug", flat=True))
    taken |= set(FormerArticle.objects.filter(slug__startswith=derived).values_list("slug", flat=True))
    number, slug = 1, derived
    while slug in taken or slug in also_taken:
        number += 1
        slug = f"{derived}-{number}"
    return slug


def former_by_slug(slugs: Iterable[str]) -> dict[str, FormerArticle]:
    found = FormerArticle.objects.filter(slug__in=list(slugs)).select_related("successor")
    return {row.slug: row for row in found}
