"""The front page's places are read off their indexes, in order, however much is public."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from articles.models import Article
from tests.rows import NOW, make_article, make_provider

pytestmark = pytest.mark.django_db
PUBLIC = Article.objects.published(NOW)
WANTED: dict[str, tuple[Any, str]] = {
    "pinned": (PUBLIC.pinned(NOW).pks(), "article_pins"),
    "hottest": (PUBLIC.already_told(NOW).without([1, 2]).hottest().candidates(), "article_rank"),
    "latest": (PUBLIC.already_told(NOW).without([1, 2]).newest().pks(), "article_newest"),
}


@pytest.mark.parametrize("which", WANTED)
def test_a_place_is_read_off_its_index(which: str) -> None:
    provider = make_provider("qa.example")
    for n in range(300):
        make_article(f"a{n}", provider=provider, rank=n, published_at=NOW - timedelta(hours=n))
    rows, index = WANTED[which]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows[:9].explain()
    # PostgreSQL may take the index of all articles in that order, where most of them are public.
    assert index in plan or (which == "latest" and "article_any_newest" in plan and connection.vendor == "postgresql")
    assert which == "pinned" or ("TEMP B-TREE FOR ORDER BY" not in plan and "Sort" not in plan)
