"""Parted stays parted: whatever files go on naming, two stories are one again only where an editor says so."""

from collections.abc import Callable
from itertools import permutations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.editing import stories
from articles.editing.acts import undo
from articles.editing.stories import Wish, arrange
from articles.editing.stories.newcomers import look_again
from articles.models import Parted
from tests.articles.editing.acted import last
from tests.articles.editing.stories.grouped import everything, name_of, named_by, pks, slug, told, write_story
from tests.articles.editing.stories.parted import BY, FIVE, FOUR, answer, asked, names, pairs, part, parted, parted_once
from tests.seeds import Archive, archive, counts, the_article

__all__ = ["archive", "parted", "parted_once"]
pytestmark = pytest.mark.django_db


def test_a_newcomer_does_not_bring_parts_together_and_an_editor_is_asked_where_it_belongs(parted: Archive) -> None:
    write_story(parted, FIVE)
    parted.bring()
    assert told() == [["a", "b", "e"], ["c", "d"]]
    assert asked() == {"e": ["a", "c"]}


def test_files_go_on_naming_each_other_and_are_exported_as_they_came(parted: Archive) -> None:
    files = {path.stem: path.read_bytes() for path in parted.folder.rglob("*.md")}
    changed = {name for name, text in everything().items() if text != files[name]}
    assert changed == {slug("a"), slug("c")}, "the split gave them the heat of their stories"
    write_story(parted, FIVE)
    parted.bring()
    files = {path.stem: path.read_bytes() for path in parted.folder.rglob("*.md")}
    texts = everything()
    assert {name: texts[name] for name in files.keys() - changed} == {
        name: files[name] for name in files.keys() - changed
    }
    for name in changed:
        lines = [text.decode().split("related:") for text in (texts[name], files[name])]
        assert lines[0][1] == lines[1][1]
    assert counts(parted.bring()) == {"unchanged": 5}


@pytest.mark.parametrize("newcomer", ["e", "e and f"])
def test_in_whatever_order_and_runs_files_come_the_stories_and_questions_are_the_same(
    archive: Archive, newcomer: str
) -> None:
    """All at once, one after the other, and in each order of the newcomers and the others."""
    write_story(archive, FOUR)
    archive.bring()
    part("ab", "cd")
    write_story(archive, FIVE | ({"f": 51} if "f" in newcomer else {}))
    paths = sorted(archive.folder.rglob("*.md"))
    some = [list(order) for order in permutations([paths[:2], paths[2:4], paths[4:]])]
    runs = [[[path for each in order for path in each]] for order in some] + some
    runs += [[[path] for path in order] for order in (paths, paths[::-1], paths[2:] + paths[:2])]
    found = set()
    for run in runs:
        with transaction.atomic():
            for brought in run:
                archive.bring(*brought)
            rows = Parted.objects.meanwhile().select_related("first", "second", "newcomer")
            kept = sorted(
                (*sorted(map(name_of, (row.first, row.second))), name_of(row.newcomer)) for row in rows if row.newcomer
            )
            found.add(repr((told(), asked(), kept)))
            transaction.set_rollback(True)
    assert len(found) == 1
    assert "['a', 'b', 'e" in found.pop()


def test_the_heat_of_a_story_counts_a_newcomer_when_somebody_has_said_that_it_belongs(parted: Archive) -> None:
    def heats() -> list[int | None]:
        return [the_article(slug(name)).heat for name in "ac"]

    assert heats() == [100, 80]
    write_story(parted, FIVE)
    parted.bring()
    assert heats() == [100, 80]
    answer("e", "a")
    assert heats() == [120, 80]
    undo(last(), by=BY)
    answer("e", "c")
    assert heats() == [100, 100]


def test_the_part_with_more_members_that_name_it_has_the_newcomer(archive: Archive) -> None:
    write_story(archive, FIVE)
    archive.bring()
    part("ab", "cde")
    write_story(archive, FIVE | {"f": 50})
    archive.bring()
    assert (told(), asked()) == ([["a", "b"], ["c", "d", "e", "f"]], {"f": ["c", "a"]})


def test_who_moves_to_another_story_stays_there(archive: Archive) -> None:
    write_story(archive, FOUR)
    write_story(archive, {"x": 90, "y": 40}, day=26)
    archive.bring()
    moved = names("d") | pks(slug("x", 26), slug("y", 26))
    arrange([Wish(names(*"abc")), Wish(moved)], words="Moved", by=BY)
    assert (told(), pairs()) == ([["a", "b", "c"], ["x", "d", "y"]], {"ad", "bd", "cd"})
    assert named_by(slug("d")) == [slug("x", 26), slug("y", 26)]
    write_story(archive, FIVE)
    archive.bring()
    assert told() == [["a", "b", "c", "e"], ["x", "d", "y"]]


def test_two_newcomers_are_asked_about_once_and_answered_one_by_one(parted: Archive) -> None:
    write_story(parted, FIVE | {"f": 50})
    parted.bring()
    assert asked() == {"e": ["a", "c"], "f": ["a", "c"]}
    [question] = stories.questions_about(names("e"))
    assert [name_of(article) for article in question.newcomers] == ["e", "f"]
    answer("e", "c")
    assert (told(), asked()) == ([["a", "b", "f"], ["c", "d", "e"]], {"f": ["a", "c"]})
    answer("f", "c")
    assert (told(), asked()) == ([["a", "b"], ["c", "d", "e", "f"]], {})


def test_nobody_is_asked_any_more_where_the_files_no_longer_name_both(parted: Archive) -> None:
    write_story(parted, FIVE)
    parted.bring()
    for name in "cd":
        write_story(parted, {name: FOUR[name]})
        parted.bring()
    assert (told(), asked()) == ([["a", "b", "e"], ["c"], ["d"]], {})
    assert not Parted.objects.meanwhile().exists()


def queries(ask: Callable[[frozenset[int]], object], of: frozenset[int]) -> int:
    with CaptureQueriesContext(connection) as found:
        ask(of)
    return len(found)


def test_grouping_costs_the_same_for_few_and_for_many(archive: Archive) -> None:
    few = write_story(archive, FIVE)
    many = [write_story(archive, {f"{day}{name}": 60 for name in "pqrst"}, day=day) for day in range(1, 20)]
    archive.bring()
    for story in (few, *many):
        arrange([Wish(pks(*story[:2])), Wish(pks(*story[2:4]))], words="Split", by=BY)
    asks: tuple[Callable[[frozenset[int]], object], ...] = (look_again, stories.questions_about)
    for ask in asks:
        assert queries(ask, pks(*few)) == queries(ask, pks(*(slug for story in many for slug in story)))
