"""Keeps `Dependency`: triggers of the database give each thing that pages are drawn from the number of its last change.

The first step of each takes the next number, which locks it until the transaction ends: numbers come in the order in which
transactions are seen. So what was read while the number was n holds as long as nothing that it was drawn from has a higher one.
"""

import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
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
_LAST = "n.kind = 'all' AND n.subject = 0"
_STEP = f"UPDATE {_TABLE} SET number = number + 1 WHERE kind = 'all' AND subject = 0"
# What an import and the desk note for themselves, and no reader sees: a change of it alone redraws nothing.
_UNSEEN = {
    "as_imported", "assumed_published", "compared", "failures", "file_name", "file_slug", "imported", "imported_digest",
    "imported_original_key", "imported_web_key", "imported_words", "made_by", "noise", "page_key", "reason", "retry_at",
    "source_key", "source_stamp", "stamp", "tried_at", "version",
}  # fmt: skip


class _Fact(NamedTuple):
    """What a row says of pages: `subject` is SQL, as are tables to look into and what they must have; `{r}` is the row."""

    kind: str
    subject: str
    tables: str = ""
    where: str = ""


def _of_article(row: str) -> _Fact:
    return _Fact("article", f"{{r}}.{row}")


def _of_all(kind: str, where: str = "") -> _Fact:
    return _Fact(kind, "0", "", where)


# What has an entry that the row showed or hid, as the URL of a draft does too.
_NAMING = tuple(
    _Fact("article", "l.article_id", "articles_relatedlink AS l", f"l.{column} = {{r}}.{column}")
    for column in ("web_key", "original_key")
)


def _is_ahead(article: str) -> str:
    """Return the SQL for whether an article has the number of a change that is still to come; see `numbered_ahead`."""
    its = f"d.kind = 'article' AND d.subject = {article} AND d.number > n.number"
    return f"EXISTS (SELECT 1 FROM {_TABLE} AS n, {_TABLE} AS d WHERE {_LAST} AND {its})"


def _of_picture() -> Iterator[_Fact]:
    """What shows the picture of that URL: articles, and providers and topics that have it somewhere in their list."""
    same = "substr(i.url, 1, 200) = substr({r}.url, 1, 200) AND i.url = {r}.url"  # the index has as much of it
    yield _Fact("article", "i.article_id", "articles_image AS i", same)
    for kind in ("provider", "topic"):
        has = (
            "EXISTS (SELECT 1 FROM json_tree(p.images) AS leaf WHERE leaf.atom = {r}.url)"
            if connection.vendor == "sqlite"
            else "jsonb_path_exists(p.images, '$.** ? (@ == $url)', jsonb_build_object('url', {r}.url))"
        )
        yield _Fact(f"{kind}s", "0", f"articles_{kind} AS p", has)
    yield _Fact("site", "0", "articles_masthead AS m", "m.logo_id = {r}.id")


class _Watched(NamedTuple):
    """A table of which pages show something: what a new row says of them, one that is there, and what it was before."""

    model: type[models.Model]
    new: tuple[_Fact, ...]
    now: tuple[_Fact, ...]
    was: tuple[_Fact, ...]
    unless: str = ""  # SQL that is true of a new row which SQLite need not number

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """All but those that no reader sees, and what the database derives from others."""
        fields = (field for field in self.model._meta.concrete_fields if not field.generated)
        return [field.column for field in fields if field.column and field.name not in _UNSEEN]

    def facts(self, event: str) -> Iterator[tuple[str, _Fact]]:
        """Return what is to be numbered, each with the row that says it, `old` or `new`."""
        if event != INSERT:
            yield from (("old", fact) for fact in self.was)
        if event != DELETE:
            yield from (("new", fact) for fact in (self.new if event == INSERT else self.now))


def _alike(model: type[models.Model], *facts: _Fact) -> _Watched:
    return _Watched(model, facts, facts, facts)


def _name(model: type[models.Model], kind: str, shows_at_once: str) -> _Watched:
    """A new name shows nowhere before an article has it, unless there is a name above it or in its place."""
    return _Watched(model, (_of_all(kind, shows_at_once),), (_of_all(kind),), (_of_all(kind),))


def _watched() -> tuple[_Watched, ...]:
    """What shows an article otherwise (its topics, its coverage) is looked up later; see `articles.store.changes`."""
    article = _of_article("id")
    days = (_Fact("day", utc_day_number(f"{{r}}.{moment}")) for moment in ("published_at", "go_live_at"))
    place = (*days, _Fact("provider", "{r}.provider_id"))
    pair = (_of_article("content_object_id"), _Fact("topic", "{r}.tag_id"))
    return (
        _Watched(Article, (article,), (article,), (article, *place, *_NAMING)),
        _Watched(ArticleTopic, pair[:1], pair, pair),
        _alike(RelatedLink, _of_article("article_id"))._replace(unless=_is_ahead("NEW.article_id")),
        _alike(Image, _of_article("article_id")),
        _alike(Parted, _of_article("first_id"), _of_article("second_id")),
        _alike(FormerArticle, *_NAMING),
        _alike(Picture, *_of_picture()),
        _name(Provider, "providers", "{r}.merged_into_id IS NOT NULL"),
        _name(Topic, "topics", "({r}.merged_into_id IS NOT NULL OR {r}.parent_id IS NOT NULL)"),
        _alike(TopicAlias, _of_all("topics")),
        _alike(Masthead, _of_all("site")),
    )


def _numbering(selects: str) -> str:
    renewed = "ON CONFLICT (kind, subject) DO UPDATE SET number = excluded.number"
    return f"INSERT INTO {_TABLE} (kind, subject, number) {selects} {renewed}"


def _sqlite(watched: _Watched) -> Iterator[Trigger]:
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in watched.columns)
    for event in EVENTS:
        steps = [_STEP]
        for row, fact in watched.facts(event):
            tables = ", ".join(filter(None, (f"{_TABLE} AS n", fact.tables)))
            where = " AND ".join(filter(None, (_LAST, f"{fact.subject} IS NOT NULL", fact.where)))
            selected = f"SELECT '{fact.kind}', {fact.subject}, n.number FROM {tables} WHERE {where}"
            steps.append(_numbering(selected.format(r=row.upper())))
        when = differs if event == UPDATE else f"NOT {watched.unless}" if event == INSERT and watched.unless else ""
        yield Trigger(_PREFIX, watched.table, event, tuple(dict.fromkeys(steps)), when)


def _postgresql(watched: _Watched) -> Iterator[Trigger]:
    every = ", ".join(watched.columns)
    old, new = (", ".join(f"{row}.{column}" for column in watched.columns) for row in ("o", "n"))
    both = f"old_rows AS o JOIN new_rows AS n ON n.id = o.id WHERE ({old}) IS DISTINCT FROM ({new})"
    for event in EVENTS:
        changed = event == UPDATE
        rows = {
            "old": f"SELECT {old} FROM {both}" if changed else f"SELECT {every} FROM old_rows",
            "new": f"SELECT {new} FROM {both}" if changed else f"SELECT {every} FROM new_rows",
        }
        found = []
        for row, fact in watched.facts(event):
            tables = ", ".join(filter(None, (f"({rows[row]}) AS r", f"{_TABLE} AS n", fact.tables)))
            where = " AND ".join(filter(None, (_LAST, f"{fact.subject} IS NOT NULL", fact.where)))
            found.append(
                f"SELECT DISTINCT '{fact.kind}', {fact.subject}, n.number FROM {tables} WHERE {where}".format(r="r")
            )
        numbering = _numbering(" UNION ".join(found))
        any_row = rows["new" if event == INSERT else "old"]
        yield Trigger(_PREFIX, watched.table, event, (_STEP, numbering), f"EXISTS ({any_row})")


def _triggers() -> list[Trigger]:
    made = _sqlite if connection.vendor == "sqlite" else _postgresql
    return [trigger for watched in _watched() for trigger in made(watched)]


@contextmanager
def numbered_ahead(articles: Collection[int]) -> Iterator[None]:
    """Number articles at once for all the entries that are about to be inserted. Call it in a transaction.

    SQLite runs a trigger for each of a million rows. Each finds its article ahead of the last change, and does nothing; the
    last change catches up in the end, and nobody else sees the numbers before. PostgreSQL runs one for a statement.
    """
    if connection.vendor != "sqlite":
        yield
        return
    ahead = f"SELECT 'article', j.value, n.number + 1 FROM json_each(%s) AS j, {_TABLE} AS n WHERE {_LAST}"
    with connection.cursor() as cursor:
        cursor.execute(_numbering(ahead), [json.dumps([*articles])])
        try:
            yield
        finally:
            cursor.execute(_STEP)


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
