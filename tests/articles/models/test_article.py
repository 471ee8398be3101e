"""What an article says of itself, held against what the queries say of it."""

from datetime import timedelta
from itertools import product

import pytest

from articles.models import Article, Status
from tests.rows import NOW, make_article

A_SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_an_article_is_public_exactly_where_the_query_finds_it() -> None:
    for status, live in product(Status.values, (None, NOW - A_SECOND, NOW, NOW + A_SECOND)):
        make_article(f"{status}-{live and int(live.timestamp())}", status=status, go_live_at=live)
    shown = {article.slug for article in Article.objects.all() if article.is_public(NOW)}
    assert shown == set(Article.objects.published(NOW).values_list("slug", flat=True))
    moment = int(NOW.timestamp())
    assert shown == {"published-None", f"published-{moment - 1}", f"published-{moment}"}
