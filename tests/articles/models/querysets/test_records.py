"""What is remembered, and who may be told of it: each query over all that it must tell apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.models import (
    Act,
    Article,
    Conflict,
    Duplicate,
    FormerArticle,
    Import,
    Presence,
    RelatedLink,
    Revision,
    SavedFilter,
)
from tests.rows import NOW, make_article, make_import, make_provider, make_topic

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)
HIDDEN = {"featured_content", "secured", "extra", "imported_words", "provider_rest", "body"}


def make_revision(article: Article | None = None, **values: Any) -> Revision:
    name = article.slug if article else "gone"
    defaults = {"article": article, "name": name, "kind": "change", "at": NOW, "text": b"text", "digest": b"digest"}
    return Revision.objects.create(**(defaults | values))


def words(acts: Any) -> list[str]:
    return [act.words for act in acts]


def test_acts_are_told_by_who_did_them_and_when_and_whether_they_stand() -> None:
    ada = User.objects.create_user("ada")
    make = Act.objects.create
    early = make(words="early", at=NOW - A_SECOND, number=1)
    make(words="by hand", at=NOW, number=0, by=ada)
    make(words="import", at=NOW + A_SECOND, number=2, by_import=make_import(), by=User.objects.create_user("grace"))
    make(words="undone", at=NOW, number=1, undone_at=NOW)
    acts = Act.objects.order_by("pk")
    told = {
        "since": words(acts.since(NOW)), "by hand": words(acts.by_hand()), "by Ada": words(acts.by_user(ada)),
        "changing": words(acts.changing()), "standing": words(acts.standing()),
        "following": words(Act.objects.following(early.pk)), "latest first": words(Act.objects.latest_first()),
    }  # fmt: skip
    assert told == {
        "since": ["by hand", "import", "undone"], "by hand": ["early", "by hand", "undone"], "by Ada": ["by hand"],
        "changing": ["early", "import", "undone"], "standing": ["early", "by hand", "import"],
        "following": ["by hand", "import", "undone"], "latest first": ["undone", "import", "by hand", "early"],
    }  # fmt: skip


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_what_is_changed_is_locked_and_nothing_that_it_leads_to() -> None:
    for rows in (Act.objects.for_change(), Article.objects.for_change(), Import.objects.for_change()):
        assert str(rows.query).endswith(f'FOR UPDATE OF "{rows.model._meta.db_table}"')


def test_a_history_is_the_newest_first_with_its_people_and_without_its_texts(django_assert_num_queries: Any) -> None:
    ada, act = User.objects.create_user("ada"), Act.objects.create(words="Published", at=NOW)
    article = make_article("tides")
    first = make_revision(article, by=ada, part_of=act)
    second = make_revision(article, applied=False, by=ada, part_of=act)
    with django_assert_num_queries(1):
        shown = list(Revision.objects.for_history())
        assert [(row.by, row.part_of) for row in shown] == [(ada, act), (ada, act)]
    assert (shown, shown[0].get_deferred_fields()) == ([second, first], {"text"})
    assert list(Revision.objects.applied()) == [first]


def test_what_an_act_wrote_is_told_with_what_was_before_and_whether_it_is_the_last() -> None:
    act, tides, buoys = Act.objects.create(words="Published", at=NOW), make_article("tides"), make_article("buoys")
    make_revision(tides)
    before = make_revision(tides)
    make_revision(tides, applied=False)
    make_revision(tides, name="another")
    one, new = make_revision(tides, part_of=act), make_revision(buoys, part_of=act)
    make_revision(tides)
    make_revision(buoys, applied=False)
    told = [(row, row.previous, row.is_last) for row in Revision.objects.of_act(act)]
    assert told == [(one, before.pk, False), (new, None, True)]


def test_a_history_is_of_one_article_topic_or_provider() -> None:
    subjects: list[Any] = [make_article("a"), make_article("b"), make_topic("AI"), make_topic("Sea"), make_provider()]
    rows = [make_revision(**{each._meta.model_name: each}) for each in subjects]
    make_revision()
    assert [list(Revision.objects.about(each)) for each in subjects] == [[row] for row in rows]


def test_what_an_import_wrote_is_new_where_no_file_had_brought_it() -> None:
    record, tides, buoys, topic = make_import(), make_article("tides"), make_article("buoys"), make_topic("AI")
    make_revision(tides, kind="import")
    edited = make_revision(tides)
    added = make_revision(buoys, kind="add")
    wrote = [make_revision(each, kind="import", by_import=record) for each in (tides, buoys)]
    wrote.append(make_revision(topic=topic, kind="import", by_import=record))
    make_revision(tides, kind="import", by_import=make_import())
    rows: Any = list(Revision.objects.written_by(record))
    told = [(row, row.is_new, row.previous) for row in rows]
    assert told == [(wrote[0], False, edited.pk), (wrote[1], True, added.pk), (wrote[2], True, None)]
    assert rows[0].get_deferred_fields() == {"text"}


def test_a_former_article_is_found_by_its_name_its_urls_and_where_it_leads() -> None:
    live, later, draft = (
        make_article("live", go_live_at=NOW), make_article("later", go_live_at=NOW + A_SECOND),
        make_article("draft", status="draft"),
    )  # fmt: skip
    make = FormerArticle.objects.create
    for slug, successor, keys in (
        ("a", live, (1, 2)), ("b", later, (3, None)), ("c", draft, (None, 1)), ("d", None, (None, None)),
    ):  # fmt: skip
        make(slug=slug, title=slug, successor=successor, web_key=keys[0], original_key=keys[1], at=NOW)
    former = FormerArticle.objects.order_by("slug")

    def found(rows: Any) -> str:
        return "".join(row.slug for row in rows)

    assert found(former.called("a")) == "a"
    assert found(former.called_any(iter("adx"))) == "ad"
    assert found(former.merged()) == "abc"
    assert found(former.leading_to_public(NOW)) == "a"
    assert found(former.with_url([1, None], [None])) == "a"
    assert found(former.with_url([None], [1, None])) == "c"
    assert found(former.with_url([3], [2])) == "ab"


def test_where_a_former_article_leads_is_known_without_another_query(django_assert_num_queries: Any) -> None:
    FormerArticle.objects.create(slug="a", title="a", successor=make_article("live"), at=NOW)
    with django_assert_num_queries(1):
        [former] = FormerArticle.objects.leading_to_public(NOW)
        assert former.successor is not None
        assert former.successor.slug == "live"


def test_conflicts_are_listed_a_row_an_article_with_how_many_are_open(django_assert_num_queries: Any) -> None:
    tides, buoys, calm = make_article("tides"), make_article("buoys"), make_article("calm")

    def dispute(article: Article, field: str, **values: Any) -> Conflict:
        revision = make_revision(article)
        return Conflict.objects.create(
            **(
                {"article": article, "field": field, "ours": 1, "theirs": 2, "revision": revision, "opened_at": NOW}
                | values
            )
        )

    dispute(tides, "title", closed_at=NOW)
    title = dispute(tides, "title")
    for field in ("excerpt", "excerpt"):
        dispute(tides, field)
    dispute(calm, "title", closed_at=NOW)
    heat = dispute(buoys, "heat", ours=None)
    with django_assert_num_queries(1):
        rows: Any = list(Conflict.objects.order_by("pk").one_per_article())
        told = [(row, row.fields, row.article.provider.name, row.revision.name) for row in rows]
    assert told == [(title, 2, "news.example.org", "tides"), (heat, 1, "news.example.org", "buoys")]
    assert rows[0].article.get_deferred_fields() == HIDDEN
    assert rows[0].revision.get_deferred_fields() == {"text"}
    assert list(Conflict.objects.open().of([buoys, calm])) == [heat]
    moment = NOW.isoformat()
    assert Conflict.objects.of([buoys]).for_keeping() == {
        buoys.pk: [{"pk": heat.pk, "field": "heat", "ours": None, "theirs": 2, "revision_id": heat.revision_id,
                    "opened_at": moment, "closed_at": None}]
    }  # fmt: skip
    kept = Conflict.objects.for_keeping()
    assert {pk: [row["field"] for row in rows] for pk, rows in kept.items()} == {
        tides.pk: ["title", "title", "excerpt", "excerpt"], calm.pk: ["title"], buoys.pk: ["heat"],
    }  # fmt: skip


def link(article: Article, target: Article | None, position: int = 0) -> RelatedLink:
    return RelatedLink.objects.create(article=article, target=target, position=position, own={"title": "Tides"})


def test_entries_are_surveyed_by_leader_with_what_hints_are_made_of(django_assert_num_queries: Any) -> None:
    first, second, third = (make_article(slug) for slug in ("first", "second", "third"))
    link(second, first)
    link(first, None)
    link(first, third)
    link(third, first)
    with django_assert_num_queries(1):
        rows = list(RelatedLink.objects.for_survey(iter([second.pk, first.pk])))
        told = [(row.article_id, row.target and (row.target.title, row.target.published_at)) for row in rows]
    assert told == [(first.pk, ("third", NOW)), (second.pk, ("first", NOW))]
    assert rows[0].get_deferred_fields() == {"position", "own", "web_key", "original_key"}
    assert rows[0].target is not None
    assert "body" in rows[0].target.get_deferred_fields()


def test_an_articles_entries_stand_in_their_order_with_their_articles_providers(django_assert_num_queries: Any) -> None:
    leader, other = make_article("leader"), make_article("other")
    last, first, elsewhere = link(leader, other, 1), link(leader, other, 0), link(leader, None, 1)
    link(other, leader)
    with django_assert_num_queries(1):
        rows = list(RelatedLink.objects.of_article(leader))
        assert [row.target.provider.name for row in rows if row.target] == ["news.example.org", "news.example.org"]
    assert rows == [first, last, elsewhere]
    assert rows[0].target is not None
    assert rows[0].target.get_deferred_fields() == HIDDEN


def test_articles_that_name_each_other_are_pairs_from_both_sides() -> None:
    a, b, c = (make_article(slug) for slug in "abc")
    link(a, b)
    link(b, a)
    link(a, c)
    link(a, None)
    link(c, None)
    assert sorted(RelatedLink.objects.mutual(iter([a.pk, b.pk, c.pk]))) == [(a.pk, b.pk), (b.pk, a.pk)]
    assert list(RelatedLink.objects.mutual([b.pk])) == [(b.pk, a.pk)]


def test_who_else_has_an_article_open_is_told_by_name() -> None:
    tides, buoys = make_article("tides"), make_article("buoys")
    grace, ada, joan, late = (User.objects.create_user(name) for name in ("grace", "ada", "joan", "late"))
    for article, user, seen in (
        (tides, grace, NOW), (tides, ada, NOW + A_SECOND), (tides, joan, NOW), (tides, late, NOW - A_SECOND), (buoys, late, NOW),
    ):  # fmt: skip
        Presence.objects.create(article=article, user=user, seen_at=seen)
    assert list(Presence.objects.others(tides, joan, NOW)) == ["ada", "grace"]
    assert [(row.article, row.user) for row in Presence.objects.before(NOW)] == [(tides, late)]


def test_pairs_of_duplicates_are_open_until_somebody_dismisses_them(django_assert_num_queries: Any) -> None:
    a, b, c, d = (make_article(slug) for slug in "abcd")

    def pair(first: Article, second: Article, **values: Any) -> Duplicate:
        return Duplicate.objects.create(first=first, second=second, why="page", likeness=1, found_at=NOW, **values)

    ab, ac, cd = pair(a, b), pair(a, c, dismissed_at=NOW), pair(c, d)
    pairs = Duplicate.objects.order_by("pk")
    told = {"open": list(pairs.open()), "dismissed": list(pairs.dismissed())}
    assert told == {"open": [ab, cd], "dismissed": [ac]}
    assert (list(pairs.of([b, c.pk])), list(pairs.of([a]))) == ([ab, ac, cd], [ab, ac])
    with django_assert_num_queries(1):
        shown = list(pairs.for_list())
        assert {side.provider.name for row in shown for side in (row.first, row.second)} == {"news.example.org"}
    assert [side.get_deferred_fields() for side in (shown[0].first, shown[0].second)] == [HIDDEN, HIDDEN]


def test_saved_filters_are_ones_own_and_those_that_are_shared_by_name() -> None:
    ada, grace = (User.objects.create_user(name) for name in ("ada", "grace"))
    for name, owner, is_shared in (("b", ada, False), ("c", grace, True), ("hidden", grace, False), ("a", grace, True)):
        SavedFilter.objects.create(name=name, query="status=draft", owner=owner, is_shared=is_shared)
    SavedFilter.objects.create(name="a", query="status=review", owner=ada)
    shown = [(each.name, each.owner.username) for each in SavedFilter.objects.seen_by(ada)]
    assert shown == [("a", "grace"), ("a", "ada"), ("b", "ada"), ("c", "grace")]
