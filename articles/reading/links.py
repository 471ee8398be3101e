"""Addresses of our own pages: absolute ones for what is read elsewhere, and of pages that were moved."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from articles.models import Article, FormerArticle


def link(name: str, *args: Any) -> str:
    """The absolute address of a page, by the name that it has in the table of addresses."""
    return str(settings.SITE_URL) + reverse(name, args=args)


def successor_of(slug: str) -> Article | None:
    """The article into which the former one of that slug was merged, where readers see it."""
    former = FormerArticle.objects.called(slug).leading_to_public().first()
    return former.successor if former else None
