"""A story's page: each way to put it right first shows what comes of it, is one act, and can be undone."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from articles.editing.stories import survey
from articles.models import Act, Article, Status
from tests.articles.admin.signed_in import as_role, undo_button
from tests.articles.editing.stories.grouped import everything, named_by, pk, slug, state, told, write_story
from tests.seeds import Archive, archive, edit

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
ACTS = ("split", "alone", "move", "merge", "lead")


def address(name: str = "a") -> str:
    return f"/admin/articles/article/{pk(slug(name))}/story/"


def bring(archive: Archive) -> list[str]:
    slugs = write_story(archive, {"a": 80, "b": 75, "c": 60, "d": 10})
    write_story(archive, {"x": 90, "y": 20}, day=26)
    archive.bring()
    return slugs


def ask(client: Client, act: str, *members: str, to: str = "", **more: str) -> Any:
    return client.post(
        address(), {"act": act, "member": [pk(slug(name)) for name in members], "to": to, **more}, follow=True
    )


def arrange(client: Client, act: str, *members: str, to: str = "", **more: str) -> Any:
    page = ask(client, act, *members, to=to)
    found = re.search(r'name="confirmed" value="([^"]*)"', page.content.decode())
    assert found, "the page does not ask"
    return ask(client, act, *members, to=to, confirmed=unescape(found[1]), **more)


def test_the_page_shows_leader_members_and_why_it_is_as_hot(archive: Archive, admin_client: Client) -> None:
    slugs = bring(archive)
    edit(slugs[3], title="Quarterly results", excerpt="Profits rose.")
    page = admin_client.get(address("c"))
    assert [each.slug for each in page.context["story"].articles] == slugs
    text = page.content.decode()
    assert "80 + 20 × 3 others = 140, over the line of 70" in text
    assert "near no other article of the story" in text
    assert text.count("<circle") == 4


def test_one_alone_says_so(archive: Archive, admin_client: Client) -> None:
    archive.write_article(slug("a"))
    archive.bring()
    assert "It is alone" in admin_client.get(address()).content.decode()


def test_what_comes_of_it_is_shown_before_anything_is_done(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    before = everything()
    text = " ".join(ask(admin_client, "split", "b", "c").content.decode().split())
    assert "It concerns 4 articles." in text
    assert "Heat 80 + 20 × 1 other = 100, over the line of 70 (now 140)." in text
    assert "Heat 75 + 20 × 1 other = 95, over the line of 70 (now -1)." in text
    assert "Published, as the rule suggests" in text
    assert everything() == before


@pytest.mark.parametrize(
    ("act", "members", "to", "leaders"),
    [
        ("split", ("b", "c"), "", {"a": ["d"], "b": ["c"]}),
        ("alone", ("c", "d"), "", {"a": ["b"], "c": [], "d": []}),
        ("lead", ("b",), "", {"b": ["a", "c", "d"]}),
    ],
)
def test_each_way_is_one_act_that_is_undone_to_the_byte(
    archive: Archive, admin_client: Client, act: str, members: tuple[str, ...], to: str, leaders: dict[str, list[str]]
) -> None:
    bring(archive)
    before = everything()
    page = arrange(admin_client, act, *members, to=to)
    assert {story[0]: story[1:] for story in told() if story[0] not in "xy"} == leaders
    assert all(state(slug(name))[1] != -1 for name in leaders)
    assert Act.objects.by_hand().count() == 1
    admin_client.post(undo_button(page))
    assert everything() == before


def test_members_move_to_another_story_found_by_words_or_url(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    before = everything()
    for to in ("https://www.news.example.org/y?utm_source=mail", "Story of x"):
        page = arrange(admin_client, "move", "c", to=to)
        assert named_by(slug("x", 26)) == [slug("c"), slug("y", 26)]
        assert told() == [["a", "b", "d"], ["x", "c", "y"]]
        assert [state(slug("x", 26))[1], state(slug("a"))[1]] == [130, 120]
        admin_client.post(undo_button(page))
        assert everything() == before


def test_two_stories_become_one(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    arrange(admin_client, "merge", to="https://news.example.org/x")
    assert named_by(slug("x", 26)) == [slug(name) for name in "abc"] + [slug("y", 26), slug("d")]
    assert [state(slug("x", 26)), state(slug("a"))] == [("published", 190), ("folded", -1)]


def test_a_person_s_word_and_reason_stand_over_the_rule(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    arrange(admin_client, "split", "b", reason=" not  news ", **{f"status-{pk(slug('b'))}": Status.DRAFT})
    assert state(slug("b")) == ("draft", 75)
    assert Act.objects.by_hand().get().words == "Split 1 article off a story: not news"


def test_no_leader_is_folded_whatever_is_posted(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    arrange(admin_client, "split", "b", **{f"status-{pk(slug('b'))}": Status.FOLDED})
    assert state(slug("b")) == ("published", 75)


@pytest.mark.parametrize(
    ("act", "members", "to", "said"),
    [
        ("split", (), "", "Choose the members"), ("split", ("a", "b", "c", "d"), "", "leave at least one"),
        ("lead", ("a", "b"), "", "Choose the one"), ("move", ("b",), "", "Say which story"),
        ("merge", (), "zebra", "Say which story"), ("nonsense", ("b",), "", "There is no such action"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why(
    archive: Archive, admin_client: Client, act: str, members: tuple[str, ...], to: str, said: str
) -> None:
    bring(archive)
    assert said in ask(admin_client, act, *members, to=to).content.decode()
    assert not Act.objects.by_hand().exists()


def test_a_change_meanwhile_is_told_and_nothing_is_done(archive: Archive, admin_client: Client) -> None:
    bring(archive)
    page = ask(admin_client, "split", "b")
    found = re.search(r'name="confirmed" value="([^"]*)"', page.content.decode())
    assert found
    edit(slug("c"), title="Another")
    acts = Act.objects.by_hand().count()
    answer = ask(admin_client, "split", "b", confirmed=unescape(found[1]))
    assert "Somebody has changed this story" in answer.content.decode()
    assert Act.objects.by_hand().count() == acts


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("editor", True), ("publisher", True)])
def test_who_may_arrange_stories(archive: Archive, role: str, done: bool, act: str) -> None:
    write_story(archive, {"a": 40, "b": 30, "c": 20})
    write_story(archive, {"x": 20}, day=26)
    archive.bring()
    client = as_role(role)
    page = client.post(address(), {"act": act, "member": [pk(slug("b"))], "to": "news.example.org/x"})
    if not done:
        assert page.status_code == 403
        assert "Split into" not in client.get(address()).content.decode()
        return
    assert arrange(client, act, "b", to="news.example.org/x").status_code == 200
    assert Act.objects.by_hand().count() == 1


def test_an_editor_publishes_nothing_by_splitting(archive: Archive) -> None:
    bring(archive)
    client = as_role("editor")
    page = ask(client, "split", "b").content.decode()
    assert "Folded → Published. Ask a publisher." in page
    refused = arrange(client, "split", "b")
    assert "Ask a publisher" in refused.content.decode()
    assert not Act.objects.by_hand().exists()
    arrange(client, "split", "b", **{f"status-{pk(slug('b'))}": Status.DRAFT})
    assert state(slug("b")) == ("draft", 75)


@pytest.mark.parametrize("number", [2, 25])
def test_a_story_costs_the_same_for_few_and_for_many(
    archive: Archive, django_assert_max_num_queries: Any, number: int
) -> None:
    write_story(archive, {"a": 90} | {f"m{each:02}": 60 + each for each in range(number)})
    archive.bring()
    client = as_role("editor")
    with django_assert_max_num_queries(18):
        client.get(address())


def test_noise_is_counted_anew_where_a_member_or_its_leader_changes(archive: Archive) -> None:
    slugs = bring(archive)
    leader = Article.objects.get(slug=slugs[0])
    survey()
    edit(slugs[1], title="Quarterly results")
    assert list(Article.objects.unsurveyed().filter(pk=leader.pk)) == [leader]
    survey()
    leader.refresh_from_db()
    assert leader.noise == 1
    edit(slugs[2], title="Something else", topics=("Money",))
    survey()
    leader.refresh_from_db()
    assert leader.noise == 2


def test_another_headline_of_the_leader_makes_no_noise_of_members_that_are_near_each_other(archive: Archive) -> None:
    slugs = bring(archive)
    edit(slugs[0], title="Quite other words", excerpt="And nothing in common.")
    survey()
    assert Article.objects.get(slug=slugs[0]).noise == 0
    assert survey() == 0
