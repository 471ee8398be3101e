"""How much an import takes at once: much where it is alone, little where editors would have to wait for it."""

from datetime import timedelta

from django.utils import timezone

from articles.models import SignIn

# What is read ahead and written in one transaction. Files of large stories are large, and the use of memory must stay flat.
BATCH_FILES = 200
BATCH_BYTES = 6 * 1024 * 1024
_SMALLER = 8  # so many times, while there are editors: a transaction then takes less than a second
_THERE = timedelta(hours=2)  # since an editor was last seen, which is noted once an hour


class Pace:
    def __init__(self) -> None:
        self.files, self.bytes = BATCH_FILES, BATCH_BYTES

    def follow(self, *, others_wait: bool = False) -> None:
        """Take little while others wait to write or are at the desk, and slowly more again when they are gone."""
        if others_wait or SignIn.objects.filter(seen_at__gt=timezone.now() - _THERE).exists():
            self.files = BATCH_FILES // _SMALLER
        else:
            self.files = min(BATCH_FILES, 2 * self.files)
        self.bytes = BATCH_BYTES * self.files // BATCH_FILES
