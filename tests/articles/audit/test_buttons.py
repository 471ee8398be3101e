"""Each button of the desk leaves one line, or none where readers, accounts and the site stay as they are."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from articles.models import Article, Audited, Import
from tests.articles.admin.buttons import at, one, pk, post, the_buttons
from tests.articles.admin.signed_in import act
from tests.articles.admin.test_every_button import everything
from tests.articles.audit.lines import HERE, new_lines, the_line

__all__ = ["everything"]
pytestmark = pytest.mark.django_db

LEAVES = {
    "article: set_published": Audited.PUBLISH, "article: set_folded": Audited.PUBLISH, "article: set_withdrawn": Audited.WITHDRAW,
    "article: delete_selected": Audited.DELETE, "article_delete": Audited.DELETE, "article_restore": Audited.RESTORE,
    "article_merge": Audited.MERGE, "article_end_previews": Audited.PREVIEW, "article_triage: publish": Audited.PUBLISH,
    "article_triage: withdraw": Audited.WITHDRAW, "article_triage: fold": Audited.MERGE,
    "article_story: split": Audited.MERGE, "article_story: alone": Audited.MERGE, "article_story: move": Audited.MERGE,
    "article_story": Audited.MERGE, "act_undo": Audited.RESTORE, "masthead_change": Audited.SETTINGS,
    "topic_delete": Audited.DELETE, "provider_delete": Audited.DELETE, "topic: delete_selected": Audited.DELETE,
    "provider: delete_selected": Audited.DELETE, "topic_restore": Audited.RESTORE, "provider_restore": Audited.RESTORE,
    "topic_merge": Audited.MERGE, "provider_merge": Audited.MERGE, "topic_merge: part": Audited.MERGE,
    "import_confirm": Audited.IMPORT, "auditline_csv": Audited.EXPORT,
}  # fmt: skip


@pytest.fixture
def client(everything: None) -> Client:
    found = Client()
    found.force_login(User.objects.get(username="administrator"))
    return found


def test_each_act_is_one_line_with_who_and_from_where(client: Client) -> None:
    wrong = {}
    for button in the_buttons():
        with transaction.atomic():
            lines = new_lines(lambda: button.press(client))  # noqa: B023
            transaction.set_rollback(True)
        expected = [(LEAVES[button.what], "administrator", HERE)] if button.what in LEAVES else []
        if (found := [(line.kind, line.by_name, line.address) for line in lines]) != expected:
            wrong[button.what] = found
    assert wrong == {}
    assert LEAVES.keys() <= {button.what for button in the_buttons()}


def test_an_act_on_many_articles_is_one_line_that_counts_them(client: Client) -> None:
    articles = [one("26-same-1"), one("26-same-2"), one("25-tides")]
    line = the_line(lambda: act(client, "set_published", articles))
    assert (line.number, line.counted, line.subject) == (3, "3 articles", "articles.act")
    undone = the_line(lambda: client.post(f"/admin/articles/act/{line.subject_id}/undo/"))
    assert (undone.kind, undone.number, undone.words) == (Audited.RESTORE, 3, "Undone: Published")


def test_what_is_to_go_live_later_is_told_as_such(client: Client) -> None:
    act(client, "set_published", [one("26-same-1")])
    later = {"go_live_at_0": "2030-01-01", "go_live_at_1": "10:00"}
    assert the_line(lambda: act(client, "set_go_live", [one("26-same-1")], **later)).kind == Audited.SCHEDULE


def test_an_import_counts_its_articles_in_its_one_line(client: Client) -> None:
    waiting = Article.objects.count()
    number = at("import_confirm", _waiting())
    line = the_line(lambda: (client.post(number), client.post(number.replace("confirm", "step"), {"position": 0})))
    assert Article.objects.count() == waiting + 1
    assert (line.kind, line.number, line.subject, line.about) == (Audited.IMPORT, 1, "articles.import", "archive.zip")


def _waiting() -> int:
    return int(Import.objects.get(state="waiting").pk)


def test_files_that_somebody_takes_away_are_a_line(client: Client) -> None:
    chosen = {"action": "export", "_selected_action": [pk("25-tides"), pk("26-same-1")]}
    line = the_line(lambda: post(at("article_changelist"), **chosen)(client))
    assert (line.kind, line.number, line.by_name) == (Audited.EXPORT, 2, "administrator")
