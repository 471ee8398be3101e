"""Topics and providers merged into another: no file changes, the old name leads on, and parting is exact."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.editing import synonyms
from articles.exchange.exporter import export_seeds
from articles.history.work import StaleError
from articles.models import Article, ArticleTopic, Provider, Topic
from articles.reading.search import read_query, search
from tests.articles.admin.signed_in import as_role
from tests.once import Once
from tests.pages import markup
from tests.seeds import Archive, counts, exported

pytestmark = pytest.mark.django_db
PORT = "_id: port\ntaxonomy: topic\nname: Port\nparent: Sea\nkeywords:\n  - quay\n"
OLD = '\n  name: "The Old Post"\n  domain: OldPost.example'


def write(archive: Archive, slug: str, topics: str, **more: str | None) -> None:
    names = "".join(f"\n- {name}" for name in topics.split(","))
    archive.write_article(f"2023-01-2{slug}", topics=names, webUrl=f'"https://news.example.org/{slug}"', **more)


@pytest.fixture(scope="module", autouse=True)
def brought(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_files(shared_archive)
        yield shared_archive


@pytest.fixture
def archive(brought: Archive, tmp_path: Path) -> Archive:
    return brought.copied(tmp_path)


def write_files(archive: Archive) -> None:
    archive.write("_data/topics/port.yaml", PORT)
    write(archive, "1-both", "Port,Harbour")
    write(archive, "2-port", "Port", provider=OLD)
    write(archive, "3-harbour", "Harbour")
    write(archive, "4-quay", "Quay")
    archive.write("_data/topics/quay.yaml", "_id: quay\ntaxonomy: topic\nname: Quay\nparent: Port\n")
    archive.bring()


def stored() -> list[Any]:
    return [
        sorted(ArticleTopic.objects.values_list("content_object__slug", "tag__name", "name", "position")),
        sorted(Article.objects.values_list("slug", "provider__domain", "provider_name", "version")),
        list(Article.objects.order_by("slug").values_list("provider_rest", flat=True)),
        sorted(Topic.objects.values_list("name", "parent__name", "parent_name", "merged_into")),
    ]


def everything(folder: Path) -> dict[str, bytes]:
    export_seeds(folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def topic(name: str) -> Topic:
    one: Topic = Topic.objects.get(name=name)
    return one


def found(text: str) -> list[str]:
    every = Article.objects.all()
    return sorted(article.slug for article in search(read_query(text), every).best(every, 100))


def test_a_merged_topic_s_articles_are_the_other_s_and_no_file_changes(tmp_path: Path) -> None:
    before = everything(tmp_path / "before")
    plan = synonyms.plan_unite(topic("Port"), topic("Harbour"))
    assert (plan.articles, plan.both, plan.below) == (2, 1, ["Quay"])
    assert synonyms.unite(topic("Port"), topic("Harbour")) == 2
    assert everything(tmp_path / "after") == before
    assert Article.objects.on_topic(topic("Harbour")).count() == 3
    assert topic("Quay").parent == topic("Harbour")
    assert found("topic:Port") == found("topic:Harbour")  # with those below, by both names
    assert len(found("topic:Port")) == 4


def test_parting_is_exact_and_can_be_done_again(tmp_path: Path) -> None:
    before = stored(), everything(tmp_path / "before"), found("harbour")
    for _ in range(2):
        synonyms.unite(topic("Port"), topic("Harbour"))
        assert stored() != before[0]
        assert synonyms.part(topic("Port")) == 2
        assert (stored(), everything(tmp_path / "after"), found("harbour")) == before


def test_later_seeds_that_say_the_old_name_find_the_other(archive: Archive, tmp_path: Path) -> None:
    synonyms.unite(topic("Port"), topic("Harbour"))
    assert counts(archive.bring()) == {"unchanged": 6}
    write(archive, "5-new", "Port")
    archive.write("_data/topics/port.yaml", PORT.replace("quay", "pier"))
    assert counts(archive.bring()) == {"created": 1, "updated": 1, "unchanged": 5}
    new = Article.objects.get(slug="2023-01-25-new")
    assert [(link.tag.name, link.name) for link in new.topic_links.all()] == [("Harbour", "Port")]
    assert (topic("Port").keywords, topic("Port").merged_into, topic("Harbour").keywords) == (
        ["pier"],
        topic("Harbour"),
        None,
    )
    assert topic("Quay").parent == topic("Harbour")
    assert synonyms.part(topic("Port")) == 3


def test_one_below_the_other_makes_no_circle() -> None:
    synonyms.unite(topic("Port"), topic("Quay"))
    assert topic("Quay").parent != topic("Quay")
    synonyms.part(topic("Port"))
    assert topic("Quay").parent == topic("Port")


def test_what_is_merged_goes_along_when_the_other_is_merged_too() -> None:
    synonyms.unite(topic("Port"), topic("Harbour"))
    synonyms.unite(topic("Harbour"), topic("Quay"))
    assert topic("Port").merged_into == topic("Harbour").merged_into == topic("Quay")
    assert set(ArticleTopic.objects.values_list("tag__name", flat=True)) == {"Quay"}
    synonyms.part(topic("Port"))
    assert Article.objects.on_topic(topic("Port")).count() == 2
    with pytest.raises(StaleError):
        synonyms.unite(topic("Harbour"), topic("Port"))
    with pytest.raises(StaleError):
        synonyms.part(topic("Quay"))
    with pytest.raises(StaleError):
        synonyms.unite(topic("Quay"), topic("Quay"))


@pytest.mark.parametrize("order", [("Harbour", "Port"), ("Port", "Harbour")])
def test_a_chain_of_merged_topics_is_parted_exactly(order: tuple[str, str]) -> None:
    alone = stored()
    synonyms.unite(topic("Port"), topic("Harbour"))
    once = stored()
    synonyms.unite(topic("Harbour"), topic("Quay"))
    synonyms.part(topic(order[0]))
    assert (topic("Port").merged_into, topic("Harbour").merged_into) == (
        (topic("Harbour"), None) if order[0] == "Harbour" else (None, topic("Quay"))
    )
    assert (stored() == once) is (order[0] == "Harbour")
    synonyms.part(topic(order[1]))
    assert stored() == alone


def test_a_chain_of_merged_providers_is_parted_exactly(archive: Archive) -> None:
    write(archive, "6-third", "Quay", provider="\n  name: Third\n  domain: third.example")
    archive.bring()
    first, second, third = (
        Provider.objects.get(domain=each) for each in ("oldpost.example", "news.example.org", "third.example")
    )
    synonyms.unite(first, second)
    once = stored()
    synonyms.unite(second, third)
    assert synonyms.part(second) == 4
    assert stored() == once


def test_a_topic_merged_into_one_far_below_it_makes_no_circle(archive: Archive) -> None:
    archive.write("_data/topics/pier.yaml", "_id: pier\ntaxonomy: topic\nname: Pier\nparent: Quay\n")
    archive.bring()
    before = stored()
    synonyms.unite(topic("Port"), topic("Pier"))
    assert (topic("Pier").parent, topic("Quay").parent) == (topic("Quay"), None)
    synonyms.part(topic("Port"))
    assert stored() == before


def test_pages_lead_to_the_other_and_name_a_topic_once(client: Client) -> None:
    synonyms.unite(topic("Port"), topic("Harbour"))
    for address in ("/topics/{}/", "/topics/{}/feed.rss"):
        moved = client.get(address.format(topic("Port").slug))
        assert (moved.status_code, moved["Location"]) == (302, address.format("harbour"))
    assert client.get("/topics/nothing/").status_code == 404
    assert client.get("/news/2023-01-21-both/").content.decode().count("Harbour</a></li>") == 1
    assert "Port" not in client.get("/topics/").content.decode()
    moved = client.get(f"/api/news/{topic('Port').slug}/index.json")
    assert (moved.status_code, moved["Location"]) == (302, "/api/news/harbour/index.json")
    moved = client.get(f"/api/news/{topic('Port').slug}/page/2/index.json")
    assert (moved.status_code, moved["Location"]) == (302, "/api/news/harbour/page/2/index.json")
    assert client.get("/api/news/nothing/index.json").status_code == 404
    assert client.get("/api/news/nothing/page/2/index.json").status_code == 404
    names = [each["name"] for each in client.get("/api/topics/index.json").json()["value"]]
    assert "Port" not in names
    assert client.get("/api/news/2023-01-21-both/index.json").json()["topics"] == ["Port", "Harbour"]


def test_providers_are_merged_and_parted_as_exactly(archive: Archive, client: Client, tmp_path: Path) -> None:
    archive.write(
        "_data/organizations/oldpost.example.md", "---\n_id: oldpost.example\ntaxonomy: organization\nname: Old\n---\n"
    )
    archive.bring()
    before = stored(), everything(tmp_path / "before")
    old, other = (
        Provider.objects.get(domain="oldpost.example"),
        Provider.objects.exclude(domain="oldpost.example").get(),
    )
    assert synonyms.plan_unite(old, other).articles == 1
    assert synonyms.unite(old, other) == 1
    assert everything(tmp_path / "after") == before[1]
    assert Article.objects.from_provider(other).count() == 4
    moved = client.get("/providers/oldpost.example/")
    assert (moved.status_code, moved["Location"]) == (302, f"/providers/{other.domain}/")
    assert client.get("/providers/oldpost.example/feed.atom").status_code == 302
    write(archive, "6-new", "Quay", provider="\n  name: Later\n  domain: oldpost.example")
    assert counts(archive.bring()) == {"created": 1, "unchanged": 7}
    assert Article.objects.get(slug="2023-01-26-new").provider == other
    assert "domain: oldpost.example" in exported("2023-01-26-new")
    archive.folder.joinpath("_news/2023-01-26-new.md").unlink()
    Article.objects.filter(slug="2023-01-26-new").delete()
    assert synonyms.part(old) == 1
    assert stored() == before[0]


def merge_page(name: str) -> str:
    return f"/admin/articles/topic/{topic(name).pk}/merge/"


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("editor", 403), ("publisher", 302)])
def test_publishers_merge_and_part_in_the_admin(role: str, status: int) -> None:
    client = as_role(role)
    shown = client.get(merge_page("Port"), {"into": "harbour"})
    assert shown.status_code == (200 if status == 302 else 403)
    assert client.post(merge_page("Port"), {"into": topic("Harbour").pk}).status_code == status
    assert (topic("Port").merged_into is None) is (status == 403)
    synonyms.part(topic("Port")) if status == 302 else None
    synonyms.unite(topic("Port"), topic("Harbour"))
    assert client.post(merge_page("Harbour"), {"part": topic("Port").pk}).status_code == status
    assert (topic("Port").merged_into is None) is (status == 302)


def test_the_admin_shows_what_comes_of_it_and_says_what_is_wrong() -> None:
    client = as_role("publisher")
    shown = markup(client.get(merge_page("Port"), {"into": "harbour"}))
    assert "2 articles become" in shown
    assert "1 of them carries both" in shown
    assert "There is no other one with the name" in markup(client.get(merge_page("Port"), {"into": "Port"}))
    for sent in ({"into": topic("Port").pk}, {"into": "x"}, {"into": "9" * 40}):
        assert "Choose another one" in markup(client.post(merge_page("Port"), sent, follow=True))
    assert "no longer merged into this one" in markup(client.post(merge_page("Port"), {"part": "1"}, follow=True))
    client.post(merge_page("Port"), {"into": topic("Harbour").pk})
    page = markup(client.get("/admin/articles/topic/"))
    assert ">Port</a>" not in page
    assert ">Port</a>" in markup(client.get("/admin/articles/topic/?merged=away"))
    assert "It is merged into" in markup(client.get(f"/admin/articles/topic/{topic('Port').pk}/change/"))
    assert client.get("/admin/articles/topic/99999/merge/").status_code == 404


def test_the_name_of_a_merged_topic_is_not_adopted(client: Client) -> None:
    publisher = as_role("publisher")
    synonyms.unite(topic("Port"), topic("Harbour"))
    address = f"/admin/articles/topic/{topic('Harbour').pk}/spellings/"
    assert "part the two" in publisher.post(address, {"adopt": "Port"}, follow=True).content.decode()
