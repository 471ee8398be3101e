"""When an editor was last at the desk. What changed since then is news to them."""

from django.conf import settings
from django.db import models


class Visit(models.Model):
    """`before` is when the previous visit ended."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}, {self.seen_at:%Y-%m-%d %H:%M}"
