"""Related entries as edges: found whichever came first, following their articles, keeping what is their own."""

import pytest

from articles.bridge import document_of
from articles.editing.publishing import delete
from articles.history.restoring import restore
from articles.history.texts import text_of
from articles.history.work import Work
from articles.models import Article, RelatedLink, Revision
from tests.seeds import Archive, archive, edit, entry, exported, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
URL = "https://news.example.org/tides"
WORDS = {
    "excerpt": '"What rises and what falls."',
    "publishedDateTime": "2023-01-24T11:00:00Z",
    "type": "article",
    "provider": "\n      name: Example\n      domain: news.example.org",
    "quality": "60",
}


def the_entry(title: str = "A tide table for editors", **words: str) -> str:
    return entry(title, URL, **WORDS | words)


def write_lister(archive: Archive, related: str, slug: str = "2023-01-25-lister") -> str:
    return archive.write_article(slug, webUrl=f'"https://news.example.org/{slug}"', related=related).read_text()


def links() -> list[tuple[str, str | None, object]]:
    rows = RelatedLink.objects.select_related("article", "target").order_by("article__slug", "position")
    return [(row.article.slug, row.target.slug if row.target else None, row.own) for row in rows]


@pytest.mark.parametrize(
    "names", [("2023-01-24-tides", "2023-01-25-lister"), ("2023-01-25-lister", "2023-01-24-tides")]
)
def test_an_entry_finds_its_article_whichever_was_imported_first(archive: Archive, names: tuple[str, str]) -> None:
    archive.write_article()
    text = write_lister(archive, the_entry())
    for name in names:
        archive.bring(archive.folder / f"_news/{name}.md")
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", None)]
    assert exported("2023-01-25-lister") == text


@pytest.mark.parametrize(
    "names", [("2023-01-24-tides", "2023-01-25-lister"), ("2023-01-25-lister", "2023-01-24-tides")]
)
def test_an_entry_stores_only_what_differs_and_comes_out_as_it_went_in(
    archive: Archive, names: tuple[str, str]
) -> None:
    archive.write_article()
    text = write_lister(archive, the_entry(title="In other words", quality="61"))
    for name in names:
        archive.bring(archive.folder / f"_news/{name}.md")
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", {"title": "In other words", "quality": 61})]
    assert exported("2023-01-25-lister") == text


def test_a_link_to_elsewhere_stores_all_its_values(archive: Archive) -> None:
    text = write_lister(archive, entry("Elsewhere", "https://elsewhere.example/"))
    archive.bring()
    assert links() == [("2023-01-25-lister", None, {"title": "Elsewhere", "webUrl": "https://elsewhere.example/"})]
    assert exported("2023-01-25-lister") == text


def test_a_headline_corrected_once_is_right_in_every_file_that_lists_it(archive: Archive) -> None:
    archive.write_article()
    text = write_lister(archive, the_entry())
    archive.bring()
    edit(title="Corrected")
    old, new = text.splitlines(), exported("2023-01-25-lister").splitlines()
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ('  - title: "A tide table for editors"', '  - title: "Corrected"')
    ]


def test_a_key_that_an_edit_takes_out_is_taken_out_of_the_entries(archive: Archive) -> None:
    archive.write_article()
    text = write_lister(archive, the_entry())
    archive.bring()
    edit(excerpt=None)
    assert exported("2023-01-25-lister") == text.replace('    excerpt: "What rises and what falls."\n', "")


def test_an_old_value_in_an_unchanged_entry_is_never_read_as_a_difference(archive: Archive) -> None:
    archive.write_article()
    write_lister(archive, the_entry())
    archive.bring()
    edit(title="Corrected")
    changed = archive.folder / "_news/2023-01-25-lister.md"
    changed.write_text(changed.read_text().replace("heat: 80", "heat: 90"))
    assert not archive.bring().problems
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", None)]
    assert '- title: "Corrected"' in exported("2023-01-25-lister")


def test_the_last_imported_title_follows_too(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="Corrected")
    write_lister(archive, the_entry())
    archive.bring()
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", None)]


def test_of_two_articles_with_one_url_the_title_tells(archive: Archive) -> None:
    write_lister(archive, the_entry(title="Rewritten"))
    archive.bring()
    archive.write_article("2023-01-24-tides")
    archive.bring()
    assert links()[0][1] == "2023-01-24-tides"
    archive.write_article("2023-01-26-tides", title='"Rewritten"')
    archive.bring()
    assert links() == [("2023-01-25-lister", "2023-01-26-tides", None)]


def test_of_two_articles_with_one_url_and_other_titles_it_is_none(archive: Archive) -> None:
    text = write_lister(archive, the_entry(title="A third title"))
    archive.write_article("2023-01-24-tides")
    archive.write_article("2023-01-26-tides", title='"Rewritten"')
    archive.bring()
    assert links()[0][1] is None
    assert exported("2023-01-25-lister") == text


def test_an_entry_is_never_its_own_article(archive: Archive) -> None:
    archive.write_article(related=the_entry())
    archive.bring()
    assert links()[0][1] is None


def test_an_article_that_changes_its_url_finds_the_entries_that_name_it(archive: Archive) -> None:
    archive.write_article(webUrl='"https://news.example.org/old"')
    text = write_lister(archive, the_entry())
    archive.bring()
    assert links()[0][1] is None
    edit(web_url=URL)
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", None)]
    assert exported("2023-01-25-lister") == text


def test_entries_keep_the_words_of_a_deleted_article(archive: Archive) -> None:
    archive.write_article()
    text = write_lister(archive, the_entry())
    archive.bring()
    delete([the_article()], by=Work("editor"))
    assert exported("2023-01-25-lister") == text
    assert Revision.objects.filter(article=None).count() == 2


def test_restoring_sets_membership_and_never_another_articles_words(archive: Archive) -> None:
    archive.write_article()
    write_lister(archive, the_entry())
    archive.bring()
    edit(title="Corrected")
    edit("2023-01-25-lister", related=None)
    first = Revision.objects.filter(article__slug="2023-01-25-lister").earliest("pk")
    restore(first, by=Work("editor"))
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", None)]
    assert the_article().title == "Corrected"


def test_a_restored_entry_has_its_own_differences_again(archive: Archive) -> None:
    archive.write_article()
    write_lister(archive, the_entry(title="In other words"))
    archive.bring()
    archive.write_article(excerpt='"Another."')
    archive.bring()
    edit("2023-01-25-lister", related=None)
    restore(Revision.objects.filter(article__slug="2023-01-25-lister").earliest("pk"), by=Work("editor"))
    assert links() == [("2023-01-25-lister", "2023-01-24-tides", {"title": "In other words"})]


def test_a_whole_story_in_any_order_is_edges_only(archive: Archive) -> None:
    urls = {f"2023-01-2{n}-member": f"https://news.example.org/m{n}" for n in range(6)}
    for slug, url in urls.items():
        others = "".join(
            entry("A tide table for editors", other, **WORDS) for name, other in urls.items() if name != slug
        )
        archive.write_article(slug, webUrl=f'"{url}"', related=others)
    for slug in reversed(urls):
        archive.bring(archive.folder / f"_news/{slug}.md")
    assert RelatedLink.objects.filter(target=None).count() == 0
    assert RelatedLink.objects.filter(own__isnull=False).count() == 0
    assert all(article.as_imported for article in Article.objects.all())


def test_restoring_a_revision_gives_its_document(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    before = document_of(the_article())
    edit(title="Other", topics=("X",), images=None, quality=None)
    revision = Revision.objects.earliest("pk")
    restored = restore(revision, by=Work("editor"))
    assert document_of(Article.objects.for_documents().get(pk=restored.pk)) == before
    assert text_of(revision).decode() == exported()


def test_a_new_entry_with_the_last_imported_title_is_exported_with_the_present_one(archive: Archive) -> None:
    archive.write_article()
    archive.bring()
    edit(title="Corrected")
    write_lister(archive, the_entry())
    archive.bring()
    assert '- title: "Corrected"' in exported("2023-01-25-lister")


def test_deleting_one_of_two_articles_with_one_url_leaves_the_other_found(archive: Archive) -> None:
    archive.write_article("2023-01-24-tides")
    archive.write_article("2023-01-26-tides", title='"Rewritten"')
    write_lister(archive, the_entry(title="A third title"))
    archive.bring()
    delete([the_article("2023-01-26-tides")], by=Work("editor"))
    assert links()[0][1] == "2023-01-24-tides"


def test_who_has_a_lister_open_must_look_again_when_an_entry_finds_its_article(archive: Archive) -> None:
    write_lister(archive, the_entry())
    archive.bring()
    before = the_article("2023-01-25-lister").version
    archive.write_article()
    archive.bring()
    assert the_article("2023-01-25-lister").version > before
