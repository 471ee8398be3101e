"""The secret key that a site makes when it first needs one, and keeps. Importing this must touch no file."""

import os
import secrets
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from newsroom.env import is_secret

NAME = "secret_key"


@cache
def kept_secret_key(data_dir: Path) -> str:
    """Return the key of the file in `data_dir`, created (mode 0600) where there is none; of several makers one wins."""
    path = data_dir / NAME
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise ImproperlyConfigured(f"SECRET_KEY: not set, and {path} cannot be kept: {problem}") from problem
    if not is_secret(key):
        raise ImproperlyConfigured(f"SECRET_KEY: {path} holds no usable key; remove it to have a new one made")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A link appears completely or not at all, so nobody reads an unfinished file.
    draft = path.with_name(f".{NAME}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(60) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, so its key counts
    finally:
        draft.unlink()
