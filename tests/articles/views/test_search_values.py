"""What the page of search is given: pages of rows, ways to narrow it where there is a choice, and help where nothing is found."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.store import index_stored
from tests.rows import make_article, make_provider, make_topic, slugs

pytestmark = pytest.mark.django_db


def given(client: Client, query: str, *names: str, **more: str) -> dict[str, Any]:
    """What the page is given under these names."""
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return {name: response.context[name] for name in names}


def indexed() -> None:
    index_stored(list(Article.objects.values_list("pk", flat=True)))


@pytest.fixture
def tides() -> None:
    """Seven articles with a word, of two years, two providers and two topics, one of them in all."""
    sea, port = make_topic("Sea & Sky"), make_topic("Port")
    other = make_provider("other.example.org", name="The Other")
    for number in range(7):
        make_article(
            f"tide-{number}", *[sea, port][: 1 + number % 2], title=f"Tide {number}",
            published_at=datetime(2022 + number % 2, 1, 1 + number, tzinfo=UTC),
            **({"provider": other} if number == 6 else {}),
        )  # fmt: skip
    make_article("draft", port, title="Tide", status="draft")
    indexed()


@pytest.mark.usefixtures("tides")
def test_a_search_is_narrowed_by_topics_providers_and_years(client: Client) -> None:
    assert given(client, "tide", "facets")["facets"] == [
        ("Topics", [("Sea & Sky", 'tide topic:"Sea & Sky"', 7), ("Port", "tide topic:Port", 3)]),
        ("Providers", [
            ("news.example.org", "tide provider:news.example.org", 6), ("The Other", "tide provider:other.example.org", 1),
        ]),
        ("Years", [("2023", "tide after:2023 before:2024", 3), ("2022", "tide after:2022 before:2023", 4)]),
    ]  # fmt: skip


@pytest.mark.usefixtures("tides")
def test_what_a_search_names_already_narrows_nothing(client: Client) -> None:
    found = given(client, 'topic:"Sea & Sky"', "facets", "number", "heading", "is_partly", "meant")
    assert [title for title, _ in found.pop("facets")] == ["Providers", "Years"]
    assert found == {"number": 7, "heading": "Search", "is_partly": False, "meant": []}


@pytest.mark.usefixtures("tides")
def test_few_need_no_narrowing(client: Client) -> None:
    for number, facets in ((5, 0), (6, 2)):
        found = given(
            client, "tide " + ("provider:news.example.org" if number == 6 else "before:2023-01-03"), "facets", "number"
        )
        assert (found["number"], len(found["facets"])) == (number, facets)


def test_an_early_year_is_written_as_a_date_is_read(client: Client) -> None:
    for number in range(6):
        make_article(f"tide-{number}", title="Tide", published_at=datetime(998 + number % 2, 5, 1, tzinfo=UTC))
    indexed()
    [(title, years)] = given(client, "tide", "facets")["facets"]
    queries = ["tide after:0999 before:1000", "tide after:0998 before:0999"]
    assert (title, [year.query for year in years]) == ("Years", queries)
    assert given(client, queries[0], "number") == {"number": 3}


def test_ways_to_narrow_are_eight_at_most_and_never_by_a_name_that_cannot_be_quoted(client: Client) -> None:
    topics = [make_topic(f"T{number}") for number in range(9)]
    odd = make_topic('"Odd"', slug="odd")
    for number in range(9):
        provider = make_provider(f"p{number}.example.org")
        make_article(
            f"tide-{number}",
            odd,
            *topics,
            title="Tide",
            provider=provider,
            published_at=datetime(2000 + number, 1, 2, tzinfo=UTC),
        )
    indexed()
    facets = given(client, "tide", "facets")["facets"]
    assert [(title, [facet.name for facet in each]) for title, each in facets] == [
        ("Topics", [f"T{number}" for number in range(7)]),
        ("Providers", [f"p{number}.example.org" for number in range(8)]),
        ("Years", [str(year) for year in range(2008, 2000, -1)]),
    ]  # fmt: skip


def test_results_come_in_pages_of_twenty_and_in_twenty_five_of_them(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.views.search.MOST_PAGES", 2)
    for number in range(41):
        make_article(f"tide-{number:02}", title="Tide")
    indexed()
    names = [f"tide-{number:02}" for number in range(41)]
    for page, shown in (("1", names[:20]), ("2", names[20:40]), ("3", names[20:40])):
        found = given(client, "tide", "rows", "number", "page", page=page)
        assert (slugs(row["article"] for row in found["rows"]), found["number"]) == (shown, 41)
        assert (found["page"].paginator.num_pages, found["page"].number) == (2, min(int(page), 2))


@pytest.mark.usefixtures("tides")
def test_where_nothing_has_all_words_nothing_is_narrowed_and_names_are_offered(client: Client) -> None:
    found = given(client, "tide prt", "number", "is_partly", "facets", "meant")
    assert [each.name for each in found.pop("meant")] == ["Port"]
    assert found == {"number": 7, "is_partly": True, "facets": []}
    nothing = given(client, "elephant", "number", "is_partly", "rows", "facets")
    assert nothing == {"number": 0, "is_partly": False, "rows": [], "facets": []}
    assert given(client, "", "number", "is_partly", "meant", "rows") == {
        "number": 0,
        "is_partly": False,
        "meant": [],
        "rows": [],
    }


def test_a_long_excerpt_is_cut_between_words_and_its_words_are_marked(client: Client) -> None:
    longest = " ".join(["tide"] * 55 + ["tides"])
    assert len(longest) == 280
    for slug, excerpt in (("exact", longest), ("long", f"{longest}!")):
        make_article(slug, title=f"A {slug} one", excerpt=excerpt)
    indexed()
    rows = {row["article"].slug: row for row in given(client, "tide", "rows")["rows"]}
    texts = {slug: "".join(piece.text for piece in row["excerpt"]) for slug, row in rows.items()}
    assert texts == {"exact": longest, "long": " ".join(["tide"] * 55) + " …"}
    assert [piece.text for piece in rows["long"]["title"]] == ["A long one"]
    assert {piece.text for piece in rows["long"]["excerpt"] if piece.is_found} == {"tide"}
