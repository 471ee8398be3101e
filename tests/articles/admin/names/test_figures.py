"""What providers and topics bring, in figures, and what a topic's keywords would match."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.admin.names.figures import WEEKS, Figures, figures_of
from articles.models import Article, Provider, Tally, Topic
from tests.articles.admin.signed_in import LIST, as_role
from tests.seeds import Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
TOPIC, PROVIDER = "/admin/articles/topic/", "/admin/articles/provider/"


def write(archive: Archive, number: int, **more: str | None) -> None:
    url = f'"https://news.example.org/{number}"'
    archive.write_article(
        f"2023-01-{number:02}-note", **{"webUrl": url, "publishedDateTime": f"2023-01-{number:02}T10:00:00Z"} | more
    )


def test_figures_count_articles_shares_means_and_weeks(archive: Archive) -> None:
    for number, quality, published in ((2, "60", "true"), (3, "70", "false"), (9, "80", "true"), (20, "90", "false")):
        write(archive, number, quality=quality, published=published, topics="\n- Sea\n- Harbour")
    archive.bring()
    for kind, subject in (
        (Tally.Kind.TOPIC, Topic.objects.get(name="Sea")),
        (Tally.Kind.PROVIDER, Provider.objects.get()),
    ):
        found = figures_of(kind, [subject.pk])[subject.pk]
        assert (found.number, found.shown, found.share, found.mean) == (4, 2, 50, 75)
        assert found.last == datetime(2023, 1, 20, 10, tzinfo=UTC)
        assert found.weeks == (0,) * (WEEKS - 3) + (2, 1, 1)
        assert [bar.height for bar in found.bars[-4:]] == [0, 24, 12, 12]


def test_what_has_no_articles_has_empty_figures() -> None:
    assert Figures().bars[0].height == 0
    assert figures_of(Tally.Kind.PROVIDER, []) == {}


@pytest.mark.parametrize("number", [2, 40])
@pytest.mark.parametrize("address", [TOPIC, PROVIDER])
def test_a_list_with_figures_costs_the_same_for_few_and_for_many(
    archive: Archive, django_assert_max_num_queries: Any, number: int, address: str
) -> None:
    for each in range(number):
        provider = f"\n  name: N{each}\n  domain: n{each}.example.org"
        write(
            archive,
            1 + each % 27,
            topics=f"\n- Topic {each}",
            provider=provider,
            webUrl=f'"https://n.example.org/{each}"',
        )
    archive.bring()
    client = as_role("editor")
    with django_assert_max_num_queries(15):
        text = client.get(address).content.decode()
    assert text.count('class="weeks"') == min(number, 27)


def test_a_topic_s_page_says_what_its_keywords_would_match_and_leads_there(archive: Archive) -> None:
    write(archive, 1, title='"Spring tide at the quay"', topics="\n- Sea")
    write(archive, 2, title='"A spring tide again"', topics="\n- Boats")
    write(archive, 3, title='"The tide in spring"', topics="\n- Boats")
    write(archive, 4, title='"A ferry"', excerpt='"By lighthouse, at night"', topics="\n- Boats", published="false")
    archive.bring()
    topic = Topic.objects.get(name="Sea")
    Topic.objects.filter(pk=topic.pk).update(keywords=["spring tide", "lighthouse", "!"])
    client = as_role("editor")
    assert (
        "Its keywords would match 2 articles without this topic"
        in client.get(f"{TOPIC}{topic.pk}/change/").content.decode()
    )
    page = client.get(f"{LIST}?keywords_of=sea")
    found = {article.pk for article in page.context["cl"].result_list}
    assert found == set(
        Article.objects.filter(slug__in=["2023-01-02-note", "2023-01-04-note"]).values_list("pk", flat=True)
    )


def test_empty_keywords_match_nothing_and_an_unknown_topic_leads_to_the_whole_list(archive: Archive) -> None:
    write(archive, 1, topics="\n- Sea")
    archive.bring()
    client = as_role("editor")
    assert len(client.get(f"{LIST}?keywords_of=sea").context["cl"].result_list) == 0
    for slug in ("nothing", ""):
        assert client.get(f"{LIST}?keywords_of={slug}").headers["Location"] == f"{LIST}?e=1"
    page = client.get(f"{TOPIC}{Topic.objects.get().pk}/change/").content.decode()
    assert "would match" not in page
    assert isinstance(client, Client)


def test_weeks_at_the_beginning_of_the_calendar_are_counted_too(archive: Archive) -> None:
    write(archive, 2, publishedDateTime="0001-01-05T10:00:00Z")
    archive.bring()
    found = figures_of(Tally.Kind.PROVIDER, [Provider.objects.get().pk])[Provider.objects.get().pk]
    assert found.number == 1
    assert len(found.bars) == WEEKS
