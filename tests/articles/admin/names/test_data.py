"""Topics in the admin: documents with a version, a history and former names."""

import re

import pytest
from django.test import Client

from articles.models import Revision, Topic
from tests.pages import form_of
from tests.seeds import Archive, archive, counts, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
AUTOCOMPLETE = "/admin/autocomplete/?app_label=articles&model_name=topic&field_name=parent&term={}"


def test_a_topic_edited_in_the_admin_becomes_a_document_and_keeps_its_former_name(
    admin_client: Client, archive: Archive
) -> None:
    text = archive.write_article().read_text()
    archive.bring()
    topic = Topic.objects.get()
    address = f"/admin/articles/topic/{topic.pk}/change/"
    form = form_of(admin_client.get(address), "name") | {
        "name": "Artificial Intelligence",
        "keywords": "ai\nmachine learning",
    }
    assert admin_client.post(address, form).status_code == 302
    topic.refresh_from_db()
    assert (topic.in_data, topic.keywords) == (True, ["ai", "machine learning"])
    assert list(topic.aliases.values_list("name", flat=True)) == ["AI"]
    assert exported() == text
    assert Revision.objects.filter(topic=topic).count() == 1
    assert admin_client.post(address, form | {"name": "Late"}).status_code == 409


def test_a_topic_cannot_stand_below_itself(admin_client: Client) -> None:
    above = Topic.objects.create(name="Above", slug="above")
    below = Topic.objects.create(name="Below", slug="below", parent=above)
    address = f"/admin/articles/topic/{above.pk}/change/"
    form = form_of(admin_client.get(address), "name") | {"parent": str(below.pk)}
    assert "cannot be below itself" in admin_client.post(address, form).content.decode()


def test_saving_an_untouched_topic_makes_no_document_of_it(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    topic = Topic.objects.get()
    address = f"/admin/articles/topic/{topic.pk}/change/"
    assert admin_client.post(address, form_of(admin_client.get(address), "name")).status_code == 302
    topic.refresh_from_db()
    assert (topic.in_data, topic.version) == (False, 1)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "x", ""])
def test_a_revision_that_is_none_is_missing(admin_client: Client, archive: Archive, number: str) -> None:
    archive.write_article()
    archive.bring()
    history = f"/admin/articles/article/{the_article().pk}/history/"
    assert admin_client.post(f"{history}restore/", {"revision": number}).status_code == 404
    assert admin_client.get(f"{history}compare/", {"old": number, "new": number}).status_code == 302
    assert admin_client.get("/admin/articles/article/?status__exact=%00").status_code == 400


def test_a_deep_tree_of_topics_is_a_page(client: Client) -> None:
    above = None
    for number in range(150):
        above = Topic.objects.create(name=f"T{number}", slug=f"t{number}", parent=above, in_data=True)
    page = client.get("/topics/")
    assert page.status_code == 200
    assert "T149" in page.content.decode()


def test_saving_a_topic_offers_to_take_it_back_and_its_history_restores(admin_client: Client, archive: Archive) -> None:
    archive.write("_data/topics/sea.yaml", "_id: sea\ntaxonomy: topic\nname: Sea\nparent: Water\nkeywords:\n  - tide\n")
    archive.write("_data/topics/water.yaml", "_id: water\ntaxonomy: topic\nname: Water\n")
    archive.bring()
    sea = Topic.objects.get(name="Sea")
    address = f"/admin/articles/topic/{sea.pk}/change/"
    form = form_of(admin_client.get(address), "name") | {"name": "The sea", "keywords": "wave", "parent": ""}
    page = admin_client.post(address, form, follow=True)
    sea.refresh_from_db()
    assert (sea.name, sea.parent, sea.keywords) == ("The sea", None, ["wave"])
    button = re.search(r'class="undo" method="post" action="([^"]+/restore/)"', page.content.decode())
    assert button
    undo = form_of(page, "seen_version")
    said = admin_client.post(button[1], undo | {"seen_version": "1"}, follow=True).content.decode()
    assert "Somebody has changed it since" in said
    assert admin_client.post(button[1], undo).status_code == 302
    sea.refresh_from_db()
    assert (sea.name, sea.parent.name, sea.keywords) == ("Sea", "Water", ["tide"])
    assert list(sea.aliases.values_list("name", flat=True)) == ["The sea"]
    assert counts(archive.bring()) == {"unchanged": 2}


def test_what_cannot_be_restored_is_told(admin_client: Client, archive: Archive) -> None:
    for name, parent in (("sea", "parent: Water\n"), ("water", "")):
        archive.write(f"_data/topics/{name}.yaml", f"_id: {name}\ntaxonomy: topic\nname: {name.title()}\n{parent}")
    archive.bring()
    sea, water = Topic.objects.get(name="Sea"), Topic.objects.get(name="Water")
    revision = Revision.objects.get(topic=sea)
    for topic, parent in ((sea, ""), (water, str(sea.pk))):
        address = f"/admin/articles/topic/{topic.pk}/change/"
        admin_client.post(address, form_of(admin_client.get(address), "name") | {"parent": parent})
    restore = f"/admin/articles/topic/{sea.pk}/history/restore/"
    assert "is now below it" in admin_client.post(restore, {"revision": revision.pk}, follow=True).content.decode()
    address = f"/admin/articles/topic/{sea.pk}/change/"
    admin_client.post(address, form_of(admin_client.get(address), "name") | {"name": "Ocean"})
    Topic.objects.create(name="Sea", slug="sea-2")
    said = admin_client.post(restore, {"revision": revision.pk}, follow=True).content.decode()
    assert "Another topic now has that name" in said
    assert Topic.objects.get(pk=sea.pk).name == "Ocean"


def test_a_provider_is_restored(admin_client: Client, archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    provider = the_article().provider
    address = f"/admin/articles/provider/{provider.pk}/change/"
    for words in ("Once", "Twice"):
        admin_client.post(address, form_of(admin_client.get(address), "name") | {"description": words})
    first = Revision.objects.filter(provider=provider).order_by("pk")[0]
    admin_client.post(f"/admin/articles/provider/{provider.pk}/history/restore/", {"revision": first.pk})
    provider.refresh_from_db()
    assert provider.description == "Once"


@pytest.mark.parametrize("typed", ["łódź", "lodz", "Ło\u0301dz\u0301", "LOD"])
@pytest.mark.parametrize("place", ["/admin/articles/topic/?q={}", AUTOCOMPLETE])
def test_a_name_is_found_however_it_is_typed(admin_client: Client, place: str, typed: str) -> None:
    Topic.objects.create(name="Łódź", slug="lodz-pl")
    Topic.objects.create(name="Tides", slug="tides")
    page = admin_client.get(place.format(typed)).content.decode()
    assert "Łódź" in page or r"\u0141\u00f3d\u017a" in page
    assert "Tides" not in page


@pytest.mark.parametrize("field", ["keywords", "hashtags", "shortname", "name"])
def test_what_is_typed_about_a_topic_is_a_text(admin_client: Client, field: str) -> None:
    said = {"seen_version": "", "name": "Sea", "shortname": "", "parent": "", "keywords": "", "hashtags": ""}
    answer = admin_client.post("/admin/articles/topic/add/", said | {field: "a\x01b"})
    assert answer.status_code == 200
    assert "control character" in answer.content.decode()
    assert not Topic.objects.exists()


def test_a_name_that_is_typed_decomposed_is_stored_in_one_piece(admin_client: Client) -> None:
    said = {"seen_version": "", "name": "Cafe\u0301", "shortname": "", "parent": "", "keywords": "", "hashtags": ""}
    admin_client.post("/admin/articles/topic/add/", said)
    assert Topic.objects.values_list("name", "slug").get() == ("Café", "café")
    assert "already exists" in admin_client.post("/admin/articles/topic/add/", said).content.decode()
