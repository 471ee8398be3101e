"""Deletes lines that were kept for as long as the site keeps them, a few at a time."""

from datetime import datetime, timedelta

from django.conf import settings

from articles.models import AuditLine

AT_ONCE = 500


def forget_old_lines(at: datetime, most: int = AT_ONCE) -> int:
    """Delete the oldest of those that are older than `NEWSROOM_AUDIT_DAYS`. Return how many; at `most`, more may be left."""
    return AuditLine.objects.forget_before(at - timedelta(days=settings.AUDIT_DAYS), most)
