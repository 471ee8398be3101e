"""Acts and revisions tell what they changed in a line for each field, to whoever may hear of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.editing.publishing import set_status
from articles.history.told import LONGEST, FieldTold, told_by_acts, told_by_revisions
from articles.history.work import Work
from articles.models import Act, Article, Revision, Status
from tests.articles.admin.signed_in import as_role, change, give_to, save
from tests.articles.editing.histories import tried
from tests.lengths import length
from tests.seeds import SEALED, Archive, archive, edit

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
ALL = User(is_superuser=True, is_active=True)


@pytest.fixture
def tides(archive: Archive) -> Article:
    archive.write_article(SLUG, title='"Tides"', published="false", topics="\n- Sea\n- Moon", secured=f'"{SEALED}"')
    archive.bring()
    return Article.objects.get(slug=SLUG)


def last_told(user: Any = None) -> list[tuple[str, str, str]]:
    act = Act.objects.latest_first()[0]
    told = told_by_acts([act], user or ALL)
    return [(each.label, each.old, each.new) for each in told.get(act.pk, [])]


def test_each_field_has_its_values_before_and_after(tides: Article) -> None:
    edit(SLUG, title="Tides come early", quality=71, excerpt="x" * 300 + " and on")
    assert last_told() == [
        ("Headline", "Tides", "Tides come early"),
        ("Excerpt", "What rises and what falls.", "x" * 88 + " …"),
        ("Quality", "60", "71"),
    ]
    assert all(len(value) <= LONGEST for row in last_told() for value in row)


def test_a_status_is_told_in_words_and_once(tides: Article) -> None:
    set_status([tides], Status.PUBLISHED, by=Work("Ada"))
    assert last_told() == [("Status", "Draft", "Published")]


def test_what_has_no_short_value_is_named_alone(tides: Article) -> None:
    edit(SLUG, body="Another body.")
    assert last_told() == [("Body", "", "")]


def test_who_may_not_hear_of_the_payload_does_not(tides: Article, admin_client: Client) -> None:
    edit(SLUG, secured=SEALED.replace("MDEy", "MDEz", 1))
    assert [label for label, _, _ in last_told()] == ["Sealed payload"]
    assert last_told(User.objects.create_user("somebody")) == []


def test_the_history_tells_of_each_revision_against_the_one_before(tides: Article) -> None:
    for title in ("First", "Second"):
        edit(SLUG, title=title)
    told = told_by_revisions(Revision.objects.all(), ALL)
    assert [told.get(pk) for pk in Revision.objects.about(tides).order_by("pk").values_list("pk", flat=True)] == [
        None, [FieldTold("Headline", "Tides", "First", "title")], [FieldTold("Headline", "First", "Second", "title")],
    ]  # fmt: skip


def test_the_pages_tell_it(tides: Article) -> None:
    client = as_role("contributor")
    give_to(client)
    assert save(client, change(), title="Tides <em>come</em> early") == 302
    for address in ("/admin/", "/admin/articles/act/", f"{change().removesuffix('change/')}history/"):
        page = " ".join(client.get(address).content.decode().split())
        assert '<li>Headline: <del dir="auto">Tides</del> → <ins dir="auto">Tides &lt;em&gt;come' in page, address


def test_as_many_queries_for_many_acts_as_for_few(tides: Article, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        edit(SLUG, title=f"Number {number}")
    acts = list(Act.objects.all())
    with django_assert_max_num_queries(3):
        assert len(told_by_acts(acts, ALL)) == 12


def test_acts_are_narrowed_to_days(tides: Article, admin_client: Client) -> None:
    for days, title in (
        (0, "Of today"),
        (1, "Of yesterday"),
        (5, "Of this week"),
        (20, "Of this month"),
        (40, "Older"),
    ):
        edit(SLUG, title=title)
        Act.objects.filter(pk=Act.objects.latest_first()[0].pk).update(
            at=timezone.now() - timedelta(days=days), about=title
        )
    numbers = {}
    for value in ("", "today", "yesterday", "week", "month"):
        rows = admin_client.get("/admin/articles/act/", {"when": value} if value else {}).context["cl"].result_list
        numbers[value] = len([act for act in rows if act.by_import_id is None])
    assert numbers == {"": 5, "today": 1, "yesterday": 1, "week": 3, "month": 4}


def test_a_deletion_and_a_new_article_are_told_without_a_status_that_they_have_not(
    tides: Article, admin_client: Client
) -> None:
    address = change().removesuffix("change/")
    admin_client.post(f"{address}delete/", {"post": "yes"})
    assert admin_client.get("/admin/").status_code == 200
    assert last_told() == []
    act = Act.objects.latest_first()[0]
    admin_client.post(f"/admin/articles/act/{act.pk}/undo/")
    assert admin_client.get("/admin/articles/act/").status_code == 200
    assert admin_client.get("/admin/").status_code == 200


@pytest.mark.parametrize("number", range(length(2, 40)))
def test_whatever_was_done_can_be_told(number: int, tmp_path: Path) -> None:
    """Articles and names that come, go, are joined, parted, imported and taken back."""
    tried(tmp_path, number, imports=number % 2 == 0)
    assert told_by_acts(Act.objects.all(), ALL)
    assert told_by_revisions(Revision.objects.all(), ALL)
