"""The tree of topics is arranged by buttons and by dragging; a new parent is a change of the topic's file."""

import re

import pytest
from django.test import Client

from articles.exchange.exporter import export_seeds
from articles.models import Revision, Topic
from tests.articles.admin.signed_in import as_role
from tests.seeds import Archive, archive, counts

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TREE = "/admin/articles/topic/tree/"


@pytest.fixture(autouse=True)
def topics(archive: Archive) -> None:
    archive.write_article(topics="".join(f"\n- {name}" for name in ("Boats", "Harbour", "Quay", "Sea")))
    archive.write("_data/topics/quay.yaml", "_id: quay\ntaxonomy: topic\nname: Quay\nparent: Harbour\n")
    archive.bring()


def pk(name: str) -> int:
    return int(Topic.objects.get(name=name).pk)


def outline(client: Client, address: str = TREE) -> str:
    """The tree as readers or editors see it: names, with those below in brackets."""
    text = client.get(address).content.decode().partition('class="tree"')[2]
    shown = re.finditer(r'<ul|</ul>|dir="auto">([^<]+)</a>', text.partition("</form>")[0].partition("</main>")[0])
    return " ".join({"<ul": "(", "</ul>": ")"}.get(each[0], each[1]) for each in shown).removesuffix(" )")


@pytest.mark.parametrize(
    ("name", "move", "becomes"),
    [
        ("Sea", "up", "Boats Sea Harbour ( Quay )"),
        ("Boats", "down", "Harbour ( Quay ) Boats Sea"),
        ("Harbour", "in", "Boats ( Harbour ( Quay ) ) Sea"),
        ("Sea", "in", "Boats Harbour ( Quay Sea )"),
        ("Quay", "out", "Boats Harbour Quay Sea"),
        ("Boats", "up", "Boats Harbour ( Quay ) Sea"),
        ("Boats", "in", "Boats Harbour ( Quay ) Sea"),
        ("Boats", "out", "Boats Harbour ( Quay ) Sea"),
        ("Sea", "down", "Boats Harbour ( Quay ) Sea"),
    ],
)
def test_buttons_move_a_topic(name: str, move: str, becomes: str, client: Client) -> None:
    editor = as_role("editor")
    assert outline(editor) == "Boats Harbour ( Quay ) Sea"
    assert editor.post(TREE, {move: pk(name)}).status_code == 302
    assert outline(editor) == becomes == outline(client, "/topics/")


def test_a_topic_is_dropped_anywhere_but_below_itself() -> None:
    editor = as_role("editor")
    editor.post(TREE, {"topic": pk("Sea"), "parent": "", "before": pk("Harbour")})
    editor.post(TREE, {"topic": pk("Boats"), "parent": pk("Harbour"), "before": pk("Quay")})
    assert outline(editor) == "Sea Harbour ( Boats Quay )"
    said = editor.post(TREE, {"topic": pk("Harbour"), "parent": pk("Quay"), "before": ""}, follow=True)
    assert "Harbour cannot be below itself" in said.content.decode()
    said = editor.post(TREE, {"topic": pk("Harbour"), "parent": pk("Harbour")}, follow=True)
    assert "Harbour cannot be below itself" in said.content.decode()
    assert "no longer exists" in editor.post(TREE, {"topic": "x"}, follow=True).content.decode()
    assert outline(editor) == "Sea Harbour ( Boats Quay )"


def test_the_order_is_kept_here_alone_and_a_parent_in_the_file(archive: Archive) -> None:
    editor = as_role("editor")
    editor.post(TREE, {"up": pk("Sea")})
    assert not Topic.objects.get(name="Sea").in_data
    editor.post(TREE, {"out": pk("Quay")})
    assert "parent" not in _exported(archive)
    assert Revision.objects.filter(topic__name="Quay").count() == 2
    editor.post(TREE, {"in": pk("Quay")})
    assert "parent: Harbour" in _exported(archive)
    assert counts(archive.bring()) == {"unchanged": 2}
    assert outline(editor) == "Boats Sea Harbour ( Quay )"


def _exported(archive: Archive) -> str:
    export_seeds(archive.folder.parent / "out")
    return (archive.folder.parent / "out/_data/topics/quay.yaml").read_text()


@pytest.mark.parametrize(
    ("role", "sees", "moves"), [("contributor", 200, 403), ("editor", 200, 302), ("publisher", 200, 302)]
)
def test_who_may_change_topics_may_arrange_them(role: str, sees: int, moves: int) -> None:
    client = as_role(role)
    page = client.get(TREE)
    assert page.status_code == sees
    assert ('name="up"' in page.content.decode()) is (moves == 302)
    assert client.post(TREE, {"up": pk("Sea")}).status_code == moves
