"""Triage: one draft after the other, each act a button, each taken back by the session that did it."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Act, Article, Status, Topic
from tests.articles.admin.signed_in import as_role
from tests.articles.editing.stories.grouped import named_by, slug, state, write_story
from tests.pages import form_of
from tests.seeds import Archive, archive, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TRIAGE = "/admin/articles/article/triage/"
ONE, TWO, THREE = (f"2023-01-2{number}-n" for number in (3, 2, 1))


def drafts(archive: Archive) -> None:
    """Three, the newest first."""
    for number, each in enumerate((ONE, TWO, THREE)):
        archive.write_article(each, title=f'"Harbour number {number}"', webUrl=f'"https://news.example.org/{each}"',
                              publishedDateTime=f"{each[:10]}T11:00:00Z", published="false", heat=str(30 + number))  # fmt: skip
    archive.bring()


def decide(client: Client, act: str, *, address: str = TRIAGE, **more: str) -> Any:
    form = form_of(client.get(address), "article")
    return client.post(TRIAGE, form | {"act": act} | more, follow=True)


def shown(page: Any) -> str | None:
    article = page.context["sheet"].article
    return article.slug if article else None


def test_the_newest_draft_is_shown_with_what_is_left(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    page = admin_client.get(TRIAGE)
    assert shown(page) == ONE
    assert [each.slug for each in page.context["sheet"].queue] == [ONE, TWO, THREE]
    assert "3 left" in page.content.decode()


def test_the_hottest_comes_first_where_that_is_asked_for(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    edit(THREE, heat=900_000_000)
    page = admin_client.get(TRIAGE, {"order": "hottest"})
    assert [each.slug for each in page.context["sheet"].queue] == [THREE, ONE, TWO]


@pytest.mark.parametrize(("act", "status"), [("publish", "published"), ("send", "review"), ("withdraw", "withdrawn")])
def test_an_act_leads_to_the_next_draft_and_is_undone_from_there(
    archive: Archive, admin_client: Client, act: str, status: str
) -> None:
    drafts(archive)
    before = exported(ONE)
    page = decide(admin_client, act)
    assert [state(ONE)[0], shown(page)] == [status, TWO]
    assert "2 left" in page.content.decode()
    page = decide(admin_client, "undo")
    assert [exported(ONE), shown(page)] == [before, ONE]


def test_undo_goes_back_act_by_act(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    decide(admin_client, "publish")
    decide(admin_client, "withdraw")
    for _ in range(2):
        decide(admin_client, "undo")
    assert {state(each)[0] for each in (ONE, TWO)} == {"draft"}
    assert "Nothing of this session is left to undo" in decide(admin_client, "undo").content.decode()


def test_next_and_previous_decide_nothing(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    second = f"{TRIAGE}?at={the_article(TWO).pk}"
    assert shown(admin_client.get(second)) == TWO
    assert shown(admin_client.get(f"{second}&back=1", follow=True)) == ONE
    assert shown(admin_client.get(f"{TRIAGE}?at={the_article(ONE).pk}&back=1", follow=True)) == ONE
    assert not Act.objects.by_hand().exists()


def test_a_draft_is_folded_under_the_shown_story(archive: Archive, admin_client: Client) -> None:
    story = write_story(archive, {"harbour": 80, "harbours": 60}, day=22)
    drafts(archive)
    page = admin_client.get(TRIAGE)
    assert page.context["sheet"].nearest[0].leader.slug == story[0]
    decide(admin_client, "fold", under=str(the_article(story[0]).pk))
    assert [state(ONE), state(story[0])] == [("folded", -1), ("published", 120)]
    assert named_by(story[0]) == [story[1], ONE]
    decide(admin_client, "undo")
    assert [state(ONE)[0], named_by(story[0])] == ["draft", [story[1]]]


@pytest.mark.parametrize(
    ("excerpt", "chosen"), [("What rises and what falls.", True), ("The quay was closed; cranes stood still.", False)]
)
def test_a_story_is_chosen_beforehand_only_where_it_is_very_near(
    archive: Archive, admin_client: Client, excerpt: str, chosen: bool
) -> None:
    story = write_story(archive, {"harbour": 80, "harbours": 60}, day=22)
    drafts(archive)
    edit(story[0], title="Harbour ferry of Marenga burns", excerpt="What rises and what falls.")
    edit(story[1], title="Fire on the Marenga ferry in the harbour", excerpt="What rises and what falls.")
    edit(ONE, title="Ferry burns in Marenga harbour" if chosen else "Marenga port: cranes stand still", excerpt=excerpt)
    page = admin_client.get(TRIAGE)
    assert [each.leader.slug for each in page.context["sheet"].nearest][:1] == [story[0]]
    assert ("under" in form_of(page, "article")) is chosen
    folded = decide(admin_client, "fold")
    assert ("Choose a story to fold it under." in folded.content.decode()) is not chosen
    assert state(ONE)[0] == ("folded" if chosen else "draft")


def test_topics_are_put_on_and_taken_off(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    ai = Topic.objects.get(name="AI")
    page = decide(admin_client, f"topic:{ai.pk}")
    assert [the_article(ONE).topic_links.count(), shown(page)] == [0, ONE]
    decide(admin_client, f"topic:{ai.pk}")
    assert [link.name for link in the_article(ONE).topic_links.all()] == ["AI"]


def test_a_headline_is_corrected_in_place(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    page = decide(admin_client, "title", title=" The harbour,\r\nanew ")
    assert [the_article(ONE).title, shown(page)] == ["The harbour, anew", ONE]
    assert "A headline is needed." in decide(admin_client, "title", title="  ").content.decode()


def test_why_it_is_not_live_and_its_provider_s_record_are_told(archive: Archive, admin_client: Client) -> None:
    write_story(archive, {"a": 79, "b": 60, "c": 10}, day=25)
    archive.bring()
    edit(slug("a", 25), published=False)
    Article.objects.filter(slug=slug("a", 25)).update(status=Status.DRAFT)
    page = admin_client.get(TRIAGE).content.decode()
    assert "79 + 20 × 2 others = 119, over the line of 70." in page
    assert "0 % of 3 published, mean quality 50" in " ".join(page.split())


def test_a_search_narrows_what_is_left(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    edit(TWO, title="Moonlight")
    page = admin_client.get(TRIAGE, {"q": "moonlight"})
    assert [shown(page), page.context["sheet"].left] == [TWO, 1]
    assert "“sun” finds no draft" in admin_client.get(TRIAGE, {"q": "sun"}).content.decode()


def test_an_empty_page_says_what_to_do_next(admin_client: Client) -> None:
    page = admin_client.get(TRIAGE).content.decode()
    assert "Nothing is left to decide" in page
    assert "Import seeds" in page


def test_what_somebody_changed_meanwhile_is_shown_again(archive: Archive, admin_client: Client) -> None:
    drafts(archive)
    form = form_of(admin_client.get(TRIAGE), "article")
    edit(ONE, title="By another")
    page = admin_client.post(TRIAGE, form | {"act": "publish"}, follow=True)
    assert [shown(page), state(ONE)[0]] == [ONE, "draft"]
    assert "Somebody has changed it" in page.content.decode()


@pytest.mark.parametrize("act", ["", "nonsense", "fold:x", "topic:999", "fold"])
def test_nonsense_changes_nothing(archive: Archive, admin_client: Client, act: str) -> None:
    drafts(archive)
    page = decide(admin_client, act, under="")
    assert page.status_code == 200
    assert not Act.objects.by_hand().exists()


@pytest.mark.parametrize(
    ("role", "act", "done"),
    [
        ("contributor", "publish", False), ("contributor", "send", False), ("contributor", "withdraw", False),
        ("contributor", "title", False), ("editor", "publish", False), ("editor", "send", True),
        ("editor", "withdraw", False), ("editor", "fold", True), ("editor", "title", True), ("publisher", "publish", True),
        ("publisher", "send", True), ("publisher", "withdraw", True), ("publisher", "fold", True),
    ],
)  # fmt: skip
def test_what_each_role_may_decide(archive: Archive, role: str, act: str, done: bool) -> None:
    drafts(archive)
    client = as_role(role)
    article, leader = the_article(ONE), the_article(TWO)
    Article.objects.filter(pk=leader.pk).update(status=Status.PUBLISHED)
    client.post(TRIAGE, {"article": article.pk, "version": article.version, "act": act, "title": "Another",
                         "under": leader.pk})  # fmt: skip
    assert Act.objects.by_hand().exists() is done


def test_folding_takes_no_page_from_readers_that_the_account_may_not_take(archive: Archive) -> None:
    drafts(archive)
    Article.objects.filter(slug__in=(ONE, TWO)).update(status=Status.PUBLISHED)
    client, article = as_role("editor"), the_article(ONE)
    page = client.post(TRIAGE, {"article": article.pk, "version": article.version, "act": "fold",
                                "under": the_article(TWO).pk}, follow=True)  # fmt: skip
    assert "Published → Folded. Ask a publisher." in page.content.decode()
    assert state(ONE)[0] == "published"


def test_a_contributor_decides_about_their_own_drafts_alone(archive: Archive) -> None:
    drafts(archive)
    client = as_role("contributor")
    assert shown(client.get(TRIAGE)) is None
    Article.objects.filter(slug=TWO).update(made_by=int(client.session["_auth_user_id"]))
    page = client.get(TRIAGE)
    assert [shown(page), page.context["may"]["publish"], page.context["may"]["send"]] == [TWO, False, True]
    decide(client, "send")
    assert state(TWO)[0] == "review"


@pytest.mark.parametrize("number", [3, 40])
def test_a_sheet_costs_the_same_for_few_and_for_many(
    archive: Archive, django_assert_max_num_queries: Any, number: int
) -> None:
    for each in range(number):
        write_story(archive, {f"harbour-{each}": 60, f"b{each}": 30}, day=1 + each % 27)
    archive.bring()
    Article.objects.update(status=Status.DRAFT)
    client = as_role("editor")
    with django_assert_max_num_queries(21):
        client.get(TRIAGE)
