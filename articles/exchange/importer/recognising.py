"""Looks up files before they are read: which article or data document each name is, and its last import."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from articles.exchange.importer.articles import may_assume
from articles.exchange.importer.files import SeedFile
from articles.history.conflicts import open_fields
from articles.models import Article, Provider, Topic
from articles.seed.schema import STATUS_FLAGS


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
    rows = _rows(slug__in=[file.slug for file in files if file.slug])
    by_slug = {row["slug"]: row for row in rows}
    keys = [key for file in files if not file.slug and (key := file.key)]
    by_place = {row["source_key"]: row for row in _rows(source_key__in=keys)}
    gave_way = _that_gave_way(files)
    documents = _data_documents(keys)
    disputed = open_fields(row["pk"] for row in rows) if take_theirs else {}
    disputed |= open_fields(row["pk"] for row in by_place.values()) if take_theirs else {}

    def of(file: SeedFile) -> Known:
        key = None if file.slug else file.key
        row = (gave_way.get(file.key) or by_slug.get(file.slug)) if file.slug else by_place.get(key)
        if row is None:
            return Known(file.slug, *documents.get(key, ()))
        again = assume_published and may_assume(Article(**row))  # it is published this time, so it is not unchanged
        again = again or row["pk"] in disputed  # it is to be settled
        again = again or bool(file.spelled and file.file_slug != row["file_slug"])  # it is exported under another name
        digest = None if again or row["imported_digest"] is None else bytes(row["imported_digest"])
        return Known(row["slug"], digest, row["slug"], row["pk"], row["source_stamp"])

    return [of(file) for file in files]


def _that_gave_way(files: Sequence[SeedFile]) -> dict[int | None, dict[str, Any]]:
    """Return, by the place of a file with a dated name, its article where that has another slug: its own was another's."""
    dated = {file.key: file.slug for file in files if file.slug and file.key}
    rows = Article.objects.filter(source_key__in=dated).exclude(slug__in=set(dated.values()))
    found = _rows(pk__in=list(rows.values_list("pk", flat=True)))
    return {row["source_key"]: row for row in found if row["slug"].startswith(f"{dated[row['source_key']]}-")}


def _rows(**among: Sequence[Any]) -> Sequence[dict[str, Any]]:
    columns = (
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
    return list(Article.objects.filter(**among).values(*columns)) if any(among.values()) else []


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
