"""Remembers in the data directory when something was done last: a file without a word in it, whose time says so."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings


def _backup_stamp() -> Path:
    return Path(settings.DATA_DIR) / "metrics" / "backup"


def note_backup() -> None:
    """Remember that a backup was just finished. Never fails: the backup is there all the same."""
    stamp = _backup_stamp()
    with suppress(OSError):
        stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp.touch()


def last_backup() -> float | None:
    """Return when that was, in seconds since 1970; None if it never was."""
    try:
        return _backup_stamp().stat().st_mtime
    except OSError:
        return None
