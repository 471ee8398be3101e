"""Spellings of names in articles' files: kept until somebody adopts or corrects them."""

import pytest
from django.test import Client

from articles.editing.spellings import Spelling, adopt, correct, spellings_of
from articles.history.work import StaleError, Work
from articles.models import Provider, Revision, Topic
from tests.articles.admin.signed_in import as_role
from tests.pages import form_of
from tests.seeds import Archive, archive, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
BY = Work("editor")
PROVIDER = "\n  name: {}\n  domain: news.example.org"


@pytest.fixture
def provider(archive: Archive) -> Provider:
    for number, name in enumerate(["Example", "EXAMPLE", "EXAMPLE", "The Example"]):
        slug = f"2023-01-24-{number}"
        archive.write_article(slug, webUrl=f'"https://news.example.org/{number}"', provider=PROVIDER.format(name))
    archive.write_article(provider="\n  domain: news.example.org")
    archive.bring()
    return Provider.objects.get()


def test_each_spelling_is_counted_and_a_missing_name_is_none(provider: Provider) -> None:
    assert provider.name == "Example"
    assert spellings_of(provider) == [Spelling("EXAMPLE", 2), Spelling("The Example", 1)]
    assert list(Provider.objects.spelled_otherwise()) == [provider]


def test_an_adopted_spelling_is_the_name_and_no_article_changes(provider: Provider) -> None:
    before = [exported(f"2023-01-24-{number}") for number in range(4)]
    adopt(provider, "EXAMPLE", by=BY)
    provider.refresh_from_db()
    assert (provider.name, provider.other_names, provider.in_data) == ("EXAMPLE", ["Example"], True)
    assert spellings_of(provider) == [Spelling("Example", 1), Spelling("The Example", 1)]
    assert [exported(f"2023-01-24-{number}") for number in range(4)] == before
    assert Revision.objects.filter(provider=provider, by_name="editor").count() == 1


def test_a_corrected_spelling_is_written_into_its_articles(provider: Provider) -> None:
    before = exported("2023-01-24-1")
    assert correct(provider, "EXAMPLE", by=BY) == 2
    assert exported("2023-01-24-1") == before.replace("EXAMPLE", "Example")
    assert exported("2023-01-24-3").count("The Example") == 1
    assert spellings_of(provider) == [Spelling("The Example", 1)]
    assert Revision.objects.filter(article=the_article("2023-01-24-1")).latest("pk").reason == (
        "“EXAMPLE” is spelled “Example”"
    )
    assert correct(provider, "EXAMPLE", by=BY) == correct(provider, "Example", by=BY) == 0


def test_a_spelling_that_no_article_has_is_not_adopted(provider: Provider) -> None:
    with pytest.raises(StaleError):
        adopt(provider, "Nobody", by=BY)
    provider.refresh_from_db()
    assert (provider.name, provider.version) == ("Example", 1)


def test_an_organization_file_s_name_wins_over_the_spellings(archive: Archive, provider: Provider) -> None:
    archive.write(
        "_data/organizations/news.example.org.md",
        "---\ntaxonomy: organization\n_id: news.example.org\nname: The Example\ndomain: news.example.org\n---\n",
    )
    archive.bring()
    provider.refresh_from_db()
    assert provider.name == "The Example"
    assert spellings_of(provider) == [Spelling("EXAMPLE", 2), Spelling("Example", 1)]


def test_articles_with_a_topic_s_former_name_are_corrected(archive: Archive) -> None:
    text = archive.write_article(topics="\n  - AI\n  - Machines").read_text()
    archive.bring()
    topic = Topic.objects.get(name="AI")
    before = Topic.objects.count()
    topic.name = "Artificial Intelligence"
    topic.save()
    assert spellings_of(topic) == [Spelling("AI", 1)]
    assert list(Topic.objects.spelled_otherwise()) == [topic]
    assert correct(topic, "AI", by=BY) == 1
    assert exported() == text.replace("- AI", "- Artificial Intelligence")
    assert (spellings_of(topic), Topic.objects.count()) == ([], before)


def test_one_click_adopts_and_one_corrects(provider: Provider) -> None:
    client = as_role("editor")
    page = f"/admin/articles/provider/{provider.pk}/spellings/"
    assert "in 2 other ways" in client.get(page.replace("spellings", "change")).content.decode()
    assert "EXAMPLE" in client.get(page).content.decode()
    assert "news.example.org" in client.get("/admin/articles/provider/?spelled=otherwise").content.decode()
    client.post(page, form_of(client.get(page), "csrfmiddlewaretoken") | {"adopt": "The Example"})
    provider.refresh_from_db()
    assert provider.name == "The Example"
    answer = client.post(page, {"correct": "EXAMPLE"}, follow=True)
    assert "Corrected in 2 articles" in answer.content.decode()
    answer = client.post(page, {"adopt": "EXAMPLE"}, follow=True)
    assert "No article uses that spelling any more" in answer.content.decode()
    client.post(page, {"correct": "Example"})
    assert "All articles spell it in this way" in client.get(page).content.decode()


def test_who_may_not_change_a_provider_or_articles_decides_nothing(provider: Provider, client: Client) -> None:
    page = f"/admin/articles/provider/{provider.pk}/spellings/"
    contributor = as_role("contributor")
    assert 'name="adopt"' not in contributor.get(page).content.decode()
    assert contributor.post(page, {"adopt": "EXAMPLE"}).status_code == 403
    assert client.get(page).status_code == 302
    provider.refresh_from_db()
    assert provider.name == "Example"
