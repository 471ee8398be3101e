"""Parted stories in the admin: from what a story was parted, and where newcomers belong."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.bridge import document_of, rows_by_article
from articles.editing.batches import carry_out, giving
from articles.editing.publishing import set_status
from articles.editing.saving import finish_article
from articles.editing.stories import Wish, arrange
from articles.models import Act, Article, Status
from tests.articles.admin.signed_in import as_role, undo_button
from tests.articles.editing.stories.grouped import everything, pk, pks, slug, told, write_story
from tests.articles.editing.stories.parted import BY, FIVE, FOUR, asked, parted, parted_once
from tests.once import Once
from tests.seeds import Archive, archive, the_article

__all__ = ["archive", "parted", "parted_once"]
pytestmark = pytest.mark.django_db
NEWCOMERS = "/admin/articles/article/newcomers/"


def address(name: str) -> str:
    return f"/admin/articles/article/{pk(slug(name))}/story/"


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def send(client: Client, at: str, members: str, **sent: str) -> Any:
    """Press a button of the story of `at`, and confirm what it asks."""
    data = {"member": [pk(slug(name)) for name in members], **sent}
    page = client.post(address(at), data, follow=True)
    found = re.search(r'name="confirmed" value="([^"]*)"', page.content.decode())
    return client.post(address(at), data | {"confirmed": unescape(found[1])}, follow=True) if found else page


@pytest.fixture(scope="module")
def waiting_once(parted_once: Archive, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two parts, and two newcomers that name both."""
    archive = parted_once.copied(tmp_path_factory.mktemp("waiting"))
    with once():
        write_story(archive, FIVE | {"f": 51})
        archive.bring()
        yield archive


@pytest.fixture
def waiting(waiting_once: Archive, tmp_path: Path) -> Archive:
    return waiting_once.copied(tmp_path)


def test_a_story_that_was_split_in_the_admin_stays_split_when_files_come(
    archive: Archive, admin_client: Client
) -> None:
    write_story(archive, FOUR)
    archive.bring()
    send(admin_client, "a", "cd", act="split")
    write_story(archive, FIVE)
    archive.bring()
    assert told() == [["a", "b", "e"], ["c", "d"]]
    assert {each.label: each.number for each in admin_client.get("/admin/").context["waiting"]}[
        "newcomers to place"
    ] == 1


def test_newcomers_make_no_story_hotter_until_an_editor_says_where_they_belong(
    waiting: Archive, admin_client: Client
) -> None:
    where = next(name for name in "ac" if asked()["e"][0] == name)
    quality = FOUR[where]
    assert f"{quality} + 20 × 1 other = {quality + 20}" in admin_client.get(address(where)).context["why"]
    assert "set by hand" not in text_of(admin_client.get(address(where)))
    triage = admin_client.get(f"/admin/articles/article/triage/?at={pk(slug(where))}")
    assert f"{quality} + 20 × 1 other = {quality + 20}" in text_of(triage)
    send(admin_client, where, "e", act="belong", to=str(pk(slug(where))))
    now = admin_client.get(address(where)).context
    size = len(now["story"].articles) - sum(len(question.newcomers) for question in now["questions"])
    assert f"{quality} + 20 × {size - 1} others" in now["why"]


@pytest.mark.parametrize("way", ["set", "batch", "form"])
def test_an_article_that_is_no_longer_folded_is_as_hot_as_its_own_part_makes_it(parted: Archive, way: str) -> None:
    article = Article.objects.get(slug=slug("b"))
    assert (article.status, article.quality) == (Status.FOLDED, 70)
    if way == "set":
        set_status([article], Status.DRAFT, by=BY)
    elif way == "batch":
        carry_out(giving(Status.DRAFT), Article.objects.filter(pk=article.pk), lambda *_: True, by=BY)
    else:
        before, entries = document_of(the_article(article.slug)), rows_by_article([article.pk])[article.pk]
        article.status = Status.DRAFT
        article.save()
        finish_article(article, before, entries, by=BY, was=Status.FOLDED)
    assert Article.objects.get(slug=slug("b")).heat == 70 + 20  # a is of its story, c and d are not


def test_a_story_says_from_what_it_was_parted_and_is_made_one_with_it_again(
    parted: Archive, admin_client: Client
) -> None:
    page = admin_client.get(address("b"))
    assert [story.leader.slug for story in page.context["parted"]] == [slug("c")]
    assert f'<a href="{address("c")}" dir="auto">Story of c</a>' in text_of(page)
    done = send(admin_client, "b", "", act="merge", to=str(pk(slug("c"))))
    assert told() == [["a", "b", "c", "d"]]
    assert "Parted from" not in text_of(done)
    admin_client.post(undo_button(done))
    assert told() == [["a", "b"], ["c", "d"]]


def test_one_alone_says_that_it_was_parted(archive: Archive, admin_client: Client) -> None:
    write_story(archive, FOUR)
    archive.bring()
    send(admin_client, "a", "d", act="alone")
    assert "It is alone: no article that it names also names it, except those from which it was parted." in text_of(
        admin_client.get(address("d"))
    )


@pytest.mark.parametrize("at", [NEWCOMERS, "a", "c", "e"])
def test_an_editor_is_asked_on_a_page_of_its_own_and_on_that_of_each_story(
    waiting: Archive, admin_client: Client, at: str
) -> None:
    text = text_of(admin_client.get(at if at == NEWCOMERS else address(at)))
    assert "Where do these 2 belong?" in text
    asks = text.partition('class="question"')[2]
    assert asks.index("Story of a") < asks.index("Story of c")
    assert text.count("They belong here …") == 2
    assert "They are one story after all …" in text


@pytest.mark.parametrize(
    ("members", "to", "stories_then", "asked_then"),
    [
        ("ef", "a", [["a", "b", "e", "f"], ["c", "d"]], {}),
        ("ef", "c", [["a", "b"], ["c", "d", "e", "f"]], {}),
        ("f", "c", [["a", "b", "e"], ["c", "d", "f"]], {"e": ["a", "c"]}),
        ("e", "one", [["a", "b", "c", "d", "e", "f"]], {}),
    ],
)
@pytest.mark.parametrize("at", ["a", "c"])
def test_each_answer_is_one_act_that_is_undone_to_the_byte(
    waiting: Archive, admin_client: Client, at: str, members: str, to: str, stories_then: list[list[str]],
    asked_then: dict[str, list[str]],
) -> None:  # fmt: skip
    before, acts = (everything(), told(), asked()), Act.objects.by_hand().count()
    page = send(admin_client, at, members, act="belong", to=to if to == "one" else str(pk(slug(to))))
    assert (told(), asked()) == (stories_then, asked_then)
    assert Act.objects.by_hand().count() == acts + 1
    admin_client.post(undo_button(page))
    assert (everything(), told(), asked()) == before
    assert admin_client.get("/admin/").context["desk"].counts["newcomers"] == 2


@pytest.mark.parametrize(
    ("members", "to", "said"),
    [
        ("", "a", "Choose the articles first."), ("b", "a", "Somebody has already said where that belongs"),
        ("eb", "a", "Somebody has already said where that belongs"), ("e", "e", ""), ("e", "", "Choose one of the stories"),
    ],
)  # fmt: skip
def test_what_is_no_answer_says_why_and_changes_nothing(
    waiting: Archive, admin_client: Client, members: str, to: str, said: str
) -> None:
    before, acts = told(), Act.objects.by_hand().count()
    data = {"member": [pk(slug(name)) for name in members], "act": "belong", "to": str(pk(slug(to))) if to else ""}
    assert said in text_of(admin_client.post(address("a"), data, follow=True))
    assert (told(), Act.objects.by_hand().count()) == (before, acts)


def test_an_answer_to_what_somebody_has_answered_meanwhile_changes_nothing(
    waiting: Archive, admin_client: Client
) -> None:
    data = {"member": [pk(slug("e"))], "act": "belong", "to": str(pk(slug("a")))}
    page = admin_client.post(address("a"), data).content.decode()
    found = re.search(r'name="confirmed" value="([^"]*)"', page)
    assert found
    send(admin_client, "a", "e", act="belong", to=str(pk(slug("c"))))
    then = told()
    late = admin_client.post(address("a"), data | {"confirmed": unescape(found[1])}, follow=True)
    assert "Somebody has already said where that belongs" in text_of(late)
    assert told() == then


@pytest.mark.parametrize(("role", "may"), [("contributor", False), ("editor", True), ("publisher", True)])
def test_who_is_asked_and_may_answer(waiting: Archive, role: str, may: bool) -> None:
    client = as_role(role)
    labels = [each.label for each in client.get("/admin/").context["waiting"]]
    assert ("newcomers to place" in labels) is may
    assert client.get(NEWCOMERS).status_code == (200 if may else 403)
    answer = send(client, "a", "e", act="belong", to=str(pk(slug("c"))))
    assert answer.status_code == (200 if may else 403)
    assert (told() == [["a", "b", "f"], ["c", "d", "e"]]) is may


def test_where_nobody_waits_the_page_says_so(parted: Archive, admin_client: Client) -> None:
    assert "Nothing waits for an answer." in text_of(admin_client.get(NEWCOMERS))


def test_the_page_asks_about_the_newest_and_says_how_many_more_wait(
    waiting: Archive, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "waits for an answer" not in text_of(admin_client.get(NEWCOMERS))
    write_story(waiting, {"p": 80, "q": 70}, day=26)
    waiting.bring()
    arrange([Wish(pks(slug("p", 26))), Wish(pks(slug("q", 26)))], words="Split", by=BY)
    write_story(waiting, {"p": 80, "q": 70, "r": 60}, day=26)
    waiting.bring()
    monkeypatch.setattr("articles.admin.article.stories._MOST_ASKED", 1)
    text = text_of(admin_client.get(NEWCOMERS))
    assert 'Where does “<span dir="auto">Story of r</span>” belong?' in text
    assert "2 more wait for an answer; these come first." in text


@pytest.mark.parametrize("number", [1, 8])
def test_asking_costs_the_same_about_few_and_many(parted: Archive, django_assert_num_queries: Any, number: int) -> None:
    write_story(parted, FIVE | {f"n{each}": 50 for each in range(number)})
    parted.bring()
    client = as_role("editor")
    client.get(NEWCOMERS)
    with django_assert_num_queries(13):
        client.get(NEWCOMERS)
