"""The database numbers what pages are drawn from, whoever changes it."""

import pytest
from django.apps import apps

from articles.models import Dependency, RelatedLink
from articles.store import dependencies
from articles.store.rows import insert_rows
from tests.rows import make_article


@pytest.mark.django_db
def test_every_table_is_watched_or_shows_readers_nothing() -> None:
    unseen = {
        "Act", "AuditLine", "Conflict", "Dependency", "Duplicate", "EntriesToPutBack", "FormerWord", "Import", "ImportFile",
        "ImportProblem", "KnownAddress", "Passage", "Passkey", "PictureServer", "Presence", "Revision", "SavedFilter",
        "SignIn", "StrictRole", "Tally", "Undertaking", "Visit", "Vocabulary",
    }  # fmt: skip
    watched = {each.model.__name__ for each in dependencies._watched()}
    assert {model.__name__ for model in apps.get_app_config("articles").get_models()} == watched | unseen
    assert not watched & unseen


def last() -> int:
    return Dependency.objects.get(kind="all").number


def numbers(*pks: int) -> list[int]:
    found = dict(Dependency.objects.filter(kind="article").values_list("subject", "number"))
    return [found[pk] for pk in pks]


@pytest.mark.django_db
def test_many_new_entries_number_their_articles_once_and_the_next_ones_again() -> None:
    one, other, third = (make_article(slug).pk for slug in "abc")
    before, [untouched] = last(), numbers(third)
    with dependencies.numbered_ahead([one, other]):
        insert_rows(RelatedLink, ("article", "position"), [(pk, place) for pk in (one, other) for place in range(3)])
    assert numbers(one, other, third) == [before + 1, before + 1, untouched]
    assert last() == before + 1
    insert_rows(RelatedLink, ("article", "position"), [(one, 3)])
    assert numbers(one, other) == [before + 2, before + 1]


@pytest.mark.django_db
def test_entries_of_another_article_are_numbered_meanwhile() -> None:
    one, other = (make_article(slug).pk for slug in "ab")
    with dependencies.numbered_ahead([one]):
        insert_rows(RelatedLink, ("article", "position"), [(other, 0), (one, 0), (other, 1)])
    assert max(numbers(one, other)) <= last()
    assert min(numbers(one, other)) >= last() - 2
