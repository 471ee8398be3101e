"""The pages of acts on very many articles: begun from the list or from an undo, gone on with step by step."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Act, Article, Topic, Undertaking
from tests.articles.admin.signed_in import LIST, act, as_role
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three drafts, where two at once are many."""
    for number in range(3):
        archive.write_article(f"2023-01-24-t{number}", webUrl=f'"https://n.example.org/{number}"', published="false")
    archive.bring()
    Topic.objects.create(name="Quay", slug="quay")
    monkeypatch.setattr("articles.admin.article.batches.ALL_AT_ONCE", 2)
    monkeypatch.setattr("articles.editing.undertakings.ALL_AT_ONCE", 2)


def at(name: str, row: Undertaking) -> str:
    return reverse(f"admin:articles_act_{name}", args=[row.act_id])


def stepped(client: Client, row: Undertaking) -> Undertaking:
    """Go on as the page's script does, to the end."""
    told = {"more": True, "position": row.steps}
    while told["more"]:
        told = client.post(
            at("step", row), {"position": told["position"]}, headers={"Accept": "application/json"}
        ).json()
    row.refresh_from_db()
    return row


def topic_added(client: Client) -> Undertaking:
    act(client, "add_topic", Article.objects.order_by("pk"), topic=str(Topic.objects.get(name="Quay").pk))
    return Undertaking.objects.latest("pk")


def test_a_change_to_many_is_done_in_steps_and_undone_in_steps() -> None:
    client = as_role("editor")
    page = act(client, "add_topic", Article.objects.order_by("pk"), topic=str(Topic.objects.get(name="Quay").pk))
    row = Undertaking.objects.get()
    assert page.redirect_chain == [(at("progress", row), 302)]
    assert "0 of 3 articles" in page.content.decode()
    assert not Article.objects.filter(topic_links__tag__name="Quay").exists()
    assert stepped(client, row).state == "finished"
    assert Article.objects.filter(topic_links__tag__name="Quay").count() == 3
    asked = client.get(reverse("admin:articles_act_undo", args=[row.act_id]))
    assert "Undo “Topic Quay added”" in asked.content.decode()
    client.post(reverse("admin:articles_act_undo", args=[row.act_id]))
    undo = Undertaking.objects.latest("pk")
    assert Act.objects.get(pk=undo.act_id).undoes_id == row.act_id
    stepped(client, undo)
    assert not Article.objects.filter(topic_links__tag__name="Quay").exists()


def test_whoever_comes_later_finds_it_and_goes_on() -> None:
    row = topic_added(as_role("editor"))
    Undertaking.objects.update(pace=1)
    publisher = as_role("publisher")
    publisher.post(at("step", row), {"position": 0})
    assert at("progress", row) in publisher.get("/admin/").content.decode()
    page = publisher.get(reverse("admin:articles_act_changelist")).content.decode()
    assert f'<a href="{at("progress", row)}">1 of 3 done …</a>' in page
    publisher.post(at("stop", row))
    assert "Stopped after 1 of 3 articles." in publisher.get(at("progress", row)).content.decode()
    publisher.post(at("leave", row))
    assert stepped(publisher, row).why == "publisher left it at 1 of 3 articles."
    assert "Done: 1 article looked at, 1 changed." in publisher.get(at("progress", row)).content.decode()


def test_it_goes_on_by_itself_only_for_whoever_began_it() -> None:
    editor = as_role("editor")
    row = topic_added(editor)
    assert "data-goes-on" in editor.get(at("progress", row)).content.decode()
    assert "data-goes-on" not in as_role("publisher").get(at("progress", row)).content.decode()


def test_only_whoever_may_publish_goes_on_with_when_to_go_live() -> None:
    sent = {"go_live_at_0": "2030-01-01", "go_live_at_1": "10:00"}
    act(as_role("publisher"), "set_go_live", Article.objects.order_by("pk"), **sent)
    row = Undertaking.objects.get()
    assert as_role("editor").post(at("step", row), {"position": 0}).status_code == 403
    row.refresh_from_db()
    assert row.steps == 0


def test_what_it_leaves_alone_is_told() -> None:
    row = topic_added(as_role("editor"))
    row.left, row.left_number = [["A headline", ["already withdrawn"]]], 3
    row.save()
    page = as_role("publisher").get(at("progress", row)).content.decode()
    assert "A headline</span>: already withdrawn" in page
    assert "and 2 more" in page


def test_an_act_that_is_done_at_once_has_no_such_page() -> None:
    client = as_role("editor")
    assert client.get(reverse("admin:articles_act_progress", args=[Act.objects.latest("pk").pk])).status_code == 404
    assert client.get(LIST).status_code == 200
