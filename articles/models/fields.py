"""Column types and keys that the models share. Knows no model."""

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.seed.plain import Json

if TYPE_CHECKING:
    _TextColumn = models.CharField[str, str]
else:
    _TextColumn = models.CharField


class SlugPathField(_TextColumn):
    """Text ordered by code point on every database, as file names are; by default PostgreSQL uses the order of its locale."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: Any = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def text_key(text: str | None) -> int | None:
    """Return a signed 64-bit key of a URL or path, small enough to index however long the text is.

    Two texts may share a key, so whoever looks something up by its key must compare the texts as well.
    """
    if not text:
        return None
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def value_key(value: Json) -> int:
    """Return a signed 64-bit key of a value of a seed, given as JSON; that of a URL is its `text_key`. Absent is 0."""
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, sort_keys=True)
    return text_key(text) or 0


def digest_of(data: bytes) -> bytes:
    """Return 16 bytes that tell the contents of two files apart."""
    return blake2b(data, digest_size=16).digest()
