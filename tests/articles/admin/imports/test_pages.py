"""From an upload over its plan to the articles: nothing before it is confirmed, nothing twice, nothing half."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.exchange.importer import Options, staged
from articles.history.work import Work
from articles.models import Article, Conflict, Import, ImportFile, ImportProblem, Revision, Topic
from tests.articles.admin.imports.uploading import (
    IMPORTS,
    act,
    counts_of,
    go_on,
    imported,
    many,
    page,
    planned,
    publisher,
    the_record,
    upload,
    zipped,
)  # fmt: skip
from tests.articles.admin.signed_in import as_role
from tests.seeds import SEALED, Archive, archive, edit, seed_text, the_article

__all__ = ["archive", "publisher"]
pytestmark = pytest.mark.django_db
SLUG = "2023-01-24-tides"
FILE = f"_news/{SLUG}.md"


# The way


def test_files_become_articles_when_their_plan_is_confirmed(publisher: Client) -> None:
    response = upload(publisher, (f"{SLUG}.md", seed_text()), ("00-ai.yaml", "taxonomy: topic\n_id: ai\nname: AI\n"))
    assert response.url == f"{IMPORTS}{the_record().pk}/change/"
    record = go_on(publisher)
    assert (record.state, counts_of(record), Article.objects.count()) == ("waiting", {"created": 2}, 0)
    act(publisher, "confirm")
    record = go_on(publisher)
    assert (record.state, counts_of(record)) == ("finished", {"created": 2})
    assert (the_article().status, Topic.objects.get().in_data) == ("published", True)
    assert not ImportFile.objects.exists()
    revision = Revision.objects.get(article=the_article())
    assert (revision.by_name, revision.reason, revision.by_import) == ("publisher", f"{SLUG}.md", record)


def test_a_plan_says_what_the_run_then_does(publisher: Client, archive: Archive) -> None:
    files = {
        FILE: seed_text(),
        "_news/2023-01-25-same.md": seed_text(webUrl='"https://news.example.org/same"'),
        "_news/2023-01-26-both.md": seed_text(webUrl='"https://news.example.org/both"'),
        "seed.txt": seed_text(title='"Undated"', webUrl='"https://news.example.org/undated"'),
        "_data/topics/00-ai.yaml": "taxonomy: topic\n_id: ai\nname: AI\n",
    }
    imported(publisher, files)
    edit("2023-01-26-both", title="Ours")
    again = files | {
        FILE: seed_text(excerpt='"Other words."', odd="1"),
        "_news/2023-01-26-both.md": seed_text(title='"Theirs"', webUrl='"https://news.example.org/both"'),
        "_news/2023-01-27-new.md": seed_text(webUrl='"https://news.example.org/new"'),
        "_news/bad.md": "---\ntitle: x\n",
        "_data/topics/00-ai.yaml": "taxonomy: topic\n_id: ai\nname: AI\nshortname: A\n",
    }
    before = (Revision.objects.count(), the_article().excerpt)
    record = planned(publisher, again)
    plan, problems = counts_of(record), list(ImportProblem.objects.of(record).values_list("path", "message"))
    assert plan == {"created": 1, "updated": 2, "unchanged": 2, "conflicts": 1, "rejected": 1, "warnings": 1}
    assert (Revision.objects.count(), the_article().excerpt) == before
    act(publisher, "confirm")
    record = go_on(publisher)
    assert counts_of(record) == plan
    assert list(ImportProblem.objects.of(record).values_list("path", "message")) == problems
    assert Conflict.objects.count() == 1


def test_the_plan_shows_each_difference_conflict_and_problem(publisher: Client) -> None:
    imported(publisher, {FILE: seed_text(), "a/2023-01-25-b.md": seed_text(webUrl='"https://news.example.org/b"')})
    edit("2023-01-25-b", title="Ours")
    planned(
        publisher,
        {
            FILE: seed_text(excerpt='"Other <words>."', published="false", removed="true"),
            "a/2023-01-25-b.md": seed_text(title='"Theirs"', webUrl='"https://news.example.org/b"'),
            "2023-01-26-c.md": seed_text(title='"Brand new"', webUrl='"https://news.example.org/c"'),
            "deep/bad.md": seed_text(quality="many"),
        },
    )
    shown = page(publisher)
    for words in (
        "Would be changed (1)", "<del>- excerpt: &quot;<mark>What rises and what falls</mark>.&quot;</del>",
        "<ins>+ excerpt: &quot;<mark>Other &lt;words&gt;</mark>.&quot;</ins>", "Published → Withdrawn",
        "Conflicts (1)", '<td dir="auto">Ours</td><td dir="auto">Theirs</td>',
        "Would be created (1)", "Brand new", "2023-01-26-c",
        "deep/bad.md:8: Quality: expected a whole number, found “many”",
    ):  # fmt: skip
        assert words in shown


def test_options_are_those_of_the_form(publisher: Client) -> None:
    imported(publisher, {FILE: seed_text(published=None)})
    assert the_article().status == "draft"
    edit(title="Ours")
    files = {FILE: seed_text(published=None, title='"Theirs"')}
    record = imported(publisher, files, conflict="seed", assume_published="on")
    assert (the_article().title, the_article().status, counts_of(record)) == ("Theirs", "published", {"updated": 1})


def test_a_very_long_plan_comes_in_pages(publisher: Client) -> None:
    planned(publisher, many(60))
    assert "Would be created (60)" in page(publisher)
    assert "and 40 more" in page(publisher)
    first, second = page(publisher, show="created"), page(publisher, show="created", page=2)
    assert (first.count("<small>from _news"), second.count("<small>from _news")) == (50, 10)


@pytest.mark.parametrize("state", ["waiting", "finished"])
def test_a_page_asks_the_same_for_one_row_and_for_twenty(publisher: Client, state: str) -> None:
    asked = []
    for start, number in ((0, 1), (1, 20)):
        files = dict(list(many(start + number, odd="1").items())[start:])
        (imported if state == "finished" else planned)(publisher, files)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(publisher)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# Steps


def test_a_step_is_done_once_however_often_it_is_asked_for(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 2)
    planned(publisher, many(5))
    act(publisher, "confirm")
    for _ in range(2):  # two tabs at the same place
        act(publisher, "step", position=0)
    assert (the_record().position, Article.objects.count()) == (2, 2)
    for odd in ("", "x", "-1", "4", "9" * 30):
        act(publisher, "step", position=odd)
    assert the_record().position == 2
    assert counts_of(go_on(as_role("administrator"))) == {"created": 5}
    assert set(Revision.objects.values_list("by_name", flat=True)) == {"publisher", "administrator"}


def test_a_script_is_told_how_far_it_is(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 2)
    upload(publisher, ("a.zip", zipped(many(3))))
    step = f"{IMPORTS}{the_record().pk}/step/"
    told = [publisher.post(step, {"position": at}, headers={"accept": "application/json"}).json() for at in (0, 2)]
    assert told == [
        {"position": 2, "done": 2, "files": 3, "words": "2 of 3 files", "more": True},
        {"position": 3, "done": 3, "files": 3, "words": "3 of 3 files", "more": False},
    ]


def test_large_files_make_small_steps(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_BYTES", 700)
    upload(publisher, ("a.zip", zipped(many(5))))
    places = []
    while (record := the_record()).is_under_way:
        act(publisher, "step", position=record.position)
        places.append(the_record().position)
    assert places == [2, 4, 5]


def test_a_step_that_fails_leaves_the_import_where_it_was(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(publisher, many(2))
    act(publisher, "confirm")
    with monkeypatch.context() as broken:
        broken.setattr("articles.history.commit.record", lambda revisions: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            act(publisher, "step", position=0)
    assert (the_record().position, Article.objects.count(), the_record().state) == (0, 0, "running")
    assert counts_of(go_on(publisher)) == {"created": 2}


def test_it_stops_resumes_and_can_be_left_at_that(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 1)
    planned(publisher, many(3))
    act(publisher, "confirm")
    act(publisher, "step", position=0)
    act(publisher, "stop")
    act(publisher, "step", position=1)
    assert (the_record().state, the_record().position) == ("stopped", 1)
    assert "Stopped after 1 of 3 files" in page(publisher)
    act(publisher, "resume")
    act(publisher, "step", position=1)
    act(publisher, "stop")
    act(publisher, "discard")
    record = the_record()
    assert (record.state, counts_of(record), Article.objects.count()) == ("stopped", {"created": 2}, 2)
    assert "left it at 2 of 3 files" in page(publisher)
    assert not ImportFile.objects.exists()
    act(publisher, "resume")
    assert the_record().state == "stopped"


def test_a_discarded_plan_leaves_nothing(publisher: Client) -> None:
    planned(publisher, many(2))
    assert act(publisher, "discard").url == IMPORTS
    assert not any(model.objects.exists() for model in (Import, ImportFile, ImportProblem, Article))


@pytest.mark.parametrize("what", ["confirm", "stop", "resume", "discard", "step"])
def test_a_finished_import_is_not_done_again(publisher: Client, what: str) -> None:
    imported(publisher, many(2))
    was = Import.objects.values().get()
    act(publisher, what, position=2)
    assert Import.objects.values().get() == was


def test_what_nobody_goes_on_with_is_cleaned_up(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STEP_FILES", 1)
    planned(publisher, many(2))
    planned(publisher, many(2))
    act(publisher, "confirm")
    act(publisher, "step", position=0)
    running = the_record()
    Import.objects.update(touched_at=timezone.now() - staged.KEPT - timedelta(hours=1))
    upload(publisher, ("a.md", seed_text()))
    assert list(Import.objects.order_by("pk").values_list("pk", "state")) == [
        (running.pk, "stopped"),
        (the_record().pk, "planning"),
    ]
    assert list(ImportFile.objects.values_list("name", flat=True)) == ["a.md"]


def test_a_sealed_payload_is_in_no_plan_and_no_record(publisher: Client) -> None:
    other, third = (
        "QUJDREVGR0hJSktMTU5PUA==;MDEyMzQ1Njc4OWFiY2RlZg==",
        "YSBwYXlsb2FkIG9mIHVzIQ==;MDEyMzQ1Njc4OWFiY2RlZg==",
    )
    imported(publisher, {FILE: seed_text(secured=f'"{SEALED}"')})
    edit(secured=third)
    assert counts_of(planned(publisher, {FILE: seed_text(secured=f'"{other}"')})) == {"conflicts": 1}
    plan = page(publisher)
    act(publisher, "confirm")
    go_on(publisher)
    for shown in (plan, page(publisher)):
        assert not any(text[:16] in shown for text in (SEALED, other, third))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_place_do_a_step_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite is one connection's")
    monkeypatch.setattr(staged, "STEP_FILES", 5)
    editor = as_role("publisher")
    planned(editor, many(10))
    act(editor, "confirm")
    pk, begin = the_record().pk, Barrier(4)

    def press() -> int:
        begin.wait()
        try:
            return staged.go_on(pk, 0, by=Work("editor"), options=Options()).position
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as tabs:
        assert [each.result() for each in [tabs.submit(press) for _ in range(4)]] == [5] * 4
    assert (Article.objects.count(), the_record().created, Revision.objects.count()) == (5, 5, 5)
