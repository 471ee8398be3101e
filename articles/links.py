"""Absolute addresses of our own pages, for what is read away from the site: feeds, sitemaps, cards."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def link(name: str, *args: Any) -> str:
    """The address of a page, by the name that it has in the table of addresses."""
    return str(settings.SITE_URL) + reverse(name, args=args)
