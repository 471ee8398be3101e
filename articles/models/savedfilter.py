"""Filters of the list of articles that somebody saved under a name, for themselves or for all editors."""

from django.conf import settings
from django.db import models

from articles.models.querysets import SavedFilterQuerySet


class SavedFilter(models.Model):
    """`query` is the query string of the list's address, as `articles.admin.article.savedfilters` makes it."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    is_shared = models.BooleanField(default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name
