"""What editors' pages ask for: each query over all that it must tell apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Parted, Picture, RelatedLink, Status
from tests.rows import NOW, make_article, make_provider, make_topic, slugs

pytestmark = pytest.mark.django_db
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
HIDDEN = {"featured_content", "secured", "extra", "imported_words", "provider_rest"}


def found(articles: Any) -> set[str]:
    return set(slugs(articles))


@pytest.fixture
def of_each_status() -> None:
    for status in Status.values:
        make_article(status, status=status)


def lead(leader: Article, number: int) -> None:
    for position in range(number):
        RelatedLink.objects.create(article=leader, position=position, own={"title": f"{position}"})


@pytest.mark.usefixtures("of_each_status")
def test_what_waits_for_a_decision_or_a_review_is_told_by_its_status() -> None:
    assert (found(Article.objects.to_triage()), found(Article.objects.in_review())) == ({"draft"}, {"review"})


def test_near_the_line_are_drafts_that_lack_at_most_ten() -> None:
    for heat in (None, 59, 60, 69, 70):
        make_article(f"draft-{heat}", status="draft", heat=heat)
    for status in set(Status.values) - {"draft"}:
        make_article(f"{status}-65", status=status, heat=65)
    assert found(Article.objects.near_the_line(70)) == {"draft-60", "draft-69"}


def test_going_live_are_published_ones_whose_instant_is_to_come_until_another() -> None:
    until = NOW + A_DAY
    for name, live in (
        ("never", None),
        ("now", NOW),
        ("next", NOW + A_SECOND),
        ("last", until),
        ("late", until + A_SECOND),
    ):
        make_article(name, go_live_at=live)
    make_article("draft", status="draft", go_live_at=NOW + A_SECOND)
    assert found(Article.objects.going_live(NOW, until)) == {"next", "last"}


def test_an_article_is_somebody_s_draft_only_where_they_made_it() -> None:
    ada, grace = (User.objects.create_user(name) for name in ("ada", "grace"))
    make_article("ada-s", made_by=ada)
    make_article("grace-s", made_by=grace)
    make_article("a-file-s")
    assert found(Article.objects.made_by_user(ada)) == {"ada-s"}


def test_noise_is_looked_for_where_nobody_has_and_told_where_there_is_some() -> None:
    for noise in (None, 0, 1, 2):
        make_article(f"{noise}", noise=noise)
    assert (found(Article.objects.unsurveyed()), found(Article.objects.noisy())) == ({"None"}, {"1", "2"})


@pytest.mark.parametrize("score", ["quality", "heat"])
@pytest.mark.parametrize(
    ("least", "below", "scores"),
    [
        (None, None, {None, 0, 9, 10, 20}), (0, None, {0, 9, 10, 20}), (10, None, {10, 20}), (None, 10, {0, 9}),
        (9, 20, {9, 10}), (None, 0, set()),
    ],
)  # fmt: skip
def test_scores_are_from_a_least_one_to_before_another(
    score: str, least: int | None, below: int | None, scores: set[int | None]
) -> None:
    for value in (None, 0, 9, 10, 20):
        make_article(f"{value}", **{score: value})
    assert found(Article.objects.scored(score, least, below)) == {f"{value}" for value in scores}
    assert found(Article.objects.without_score(score)) == {"None"}


def test_the_size_of_a_story_counts_its_leader() -> None:
    for number in range(4):
        lead(make_article(f"{number + 1}"), number)
    sizes = {size: found(Article.objects.in_a_story_of(size)) for size in (2, 3, 4, 5)}
    assert sizes == {2: {"2", "3", "4"}, 3: {"3", "4"}, 4: {"4"}, 5: set()}
    assert found(Article.objects.in_no_story()) == {"1"}
    counted = Article.objects.with_coverage_count().values_list("slug", "coverage_count")
    assert sorted(counted) == [("1", 0), ("2", 1), ("3", 2), ("4", 3)]


def test_what_was_parted_is_not_counted_as_a_story() -> None:
    """`kept` names two and was parted from one, `alone` from the only one, and `waits` until somebody says."""
    articles = {name: make_article(name) for name in ("kept", "alone", "waits", "whole", "one", "two")}
    for name in ("kept", "waits", "whole"):
        for position, other in enumerate(("one", "two")):
            RelatedLink.objects.create(article=articles[name], position=position, target=articles[other])
    RelatedLink.objects.create(article=articles["alone"], target=articles["one"])
    for name, newcomer in (("kept", None), ("alone", None), ("waits", articles["waits"])):
        Parted.objects.create(first=articles[name], second=articles["one"], newcomer=newcomer)
    sizes = {size: found(Article.objects.in_a_story_of(size)) for size in (2, 3)}
    assert sizes == {2: {"kept", "waits", "whole"}, 3: {"whole"}}
    assert found(Article.objects.in_no_story()) == {"alone", "one", "two"}
    counted = dict(Article.objects.with_coverage_count().values_list("slug", "coverage_count"))
    assert counted == {"kept": 1, "alone": 0, "waits": 1, "whole": 2, "one": 0, "two": 0}
    assert found(Article.objects.newcomers()) == {"waits"}


def test_what_lacks_a_topic_or_a_picture_is_found() -> None:
    ai, other = make_topic("AI"), make_topic("Other")
    make_article("with-both", ai, other).images.create(url="/a.jpg")
    make_article("with-another", other)
    assert found(Article.objects.without_topic(ai)) == {"with-another"}
    assert found(Article.objects.with_picture(wanted=True)) == {"with-both"}
    assert found(Article.objects.with_picture(wanted=False)) == {"with-another"}


def test_an_address_means_all_of_its_page_and_the_one_of_that_name() -> None:
    for slug, page_key in (("one", 1), ("also-one", 1), ("called", None), ("two", 2)):
        make_article(slug, page_key=page_key)
    assert found(Article.objects.at_address(1, "called")) == {"one", "also-one", "called"}


@pytest.mark.usefixtures("of_each_status")
def test_an_article_is_folded_under_what_is_published_or_leads_others() -> None:
    for status in Status.values:
        lead(make_article(f"{status}-leader", status=status), 1)
    leading = {"published", "published-leader", "draft-leader", "review-leader"}
    assert found(Article.objects.leading()) == leading


def test_triage_sees_an_article_with_its_provider_s_record_and_what_is_left(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    other = make_provider("other.example.org")
    for number, (status, quality) in enumerate([("published", 40), ("folded", None), ("published", 70)]):
        make_article(f"earlier-{number}", status=status, quality=quality)
    make_article("elsewhere", status="draft", provider=other, quality=99)
    late, early = make_topic("Late"), make_topic("Early")
    article = make_article("now", late, early, status="draft", quality=10, body="Read me.")
    lead(article, 2)
    copy = Picture.objects.create(url="/a.jpg", state="cached", tried_at=NOW)
    for position, url in ((1, "/a.jpg"), (0, "/b.jpg")):
        article.images.create(position=position, url=url)
    with django_assert_num_queries(3):
        [shown] = Article.objects.filter(slug="now").for_triage()
        said = (
            [placed.tag.name for placed in shown.topic_links.all()],
            [(image.url, image.copy) for image in shown.images.all()], shown.provider.name,
            (shown.others, shown.from_it, shown.from_it_shown, shown.from_it_mean),
        )  # fmt: skip
    assert said == (["Late", "Early"], [("/b.jpg", None), ("/a.jpg", copy)], "news.example.org", (2, 4, 2, 40))
    assert shown.get_deferred_fields() == HIDDEN


def test_a_provider_whose_articles_have_no_quality_has_a_record_too() -> None:
    make_article("published", quality=None)
    [shown] = Article.objects.for_triage()
    assert (shown.others, shown.from_it, shown.from_it_mean) == (0, 1, 0)


@pytest.mark.parametrize("order", ["newest", "hottest"])
def test_a_list_is_split_at_an_article_into_what_is_in_front_and_the_rest(order: str) -> None:
    for name, day in (("d", 0), ("b", 1), ("a", 1), ("c", 1), ("e", 2)):
        make_article(name, published_at=NOW + day * A_DAY, rank=day)
    articles = Article.objects.all()
    whole = slugs(getattr(articles, order)())
    assert whole == ["e", "a", "b", "c", "d"]
    ahead, rest = {
        "newest": (articles.newer_than, articles.newest_from),
        "hottest": (articles.hotter_than, articles.hottest_from),
    }[order]
    for place, name in enumerate(whole):
        here = Article.objects.get(slug=name)
        assert (slugs(ahead(here)), slugs(rest(here))) == (whole[:place][::-1], whole[place:])
