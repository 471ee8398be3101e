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
from articles.store.register import utc_day_number
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


def _of_articles(articles: str) -> str:
    return f"SELECT 'article' AS kind, f.id AS subject FROM ({articles}) AS f"


def _naming(rows: str) -> str:
    """Return a query for the articles with related entries that have the URL of a row."""
    return " UNION ".join(
        f"SELECT l.article_id AS id FROM ({rows}) AS r JOIN articles_relatedlink AS l ON l.{column} = r.{column}"
        for column in ("web_key", "original_key")
    )


def _of_article(rows: str) -> str:
    return f"SELECT 'article' AS kind, r.id AS subject FROM ({rows}) AS r"


def _of_gone(rows: str) -> str:
    """Where it was, and what has an entry that it showed or hid, which a draft does too."""
    found = [_of_article(rows), _of_articles(_naming(rows))]
    for kind, subject in (("day", utc_day_number("r.published_at")), ("provider", "r.provider_id")):
        found.append(f"SELECT '{kind}', {subject} FROM ({rows}) AS r")
    return " UNION ".join(found)


def _of_former(rows: str) -> str:
    return _of_articles(_naming(rows))


def _of_child(rows: str, columns: tuple[str, ...] = ("article_id",)) -> str:
    return _of_articles(" UNION ".join(f"SELECT r.{column} AS id FROM ({rows}) AS r" for column in columns))


def _of_pair(rows: str) -> str:
    return f"{_of_child(rows, ('content_object_id',))} UNION SELECT 'topic', r.tag_id FROM ({rows}) AS r"


def _of_picture(rows: str) -> str:
    """What shows the picture of that URL: articles, and providers and topics that have it somewhere in their list."""
    same = "substr(i.url, 1, 200) = substr(r.url, 1, 200) AND i.url = r.url"  # the index has as much of it
    found = [_of_articles(f"SELECT i.article_id AS id FROM ({rows}) AS r JOIN articles_image AS i ON {same}")]
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
    """A table of which pages show something: what a row says of them that is there, one that is new, and one that was.

    All three are queries for kinds and subjects, made of a query for rows. What is in front of a change is what a row was.
    """

    model: type[models.Model]
    new: Callable[[str], str]
    now: Callable[[str], str]
    was: Callable[[str], str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """All but those that no reader sees, and what the database derives from others."""
        fields = (field for field in self.model._meta.concrete_fields if not field.generated)
        return [field.column for field in fields if field.column and field.name not in _UNSEEN]

    def facts(self, event: str, old: str, new: str) -> str:
        if event == INSERT:
            return self.new(new)
        return self.was(old) if event == DELETE else f"{self.was(old)} UNION {self.now(new)}"


def _alike(model: type[models.Model], facts: Callable[[str], str]) -> _Watched:
    return _Watched(model, facts, facts, facts)


def _name(model: type[models.Model], kind: str, shows_at_once: str) -> _Watched:
    """A new name shows nowhere before an article has it, unless there is a name above it or in its place."""
    facts = partial(_of_all, kind=kind)
    return _Watched(model, partial(_of_all, kind=kind, telling=shows_at_once), facts, facts)


WATCHED = (
    _Watched(Article, _of_article, _of_article, _of_gone),
    _Watched(ArticleTopic, partial(_of_child, columns=("content_object_id",)), _of_pair, _of_pair),
    _alike(RelatedLink, _of_child),
    _alike(Image, _of_child),
    _alike(Parted, partial(_of_child, columns=("first_id", "second_id"))),
    _alike(FormerArticle, _of_former),
    _alike(Picture, _of_picture),
    _name(Provider, "providers", "r.merged_into_id IS NOT NULL"),
    _name(Topic, "topics", "r.merged_into_id IS NOT NULL OR r.parent_id IS NOT NULL"),
    _alike(TopicAlias, partial(_of_all, kind="topics")),
    _alike(Masthead, partial(_of_all, kind="site")),
)


def _steps(facts: str) -> tuple[str, str]:
    return _STEP, (
        f"INSERT INTO {_TABLE} (kind, subject, number) SELECT DISTINCT f.kind, f.subject, n.number FROM ({facts}) AS f "
        f"JOIN {_TABLE} AS n ON n.kind = 'all' AND n.subject = 0 WHERE f.subject IS NOT NULL "
        f"ON CONFLICT (kind, subject) DO UPDATE SET number = excluded.number"
    )


def _sqlite(watched: _Watched) -> Iterator[Trigger]:
    old, new = (
        "SELECT " + ", ".join(f"{row}.{column} AS {column}" for column in watched.columns) for row in ("OLD", "NEW")
    )
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watched.columns)
    for event in EVENTS:
        steps = _steps(watched.facts(event, old, new))
        yield Trigger(_PREFIX, watched.table, event, steps, differs if event == UPDATE else "")


def _postgresql(watched: _Watched) -> Iterator[Trigger]:
    every = ", ".join(watched.columns)
    old, new = (", ".join(f"{row}.{column}" for column in watched.columns) for row in ("o", "n"))
    both = f"old_rows AS o JOIN new_rows AS n ON n.id = o.id WHERE ({old}) IS DISTINCT FROM ({new})"
    rows = {
        INSERT: f"SELECT {every} FROM new_rows",
        DELETE: f"SELECT {every} FROM old_rows",
        UPDATE: f"SELECT {old} FROM {both}",
    }
    for event in EVENTS:
        changed = (rows[UPDATE], f"SELECT {new} FROM {both}") if event == UPDATE else (rows[event], rows[event])
        yield Trigger(_PREFIX, watched.table, event, _steps(watched.facts(event, *changed)), f"EXISTS ({rows[event]})")


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
