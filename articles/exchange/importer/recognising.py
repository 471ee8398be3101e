"""Looks up files before they are read: which article or data document each name is, and its last import."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from articles.exchange.importer.articles import may_assume
from articles.exchange.importer.files import SeedFile
from articles.history.conflicts import open_fields
from articles.models import Article, Provider, Topic
from articles.seed.schema import STATUS_FLAGS
from articles.store import Prepared

_COLUMNS = (
    "pk",
    "slug",
    "source_key",
    "source_stamp",
    "imported_digest",
    "status",
    "assumed_published",
    "file_slug",
    *STATUS_FLAGS,
)
_WITH_SLUGS = Prepared(lambda slugs: Article.objects.called_any(slugs).values(*_COLUMNS))
_AT_PLACES = Prepared(lambda places: Article.objects.from_places(places).values(*_COLUMNS))
_SLUGS_AT_PLACES = Prepared(lambda places: Article.objects.from_places(places).values_list("pk", "source_key", "slug"))


class Known(NamedTuple):
    """What is known about a file before it is read: its article's slug and last import, and what it claims."""

    slug: str | None
    digest: bytes | None = None
    claim: str = ""
    pk: int | None = None
    stamp: int | None = None


def nothing_known(files: Sequence[SeedFile]) -> list[Known]:
    return [Known(file.slug) for file in files]


def known(files: Sequence[SeedFile], *, assume_published: bool = False, take_theirs: bool = False) -> list[Known]:
    """Return what the database knows about each file, with the same few queries for all."""
    rows = _WITH_SLUGS(slugs=[file.slug for file in files if file.slug])
    by_slug = {row["slug"]: row for row in rows}
    places = {file: key for file in files if (key := file.key)}
    keys = [key for file, key in places.items() if not file.slug]
    by_place = {row["source_key"]: row for row in _AT_PLACES(places=keys)}
    gave_way = _that_gave_way({key: file.slug for file, key in places.items() if file.slug})
    documents = _data_documents(keys)
    disputed = open_fields(row["pk"] for row in rows) if take_theirs else {}
    disputed |= open_fields(row["pk"] for row in by_place.values()) if take_theirs else {}

    def of(file: SeedFile) -> Known:
        key = places.get(file)
        row = (gave_way.get(key) or by_slug.get(file.slug)) if file.slug else by_place.get(key)
        if row is None:
            return Known(file.slug, *documents.get(None if file.slug else key, ()))
        again = assume_published and may_assume(Article(**row))  # it is published this time, so it is not unchanged
        again = again or row["pk"] in disputed  # it is to be settled
        again = again or bool(file.spelled and file.file_slug != row["file_slug"])  # it is exported under another name
        digest = None if again or row["imported_digest"] is None else bytes(row["imported_digest"])
        return Known(row["slug"], digest, row["slug"], row["pk"], row["source_stamp"])

    return [of(file) for file in files]


def _that_gave_way(dated: dict[int, str]) -> dict[int | None, dict[str, Any]]:
    """Return, by the place of a file with a dated name, its article where that has another slug: its own was another's."""
    rows = _SLUGS_AT_PLACES(places=[*dated])
    known = set(dated.values())
    others = [pk for pk, place, slug in rows if slug not in known and slug.startswith(f"{dated[place]}-")]
    return {row["source_key"]: row for row in Article.objects.with_pks(others).values(*_COLUMNS)} if others else {}


def _data_documents(keys: Sequence[int]) -> dict[int | None, tuple[bytes | None, str]]:
    """Return, by the place of the file, the digest of a topic's or organization's last import, and what it claims."""
    found: dict[int | None, tuple[bytes | None, str]] = {}
    if keys:
        topics = Topic.objects.filter(source_key__in=keys).values_list("name", "source_key", "imported_digest")
        providers = Provider.objects.filter(source_key__in=keys).values_list("domain", "source_key", "imported_digest")
        for kind, rows in (("topic", topics), ("organization", providers)):
            for name, key, digest in rows:
                found[key] = (bytes(digest) if digest else None, f"{kind} {name}")
    return found
