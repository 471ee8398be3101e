"""Writes the search index: one row per article, in the database's own full-text index. Does not query it.

SQLite's FTS5 and PostgreSQL's `tsvector` get the same words (`articles.texts.words`): those of the fields, and the stems
that differ from them. A trigger, made by the table's migration, deletes a row together with its article.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from articles.models import Article, ArticleTopic
from articles.texts.legible import readable
from articles.texts.words import stem, words

_ROWS = 500
_MOST_WORDS = 12_000  # per field: a body of about seventy pages; PostgreSQL counts places up to 16,383
_SQLITE = (
    "INSERT OR REPLACE INTO articles_search (rowid, title, excerpt, provider, topics, body, stems) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_POSTGRESQL = (
    "INSERT INTO articles_search (article_id, vector) VALUES (%s, %s::tsvector) "
    "ON CONFLICT (article_id) DO UPDATE SET vector = EXCLUDED.vector"
)
# The weights of the fields in PostgreSQL. Stems count less than the excerpt and more than the body.
_WEIGHTS = ("A", "B", "B", "B", "D", "C")
_GAP = 10  # places between two fields, so that no phrase reaches from one into the next


class Entry(NamedTuple):
    """The searchable texts of an article. `provider` and `topics` hold names as files spell them and as pages show them."""

    pk: int
    title: str
    excerpt: str
    provider: str
    topics: str
    body: str


def index_entries(entries: Iterable[Entry]) -> None:
    """Write the rows of articles, replacing those that they had."""
    make, statement = (_row, _SQLITE) if connection.vendor == "sqlite" else (_vector_row, _POSTGRESQL)
    rows = [make(entry) for entry in entries]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            cursor.executemany(statement, rows[start : start + _ROWS])


def index_stored(pks: Sequence[int]) -> None:
    """Write the rows of articles from what the database has of them."""
    columns = ("pk", "title", "excerpt", "provider_name", "provider__name", "body")
    for start in range(0, len(pks), _ROWS):
        part = pks[start : start + _ROWS]
        topics: dict[int, list[str]] = {}
        links = ArticleTopic.objects.filter(content_object__in=part).order_by("position", "pk")
        for pk, *names in links.values_list("content_object", "name", "tag__name"):
            topics.setdefault(pk, []).extend(names)
        found = Article.objects.filter(pk__in=part).values_list(*columns)
        index_entries(
            Entry(pk, title, excerpt or "", names_of(spelled, name), names_of(*topics.get(pk, ())), body)
            for pk, title, excerpt, spelled, name, body in found
        )


def names_of(*names: str | None) -> str:
    """Return the names as one text, each once, separated so that no phrase reaches across two."""
    return " · ".join(dict.fromkeys(filter(None, names)))


def _fields(entry: Entry) -> list[list[str]]:
    fields = [words(readable(text))[:_MOST_WORDS] if text else [] for text in entry[1:]]
    own = {word for field in fields for word in field}
    stems = {stem(word) for word in own} - own
    return [*fields, sorted(stems)]


def _row(entry: Entry) -> tuple[int | str, ...]:
    return (entry.pk, *(" ".join(field) for field in _fields(entry)))


def _vector_row(entry: Entry) -> tuple[int, str]:
    place, lexemes = 0, []
    for weight, field in zip(_WEIGHTS, _fields(entry), strict=True):
        for word in field:
            place += 1
            lexemes.append(f"'{word}':{place}{weight}")
        place += _GAP
    return entry.pk, " ".join(lexemes)
