"""The audit in the admin: administrators find a line, follow it, and take lines away as CSV."""

import csv
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.editing.roles import ROLES, make_roles
from articles.models import Act, Audited, AuditLine
from tests.articles.admin.signed_in import as_role
from tests.articles.signin.coded import first_step
from tests.articles.signin.trying import an_editor, tried
from tests.pages import markup

pytestmark = pytest.mark.django_db
AUDIT, CSV = "/admin/articles/auditline/", "/admin/articles/auditline/csv/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    return as_role("administrator")


def make_line(words: str = "Published", **values: Any) -> AuditLine:
    return AuditLine.objects.create(
        **({"at": NOON, "kind": Audited.PUBLISH, "words": words, "by_name": "ada"} | values)
    )


def shown(client: Client, **asked: str) -> list[str]:
    """The words of the lines on a page."""
    page = client.get(AUDIT, asked)
    assert page.status_code == 200, page.status_code
    return [row.line.words for row in page.context["rows"]]


def taken(client: Client, **asked: str) -> list[list[str]]:
    answer = client.post(CSV, asked)
    return list(csv.reader(answer.getvalue().decode().splitlines()))[1:]


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_see_it(role: str) -> None:
    client = as_role(role)
    assert (client.get(AUDIT).status_code, client.post(CSV).status_code) == (403, 403)
    assert AUDIT not in client.get("/admin/").content.decode()
    assert AUDIT not in client.get("/admin/account/").content.decode()


def test_administrators_are_led_to_it(client: Client) -> None:
    assert AUDIT in client.get("/admin/").content.decode()
    assert AUDIT in client.get("/admin/account/").content.decode()


def test_it_is_narrowed_by_act_who_day_and_address(client: Client) -> None:
    AuditLine.objects.all()._raw_delete("default")
    make_line("one", kind=Audited.EXPORT)
    make_line("two", by_name="bob")
    make_line("three", at=NOON + timedelta(days=1))
    make_line("four", address="2001:db8::")
    assert shown(client, kind="export") == ["one"]
    assert shown(client, who="bob") == ["two"]
    assert shown(client, day="2026-11-25") == ["three"]
    assert shown(client, address="2001:db8::5") == shown(client, address="2001:db8::/64") == ["four"]
    assert shown(client, who="ada", kind="publish", day="2026-11-24", address="2001:db8::") == ["four"]
    assert shown(client) == ["three", "four", "two", "one"]
    assert [row[4] for row in taken(client, who="bob")] == ["two"]


def test_a_value_that_no_line_has_leads_to_all_of_it(client: Client) -> None:
    for wrong in ({"kind": "x"}, {"day": "2026-13-01"}, {"address": "x"}, {"after": "x,1"}, {"after": "2026-01-01,1"}):
        assert client.get(AUDIT, wrong)["Location"] == f"{AUDIT}?e=1"
    assert "this is all of the audit" in markup(client.get(AUDIT, {"e": "1"}))
    assert client.get(AUDIT, {"words__regex": "(a+)+$"}).status_code == 400


def test_pages_follow_each_other_without_a_gap_and_cost_the_same(client: Client) -> None:
    """Also where many lines have one moment."""
    AuditLine.objects.all()._raw_delete("default")
    act = Act.objects.create(words="Published", at=NOON, number=1)
    one = {"kind": Audited.PUBLISH, "subject": "articles.act", "subject_id": act.pk}
    AuditLine.objects.bulk_create(
        AuditLine(at=NOON + timedelta(seconds=n // 30), words=f"line {n}", **one) for n in range(120)
    )
    client.get(AUDIT)
    address, found, costs = AUDIT, [], set()
    while address:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(address)
        costs.add(len(asked))
        found += [row.line.words for row in page.context["rows"]]
        address = AUDIT + page.context["older"] if page.context["older"] else ""
    assert found == [f"line {n}" for n in reversed(range(120))]
    assert len(costs) == 1
    assert max(costs) <= 10


def test_a_line_leads_to_what_it_is_about_while_that_is_there(client: Client) -> None:
    act = Act.objects.create(words="Published", at=NOON, number=12)
    make_line(subject="articles.act", subject_id=act.pk, number=12)
    make_line("Gone", subject="articles.act", subject_id=act.pk + 1, about="A <b>headline</b>")
    page = markup(client.get(AUDIT))
    assert f'Published <a href="/admin/articles/act/{act.pk}/undo/" dir="auto">12 articles</a>' in page
    assert re.search(r'Gone <span dir="auto">A &lt;b&gt;headline&lt;/b&gt;</span>', page)


def test_without_lines_it_says_what_will_be_there(client: Client) -> None:
    AuditLine.objects.all()._raw_delete("default")
    assert "Nothing has been done yet" in markup(client.get(AUDIT))
    assert "No line matches" in markup(client.get(AUDIT, {"who": "nobody"}))


def test_nobody_changes_it_here(client: Client) -> None:
    superuser = User.objects.create_superuser("root")
    client.force_login(superuser)
    line = AuditLine.objects.latest("pk")
    before = AuditLine.objects.count()
    sent = {"words": "Nothing", "post": "yes", "action": "delete_selected", "_selected_action": str(line.pk)}
    answers = [
        client.post(AUDIT + page, sent).status_code for page in ("", "add/", f"{line.pk}/change/", f"{line.pk}/delete/")
    ]
    assert answers == [405, 403, 403, 403]
    assert client.get(f"{AUDIT}{line.pk}/change/")["Location"] == AUDIT
    assert AuditLine.objects.count() == before
    assert AuditLine.objects.get(pk=line.pk).words == line.words


def test_what_is_taken_away_computes_nothing_and_is_a_line(client: Client) -> None:
    make_line("=HYPERLINK(1)", by_name="@ada", details={"rows": 3})
    make_line("of another", by_name="bob")
    (row,) = taken(client, who="@ada")
    assert row == ["2026-11-24T12:00:00+00:00", "Published", "'@ada", "", "'=HYPERLINK(1)", "", "1", '{"rows": 3}', ""]
    line = AuditLine.objects.latest("pk")
    assert (line.words, line.details, line.by_name) == ("Exported the audit", {"who": "@ada"}, "administrator")


def test_everybody_sees_their_own_signing_in_and_nobody_elses() -> None:
    make_roles()
    an_editor("ada").groups.add(Group.objects.get(name="editor"))
    an_editor("bob")
    tried("bob")
    tried("ada")
    page = first_step().get("/admin/account/")
    assert [line.words for line, _ in page.context["lines"]] == ["Signed in with a password", "Wrong password"]
