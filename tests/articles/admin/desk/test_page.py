"""The desk: what waits as links, what happened since the last visit, what readers see; and how the list is narrowed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.editing import desk, stories
from articles.editing.publishing import set_status
from articles.editing.stories import survey
from articles.history.work import Work
from articles.models import Article, Status, Visit
from articles.texts.moments import written_moment
from tests.articles.admin.signed_in import LIST, as_role
from tests.articles.editing.stories.grouped import slug, write_story
from tests.rows import make_article
from tests.seeds import Archive, archive, edit, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("Ada")


def waiting(client: Client) -> dict[str, tuple[int, str]]:
    return {each.label: (each.number, each.address) for each in client.get("/admin/").context["waiting"]}


def some(archive: Archive) -> None:
    """A live story, a draft near the line, one in review, one that goes live tomorrow."""
    write_story(archive, {"harbour": 80, "b": 60})
    for name, heat in (("near", 65), ("review", 10), ("soon", 75)):
        archive.write_article(slug(name, 25), title=f'"{name}"', webUrl=f'"https://news.example.org/{name}"',
                              heat=str(heat), published="false")  # fmt: skip
    archive.bring()
    set_status([the_article(slug("review", 25))], Status.REVIEW, by=BY)
    edit(slug("soon", 25), go_live_at=timezone.now() + timedelta(hours=3))
    set_status([the_article(slug("soon", 25))], Status.PUBLISHED, by=BY)


def test_every_count_leads_to_what_it_counts(archive: Archive, admin_client: Client) -> None:
    some(archive)
    edit(slug("b"), title="Elsewhere entirely")
    survey()
    found = waiting(admin_client)
    assert {label: number for label, (number, _) in found.items()} == {
        "to triage": 1, "in review": 1, "drafts near the line of 70": 1, "live now": 1, "going live within 24 hours": 1,
        "in conflict with their file": 0, "suspected duplicates": 0, "noisy stories": 1, "newcomers to place": 0,
        "import problems of this week": 0,
    }  # fmt: skip
    for number, address in found.values():
        page = admin_client.get(address)
        assert page.status_code == 200
        if address.startswith(f"{LIST}?"):
            assert page.context["cl"].result_count == number


def test_what_others_did_since_the_last_visit_is_told(archive: Archive, admin_client: Client) -> None:
    some(archive)
    assert "Recent changes" in admin_client.get("/admin/").content.decode()
    Visit.objects.update(seen_at=timezone.now() - timedelta(hours=5))
    set_status([the_article(slug("near", 25))], Status.WITHDRAWN, by=Work("Grace"))
    page = admin_client.get("/admin/")
    assert "Since you were here" in page.content.decode()
    latest = page.context["desk"].acts[0]
    assert (latest.by_name, latest.words) == ("Grace", "Withdrawn")


def test_a_visit_ends_after_an_hour(admin_user: Any) -> None:
    now = timezone.now()
    assert desk.visited(admin_user, now) is None
    assert desk.visited(admin_user, now + timedelta(minutes=50)) is None
    assert desk.visited(admin_user, now + timedelta(minutes=120)) == now + timedelta(minutes=50)
    assert desk.visited(admin_user, now + timedelta(minutes=125)) == now + timedelta(minutes=50)


def test_what_readers_see_first_is_shown(archive: Archive, admin_client: Client) -> None:
    some(archive)
    assert [article.slug for article in admin_client.get("/admin/").context["desk"].top] == [slug("harbour")]


def test_an_empty_desk_says_what_to_do_next(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    assert "Nobody has changed anything." in page
    assert "Import seeds" in page
    assert "Nothing is published yet." in page


@pytest.mark.parametrize(
    ("role", "more"), [("contributor", set()), ("editor", {"noisy stories", "import problems of this week"})]
)
def test_each_sees_what_they_can_do_something_about(role: str, more: set[str]) -> None:
    assert set(waiting(as_role(role))) & {"to triage", "noisy stories", "import problems of this week"} == {
        "to triage",
        *more,
    }


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.parametrize("number", [1, 30])
def test_the_desk_costs_the_same_for_few_and_for_many(
    archive: Archive, django_assert_max_num_queries: Any, number: int
) -> None:
    for each in range(number):
        write_story(archive, {f"a{each}": 60 + each, f"b{each}": 30}, day=1 + each % 27)
    archive.bring()
    set_status(Article.objects.all()[:number], Status.REVIEW, by=BY)
    client = as_role("editor")
    client.get("/admin/")
    with django_assert_max_num_queries(18):
        client.get("/admin/")


@pytest.mark.parametrize("number", [3, 40])
def test_the_list_costs_the_same_for_few_and_for_many(
    archive: Archive, django_assert_max_num_queries: Any, number: int
) -> None:
    for each in range(number):
        write_story(archive, {f"a{each}": 60 + each, f"b{each}": 30}, day=1 + each % 27)
    archive.bring()
    for article in Article.objects.all():
        article.images.create(url=f"https://img.example.org/{article.pk}.jpg")
    client = as_role("editor")
    with django_assert_max_num_queries(16):
        client.get(LIST)


def listed(client: Client, **query: str) -> list[str]:
    return [
        re.sub(r"^2023-01-\d\d-", "", article.slug) for article in client.get(LIST, query).context["cl"].result_list
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"shown": "now"}, {"harbour"}),
        ({"shown": "soon"}, {"soon"}),
        ({"story": "2"}, {"harbour", "b"}),
        ({"story": "5"}, set()),
        ({"story": "alone"}, {"near", "review", "soon"}),
        ({"story": "noisy"}, {"harbour"}),
        ({"quality_band": "70"}, {"harbour"}),
        ({"quality_band": "none"}, set()),
        ({"heat_band": "near"}, {"near"}),
        ({"heat_band": "over"}, {"harbour", "soon"}),
        ({"picture": "yes"}, {"review"}),
        ({"picture": "no", "shown": "soon"}, {"soon"}),
        ({"of_provider": "example"}, {"harbour", "b", "near", "review", "soon"}),
        ({"of_provider": "nobody"}, set()),
        ({"with_topic": "money"}, {"soon"}),
        ({"with_topic": "Unheard of"}, set()),
    ],
)
def test_the_list_is_narrowed(
    archive: Archive, admin_client: Client, query: dict[str, str], expected: set[str]
) -> None:
    some(archive)
    edit(slug("soon", 25), topics=("Money",))
    the_article(slug("review", 25)).images.create(url="https://img.example.org/a.jpg")
    edit(slug("b"), title="Elsewhere entirely")
    stories.survey()
    assert set(listed(admin_client, **query)) == expected


@pytest.mark.parametrize(
    "pasted",
    [
        "https://news.example.org/near", "http://www.news.example.org/near/?utm_source=x&fbclid=1", "news.example.org/near",
        "http://testserver/news/2023-01-25-near/", "https://amp.news.example.org/near",
    ],
)  # fmt: skip
def test_a_pasted_url_finds_its_article_however_it_is_spelled(
    archive: Archive, admin_client: Client, pasted: str
) -> None:
    some(archive)
    assert listed(admin_client, q=pasted) == ["near"]


def test_filters_are_kept_through_an_edit(archive: Archive, admin_client: Client) -> None:
    some(archive)
    page = admin_client.get(LIST, {"shown": "now", "of_provider": "example"})
    assert "_changelist_filters=shown%3Dnow%26of_provider%3Dexample" in page.content.decode()


@pytest.mark.parametrize(
    "name", ["article", "topic", "provider", "conflict", "duplicate", "import", "picture", "act", "formerarticle"]
)
def test_an_empty_list_says_what_fills_it_and_a_narrowed_one_how_to_go_on(name: str, admin_client: Client) -> None:
    address = f"/admin/articles/{name}/"
    empty = admin_client.get(address).content.decode()
    assert re.search(r'class="disputed">\s*(There|No|Nothing)[^<]{20,}', empty)
    assert "Show all" in admin_client.get(f"{address}?q=zzz").content.decode()


def test_the_list_says_what_is_scheduled_and_what_is_pinned(admin_client: Client) -> None:
    now = timezone.now()
    make_article("soon", go_live_at=now + timedelta(days=2))
    make_article("pinned", pinned_until=now + timedelta(days=2))
    make_article("was-both", go_live_at=now - timedelta(days=2), pinned_until=now - timedelta(days=1))
    rows = admin_client.get(LIST).content.decode().split("<tr>")[1:]
    said = dict(
        re.findall(r'<span dir="auto">([a-z-]+)</span> <small.*?field-status_now">(.*?)</td>', "".join(rows), re.DOTALL)
    )
    live = written_moment(now + timedelta(days=2))
    assert said == {
        "soon": f'Scheduled<small class="quiet">live {live}</small>',
        "pinned": f'Published<small class="quiet">pinned until {live}</small>',
        "was-both": "Published",
    }
    scheduled = admin_client.get(LIST, {"shown": "scheduled"}).context["cl"].result_list
    assert [article.slug for article in scheduled] == ["soon"]
