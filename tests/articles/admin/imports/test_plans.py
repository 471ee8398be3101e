"""The records of imports as editors look back at them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.editing.publishing import delete, set_status
from articles.exchange.importer.records import note_killed
from articles.history.work import Work
from articles.models import Import, Revision, Status
from articles.seed import Image
from tests.articles.admin.imports.uploading import (
    IMPORTS,
    act,
    go_on,
    imported,
    many,
    page,
    planned,
    publisher,
    the_record,
)  # fmt: skip
from tests.articles.admin.signed_in import LIST
from tests.seeds import Archive, archive, edit, seed_text, the_article

__all__ = ["archive", "publisher"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
FILE = f"_news/{SLUG}.md"


def test_the_list_shows_who_when_how_many_and_filters_by_state(publisher: Client) -> None:
    imported(publisher, many(3))
    planned(publisher, many(2))
    listed = publisher.get(IMPORTS).content.decode()
    assert '<td class="field-created">3</td>' in listed
    assert '<td class="field-by_name">publisher</td>' in listed
    only = publisher.get(IMPORTS, {"state__exact": "waiting"}).content.decode()
    assert only.count('class="field-state_now"') == 1
    assert "Waiting for confirmation" in only


def test_a_record_leads_to_what_it_wrote_and_the_history_back(publisher: Client) -> None:
    imported(publisher, {FILE: seed_text()})
    imported(publisher, {FILE: seed_text(excerpt='"Other."')})
    article, record = the_article(), the_record()
    first, second = Revision.objects.order_by("pk")
    shown = page(publisher)
    assert f"{LIST}{article.pk}/change/" in shown
    compare = f"{LIST}{article.pk}/history/compare/?old={first.pk}&amp;new={second.pk}"
    assert compare in shown
    assert publisher.get(compare.replace("&amp;", "&")).status_code == 200
    assert f"{IMPORTS}{record.pk}/change/" in publisher.get(f"{LIST}{article.pk}/history/").content.decode()
    delete([article], by=Work("editor"))
    assert "(deleted)" in page(publisher)


def test_a_commands_record_shows_its_problems_by_file(publisher: Client, archive: Archive) -> None:
    bad = archive.write("bad.md", seed_text(quality="many", heat="x"))
    archive.bring()
    shown = page(publisher)
    assert f"{bad}:8: Quality: expected a whole number" in shown
    assert shown.count(f'<dt dir="auto">{bad}</dt>') == 1
    assert "<form" not in shown.partition('id="content-main"')[2]


def test_a_killed_command_is_called_so(publisher: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    Import.objects.create(state="running", began_at=long_ago, touched_at=long_ago, files=9, position=3)
    assert "it was killed after 3 of 9 files" in page(publisher)
    assert "Killed" in publisher.get(IMPORTS).content.decode()


def test_an_upload_that_waits_for_somebody_to_go_on_was_not_killed(publisher: Client) -> None:
    planned(publisher, many(2))
    act(publisher, "confirm")
    Import.objects.update(touched_at=timezone.now() - timedelta(hours=3))
    assert "killed" not in page(publisher)
    assert "Killed" not in publisher.get(IMPORTS).content.decode()
    finished = Import.objects.create(state="finished", began_at=timezone.now(), touched_at=timezone.now())
    note_killed(timezone.now())
    assert Import.objects.exclude(pk=finished.pk).get().state == "running"


def test_a_plan_names_fields_and_values_as_the_page_of_conflicts_does(publisher: Client) -> None:
    pictures = '\n  - url: "https://a.example/1.jpg"\n    isCached: %s'
    imported(publisher, {FILE: seed_text(images=pictures % "false")})
    change = the_article()
    set_status([change], Status.DRAFT, by=Work("editor"))
    edit(topics=("Sea", "Moon"), images=(Image("https://a.example/1.jpg", is_cached=None),), highlight="Ours")
    planned(
        publisher,
        {
            FILE: seed_text(
                removed="true", published="false", topics="\n  - Tide", images=pictures % "true", highlight='""'
            )
        },
    )
    told = ["Status", "Pictures: https://a.example/1.jpg, Cached by the crawler", "Highlight"]
    shown = page(publisher)
    rows = re.findall(r'<th scope="row" dir="auto">(.*?)</th><td dir="auto">(.*?)</td><td dir="auto">(.*?)</td>', shown)
    assert sorted(rows) == sorted(
        zip(told, ["Draft", "(absent)", "Ours"], ["Withdrawn", "true", "(empty)"], strict=True)
    )
    act(publisher, "confirm")
    go_on(publisher)
    page_of_conflicts = publisher.get(f"{LIST}{change.pk}/conflicts/").content.decode()
    assert sorted(re.findall(r'<h2 id="field-\d+" dir="auto">(.*?)</h2>', page_of_conflicts)) == sorted(told)
