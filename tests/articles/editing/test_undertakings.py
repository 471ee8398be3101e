"""Long acts in short steps: each is done once, by any process, and what is done so far is whole."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from articles import seed
from articles.bridge import Save, document_of
from articles.editing import batches, undertakings
from articles.editing.acts import REFUSED, TooLateError, undo
from articles.editing.undertakings import Rights, begin_batch, begin_undo, hold, leave_at_that, release, take_step
from articles.editing.undoplans import is_undoable
from articles.history.commit import commit
from articles.history.work import Work
from articles.models import Act, Article, FormerArticle, RelatedLink, Revision, Status, Topic, Undertaking
from tests.articles.editing.compared import differences, rows
from tests.seeds import Archive, archive, entry

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
NUMBER = 5


def url(number: int) -> str:
    return f"https://news.example.org/{number % NUMBER}"


@pytest.fixture
def imported(archive: Archive) -> Act:
    """An import of five articles, each of which names the next."""
    for number in range(NUMBER):
        related = entry(f"Entry {number}", url(number + 1))
        archive.write_article(f"2023-01-24-t{number}", webUrl=f'"{url(number)}"', related=related, published="false")
    archive.bring()
    return Act.objects.get()


def by() -> Work:
    return Work("editor")


def step(row: Undertaking, rights: Rights | None = None, pace: int = 2) -> Undertaking:
    Undertaking.objects.update(pace=pace)
    return take_step(row.pk, row.steps, by=by(), rights=rights or Rights())


def to_the_end(row: Undertaking) -> Undertaking:
    while row.state == "going":
        row = step(row)
    return row


def test_an_import_is_taken_back_a_few_articles_at_a_time(imported: Act) -> None:
    row = begin_undo(imported, by=by())
    left = [Article.objects.count() for row in _steps(row)]
    assert left == [3, 1, 0, 0]
    imported.refresh_from_db()
    assert imported.undone_at
    assert Act.objects.get(undoes=imported).number == NUMBER


def _steps(row: Undertaking) -> Iterator[Undertaking]:
    while row.state == "going":
        row = step(row)
        yield row


def test_what_was_taken_back_in_steps_comes_back_with_every_edge(imported: Act) -> None:
    before = rows()
    to_the_end(begin_undo(imported, by=by()))
    assert not Article.objects.exists()
    again = begin_undo(Act.objects.get(undoes=imported), by=by())
    to_the_end(again)
    assert not differences(before, rows())
    assert RelatedLink.objects.exclude(target=None).count() == NUMBER
    assert not again.entries.exists()


def test_a_step_that_is_asked_for_twice_is_done_once(imported: Act) -> None:
    row = begin_undo(imported, by=by())
    first = step(row)
    again = step(row)
    assert (first.steps, again.steps, Article.objects.count()) == (1, 1, 3)


def test_while_it_goes_on_nothing_undoes_either_act(imported: Act) -> None:
    row = begin_undo(imported, by=by())
    step(row)
    assert not is_undoable(Act.objects.get(pk=row.act_id), by().at)
    with pytest.raises(TooLateError):
        undo(imported, by=by())
    with pytest.raises(TooLateError):
        begin_undo(imported, by=by())


def test_stopped_it_waits_and_goes_on_where_it_was(imported: Act) -> None:
    row = step(begin_undo(imported, by=by()))
    row = hold(row.pk, at=by().at)
    assert step(row).done == 2
    assert to_the_end(release(row.pk, at=by().at)).state == "finished"
    assert not Article.objects.exists()


def test_left_at_that_the_rest_stays_and_the_act_can_be_undone_again(imported: Act) -> None:
    row = step(begin_undo(imported, by=by()))
    assert leave_at_that(row.pk, by=by()).number == NUMBER  # not while it goes on
    hold(row.pk, at=by().at)
    row = to_the_end(leave_at_that(row.pk, by=by()))
    assert (row.state, row.why) == ("finished", "editor left it at 2 of 5 articles.")
    assert (Article.objects.count(), FormerArticle.objects.count()) == (3, 2)
    imported.refresh_from_db()
    assert is_undoable(imported, by().at)


def test_who_may_not_go_on_stops_it_with_the_reason_and_changes_nothing(imported: Act) -> None:
    row = step(begin_undo(imported, by=by()), Rights(undo=lambda plan: False))
    assert (row.state, row.done, row.why) == ("stopped", 0, f"{REFUSED} Somebody who may can go on with it.")
    assert Article.objects.count() == NUMBER


def test_an_article_that_no_file_could_hold_is_told_and_the_rest_goes_on(
    imported: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = batches.adding(Topic.objects.create(name="Quay", slug="quay"))
    doomed = Article.objects.get(slug="2023-01-24-t2")
    really = batches.carry_out_some

    def refusing(change: batches.BatchChange, pks: list[int], by: Work) -> None:
        if doomed.pk in pks:
            raise seed.SeedError([seed.Problem("", 0, "topics", "odd", "no file can hold it")])
        really(change, pks, by)

    monkeypatch.setattr(undertakings, "carry_out_some", refusing)
    row = begin_batch(change, list(Article.objects.order_by("pk")), by=by())
    while row.state == "going":
        row = take_step(row.pk, row.steps, by=by(), rights=Rights())
    assert (row.left, row.left_number) == ([[str(doomed), ["no file can hold it"]]], 1)
    assert set(Article.objects.filter(topic_links__tag__name="Quay")) == set(Article.objects.exclude(pk=doomed.pk))


def test_a_batch_is_one_act_and_sorts_again_what_somebody_changed_meanwhile(imported: Act) -> None:
    topic = Topic.objects.create(name="Quay", slug="quay")
    articles = list(Article.objects.order_by("pk").for_documents())
    row = step(begin_batch(batches.adding(topic), articles, by=by()))
    last = articles[-1]
    document = document_of(last)
    changed = Save(replace(document, topics=("Quay",)), last, Status(last.status), before=document)
    commit([changed], kind=Revision.Kind.CHANGED, by=by())
    row = to_the_end(row)
    assert Act.objects.get(pk=row.act_id).number == NUMBER - 1
    undone = to_the_end(begin_undo(Act.objects.get(pk=row.act_id), by=by()))
    assert undone.state == "finished"
    assert list(Article.objects.filter(topic_links__tag=topic)) == [last]


def test_a_topic_that_is_gone_stops_a_batch(imported: Act) -> None:
    topic = Topic.objects.create(name="Quay", slug="quay")
    row = begin_batch(batches.adding(topic), list(Article.objects.all()), by=by())
    topic.delete()
    row = step(row)
    assert (row.state, row.done) == ("stopped", 0)
    assert row.why.startswith("The topic is gone.")


def test_a_batch_that_is_asked_for_twice_is_begun_once(imported: Act) -> None:
    topic = Topic.objects.create(name="Quay", slug="quay")
    articles = list(Article.objects.order_by("pk"))
    row = begin_batch(batches.adding(topic), articles, by=by())
    assert begin_batch(batches.adding(topic), articles, by=by()) == row
    assert begin_batch(batches.removing(topic), articles, by=by()) != row
    to_the_end(row)
    assert begin_batch(batches.adding(topic), articles, by=by()) != row
