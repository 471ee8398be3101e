"""Who has which article open. Pages report it every few seconds; a row that is not renewed no longer counts."""

from django.conf import settings
from django.db import models

from articles.models.querysets import PresenceQuerySet


class Presence(models.Model):
    article = models.ForeignKey("Article", models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.article}"
