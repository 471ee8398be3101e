"""What every page's template knows about the site: one row, read when it is used."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

from articles.reading.links import has_search
from articles.reading.masthead import masthead


def site(request: HttpRequest) -> dict[str, Any]:
    found: Any = SimpleLazyObject(masthead)
    return {
        "masthead": found,
        "site_name": found,
        "site_language": settings.SITE_LOCALE,
        "page_url": settings.SITE_URL + escape_uri_path(request.path),
        "has_search": has_search(),
    }
