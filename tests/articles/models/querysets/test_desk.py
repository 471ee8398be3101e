"""What editors' pages ask for: each query over all that it must tell apart."""

import pytest

from articles.models import Article, Status
from tests.rows import make_article, slugs

pytestmark = pytest.mark.django_db


def test_near_the_line_are_drafts_that_lack_at_most_ten() -> None:
    for heat in (None, 59, 60, 69, 70):
        make_article(f"draft-{heat}", status="draft", heat=heat)
    for status in set(Status.values) - {"draft"}:
        make_article(f"{status}-65", status=status, heat=65)
    assert sorted(slugs(Article.objects.near_the_line(70))) == ["draft-60", "draft-69"]
