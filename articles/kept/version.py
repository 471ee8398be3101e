"""Tells one state of the settings and the source from another: pages of one are not those of the other."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

# Settings that may differ between machines that show the same.
_ELSEWHERE = (
    "SECRET_KEY", "BASE_DIR", "DATA_DIR", "MEDIA_ROOT", "STATIC_ROOT", "STATICFILES_DIRS", "LOGGING", "LOG_FORMAT",
    "METRICS_TOKEN",
)  # fmt: skip


@cache
def this_version() -> str:
    """Return what differs wherever the same rows give other pages: the settings, and the files of which pages are made."""
    values = {
        name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper() and name not in _ELSEWHERE
    }
    digest = sha256(repr(sorted(values.items())).encode())
    for folder in ("articles", "newsroom", "templates"):
        for file in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if file.suffix in (".py", ".html", ".css", ".js", ".svg"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
