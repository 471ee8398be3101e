"""Rearranging stories: links both ways and in order, heat and folding right, one act, undone to the byte."""

from itertools import permutations

import pytest

from articles.editing.acts import undo
from articles.editing.stories import Comparing, Wish, arrange, hints, plan_arrangement, stories_of, story_of
from articles.history.work import StaleError, Work
from articles.models import Act, Article, Masthead, RelatedLink, Revision, Status
from articles.seed import SeedError
from tests.articles.editing.acted import last
from tests.articles.editing.stories.grouped import everything, named_by, pk, pks, slug, state, told, write_story
from tests.seeds import Archive, archive, edit, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")


def assert_mutual(slugs: list[str]) -> None:
    """Each names all others of the story, the highest quality first, ties by path."""
    order = [
        article.slug
        for article in sorted(Article.objects.filter(slug__in=slugs), key=lambda a: (-(a.quality or 0), a.slug))
    ]
    assert {each: named_by(each) for each in slugs} == {
        each: [other for other in order if other != each] for each in slugs
    }


def test_a_story_is_who_names_each_other(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60, "c": 40})
    archive.bring()
    edit(slugs[2], related=None)
    story = story_of(the_article(slugs[1]))
    assert [each.slug for each in story.articles] == slugs[:2]
    assert [len(each.articles) for each in stories_of(Article.objects.all())] == [2, 1]


def test_a_story_of_23_is_split_merged_back_and_undone_to_the_byte(archive: Archive) -> None:
    slugs = write_story(archive, {f"m{number:02}": 20 + 3 * number for number in range(23)})
    archive.bring()
    before = everything()
    part, rest = slugs[3:9], [*slugs[:3], *slugs[9:]]
    arrange([Wish(pks(*rest)), Wish(pks(*part))], words="Split a story", by=BY)
    assert [last().number, Revision.objects.filter(part_of=last()).count()] == [23, 23]
    split, apart, parted = last(), everything(), told()
    assert sorted(len(story) for story in parted) == [6, 17]
    assert {slug for slug in before if before[slug] != apart[slug]} == {part[0], rest[0]}
    arrange([Wish(pks(*slugs))], words="Merged stories", by=BY)
    assert (everything(), len(told())) == (before, 1)
    undo(last(), by=BY)
    assert (everything(), told()) == (apart, parted)
    undo(split, by=BY)
    assert (everything(), len(told())) == (before, 1)


def test_what_is_split_off_gets_the_heat_and_the_visibility_that_the_rule_gives(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 75, "c": 60, "d": 40})
    archive.bring()
    arrange([Wish(pks(slugs[0])), Wish(pks(*slugs[1:3])), Wish(pks(slugs[3]))], words="Split", by=BY)
    assert [state(each) for each in slugs] == [
        ("published", 80), ("published", 95), ("folded", -1), ("draft", 40),
    ]  # fmt: skip


def test_a_story_that_falls_under_the_line_is_suggested_as_a_draft(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 55, "b": 20})
    archive.bring()
    assert state(slugs[0]) == ("published", 75)
    outcome = plan_arrangement([Wish(pks(slugs[0])), Wish(pks(slugs[1]))]).outcomes[0]
    assert [outcome.was, outcome.suggested, outcome.heat] == ["published", "draft", "55, under the line of 70"]


def test_a_person_s_word_stands_over_the_rule(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 55, "b": 20})
    archive.bring()
    wishes = [Wish(pks(slugs[0]), status=Status.PUBLISHED), Wish(pks(slugs[1]))]
    arrange(wishes, words="Split", by=BY, reason="it leads the day")
    assert state(slugs[0]) == ("published", 55)
    assert the_article(slugs[0]).revisions.first().reason == "Split: it leads the day"  # type: ignore[union-attr]


def test_heat_that_somebody_added_stays_added(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 60, "b": 20, "c": 10})
    archive.bring()
    edit(slugs[0], heat=103)
    arrange([Wish(pks(*slugs[:2])), Wish(pks(slugs[2]))], words="Split", by=BY)
    assert state(slugs[0])[1] == 83


def test_of_two_stories_the_leader_of_higher_quality_leads_and_the_other_is_folded(archive: Archive) -> None:
    one = write_story(archive, {"a": 60, "b": 90})
    other = write_story(archive, {"c": 70, "d": 10}, day=25)
    archive.bring()
    arrange([Wish(pks(*one, *other))], words="Merged", by=BY)
    assert_mutual([*one, *other])
    assert [state(each) for each in (slug("b"), slug("c", 25))] == [("published", 150), ("folded", -1)]


def test_another_leader_takes_over_the_visibility(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60, "c": 20})
    archive.bring()
    arrange([Wish(pks(*slugs), leader=pk(slugs[1]))], words="Made another the leader", by=BY)
    assert [state(each) for each in slugs] == [("folded", -1), ("published", 100), ("folded", -1)]
    assert_mutual(slugs)
    assert last().number == 2


def test_one_alone_joins_a_story_and_is_folded(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60})
    write_story(archive, {"new": 70}, day=25, status=None)
    archive.bring()
    new = slug("new", 25)
    arrange([Wish(pks(*slugs, new), leader=pk(slugs[0]))], words="Folded", by=BY)
    assert [state(each) for each in (slugs[0], new)] == [("published", 120), ("folded", -1)]
    assert_mutual([*slugs, new])


def test_links_to_elsewhere_and_to_other_articles_stay(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60})
    archive.write_article(
        slug("lone"), webUrl='"https://news.example.org/lone"', title='"Lone"', heat="10", published="false"
    )
    archive.bring()
    document = the_article(slugs[0])
    RelatedLink.objects.create(article=document, position=1, target=the_article(slug("lone")))
    RelatedLink.objects.create(article=document, position=2, own={"title": "Far", "webUrl": "https://far.example/"})
    moved = write_story(archive, {"c": 50}, day=25)
    archive.bring(archive.folder / f"_news/{moved[0]}.md")
    arrange([Wish(pks(slugs[0], *moved)), Wish(pks(slugs[1]))], words="Moved", by=BY)
    assert named_by(slugs[0]) == [*moved, slug("lone")]
    assert RelatedLink.objects.filter(article=document).count() == 3


def test_what_was_withdrawn_stays_withdrawn(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60})
    write_story(archive, {"w": 90}, day=25, removed="true")
    archive.bring()
    arrange([Wish(pks(*slugs, slug("w", 25)), leader=pk(slugs[0]))], words="Merged", by=BY)
    assert state(slug("w", 25))[0] == "withdrawn"


def test_a_change_since_the_page_was_made_is_refused(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60})
    archive.bring()
    wishes = [Wish(pks(slugs[0])), Wish(pks(slugs[1]))]
    seen = plan_arrangement(wishes).versions
    edit(slugs[1], title="Another")
    with pytest.raises(StaleError):
        arrange(wishes, words="Split", by=BY, versions=seen)


def test_a_story_that_no_file_could_hold_is_refused_and_nothing_is_changed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60})
    write_story(archive, {"c": 10}, day=25)
    archive.bring()
    before = everything()

    def refused(*_: object) -> bytes:
        raise SeedError([])

    monkeypatch.setattr("articles.history.commit.refuse_new_problems", refused)
    with pytest.raises(SeedError):
        arrange([Wish(pks(*slugs, slug("c", 25)))], words="Merged", by=BY)
    assert everything() == before


def test_the_rule_is_the_site_s(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 40, "b": 20})
    archive.bring()
    Masthead.objects.create(story_quality=30, story_heat=5, story_line=45)
    outcome = plan_arrangement([Wish(pks(*slugs), leader=pk(slugs[1]))]).outcomes[0]
    assert outcome.heat == "20, as a quality under 30 gains nothing by 1 other, under the line of 45"
    edit(slugs[0], heat=45)
    assert plan_arrangement([Wish(pks(*slugs))]).outcomes[0].heat == "40 + 5 × 1 other = 45, over the line of 45"


def test_planning_costs_the_same_for_few_and_for_many(archive: Archive, django_assert_num_queries: object) -> None:
    few = write_story(archive, {"a": 80, "b": 60, "c": 40})
    many = write_story(archive, {f"m{number:02}": 60 + number for number in range(20)}, day=25)
    archive.bring()
    counts = []
    for slugs in (few, many):
        with django_assert_num_queries(12):  # type: ignore[operator]
            plan_arrangement([Wish(pks(*slugs[:1])), Wish(pks(*slugs[1:]))])
        counts.append(len(slugs))
    assert counts == [3, 20]


def test_hints_tell_what_is_perhaps_no_part_of_a_story(archive: Archive) -> None:
    slugs = write_story(archive, {"a": 80, "b": 60, "c": 50})
    archive.bring()
    edit(slugs[0], title="Harbour bridge opened")
    edit(slugs[1], title="Bridges of the harbour")
    edit(slugs[2], title="Quarterly results", topics=("Money",))
    story = story_of(the_article(slugs[0]))
    topics = {
        article.pk: [link.tag_id for link in article.topic_links.all()] for article in Article.objects.for_documents()
    }
    found = hints(story.leader, story.members, Comparing(topics))
    assert {each.slug: found[each.pk].reasons for each in story.members} == {
        slugs[1]: [],
        slugs[2]: ["near no other article of the story", "other topics"],
    }


def test_every_order_of_joining_gives_the_same_story(archive: Archive) -> None:
    slugs = [
        write_story(archive, {name: quality}, day=day)[0]
        for name, quality, day in (("a", 60, 1), ("b", 60, 2), ("c", 90, 3))
    ]
    archive.bring()
    made = set()
    for one, other, third in permutations(slugs):
        arrange([Wish(pks(one, other))], words="First", by=BY)
        arrange([Wish(pks(one, other, third))], words="Then", by=BY)
        made.add(tuple(everything().items()))
        undo(last(), by=BY)
        undo(Act.objects.standing().latest_first().filter(words="First")[0], by=BY)
    assert len(made) == 1
