"""The full-text index, as each database has one. Its rows are written by `articles.store.search_index`."""

from typing import Any

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE articles_search USING fts5(title, excerpt, provider, topics, body, stems, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    "CREATE TRIGGER articles_search_gone AFTER DELETE ON articles_article "
    "BEGIN DELETE FROM articles_search WHERE rowid = old.id; END",
)
# PostgreSQL's TRUNCATE asks that whatever refers to a table goes with it: hence triggers instead of a foreign key.
POSTGRESQL = (
    "CREATE TABLE articles_search (article_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX articles_search_vector ON articles_search USING gin (vector)",
    "CREATE FUNCTION articles_search_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'TRUNCATE' THEN DELETE FROM articles_search; "
    "ELSE DELETE FROM articles_search WHERE article_id = OLD.id; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER articles_search_gone AFTER DELETE ON articles_article "
    "FOR EACH ROW EXECUTE FUNCTION articles_search_gone()",
    "CREATE TRIGGER articles_search_emptied AFTER TRUNCATE ON articles_article "
    "FOR EACH STATEMENT EXECUTE FUNCTION articles_search_gone()",
)
SQLITE_BACK = ("DROP TRIGGER articles_search_gone", "DROP TABLE articles_search")
POSTGRESQL_BACK = (
    "DROP TRIGGER articles_search_gone ON articles_article",
    "DROP TRIGGER articles_search_emptied ON articles_article",
    "DROP FUNCTION articles_search_gone()",
    "DROP TABLE articles_search",
)


def make(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def unmake(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(schema_editor: Any, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_duplicates'),
    ]

    operations = [
        migrations.RunPython(make, unmake),
    ]
