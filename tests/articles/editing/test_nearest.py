"""The stories to which an article may belong: suggested, the nearest first, and never done."""

from typing import Any

import pytest

from articles.editing.nearest import suggested_stories
from articles.editing.vocabulary import frequencies, keep_frequencies
from articles.models import Act, Article, RelatedLink, Vocabulary
from articles.store import index_stored
from tests.articles.editing.stories.grouped import slug, write_story
from tests.rows import make_article
from tests.seeds import Archive, archive, edit, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db

FERRY = "Passengers evacuated as fire breaks out on Marenga ferry"
DECK = "Car deck blaze forces 312 off the Star of Marenga"
SAID = "All 312 people on board the Star of Marenga were taken off in lifeboats."


def made(name: str, title: str, excerpt: str = "", *, at: str = "2026-03-02T06:00Z", **more: Any) -> Article:
    article = make_article(name, title=title, excerpt=excerpt, published_at=at, **more)
    index_stored([article.pk])
    return Article.objects.get(pk=article.pk)


def suggested(article: Article) -> list[str]:
    return [each.leader.slug for each in suggested_stories(article)]


def test_an_empty_or_tiny_archive_has_no_suggestions() -> None:
    this = made("this", FERRY, SAID)
    assert suggested(this) == []
    made("other", "Something else altogether", "Nothing of it is here.")
    keep_frequencies()
    assert suggested(this) == []
    assert suggested(made("empty", "…")) == []


def test_a_report_of_the_same_event_is_found_by_its_excerpt_and_before_any_other() -> None:
    first = made("ferry", FERRY, SAID)
    made("quay", "Ferry port gets new quay", "The port hopes for more passengers.")
    made("fire", "Fire drill at the town hall", "Everyone was out after six minutes.")
    keep_frequencies()
    found = suggested_stories(made("deck", DECK, "Passengers were taken off in lifeboats.", status="draft"))
    assert [found[0].leader, found[0].key, found[0].is_sure] == [first, "a", True]
    assert found[0].nearness > 2 * max((each.nearness for each in found[1:]), default=0)


def test_what_is_the_same_but_for_its_number_is_none() -> None:
    made("part-1", "Who owns our water? Part 1", "In a series of three, we follow a drop.")
    keep_frequencies()
    assert suggested(made("part-2", "Who owns our water? Part 2", "In a series of three, we follow a drop.")) == []


@pytest.mark.parametrize(
    ("at", "status", "number"),
    [
        ("2026-03-10T06:00Z", "published", 1),
        ("2026-03-20T06:00Z", "published", 0),
        ("2026-02-10T06:00Z", "published", 0),
        ("2026-03-02T06:00Z", "withdrawn", 0),
        ("2026-03-02T06:00Z", "draft", 0),
    ],
)
def test_only_what_leads_a_story_of_those_days_is_suggested(at: str, status: str, number: int) -> None:
    made("ferry", FERRY, SAID, at=at, status=status)
    keep_frequencies()
    assert len(suggested(made("deck", FERRY, SAID, status="draft"))) == number


def test_drafts_of_the_same_event_do_not_crowd_out_the_story() -> None:
    made("ferry", DECK, "Passengers of the ferry were taken off in lifeboats.")
    for number in range(60):
        made(f"draft-{number}", FERRY, SAID, status="draft")
    keep_frequencies()
    assert suggested(made("deck", FERRY, SAID, status="draft")) == ["ferry"]


def test_a_member_leads_to_its_story_but_no_article_to_its_own(archive: Archive) -> None:
    story = write_story(archive, {"harbour": 80, "ferry": 60, "quay": 50})
    archive.bring()
    for name, title in zip(story, (FERRY, DECK, "Star of Marenga: investigators suspect van on deck"), strict=True):
        edit(name, title=title, excerpt=SAID)
    words = {
        "title": f'"{DECK}"',
        "excerpt": f'"{SAID}"',
        "webUrl": '"https://news.example.org/new"',
        "published": "false",
    }
    archive.write_article(slug("new"), **words, heat="10")
    archive.bring()
    assert suggested(the_article(slug("new"))) == [story[0]]
    assert suggested(the_article(story[1])) == []


def test_it_costs_the_same_for_few_and_for_many_and_writes_nothing(django_assert_num_queries: Any) -> None:
    this = made("this", FERRY, SAID)
    for number in range(3):
        made(f"few-{number}", FERRY, SAID)
    keep_frequencies()
    counts = []
    for more in range(2):
        for number in range(60 * more):
            made(f"many-{number}", f"{FERRY} {'abcdefgh'[number % 8]}", SAID, at=f"2026-03-02T06:{number:02}Z")
        with django_assert_num_queries(5):
            counts.append(len(suggested_stories(this)))
    assert counts == [3, 4]
    assert not Act.objects.exists()
    assert not RelatedLink.objects.exists()


def test_of_an_archive_without_rare_words_the_next_in_time_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.editing.nearest._FOUND", 0)
    made("ferry", FERRY, SAID, at="2026-03-03T06:00Z")
    made("long-ago", FERRY, SAID, at="2025-03-03T06:00Z")
    keep_frequencies()
    assert suggested(made("deck", DECK, SAID)) == ["ferry"]


def test_how_common_words_are_is_drawn_anew_as_the_archive_grows() -> None:
    for number in range(10):
        made(f"a{number}", f"Marenga {number}", "The coast.")
    assert keep_frequencies()
    assert not keep_frequencies()
    known = frequencies()
    assert [known.number, known.words["marenga"], known.words["7"]] == [10, 10, 1]
    made("b", "Another")
    assert not keep_frequencies()
    made("c", "And another")
    assert keep_frequencies()
    assert frequencies().words["another"] == 2
    Article.objects.all().delete()
    assert keep_frequencies()
    assert [frequencies().number, Vocabulary.objects.count()] == [0, 1]


def test_of_a_large_archive_a_sample_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.editing.vocabulary.SAMPLED", 5)
    for number in range(12):
        made(f"a{number}", f"Marenga {number}", "The coast.")
    keep_frequencies()
    assert [frequencies().number, frequencies().words] == [4, {"marenga": 4, "the": 4, "coast": 4}]
