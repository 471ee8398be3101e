"""The database numbers what pages are drawn from, whoever changes it."""

import pytest
from django.apps import apps

from articles.store import dependencies


@pytest.mark.django_db
def test_every_table_is_watched_or_shows_readers_nothing() -> None:
    unseen = {
        "Act", "Conflict", "Dependency", "Duplicate", "FormerWord", "Import", "ImportFile", "ImportProblem", "Passage",
        "PictureServer", "Presence", "Revision", "SavedFilter", "Tally", "Visit",
    }  # fmt: skip
    watched = {each.model.__name__ for each in dependencies._watched()}
    assert {model.__name__ for model in apps.get_app_config("articles").get_models()} == watched | unseen
    assert not watched & unseen
