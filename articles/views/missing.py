"""The page for a missing address: a search, the lists, and for an article's address what appeared around its day.

It depends only on the address and on what is public, so it never reveals whether there is a draft.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article

NEAR = 4
_DATED = re.compile(r"/news/(\d{4}-\d{2}-\d{2})-.*")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"near": _near(request.path_info)}, status=404)


def _near(path: str) -> list[Article]:
    """Return public articles of the day that an article's address names, or the last ones before it."""
    found: Any = _DATED.fullmatch(path)
    if found is None:
        return []
    try:
        end = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        return []
    return list(Article.objects.published().until(end).newest().for_lines()[:NEAR])
