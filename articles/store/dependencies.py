"""Keeps `Dependency`: triggers of the database give each thing that pages are drawn from the number of its last change.

The first step of each takes the next number, which locks it until the transaction ends: numbers come in the order in which
transactions are seen. So what was read while the number was n holds as long as nothing that it was drawn from has a higher one.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from django.db import connection, models, transaction

from articles.models import (
    Article,
    ArticleTopic,
    Dependency,
    FormerArticle,
    Image,
    Masthead,
    Parted,
    Picture,
    Provider,
    RelatedLink,
    Topic,
    TopicAlias,
)  # fmt: skip
from articles.store.triggers import DELETE, EVENTS, INSERT, UPDATE, Trigger, are_installed, drop, make

_PREFIX = "articles_change_"
_TABLE = Dependency._meta.db_table
_STEP = (
    f"INSERT INTO {_TABLE} (kind, subject, number) VALUES ('all', 0, 1) "
    f"ON CONFLICT (kind, subject) DO UPDATE SET number = {_TABLE}.number + 1"
)
# What an import and the desk note for themselves, and no reader sees: a change of it alone redraws nothing.
_UNSEEN = {
    "as_imported", "assumed_published", "compared", "failures", "file_name", "file_slug", "imported", "imported_digest",
    "imported_original_key", "imported_web_key", "imported_words", "made_by", "noise", "page_key", "reason", "retry_at",
    "source_key", "source_stamp", "stamp", "tried_at", "version",
}  # fmt: skip


def _day(moment: str) -> str:
    """Return a moment's day of UTC as a number. SQLite keeps moments as texts that begin with their day."""
    if connection.vendor == "sqlite":
        return f"CAST(replace(substr({moment}, 1, 10), '-', '') AS INTEGER)"
    return f"CAST(to_char({moment} AT TIME ZONE 'UTC', 'YYYYMMDD') AS bigint)"


def _of(articles: str) -> str:
    """Return what shows articles, by a query for their primary keys."""
    kinds = "SELECT 'article' AS kind UNION ALL SELECT 'day' UNION ALL SELECT 'provider'"
    subject = f"CASE k.kind WHEN 'article' THEN a.id WHEN 'day' THEN {_day('a.published_at')} ELSE a.provider_id END"
    return (
        f"SELECT k.kind AS kind, {subject} AS subject FROM articles_article AS a CROSS JOIN ({kinds}) AS k "
        f"WHERE a.id IN ({articles}) UNION "
        f"SELECT 'topic', t.tag_id FROM articles_articletopic AS t WHERE t.content_object_id IN ({articles})"
    )


def _naming(rows: str, *same: tuple[str, str]) -> str:
    """Return a query for the articles with related entries of which a column has the same value as one of the rows'."""
    return " UNION ".join(
        f"SELECT l.article_id FROM ({rows}) AS r JOIN articles_relatedlink AS l ON l.{column} = r.{other}"
        for column, other in same
    )


_SAME_URLS = (("web_key", "web_key"), ("original_key", "original_key"))


def _of_article(rows: str) -> str:
    """Itself, where it was and is, and what may show it as coverage or hides an entry of its URL, which a draft does too."""
    own = f"SELECT 'article' AS kind, r.id AS subject FROM ({rows}) AS r"
    was = " UNION ".join(
        f"SELECT '{kind}', {subject} FROM ({rows}) AS r"
        for kind, subject in (("day", _day("r.published_at")), ("provider", "r.provider_id"))
    )
    naming = _naming(rows, ("target_id", "id"), *_SAME_URLS)
    return f"{own} UNION {was} UNION {_of(f'SELECT r.id FROM ({rows}) AS r UNION {naming}')}"


def _of_former(rows: str) -> str:
    return _of(_naming(rows, *_SAME_URLS))


def _of_child(rows: str, columns: tuple[str, ...] = ("article_id",)) -> str:
    return _of(" UNION ".join(f"SELECT r.{column} FROM ({rows}) AS r" for column in columns))


def _of_pair(rows: str) -> str:
    return f"SELECT 'topic' AS kind, r.tag_id AS subject FROM ({rows}) AS r UNION {_of_child(rows, ('content_object_id',))}"


def _of_picture(rows: str) -> str:
    """What shows the picture of that URL: articles, and providers and topics that have it somewhere in their list."""
    same = "substr(i.url, 1, 200) = substr(r.url, 1, 200) AND i.url = r.url"  # the index has as much of it
    found = [_of(f"SELECT i.article_id FROM ({rows}) AS r JOIN articles_image AS i ON {same}")]
    for kind in ("provider", "topic"):
        has = (
            "EXISTS (SELECT 1 FROM json_tree(p.images) AS leaf WHERE leaf.atom = r.url)"
            if connection.vendor == "sqlite"
            else "jsonb_path_exists(p.images, '$.** ? (@ == $url)', jsonb_build_object('url', r.url))"
        )
        found.append(f"SELECT '{kind}s', 0 FROM ({rows}) AS r JOIN articles_{kind} AS p ON {has}")
    return " UNION ".join(
        [*found, f"SELECT 'site', 0 FROM ({rows}) AS r JOIN articles_masthead AS m ON m.logo_id = r.id"]
    )


def _of_all(rows: str, kind: str, telling: str = "") -> str:
    return f"SELECT '{kind}' AS kind, 0 AS subject FROM ({rows}) AS r" + (f" WHERE {telling}" if telling else "")


class _Watched(NamedTuple):
    """A table of which pages show something. `facts` says what, by a query for its rows."""

    model: type[models.Model]
    facts: Callable[[str], str]
    facts_of_new: Callable[[str], str] | None = None  # where a new row shows less than others

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """All but those that no reader sees, and what the database derives from others."""
        fields = (field for field in self.model._meta.concrete_fields if not field.generated)
        return [field.column for field in fields if field.column and field.name not in _UNSEEN]

    def steps(self, rows: str, *, new: bool = False) -> tuple[str, str]:
        facts = self.facts_of_new if new and self.facts_of_new else self.facts
        numbered = (
            f"INSERT INTO {_TABLE} (kind, subject, number) SELECT DISTINCT f.kind, f.subject, n.number FROM ({facts(rows)}) AS f "
            f"JOIN {_TABLE} AS n ON n.kind = 'all' AND n.subject = 0 WHERE f.subject IS NOT NULL "
            f"ON CONFLICT (kind, subject) DO UPDATE SET number = excluded.number"
        )
        return _STEP, numbered


def _name(model: type[models.Model], kind: str, shows_at_once: str) -> _Watched:
    """A new name shows nowhere before an article has it, unless there is a name above it or in its place."""
    return _Watched(model, partial(_of_all, kind=kind), partial(_of_all, kind=kind, telling=shows_at_once))


WATCHED = (
    _Watched(Article, _of_article),
    _Watched(ArticleTopic, _of_pair),
    _Watched(RelatedLink, _of_child),
    _Watched(Image, _of_child),
    _Watched(Parted, partial(_of_child, columns=("first_id", "second_id"))),
    _Watched(FormerArticle, _of_former),
    _Watched(Picture, _of_picture),
    _name(Provider, "providers", "r.merged_into_id IS NOT NULL"),
    _name(Topic, "topics", "r.merged_into_id IS NOT NULL OR r.parent_id IS NOT NULL"),
    _Watched(TopicAlias, partial(_of_all, kind="topics")),
    _Watched(Masthead, partial(_of_all, kind="site")),
)


def _sqlite(watched: _Watched) -> Iterator[Trigger]:
    def row(name: str) -> str:
        return "SELECT " + ", ".join(f"{name}.{column} AS {column}" for column in watched.columns)

    def trigger(event: str, rows: str, when: str = "") -> Trigger:
        return Trigger(_PREFIX, watched.table, event, watched.steps(rows, new=event == INSERT), when)

    yield trigger(INSERT, row("NEW"))
    yield trigger(DELETE, row("OLD"))
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watched.columns)
    yield trigger(UPDATE, f"{row('OLD')} UNION ALL {row('NEW')}", differs)


def _postgresql(watched: _Watched) -> Iterator[Trigger]:
    columns = ", ".join(watched.columns)
    old, new = (", ".join(f"{row}.{column}" for column in watched.columns) for row in ("o", "n"))
    both = f"old_rows AS o JOIN new_rows AS n ON n.id = o.id WHERE ({old}) IS DISTINCT FROM ({new})"
    rows = {
        INSERT: f"SELECT {columns} FROM new_rows",
        DELETE: f"SELECT {columns} FROM old_rows",
        UPDATE: f"SELECT {old} FROM {both} UNION ALL SELECT {new} FROM {both}",
    }
    for event in EVENTS:
        steps = watched.steps(rows[event], new=event == INSERT)
        yield Trigger(_PREFIX, watched.table, event, steps, f"EXISTS ({rows[event]})")


def _triggers() -> list[Trigger]:
    made = _sqlite if connection.vendor == "sqlite" else _postgresql
    return [trigger for watched in WATCHED for trigger in made(watched)]


def watch() -> None:
    """Make the triggers where they are missing or those of another version. Nothing that was kept before holds any more."""
    with transaction.atomic():
        if not are_installed(_triggers()):
            make(_triggers())
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_TABLE} (kind, subject, number) VALUES ('all', 0, 1), ('since', 0, %s) "
                f"ON CONFLICT (kind, subject) DO UPDATE SET number = CASE WHEN {_TABLE}.kind = 'all' "
                f"THEN {_TABLE}.number + 1 ELSE excluded.number END",
                [time.time_ns()],
            )


def unwatch() -> None:
    """Drop the triggers before tables change: one that names a table of former days would refuse every write."""
    with transaction.atomic():
        drop(_triggers())
