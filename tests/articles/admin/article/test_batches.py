"""Acts on many articles: each says what it would do, does it in one transaction, and can be undone."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from articles.editing.publishing import set_status
from articles.history.work import Work
from articles.models import Act, Article, Status, Topic
from tests.articles.admin.signed_in import LIST, act, as_role, asked, give_to, undo_button
from tests.seeds import Archive, archive, edit, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")
ONE, TWO, THREE, FOUR = (f"2023-01-2{number}-n" for number in range(4))


def four(archive: Archive) -> None:
    """Two drafts, a published and a withdrawn one."""
    for slug, status in ((ONE, "false"), (TWO, "false"), (THREE, "true"), (FOUR, "false")):
        more = {"removed": "true"} if slug == FOUR else {}
        archive.write_article(slug, title=f'"Of {slug}"', webUrl=f'"https://news.example.org/{slug}"', heat="30",
                              published=status, **more)  # fmt: skip
    archive.bring()


def statuses() -> list[str]:
    return list(Article.objects.order_by("slug").values_list("status", flat=True))


def test_an_action_first_says_what_it_would_do(archive: Archive, admin_client: Client) -> None:
    four(archive)
    page = " ".join(asked(admin_client, "set_published", Article.objects.all()).content.decode().split())
    assert "<strong>2</strong> would change" in page
    assert "<strong>1</strong> already is so" in page
    assert "<strong>1</strong> stays as it is: withdrawn, and stays so" in page
    assert "Publish: 2 articles" in page
    assert statuses() == ["draft", "draft", "published", "withdrawn"]


def test_it_is_one_act_and_its_message_undoes_it(archive: Archive, admin_client: Client) -> None:
    four(archive)
    before = [exported(slug) for slug in (ONE, TWO, THREE, FOUR)]
    page = act(admin_client, "set_published", Article.objects.all())
    assert statuses() == ["published", "published", "published", "withdrawn"]
    assert [str(each) for each in Act.objects.by_hand()] == ["Published: 2 articles"]
    done = admin_client.post(undo_button(page), {"next": LIST}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "Undone: Published: 2 articles." in done.content.decode()
    assert [exported(slug) for slug in (ONE, TWO, THREE, FOUR)] == before


@pytest.mark.parametrize(
    ("action", "after"),
    [
        ("set_review", ["review", "review", "review", "withdrawn"]),
        ("set_folded", ["folded", "folded", "folded", "withdrawn"]),
        ("set_draft", ["draft", "draft", "draft", "draft"]),
        ("set_withdrawn", ["withdrawn", "withdrawn", "withdrawn", "withdrawn"]),
    ],
)
def test_every_status_is_given_and_taken_back(
    archive: Archive, admin_client: Client, action: str, after: list[str]
) -> None:
    four(archive)
    before = statuses()
    page = act(admin_client, action, Article.objects.all())
    assert statuses() == after
    admin_client.post(undo_button(page))
    assert statuses() == before


def test_a_topic_is_added_and_taken_off(archive: Archive, admin_client: Client) -> None:
    four(archive)
    edit(ONE, topics=("AI", "Tides"))
    tides = Topic.objects.get(name="Tides")
    page = asked(admin_client, "add_topic", Article.objects.all())
    assert "Show what it would do" in page.content.decode()
    page = act(admin_client, "add_topic", Article.objects.all(), topic=str(tides.pk))
    assert "Topic Tides added: 3 articles" in page.content.decode()
    assert {len(the_article(slug).topic_links.all()) for slug in (ONE, TWO, THREE, FOUR)} == {2}
    act(admin_client, "remove_topic", Article.objects.all(), topic=str(tides.pk))
    assert {len(the_article(slug).topic_links.all()) for slug in (ONE, TWO, THREE, FOUR)} == {1}


def test_when_to_go_live_is_set(archive: Archive, admin_client: Client) -> None:
    four(archive)
    when = {"go_live_at_0": "2031-05-06", "go_live_at_1": "07:08"}
    act(admin_client, "set_go_live", [the_article(ONE), the_article(TWO)], **when)
    assert "goLiveAt: 2031-05-06T07:08:00Z" in exported(ONE)
    act(admin_client, "set_go_live", [the_article(ONE)], go_live_at_0="", go_live_at_1="")
    assert "goLiveAt" not in exported(ONE)


def test_the_chosen_articles_are_exported_as_the_files_that_they_are(archive: Archive, admin_client: Client) -> None:
    four(archive)
    answer = admin_client.post(
        LIST, {"action": "export", "_selected_action": [the_article(ONE).pk, the_article(TWO).pk]}
    )
    files = ZipFile(BytesIO(answer.content))
    assert {name: files.read(name).decode() for name in files.namelist()} == {
        f"_news/{slug}.md": exported(slug) for slug in (ONE, TWO)
    }


def test_articles_that_somebody_changed_meanwhile_are_asked_about_again(archive: Archive, admin_client: Client) -> None:
    four(archive)
    chosen = {"action": "set_published", "_selected_action": [the_article(ONE).pk], "confirmed": "0"}
    page = admin_client.post(LIST, chosen)
    assert "This is what it would do now." in page.content.decode()
    assert the_article(ONE).status == Status.DRAFT


def test_all_that_a_list_shows_on_all_its_pages_is_one_act(archive: Archive, admin_client: Client) -> None:
    four(archive)
    address = f"{LIST}?status__exact=draft"
    sent = {"action": "set_published", "_selected_action": [the_article(ONE).pk], "select_across": "1"}
    page = admin_client.post(address, sent)
    digest = page.context["found"].digest
    done = admin_client.post(address, sent | {"confirmed": digest})
    assert done["Location"] == address
    assert statuses() == ["published", "published", "published", "withdrawn"]


@pytest.mark.parametrize(
    ("role", "action", "changed"),
    [
        ("contributor", "set_published", 0),
        ("contributor", "set_review", 2),
        ("contributor", "set_withdrawn", 0),
        ("editor", "set_published", 0),
        ("editor", "set_review", 2),
        ("editor", "set_withdrawn", 0),
        ("publisher", "set_published", 2),
        ("publisher", "set_folded", 3),
        ("publisher", "set_draft", 2),
        ("publisher", "set_withdrawn", 3),
    ],
)
def test_what_each_role_may_do_to_many(archive: Archive, role: str, action: str, changed: int) -> None:
    four(archive)
    before = statuses()
    client = as_role(role)
    if role == "contributor":
        give_to(client, ONE, TWO)
    act(client, action, Article.objects.all())
    assert sum(one != other for one, other in zip(before, statuses(), strict=True)) == changed


def test_only_publishers_set_when_articles_go_live(archive: Archive) -> None:
    four(archive)
    chosen = {"action": "set_go_live", "_selected_action": [the_article(ONE).pk], "go_live_at_0": "2031-05-06",
              "go_live_at_1": "07:08", "confirmed": "x"}  # fmt: skip
    as_role("editor").post(LIST, chosen)
    assert the_article(ONE).go_live_at is None


@pytest.mark.parametrize(("role", "done"), [("contributor", False), ("editor", False), ("publisher", True)])
def test_who_may_undo_what_published(archive: Archive, role: str, done: bool) -> None:
    four(archive)
    set_status([the_article(ONE)], Status.PUBLISHED, by=BY)
    address = f"/admin/articles/act/{Act.objects.by_hand().get().pk}/undo/"
    client = as_role(role)
    assert ("Ask a publisher" in client.get(address).content.decode()) is not done
    client.post(address)
    assert (the_article(ONE).status == Status.DRAFT) is done


def test_what_was_done_is_listed_with_its_undo(archive: Archive, admin_client: Client) -> None:
    four(archive)
    set_status([the_article(ONE)], Status.PUBLISHED, by=BY)
    act_of_it = Act.objects.by_hand().get()
    page = admin_client.get("/admin/articles/act/").content.decode()
    assert f'<a href="/admin/articles/act/{act_of_it.pk}/undo/" aria-label="Undo: Published: Of {ONE}">' in page
    assert "back</h2>" in admin_client.get(f"/admin/articles/act/{act_of_it.pk}/undo/").content.decode()
    assert admin_client.get("/admin/articles/act/99999/undo/").status_code == 404
    assert admin_client.get("/admin/articles/act/nonsense/change/").status_code == 404


def test_an_undo_leads_nowhere_else(archive: Archive, admin_client: Client) -> None:
    four(archive)
    set_status([the_article(ONE)], Status.PUBLISHED, by=BY)
    answer = admin_client.post(
        f"/admin/articles/act/{Act.objects.by_hand().get().pk}/undo/", {"next": "https://evil.example/"}
    )
    assert answer["Location"] == "/admin/articles/act/"
