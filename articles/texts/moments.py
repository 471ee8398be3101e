"""The one way in which the desk writes a moment, in the site's time zone: Tue 24 Nov 2026, 14:05 CET."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def written_moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
