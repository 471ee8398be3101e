"""Finding articles: the best first, at once after every way of writing, and never what is not public."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.editing.joining import join
from articles.editing.publishing import delete, set_status
from articles.editing.spellings import adopt, correct
from articles.history.restoring import restore
from articles.history.work import Work
from articles.models import Article, Provider, Status, Topic
from articles.reading.search import marked, read_query, rebuild, search
from tests.articles.reading.search.site import ARTICLES, site, site_once
from tests.seeds import Archive, archive, edit, entry, the_article

__all__ = ["archive", "site", "site_once"]
pytestmark = pytest.mark.django_db
BY = Work("editor")


def found(text: str, among: Any = None) -> list[str]:
    articles = Article.objects.published() if among is None else among
    return [each.slug for each in search(read_query(text), articles).best(articles, 100)]


def first(text: str) -> str:
    return next(iter(found(text)), "")


QUERIES = [
    ("harbour", "harbour"),
    ("HARBOUR CLOCK", "harbour"),
    ("clock", "harbour"),
    ("clocks right", "harbour"),
    ("clockmaker", "clocks"),
    ("clockmak", "clocks"),
    ("wind harbour", "clocks"),
    ("wound", "harbour"),
    ("organize", "clocks"),
    ("organizing fair", "clocks"),
    ("organizations", "moon"),
    ("organiz policy", "moon"),
    ("policies tide", "moon"),
    ("spring tides", "tides"),
    ("spring tide", "tides"),
    ('"spring tides"', "tides"),
    ('"tide table"', "gpt"),
    ('"tide tables"', "tides"),
    ("read table", "tables"),
    ("tide table", "gpt"),
    ("tide -spring -gpt", "moon"),
    ("cafe zurich", "cafe"),
    ("CAFÉ", "cafe"),
    ("naive experiment", "cafe"),
    ("zür", "cafe"),
    ("der kai", "german"),
    ("provider:kai.example.org coffee", "cafe"),
    ('provider:"Der Kai" flut', "german"),
    ("topic:moon", "moon"),
    ('topic:"machine learning"', "gpt"),
    ('topic:"Machine Learning" read', "tables"),
    ("topic:sea before:2022-02", "tides"),
    ("after:2023-07 clock", "lighthouse"),
    ("after:2023-08", "body"),
    ("barnacle", "body"),
    ("barnacles quay", "body"),
    ("gpt-4", "gpt"),
    ("gpt 4", "gpt"),
    ("潮汐表", "japan"),
    ("編集", "japan"),
    ("潮", "japan"),
    ("المد", "arabic"),
    ("gezeitentafel", "german"),
    ("für uber", "german"),
    ("msft.o", "markup"),
    ("<b>bold", "markup"),
    ("keeper's policy", "lighthouse"),
    ("lighthouse sale OR", ""),
    ("tide before:2021", ""),
    ('"table tide"', ""),
    ("topic:nowhere", ""),
    ("zzzz", ""),
]


def test_forty_and_more_queries_find_what_a_reader_means(site: Archive) -> None:
    slugs = {slug[11:]: slug for slug in ARTICLES}
    wrong = {text: first(text) for text, name in QUERIES if first(text) != slugs.get(name, "")}
    assert wrong == {}
    assert len(QUERIES) > 40


def test_a_word_of_a_headline_counts_more_than_one_of_an_excerpt_and_that_more_than_one_of_a_body(
    archive: Archive,
) -> None:
    for name, title, excerpt, body in (
        ("c", "Other words entirely here", "Plain text", "An albatross.\n"),
        ("b", "Other words entirely now", "An albatross", ""),
        ("a", "Albatross words entirely new", "Plain text", ""),
    ):
        archive.write_article(
            f"2023-01-24-{name}", title=f'"{title}"', excerpt=f'"{excerpt}"', webUrl=f'"https://e.example/{name}"'
        )
        path = archive.folder / f"_news/2023-01-24-{name}.md"
        path.write_text(path.read_text() + body)
    archive.bring()
    assert found("albatross") == ["2023-01-24-a", "2023-01-24-b", "2023-01-24-c"]


def test_of_two_that_match_alike_the_fresher_is_first(archive: Archive) -> None:
    for year in (2021, 2023, 2022):
        archive.write_article(
            f"{year}-01-24-a", webUrl=f'"https://e.example/{year}"', publishedDateTime=f"{year}-01-24T00:00:00Z"
        )
    archive.bring()
    assert found("tide table") == ["2023-01-24-a", "2022-01-24-a", "2021-01-24-a"]


@pytest.mark.parametrize(
    "flags",
    [
        {"published": "false"},
        {"published": "false", "removed": "true"},
        {"published": None, "heat": "-1"},
        {"goLiveAt": "2999-01-01T00:00:00Z"},
    ],
)
def test_what_is_not_public_is_not_found(archive: Archive, client: Client, flags: dict[str, Any]) -> None:
    archive.write_article(title='"An albatross"', **flags)
    archive.bring()
    page = client.get("/search/", {"q": "albatross"}).content.decode()
    assert "Nothing found" in page
    assert "2023-01-24-tides" not in page
    assert found("albatross", Article.objects.all()) == ["2023-01-24-tides"]


def test_every_way_of_writing_is_found_at_once(archive: Archive, admin_client: Client) -> None:
    archive.write_article(title='"An albatross"')
    archive.bring()
    assert found("albatross")
    edit(title="A pelican")
    assert (found("albatross"), len(found("pelican"))) == ([], 1)
    archive.write_article(title='"An albatross"', excerpt='"With a gannet"')
    archive.bring()
    assert len(found("gannet")) == 1
    set_status([the_article()], Status.WITHDRAWN, by=BY)
    assert found("gannet") == []
    set_status([the_article()], Status.PUBLISHED, by=BY)
    assert len(found("gannet")) == 1
    restore(the_article().revisions.earliest("pk"), by=BY)
    assert (found("gannet"), len(found("albatross"))) == ([], 1)
    delete([the_article()], by=BY)
    assert found("albatross", Article.objects.all()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        assert cursor.fetchone() == (0,)


def test_a_merged_article_is_found_once_by_what_it_has_of_both(archive: Archive) -> None:
    archive.write_article("2023-01-24-a", webUrl='"https://e.example/a"', topics="\n  - Gannets")
    archive.write_article("2023-01-24-b", webUrl='"https://e.example/b"', topics="\n  - Pelicans")
    archive.bring()
    join(the_article("2023-01-24-a"), the_article("2023-01-24-b"), by=BY)
    assert found("pelicans gannets") == ["2023-01-24-a"]


def test_a_new_name_of_a_provider_or_topic_finds_its_articles(archive: Archive) -> None:
    archive.write_article(topics="\n  - Birds")
    archive.write_article(
        "2023-01-25-b", webUrl='"https://e.example/b"', provider="\n  name: Albatross\n  domain: news.example.org"
    )
    archive.bring()
    assert found("albatross") == ["2023-01-25-b"]
    adopt(Provider.objects.get(), "Albatross", by=BY)
    assert set(found("albatross")) == {"2023-01-24-tides", "2023-01-25-b"}
    correct(Provider.objects.get(), "Example", by=BY)
    assert found("example") == []
    archive.write("_data/topics/birds.yaml", "taxonomy: topic\n_id: birds\nname: Birds\n")
    archive.bring()
    archive.write("_data/topics/birds.yaml", "taxonomy: topic\n_id: birds\nname: Gannets\n")
    archive.bring()
    assert Topic.objects.filter(name="Gannets").exists()
    assert "2023-01-24-tides" in found("gannets")


def test_the_index_is_written_anew_by_a_command(site: Archive) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")
    assert found("harbour") == []
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert out.getvalue() == "13 articles can be found.\n"
    assert first("harbour") == "2021-03-01-harbour"
    assert sum(rebuild()) == 13


def test_migrating_indexes_what_an_earlier_version_stored(site: Archive) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")
    edit("2022-01-03-tides", title="An albatross")
    out = StringIO()
    call_command("migrate", interactive=False, stdout=out)
    assert out.getvalue().splitlines()[-1] == "Search: 12 articles of an earlier version can now be found."
    assert first("harbour") == "2021-03-01-harbour"
    out = StringIO()
    call_command("migrate", interactive=False, stdout=out)
    assert "Search" not in out.getvalue()


@settings(max_examples=60, deadline=None, database=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors])  # fmt: skip
@given(st.text(alphabet=st.sampled_from("tide \"-:*()^{}\\'&|!<>NEAR AND0123456789/\0\n潮é%_")) | st.text())
def test_no_query_is_an_error(db: None, text: str) -> None:
    assert isinstance(search(read_query(text), Article.objects.all()).pks, list)


@pytest.mark.parametrize(
    ("text", "query", "wanted"),
    [
        ("Clocks of the coast", "clock", ["Clocks"]),
        ("Clockmakers", "clockm", ["Clockmakers"]),
        ("A café", "cafe", ["café"]),
        ("新しい潮汐表", "潮汐表", ["新しい潮汐表"]),
        ("Nothing here", "clock", []),
        ("", "clock", []),
    ],
)
def test_what_was_looked_for_is_marked(db: None, text: str, query: str, wanted: list[str]) -> None:
    pieces = marked(text, search(read_query(query), Article.objects.all()).wanted)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_found] == wanted


def test_related_coverage_is_not_what_an_article_is_found_by(archive: Archive) -> None:
    archive.write_article(related=entry("An albatross", "https://e.example/1"))
    archive.bring()
    assert found("albatross") == []


def test_an_unchanged_import_writes_no_index(
    archive: Archive, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    archive.write_article()
    archive.bring()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")
    archive.write_article(heat="3")
    archive.bring()
    assert found("tide") == []
