"""What parts stories and makes them one is remembered and forgotten with the act, and with articles that go and come back."""

from itertools import permutations

import pytest

from articles.editing import stories
from articles.editing.acts import undo
from articles.editing.joining import join
from articles.editing.publishing import delete
from articles.editing.stories import Wish, arrange
from articles.history.restoring import restore
from articles.models import Act, FormerArticle, Parted, Revision
from tests.articles.editing.acted import last
from tests.articles.editing.stories.grouped import everything, pk, pks, slug, told, write_story
from tests.articles.editing.stories.parted import BY, FIVE, FOUR, answer, asked, names, pairs, part, parted, parted_once
from tests.seeds import Archive, archive, the_article

__all__ = ["archive", "parted", "parted_once"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("to", "stories_then", "apart"),
    [
        ("a", [["a", "b", "e"], ["c", "d"]], {"ac", "ad", "bc", "bd", "ce", "de"}),
        ("c", [["a", "b"], ["c", "d", "e"]], {"ac", "ad", "bc", "bd", "ae", "be"}),
    ],
)
def test_an_answer_is_remembered_undone_and_done_again(
    parted: Archive, to: str, stories_then: list[list[str]], apart: set[str]
) -> None:
    write_story(parted, FIVE)
    parted.bring()
    before = everything(), told(), asked(), pairs()
    act = answer("e", to)
    after = everything(), told(), asked(), pairs()
    assert after[1:] == (stories_then, {}, apart)
    parted.bring()
    assert (told(), asked()) == (stories_then, {})
    for wanted in (before, after, before):
        undo(act, by=BY)
        stories.survey()
        assert (everything(), told(), asked(), pairs()) == wanted
        act = last()


def test_they_are_one_story_after_all_and_again_two_when_that_is_undone(parted: Archive) -> None:
    write_story(parted, FIVE)
    parted.bring()
    before = everything(), told(), asked(), pairs()
    [question] = stories.questions_about(names("e"))
    arrange(stories.one_after_all(question), words="Merged", by=BY)
    stories.survey()
    assert (told(), asked(), pairs()) == ([["a", "b", "c", "d", "e"]], {}, set())
    undo(last(), by=BY)
    stories.survey()
    assert (everything(), told(), asked(), pairs()) == before


def test_one_of_a_story_may_be_taken_out_twice_and_each_newcomer_is_asked_about(archive: Archive) -> None:
    write_story(archive, FOUR)
    archive.bring()
    out = part("abc", "d")
    arrange([Wish(names(*"abcd"))], words="Merged", by=BY)
    assert (told(), pairs()) == ([["a", "b", "c", "d"]], set())
    again = part("abc", "d")
    write_story(archive, FIVE | {"f": 50})
    archive.bring()
    assert told() == [["a", "b", "c", "e", "f"], ["d"]]
    assert asked() == {"e": ["a", "d"], "f": ["a", "d"]}
    undo(again, by=BY)
    undo(Act.objects.get(words="Merged"), by=BY)
    undo(out, by=BY)
    assert (told(), pairs()) == ([["a", "b", "c", "d", "e", "f"]], set())


def test_a_story_that_was_split_is_split_again(archive: Archive) -> None:
    write_story(archive, FIVE | {"f": 50})
    archive.bring()
    acts = [part("abc", "def"), part("a", "bc"), part("de", "f")]
    assert told() == [["a"], ["b", "c"], ["d", "e"], ["f"]]
    write_story(archive, FIVE | {"f": 50, "g": 40})
    archive.bring()
    assert told() == [["a"], ["b", "c", "g"], ["d", "e"], ["f"]]
    assert asked() == {"g": ["b", "a", "d", "f"]}
    answer("g", "d")
    assert (told(), asked()) == ([["a"], ["b", "c"], ["d", "e", "g"], ["f"]], {})
    for act in (last(), *reversed(acts)):
        undo(act, by=BY)
    stories.survey()
    assert (told(), asked(), pairs()) == ([["a", "b", "c", "d", "e", "f", "g"]], {}, set())


def test_an_article_that_is_merged_hands_on_from_what_it_was_parted(archive: Archive) -> None:
    write_story(archive, FOUR)
    write_story(archive, {"x": 40}, day=26)
    archive.bring()
    part("ab", "cd")
    before = everything(), told(), pairs()
    kept, gone = the_article(slug("x", 26)), the_article(slug("c"))
    join(kept, gone, by=BY)
    assert (told(), pairs()) == ([["a", "b"], ["x", "d"]], {"ad", "bd", "ax", "bx"})
    undo(last(), by=BY)
    assert (everything(), told(), pairs()) == before
    undo(last(), by=BY)
    assert pairs() == {"ad", "bd", "ax", "bx"}
    undo(last(), by=BY)
    assert (everything(), told(), pairs()) == before


def test_an_article_that_takes_in_one_of_the_other_part_stays_with_its_own(parted: Archive) -> None:
    join(the_article(slug("a")), the_article(slug("c")), by=BY)
    assert (told(), pairs()) == ([["a", "b"], ["d"]], {"ad", "bd"})
    undo(last(), by=BY)
    assert (told(), pairs()) == ([["a", "b"], ["c", "d"]], {"ac", "ad", "bc", "bd"})


@pytest.mark.parametrize("back", list(permutations(range(3))), ids=str)
def test_articles_that_are_deleted_come_back_parted(parted: Archive, back: tuple[int, ...]) -> None:
    before = everything(), told(), pairs()
    acts = []
    for name in "cab":
        delete([the_article(slug(name))], by=BY)
        acts.append(last())
    assert pairs() == set()
    for number in back:
        undo(acts[number], by=BY)
    assert (everything(), told(), pairs()) == before


def test_what_was_parted_is_one_story_also_for_who_was_away_when_that_was_undone(parted: Archive) -> None:
    split = last()
    delete([the_article(slug("c"))], by=BY)
    gone = last()
    undo(split, by=BY)
    undone = last()
    undo(gone, by=BY)
    assert pairs() == set()
    undo(last(), by=BY)
    undo(undone, by=BY)
    undo(gone, by=BY)
    assert pairs() == {"ac", "ad", "bc", "bd"}
    assert not FormerArticle.objects.exists()


def test_a_text_from_before_the_split_is_restored_without_its_story(parted: Archive) -> None:
    first = Revision.objects.filter(article=pk(slug("c"))).order_by("pk")[0]
    restore(first, by=BY)
    assert told() == [["a", "b"], ["c", "d"]]


def test_a_split_of_a_huge_story_stores_no_more_pairs_than_half_its_entries(archive: Archive) -> None:
    members = {f"m{number:02}": 40 + number for number in range(40)}
    slugs = write_story(archive, members)
    archive.bring()
    arrange([Wish(pks(*slugs[:20])), Wish(pks(*slugs[20:]))], words="Split", by=BY)
    assert Parted.objects.count() == 20 * 20
    assert sorted(len(story) for story in told()) == [20, 20]
    kept = Act.objects.get(pk=last().pk).beside or {}
    assert [len(others) for others in kept["apart"].values()] == [20] * 20, "each of one part is named once"
    undo(last(), by=BY)
    assert not Parted.objects.exists()


def test_a_newcomer_stays_where_the_editor_saw_it_when_its_story_is_split(parted: Archive) -> None:
    """Only one of that story then names it, and two of the other."""
    write_story(parted, FIVE)
    parted.bring()
    before = everything(), told(), asked(), pairs()
    part("a", "be")
    stories.survey()
    assert (told(), asked()) == ([["a"], ["b", "e"], ["c", "d"]], {})
    undo(last(), by=BY)
    stories.survey()
    assert (everything(), told(), asked(), pairs()) == before
