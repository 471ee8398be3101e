"""Stories of a few articles that an editor parts, and what is asked about those that come later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.editing import stories
from articles.editing.stories import Wish, arrange
from articles.history.work import Work
from articles.models import Act, Article, Parted
from tests.articles.editing.stories.grouped import name_of, pk, pks, slug, write_story
from tests.once import Once
from tests.seeds import Archive

BY = Work("editor")
FOUR = {"a": 80, "b": 70, "c": 60, "d": 55}
FIVE = FOUR | {"e": 52}


def names(*of: str) -> frozenset[int]:
    return pks(*(slug(name) for name in of))


def part(*parts: str) -> Act:
    """An editor makes stories of their own of these, each a word of the names of its articles."""
    act = arrange([Wish(names(*each)) for each in parts], words="Split", by=BY)
    assert act
    return act


def asked() -> dict[str, list[str]]:
    """Where newcomers may belong: each with the leaders of the stories, that with which it stands first."""
    found = stories.questions_about(Article.objects.newcomers().values_list("pk", flat=True))
    return {
        name_of(each): [name_of(s.leader) for s in question.stories]
        for question in found
        for each in question.newcomers
    }


def answer(newcomer: str, to: str) -> Act:
    question = stories.questions_about([pk(slug(newcomer))])[0]
    story = next(each for each in question.stories if pk(slug(to)) in each.pks)
    act = arrange(stories.answer(question, names(newcomer), story), words="Said where it belongs", by=BY)
    assert act
    stories.survey()
    return act


def pairs() -> set[str]:
    """The pairs that an editor has parted, as two letters each."""
    name = {article.pk: name_of(article) for article in Article.objects.all()}
    return {"".join(sorted(name[each] for each in pair)) for pair in Parted.objects.said().pairs()}


@pytest.fixture(scope="module")
def parted_once(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_story(shared_archive, FOUR)
        shared_archive.bring()
        part("ab", "cd")
        yield shared_archive


@pytest.fixture
def parted(parted_once: Archive, tmp_path: Path) -> Archive:
    """Four articles that name each other, of which the last two were split off."""
    return parted_once.copied(tmp_path)
