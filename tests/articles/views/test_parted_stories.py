"""What readers see of a story that an editor has parted: each part on its own page, and the API as the documents say."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.editing.acts import undo
from articles.reading.frontpage import front_at
from tests.articles.editing.acted import last
from tests.articles.editing.stories.grouped import name_of, slug, write_story
from tests.articles.editing.stories.parted import BY, FIVE, answer, parted, parted_once
from tests.seeds import Archive, archive

__all__ = ["archive", "parted", "parted_once"]
pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, tzinfo=UTC)


def front() -> dict[str, tuple[int, list[str]]]:
    """The stories of the front page: how many reports each counts, and those that it names."""
    front = front_at(NOW)
    found: Any = [story for story in (front.lead, *front.stories) if story]
    return {name_of(s): (s.coverage_count, [name_of(link.target) for link in s.shown_coverage]) for s in found}


def on_page(client: Client, name: str) -> list[str]:
    days = client.get(f"/news/{slug(name)}/").context["days"]
    return sorted(row.title[-1] for day in days for row in day.rows)


def in_the_api(client: Client, name: str) -> list[str]:
    item = client.get(f"/api/news/{slug(name)}/index.json").json()
    return [entry["title"][-1] for entry in item["related"]]


def test_each_part_has_its_own_reports(parted: Archive, client: Client) -> None:
    assert front() == {"a": (1, ["b"]), "c": (1, ["d"])}
    assert [on_page(client, name) for name in "ac"] == [["b"], ["d"]]


def test_a_newcomer_is_reported_once_and_where_an_editor_says(parted: Archive, client: Client) -> None:
    write_story(parted, FIVE)
    parted.bring()
    assert front() == {"a": (2, ["b", "e"]), "c": (1, ["d"])}
    answer("e", "c")
    assert front() == {"a": (1, ["b"]), "c": (2, ["d", "e"])}
    assert [on_page(client, name) for name in "ac"] == [["b"], ["d", "e"]]


def test_the_api_says_what_the_documents_say(parted: Archive, client: Client) -> None:
    assert [in_the_api(client, name) for name in "ac"] == [["b", "c", "d"], ["a", "b", "d"]]


def test_pages_change_when_a_story_is_parted_and_when_that_is_undone(parted: Archive, client: Client) -> None:
    undo(last(), by=BY)
    assert front() == {"a": (3, ["b", "c", "d"])}
    assert on_page(client, "a") == ["b", "c", "d"]
