"""A site of any earlier version is upgraded with all that it has, and is a site like one that was always of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as todays
from django.apps.registry import Apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from articles import seed
from articles.audit import in_one_line
from articles.bridge import document_of
from articles.bridge.ranking import rank_of
from articles.editing.roles import ADMINISTRATOR, make_roles
from articles.exchange.exporter import export_seeds
from articles.exchange.importer import import_seeds
from articles.migrations._0004_pages import page_of as earlier_page
from articles.models import Article, FormerArticle, Provider, Revision, Topic, text_key
from articles.models.querysets.relevance import Wanted
from articles.store import load_texts
from articles.texts.pages import same_page
from tests.articles.migrations import files, rows
from tests.articles.migrations.earlier import Databases, State, first_written, migrations, tried, write_as_first
from tests.lengths import sampled
from tests.seeds import counts

pytestmark = pytest.mark.database
Table = dict[Any, dict[str, Any]]
PAGES = (
    "/", "/latest/", "/news/2023-01-24-tides/", "/topics/", "/topics/ai/", "/providers/", "/providers/news.example.org/",
    "/archive/2023/", "/search/?q=water", "/feed.rss", "/sitemap.xml", "/api/news/index.json", "/admin/",
    "/admin/articles/article/", "/admin/articles/article/1/change/", "/admin/articles/article/3/history/",
    "/admin/articles/import/", "/admin/articles/formerarticle/", "/readyz",
)  # fmt: skip


KEPT_BY_TRIGGERS = {"articles.Tally", "articles.Dependency"}
# What a row says after the upgrade that had no such column.
LACKING = {"was_shown": True, "source_stamp": None}


@pytest.fixture(scope="module")
def databases(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with django_db_blocker.unblock():
        made = Databases(tmp_path_factory.mktemp("earlier"))
        yield made
        made.remove()


@contextmanager
def a_site(databases: Databases, state: State) -> Iterator[dict[str, Table]]:
    """`connection` leads to a site of that state, whose rows are given."""
    with databases.of(state) as apps:
        rows.Site(apps).fill()
        found = tables(apps)
        for model, name in state.lacked:
            for row in found[f"articles.{model}"].values():
                row[name] = LACKING[name]
        write_as_first(state, apps)
        yield found


def tables(apps: Apps) -> dict[str, Table]:
    """All rows of all tables that are ours or hold people and their rights, but for those that the database keeps itself."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in ("articles", "auth")]
    models = [m for m in models if m._meta.label not in KEPT_BY_TRIGGERS]
    return {m._meta.label: {row["pk"]: row for row in _plain(m)} for m in models}


def _plain(model: Any) -> Iterator[dict[str, Any]]:
    """The rows by what their columns are called today."""
    now = {before: name for name, before in rows.RENAMED.get(model.__name__, {}).items()}
    for row in model._base_manager.values("pk", *(field.attname for field in model._meta.concrete_fields)):
        yield {
            now.get(name, name): bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()
        }


def kept(before: dict[str, Table], after: dict[str, Table]) -> dict[str, Table]:
    """Of `after` the tables and columns that there were before; people and rights may have come to those that were."""
    found: dict[str, Table] = {}
    for label, table in before.items():
        ours = label.startswith("articles.")
        names = next(iter(table.values())).keys() if table else ()
        now = {pk: row for pk, row in after[label].items() if ours or pk in table}
        found[label] = {pk: {name: row[name] for name in names} for pk, row in now.items()}
    return found


def derived() -> dict[str, tuple[Any, ...]]:
    return {a.slug: (a.web_key, a.original_key, a.page_key, a.rank, a.noise) for a in Article.objects.all()}


def as_derived_today() -> dict[str, tuple[Any, ...]]:
    noise = {"2023-01-24-tides": 2}
    return {
        a.slug: (
            text_key(a.web_url), text_key(a.original_url), text_key(same_page(a.web_url or a.original_url)),
            rank_of(a.heat, a.published_at), noise.get(a.slug, 0),
        )
        for a in Article.objects.all()
    }  # fmt: skip


def columns() -> dict[str, set[str]]:
    described = connection.introspection.get_table_description
    with connection.cursor() as cursor:
        return {table: {column.name for column in described(cursor, table)} for table in as_modelled_today()}


def as_modelled_today() -> dict[str, set[str]]:
    models = todays.get_app_config("articles").get_models()
    return {m._meta.db_table: {str(field.column) for field in m._meta.concrete_fields} for m in models}


def indexed() -> set[int]:
    """The articles that search knows."""
    name = "rowid" if connection.vendor == "sqlite" else "article_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM articles_search")
        return {pk for (pk,) in cursor.fetchall()}


def rights() -> dict[str, set[str]]:
    return {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}


def usual_rights() -> dict[str, set[str]]:
    """Those of a site that is made today, and of the role that the site made itself."""
    Group.objects.exclude(name=rows.STRINGER).delete()
    make_roles()
    return rights()


def texts() -> list[bytes | None]:
    revisions = list(Revision.objects.order_by("pk"))
    load_texts(revisions)
    return [revision.whole for revision in revisions]


def exported(folder: Path) -> dict[str, str]:
    export_seeds(folder, [])
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def documents() -> dict[str, seed.SeedDocument]:
    articles = Article.objects.for_documents()
    return {f"_news/{article.slug}.md": document_of(article) for article in articles}


def assert_upgraded(before: dict[str, Table], folder: Path) -> None:
    """All that there was is there, and what derives from it is as if it were written today."""
    assert kept(before, tables(todays)) == before
    assert derived() == as_derived_today()
    assert indexed() == set(Article.objects.values_list("pk", flat=True))
    assert documents() == {name: seed.parse(text.encode()) for name, text in files.EXPORT.items() if "_news" in name}
    assert texts() == files.TEXTS
    assert exported(folder) == files.EXPORT
    written_here = 1  # by an editor: no file has brought it yet
    assert counts(import_seeds([str(folder)], jobs=1)) == {"created": written_here, "unchanged": 6}
    assert rights() == usual_rights()


@sampled
@pytest.mark.parametrize("state", tried(), ids=str)
def test_a_site_of_an_earlier_version_is_upgraded(databases: Databases, state: State, tmp_path: Path) -> None:
    with a_site(databases, state) as before:
        databases.history.migrate(migrations()[-1])
        call_command("migrate", verbosity=0)
        assert_upgraded(before, tmp_path)


@pytest.mark.parametrize("state", first_written(), ids=str)
def test_a_site_made_by_a_migration_before_it_was_changed_is_upgraded(
    databases: Databases, state: State, tmp_path: Path
) -> None:
    with a_site(databases, state) as before:
        call_command("migrate", verbosity=0)
        assert columns() == as_modelled_today()
        assert_upgraded(before, tmp_path)


@pytest.mark.parametrize("state", [first_written()[0], State("0006_pictures"), first_written()[-1]], ids=str)
def test_the_pages_of_an_upgraded_site_work(databases: Databases, state: State, client: Client) -> None:
    with a_site(databases, state):
        databases.history.migrate(migrations()[-1])
        call_command("migrate", verbosity=0)
        client.force_login(User.objects.get(username="root"))
        assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_search_index_is_written_again_and_loses_what_is_deleted(databases: Databases) -> None:
    """The word was in the index before, and no text has it."""
    with a_site(databases, State("0005_search")):
        call_command("migrate", verbosity=0)
        assert not Article.objects.with_words([Wanted(("heirloom",))], []).exists()
        Article.objects.filter(slug="2023-01-27-storm").delete()
        assert indexed() == set(Article.objects.values_list("pk", flat=True))


def test_a_column_that_the_first_databases_lack_is_there_before_its_table_is_copied(databases: Databases) -> None:
    """SQLite would take its name for a text, or fail."""
    with a_site(databases, first_written()[1]):
        databases.history.migrate("0004_duplicates")
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT source_stamp FROM articles_article")
            assert cursor.fetchall() == [(None,)]


@pytest.mark.parametrize(("taken", "is_administrator"), [("change_masthead", True), ("delete_article", False)])
def test_who_could_do_everything_may_do_what_came_later(
    databases: Databases, taken: str, is_administrator: bool
) -> None:
    """Administrators made before there was a masthead lack its rights; those whom the site limited stay limited."""
    with a_site(databases, State("0010_story_rule")):
        group = Group.objects.get(name=ADMINISTRATOR)
        masthead = group.permissions.filter(content_type__model="masthead")
        with in_one_line():  # in tables without an audit
            group.permissions.remove(*masthead, *group.permissions.filter(codename=taken))
        databases.history.migrate(migrations()[-1])
        assert group.permissions.filter(codename="change_masthead").exists() is is_administrator


def test_a_step_of_an_upgrade_leaves_what_derives_from_articles_to_the_last(databases: Databases) -> None:
    with a_site(databases, State("0005_search")):
        call_command("migrate", "articles", "0007_pins", verbosity=0)
        assert len(indexed()) == 1
        call_command("migrate", verbosity=0)
        assert len(indexed()) == 5


def test_asking_what_is_to_be_migrated_writes_nothing(databases: Databases) -> None:
    with a_site(databases, State("0003_imports")):
        databases.history.migrate(migrations()[-1])
        call_command("migrate", check_unapplied=True, verbosity=0)
        call_command("migrate", plan=True, verbosity=0)
        assert indexed() == set()


def test_names_in_another_spelling_of_unicode_get_ours_and_keep_that_of_their_files(databases: Databases) -> None:
    composed, decomposed = "2023-01-24-caf\u00e9", "2023-01-24-cafe\u0301"
    with databases.of(State("0022_plain_labels")) as apps:
        article, former, provider, topic, revision = (
            apps.get_model("articles", name) for name in ("Article", "FormerArticle", "Provider", "Topic", "Revision")
        )
        of = provider.objects.create(domain="cafe\u0301.example", name="Cafe\u0301")
        made = [article.objects.create(slug=slug, title=slug, provider=of) for slug in (decomposed, f"{decomposed}-b")]
        article.objects.create(slug=f"{composed}-b", title="taken", provider=of)
        revision.objects.create(
            article=made[0], name=decomposed, kind="import", at=timezone.now(), text=b"", digest=b""
        )
        former.objects.create(slug=f"{decomposed}-gone", title="gone", at=timezone.now())
        topic.objects.create(name="Cafe\u0301", slug="one")
        two = topic.objects.create(name="Tea\u0301", slug="two")
        alike = topic.objects.create(name="Te\u00e1", slug="three", parent=two)
        below = topic.objects.create(name="Below", slug="below", parent=two)
        apps.get_model("articles", "ArticleTopic").objects.create(content_object=made[0], tag=two, name="Tea\u0301")
        databases.history.migrate(migrations()[-1])
        found = dict(Article.objects.order_by("pk").values_list("slug", "file_slug"))
        assert found == {composed: decomposed, f"{composed}-b-2": None, f"{composed}-b": None}
        assert Revision.objects.get().name == composed
        assert FormerArticle.objects.get().slug == f"{composed}-gone"
        assert list(Topic.objects.order_by("pk").values_list("name", "spelled", "merged_into", "parent")) == [
            ("Caf\u00e9", "Cafe\u0301", None, None), ("Tea\u0301", None, alike.pk, None), ("Te\u00e1", None, None, None),
            ("Below", None, None, alike.pk),
        ]  # fmt: skip
        assert Topic.objects.get(pk=below.pk).parent.article_links.get().name == "Tea\u0301"
        assert Provider.objects.values_list("name", "spelled", "domain").get() == (
            "Caf\u00e9",
            "Cafe\u0301",
            "caf\u00e9.example",
        )
        assert {(a.provider_rest or {})["domain"] for a in Article.objects.all()} == {"cafe\u0301.example"}


def test_pages_on_hosts_that_are_not_ascii_are_reckoned_again(databases: Databases) -> None:
    urls = [
        "https://stra\u00dfe.example/a", "https://b\u00fccher.example:80/b?utm_source=x", "https://news.example.org/c", "",
        "https://i\u2764.example/", "https://stra%C3%9Fe.example/d", "https://\u00fc@b\u00fccher.example/e",
    ]  # fmt: skip
    with databases.of(State("0024_search_again")) as apps:
        article, provider = (apps.get_model("articles", name) for name in ("Article", "Provider"))
        of = provider.objects.create(domain="e.example", name="E")
        for number, url in enumerate(urls):
            key = text_key(earlier_page(url))
            article.objects.create(slug=f"a{number}", title="A", provider=of, web_url=url, page_key=key, compared=True)
        databases.history.migrate("0025_hosts")
        found = dict(Article.objects.order_by("pk").values_list("web_url", "page_key"))
        assert found == {url: text_key(same_page(url)) for url in urls}
        again = Article.objects.filter(compared=False).values_list("web_url", flat=True)
        assert sorted(again) == sorted([urls[0], urls[5]])
