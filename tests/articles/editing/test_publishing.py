"""Statuses: what flags mean, what a status writes, how hot a story is, and what readers see of two articles that become one."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from articles import seed
from articles.editing import publishing
from articles.editing.departures import rows_of
from articles.editing.publishing import StoryRule, flagged, is_shown, means, more_shown, set_status, status_after
from articles.history.work import Work
from articles.models import Act, Article, FormerArticle, Revision, Status, value_key
from tests.rows import NOW
from tests.seeds import Archive, archive, edit, entry, exported, the_article

__all__ = ["archive"]
BY = Work("Ada")
RULE = StoryRule(minimum_quality=60, heat_per_member=20, line=70)
LATER = NOW + timedelta(hours=1)


def document(**values: Any) -> seed.Article:
    return seed.Article(title="Tides", published_at=NOW, provider=seed.Provider(domain="news.example.org"), **values)


def flags(found: seed.Article) -> tuple[bool | None, bool | None, int | None]:
    return found.published, found.removed, found.heat


@pytest.mark.parametrize(
    ("quality", "size", "heat"), [(None, 3, None), (59, 3, 59), (60, 3, 100), (60, 1, 60), (0, 2, 0), (90, 2, 110)]
)
def test_a_story_gains_heat_with_each_other_member_if_its_leader_is_good(
    quality: int | None, size: int, heat: int | None
) -> None:
    assert RULE.heat(quality, size) == heat


@pytest.mark.parametrize(("heat", "is_over"), [(None, False), (69, False), (70, True), (71, True)])
def test_a_story_is_news_from_the_line_on(heat: int | None, is_over: bool) -> None:
    assert RULE.is_over_the_line(heat) is is_over


@pytest.mark.parametrize(
    ("quality", "size", "heat", "words"),
    [
        (None, 3, None, "without a heat, as it has no quality"),
        (79, 3, 119, "79 + 20 × 2 others = 119, over the line of 70"),
        (60, 2, 80, "60 + 20 × 1 other = 80, over the line of 70"),
        (59, 3, 59, "59, as a quality under 60 gains nothing by 2 others, under the line of 70"),
        (70, 1, 70, "70, over the line of 70"),
        (60, 1, 69, "69, set by hand or by the crawler where the rule says 60, under the line of 70"),
        (None, 2, 75, "75, over the line of 70"),
    ],
)
def test_why_a_story_is_as_hot_as_it_is_is_told(quality: int | None, size: int, heat: int | None, words: str) -> None:
    assert RULE.explained(quality, size, heat) == words


@pytest.mark.parametrize(
    ("status", "written"),
    [
        (Status.PUBLISHED, (True, None, 5)), (Status.WITHDRAWN, (False, True, 5)), (Status.FOLDED, (False, None, -1)),
        (Status.DRAFT, (False, None, 5)), (Status.REVIEW, (False, None, 5)),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_status_writes_its_flags_where_they_mean_another(status: Status, written: tuple[Any, ...]) -> None:
    other = (
        document(published=None, removed=True, heat=5)
        if status != Status.WITHDRAWN
        else document(published=True, heat=5)
    )
    assert flags(flagged(other, status)) == written
    assert means(flagged(other, status), status)


@pytest.mark.django_db
def test_what_is_unfolded_is_as_hot_as_the_story_rule_says() -> None:
    related = [
        seed.Related(title="A", web_url="https://a.example/"),
        seed.Related(title="B", web_url="https://b.example/"),
    ]
    folded = document(published=False, heat=-1, quality=60, related=related)
    assert flags(flagged(folded, Status.DRAFT)) == (False, None, publishing.story_rule().heat(60, 3))


def test_flags_stay_as_they_are_written_where_they_mean_the_status() -> None:
    said = document(published=True, removed=False, heat=-1)
    assert flagged(said, Status.PUBLISHED) is said
    silent = document()
    assert flagged(silent, Status.PUBLISHED, assumed=True) is silent
    assert flagged(silent, Status.REVIEW) is silent


@pytest.mark.parametrize(
    ("after", "assumed", "status"),
    [
        ({}, False, Status.REVIEW), ({"published": False}, False, Status.REVIEW), ({"published": True}, False, Status.PUBLISHED),
        ({"heat": -1}, False, Status.FOLDED), ({"removed": True}, False, Status.WITHDRAWN), ({"heat": 3}, True, Status.PUBLISHED),
    ],
)  # fmt: skip
def test_a_status_stays_until_the_flags_change_and_mean_another(
    after: dict[str, Any], assumed: bool, status: Status
) -> None:
    assert status_after(document(), document(**after), Status.REVIEW, assumed=assumed) == status


def test_readers_may_see_what_is_published_or_folded() -> None:
    assert [status for status in Status if is_shown(status)] == [Status.PUBLISHED, Status.FOLDED]


@pytest.mark.parametrize(
    ("kept", "other", "shown"),
    [
        (("draft", None), ("published", LATER), (Status.PUBLISHED, LATER)),
        (("draft", None), ("folded", None), (Status.FOLDED, None)),
        (("folded", NOW), ("published", LATER), (Status.PUBLISHED, LATER)),
        (("published", LATER), ("folded", NOW), (Status.PUBLISHED, LATER)),
        (("published", LATER), ("published", NOW), (Status.PUBLISHED, NOW)),
        (("published", NOW), ("published", LATER), (Status.PUBLISHED, NOW)),
        (("published", LATER), ("published", None), (Status.PUBLISHED, None)),
        (("published", None), ("published", LATER), (Status.PUBLISHED, None)),
        (("withdrawn", NOW), ("published", None), (Status.WITHDRAWN, NOW)),
        (("review", NOW), ("draft", LATER), (Status.REVIEW, NOW)),
        (("draft", NOW), ("withdrawn", None), (Status.DRAFT, NOW)),
    ],
)
def test_of_two_that_become_one_readers_see_what_they_saw_of_either(kept: Any, other: Any, shown: Any) -> None:
    assert more_shown(kept, other) == shown


@pytest.mark.django_db
def test_an_act_gives_a_status_to_those_that_lack_it_and_says_why(archive: Archive) -> None:
    for name in ("a", "b"):
        archive.write_article(
            f"2023-01-24-{name}", webUrl=f'"https://news.example.org/{name}"', title=f'"{name}"', published="false"
        )
    archive.bring()
    set_status([the_article("2023-01-24-a")], Status.REVIEW, by=BY)
    articles = list(Article.objects.newest())
    act = set_status(articles, Status.REVIEW, by=BY, reason="it is late")
    assert set_status(articles[:1], Status.REVIEW, by=BY) is None
    assert act == Act.objects.latest("pk")
    assert [(act.words, act.number, act.by_name) for act in Act.objects.all()[:2]] == [
        ("Sent to review: it is late", 1, "Ada"), ("Sent to review", 1, "Ada"),
    ]  # fmt: skip
    told = (
        Revision.objects.filter(part_of__isnull=False)
        .order_by("pk")
        .values_list("name", "kind", "reason", "was", "became")
    )
    assert list(told)[-2:] == [
        ("2023-01-24-a", "change", "In review", "draft", "review"), ("2023-01-24-b", "change", "it is late", "draft", "review"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_act_says_what_became_of_its_articles(archive: Archive) -> None:
    archive.write_article(published="true")
    archive.bring()
    said = {
        Status.DRAFT: "Made a draft again", Status.REVIEW: "Sent to review", Status.FOLDED: "Folded",
        Status.WITHDRAWN: "Withdrawn", Status.PUBLISHED: "Published",
    }  # fmt: skip
    acts = [set_status([the_article()], status, by=BY) for status in said]
    assert [act and act.words for act in acts] == list(said.values())


@pytest.mark.django_db
def test_what_was_published_for_want_of_a_word_is_a_draft_only_with_one(archive: Archive) -> None:
    archive.write_article(published=None)
    archive.bring(assume_published=True)
    assert (the_article().status, "\npublished:" in exported()) == ("published", False)
    set_status([the_article()], Status.DRAFT, by=BY)
    assert "\npublished: false\n" in exported()


@pytest.mark.django_db
def test_a_deleted_article_leaves_its_name_and_what_its_text_does_not_say(archive: Archive) -> None:
    archive.write_article(related=entry("Elsewhere", "https://elsewhere.example/"))
    archive.bring()
    edit(title="Another")
    archive.write_article(title='"A third"')
    archive.bring()
    article = the_article()
    conflict = article.conflicts.get()
    assert publishing.delete([article], by=Work("Ada", at=NOW), reason="it is wrong") == 1
    former = FormerArticle.objects.get()
    assert (former.slug, former.title, former.successor, former.was_shown, former.at, former.by_name) == (
        article.slug, "Another", None, True, NOW, "Ada",
    )  # fmt: skip
    for column in ("source_key", "web_key", "original_key", "web_url", "original_url"):
        assert getattr(former, column) == getattr(article, column), column
    names = (
        "status",
        "assumed_published",
        "imported_id",
        "imported_words",
        "source_stamp",
        "file_slug",
        "version",
        "made_by_id",
    )
    kept: Any = former.kept
    [disputed] = kept.pop("conflicts")
    assert (disputed["pk"], disputed["field"], disputed["revision_id"]) == (conflict.pk, "title", conflict.revision_id)
    assert kept == {name: getattr(article, name) for name in names} | {
        "pk": article.pk, "made_at": article.made_at.isoformat(), "pinned_until": None, "pinned_at": None,
            "previews_ended_at": None, "leading": [],
        "imported_digest": bytes(article.imported_digest or b"").hex(), "links": [], "pairs": [],
        "apart": [],
        "once": [["title", value_key("A tide table for editors")]],
    }  # fmt: skip
    [back] = rows_of([former])
    said = (*names, "pk", "slug", "source_key", "made_at", "imported_digest", "pinned_until", "pinned_at")
    assert {name: getattr(back, name) for name in said} == {name: getattr(article, name) for name in said} | {
        "version": article.version + 1
    }


@pytest.mark.django_db
def test_an_article_whose_owner_is_gone_comes_back_as_nobody_s(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    owner = get_user_model().objects.create_user("owner")
    article = the_article()
    article.made_by = owner
    article.save()
    publishing.delete([article], by=BY)
    owner.delete()
    [back] = rows_of(FormerArticle.objects.all())
    assert back.made_by is None
