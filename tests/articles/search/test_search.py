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

from articles.merging import merge
from articles.models import Article, Provider, Topic
from articles.publishing import delete, publish, withdraw
from articles.revisions import Author, restore
from articles.search import marked, read, rebuild, search
from articles.spellings import adopt, correct
from tests.seeds import Archive, archive, edit, entry, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Author("editor")

# Name: (headline, excerpt, topics, provider); each on a day of its own, the later the fresher.
ARTICLES: dict[str, tuple[str, str, list[str], str]] = {
    "2021-03-01-harbour": ("The harbour clock is right again", "After eleven years somebody wound it.", ["Time"], ""),
    "2021-05-02-clocks": (
        "Clockmakers of the coast meet",
        "They wind harbour clocks and organize a fair.",
        ["Time", "Crafts"],
        "",
    ),
    "2022-01-03-tides": ("Spring tides and what they bring", "Tide tables for editors, explained.", ["Sea"], ""),
    "2022-02-04-tables": (
        "How to read a tide table",
        "A guide to the spring and its tide.",
        ["Sea", "Machine Learning"],
        "",
    ),
    "2022-06-05-cafe": ("Café Zürich opens: a naïve experiment", "Coffee for sailors.", ["Crafts"], "Der Kai"),
    "2023-01-06-moon": ("The moon pulls, the sea follows", "Organizations measure policies of the tide.", ["Moon"], ""),
    "2023-02-07-gpt": ("GPT-4 writes a tide table", "An AI model learns the coast.", ["Machine Learning"], ""),
    "2023-03-08-japan": ("沿岸の編集者が新しい潮汐表を発表した", "潮の話", ["Sea"], ""),
    "2023-04-09-arabic": ("جدول المد والجزر الجديد", "للمحررين", ["Sea"], ""),
    "2023-05-10-german": ("Neue Gezeitentafeln für Redaktionen", "Über Ebbe und Flut.", ["Sea"], "Der Kai"),
    "2023-06-11-markup": ("<b>Bold</b> & <MSFT.O> 'quoted'", "]]> and other marks", ["Crafts"], ""),
    "2023-07-12-lighthouse": ("A lighthouse for sale", "Its keeper’s policy: no visitors, no clocks.", ["Crafts"], ""),
    "2023-08-13-body": ("A long story", "Told by a sailor.", ["Crafts"], ""),
}


@pytest.fixture
def site(archive: Archive) -> Archive:
    for slug, (title, excerpt, topics, provider) in ARTICLES.items():
        path = archive.write_article(
            slug, title=f'"{title}"', excerpt=f'"{excerpt}"', topics="".join(f"\n  - {topic}" for topic in topics),
            provider=f"\n  name: {provider or 'Example'}\n  domain: {'kai' if provider else 'news'}.example.org",
            webUrl=f'"https://{slug}.example.org/"', publishedDateTime=f"{slug[:10]}T08:00:00Z",
        )  # fmt: skip
    path.write_text(path.read_text() + "Once there was a barnacle on every quay.\n")
    archive.bring()
    return archive


def found(text: str, among: Any = None) -> list[str]:
    articles = Article.objects.published() if among is None else among
    return [article.slug for article in search(read(text), articles).articles]


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
    withdraw(the_article(), by=BY)
    assert found("gannet") == []
    publish(the_article(), by=BY)
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
    merge(the_article("2023-01-24-a"), the_article("2023-01-24-b"), by=BY)
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


@settings(max_examples=60, deadline=None, database=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors])  # fmt: skip
@given(st.text(alphabet=st.sampled_from("tide \"-:*()^{}\\'&|!<>NEAR AND0123456789/\0\n潮é%_")) | st.text())
def test_no_query_is_an_error(db: None, text: str) -> None:
    list(search(read(text), Article.objects.all()).articles)


def test_a_page_of_results_takes_as_many_queries_for_few_as_for_many(
    site: Archive, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for text in ("lighthouse", "tide"):
        with django_assert_max_num_queries(3):
            client.get("/search/", {"q": text})


def test_words_are_marked_and_nothing_is_markup(site: Archive, client: Client) -> None:
    page = client.get("/search/", {"q": "bold msft <script>"}).content.decode()
    assert "Nothing found" in page
    page = client.get("/search/", {"q": "bold msft"}).content.decode()
    assert "&lt;b&gt;<mark>Bold</mark>&lt;/b&gt; &amp; &lt;<mark>MSFT</mark>.O&gt;" in page
    assert "<script>" not in page


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
    pieces = marked(text, search(read(query), Article.objects.all()).wanted)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_found] == wanted


def test_pages_of_results_go_on_and_are_bounded(archive: Archive, client: Client) -> None:
    for number in range(45):
        archive.write_article(f"2023-01-24-a{number}", webUrl=f'"https://e.example/{number}"')
    archive.bring()
    page = client.get("/search/", {"q": "tide table"}).content.decode()
    assert "45 articles" in page
    assert page.count('class="card"') == 20
    assert 'href="?q=tide%20table&amp;page=2" rel="next"' in page
    last = client.get("/search/", {"q": "tide table", "page": "999999999999999999999"}).content.decode()
    assert last.count('class="card"') == 5
    assert client.get("/search/", {"q": "tide", "page": "x"}).status_code == 200


def test_the_empty_page_says_how_to_search(client: Client) -> None:
    page = client.get("/search/").content.decode()
    assert "topic:" in page
    assert 'name="robots" content="noindex' in page


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
