"""The slugs of articles: derived from date and title, free, or reserved. Writes nothing."""

import re
from collections.abc import Container, Iterable
from datetime import UTC, datetime

from articles.models import Article, FormerArticle
from articles.store import Prepared
from articles.texts.spelling import shortened_slug, slug_of, without_marks

_DAY = len("2023-01-24-")
_MOST_STEM_BYTES = 240  # leaves room for a number and for `.md` in the 255 of a file's name
_FORMER = Prepared(lambda slugs: FormerArticle.objects.called_any(slugs).select_related("successor"))


def derived_slug(title: str, published_at: datetime) -> str:
    """Return date and title, such as `2023-01-24-ais-biggest-promise`, cut between words if too long for a file name."""
    slug = f"{published_at.astimezone(UTC).date().isoformat()}-{slug_of(title) or 'untitled'}"
    return shortened_slug(slug, least=_DAY + 1)


def fits(slug: str, derived: str) -> bool:
    """Return whether the slug is the derived one, perhaps numbered, perhaps as earlier versions derived it."""
    found = "|".join(re.escape(each) for each in {derived, without_marks(derived)})
    return bool(re.fullmatch(rf"(?:{found})(?:-\d+)?", slug))


def free_slug(derived: str, also_taken: Container[str] = ()) -> str:
    """Return the derived slug, with `-2` and so on where an article has it, had it, or is about to get it."""
    stem = shortened_slug(derived, most=_MOST_STEM_BYTES)
    taken = set(Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerArticle.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, derived
    while slug in taken or slug in also_taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def former_by_slug(slugs: Iterable[str]) -> dict[str, FormerArticle]:
    return {row.slug: row for row in _FORMER(slugs=list(slugs))}
