"""The bookmark that brings the page that somebody reads to the form of a new article. It only leads there: nothing is fetched."""

import json

from django.http import HttpRequest
from django.urls import reverse


def bookmarklet(request: HttpRequest) -> str:
    """Return the bookmark's address, which is a script that runs on other sites' pages, and never on ours."""
    here = json.dumps(request.build_absolute_uri(reverse("admin:articles_article_from_url")) + "?url=")
    return f"javascript:location.href={here}+encodeURIComponent(location.href)"
