"""Topics and providers as readers name them, and what public articles they have."""

import pytest

from articles.models import Provider, Topic, TopicAlias
from tests.rows import make_provider, make_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["port", "PORTS", "Hafen", "harb", "Harbour", "the-harbour", "Haven", "port-and-ships"]
)
def test_a_topic_is_found_by_each_of_its_names_and_by_those_of_what_it_took_in(name: str) -> None:
    harbour = make_topic("Harbour", slug="the-harbour", shortname="Harb")
    TopicAlias.objects.create(name="Haven", topic=harbour)
    port = make_topic("Port", slug="port-and-ships", merged_into=harbour)
    for alias in ("Ports", "Hafen"):
        TopicAlias.objects.create(name=alias, topic=port)
    make_topic("Airport")
    assert list(Topic.objects.called_by_anybody(name)) == [harbour]


@pytest.mark.parametrize(
    "name", ["news.example.org", "www.NEWS.example.org", "the news", "old.example.org", "OLD NEWS"]
)
def test_a_provider_is_found_by_each_of_its_names_and_by_those_of_what_it_took_in(name: str) -> None:
    news = make_provider("news.example.org", name="The News")
    make_provider("old.example.org", name="Old News", merged_into=news)
    make_provider("other.example.org", name="The Newsletter")
    assert list(Provider.objects.called_by_anybody(name)) == [news]
