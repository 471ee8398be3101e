"""When what readers see of an article last changed: that moves whenever it does, whoever changed it, and only then."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import seed
from articles.bridge import Save, document_of
from articles.editing import acts, synonyms
from articles.editing.publishing import delete, set_status
from articles.editing.saving import finish_provider, finish_topic
from articles.editing.spellings import adopt, correct
from articles.exchange.importer import Options, import_seeds
from articles.history.commit import commit
from articles.history.work import Work
from articles.models import Act, Article, Image, Picture, Provider, Revision, Status, Topic
from articles.models.querysets.pictures import beginning_of
from articles.pictures.developing import Developed, keep
from tests.articles.admin.signed_in import change, save
from tests.once import Once
from tests.seeds import Archive, archive, entry, the_article

__all__ = ["archive"]
pytestmark = pytest.mark.django_db
DATED, UPDATED = datetime(2023, 1, 24, 11, tzinfo=UTC), datetime(2023, 1, 25, tzinfo=UTC)
AT = datetime(2023, 6, 1, tzinfo=UTC)
BY = Work("editor", at=AT)
LEADER, MEMBER, HIDDEN, ALONE = "2023-01-24-leader", "2023-01-24-member", "2023-01-24-hidden", "2023-01-24-alone"


def write(archive: Archive, slug: str, **more: str | None) -> None:
    archive.write_article(
        slug,
        **{"title": f'"{slug[11:]}"', "webUrl": f'"https://qa.example/{slug[11:]}"', "topics": "\n  - QA\n  - Sea"}
        | more,
    )


@pytest.fixture(scope="module")
def brought(shared_archive: Archive, once: Once) -> Iterator[Archive]:
    with once():
        write_site(shared_archive)
        yield shared_archive


@pytest.fixture
def site(brought: Archive, tmp_path: Path) -> Archive:
    return brought.copied(tmp_path)


def write_site(archive: Archive) -> None:
    """A leader whose coverage shows a member, a draft and a link to elsewhere, and an article alone."""
    related = entry("elsewhere", "https://elsewhere.example/1")
    for name, provider in (
        ("member", "Other\n      domain: other.example"),
        ("hidden", "Example\n      domain: news.example.org"),
    ):
        related += entry(
            name, f"https://qa.example/{name}", excerpt='"What rises and what falls."', type="article", quality="60",
            publishedDateTime="2023-01-24T11:00:00Z", provider=f"\n      name: {provider}",
        )  # fmt: skip
    pictures = '\n  - url: "https://qa.example/1.jpg"\n  - url: "https://qa.example/2.jpg"'
    write(archive, LEADER, related=related, images=pictures)
    write(archive, MEMBER, provider="\n  name: Other\n  domain: other.example", heat="-1", published="false")
    write(archive, HIDDEN, published="false")
    write(archive, ALONE, updatedDateTime=f"{UPDATED:%Y-%m-%dT%H:%M:%SZ}")
    archive.bring()


def edit(slug: str, **values: Any) -> None:
    article = the_article(slug)
    before = document_of(article)
    after = replace(before, **{name: value(before) if callable(value) else value for name, value in values.items()})
    commit([Save(after, article, Status(article.status), before=before)], kind=Revision.Kind.CHANGED, by=BY)


def modified(slug: str) -> datetime:
    return Article.objects.with_coverage_live().get(slug=slug).modified_at


def moved() -> set[str]:
    """The articles that changed for readers at `AT`; all others say what they said."""
    was = {LEADER: DATED, MEMBER: DATED, HIDDEN: DATED, ALONE: UPDATED}
    now = {slug: modified(slug) for slug in was}
    assert {at for slug, at in now.items() if at != was[slug]} <= {AT}
    return {slug[11:] for slug, at in now.items() if at == AT}


def without(name: str) -> Callable[[seed.Article], Any]:
    return lambda before: tuple(row for row in before.related or () if row.title != name)


def retitled(name: str, title: str) -> Callable[[seed.Article], Any]:
    return lambda before: tuple(replace(row, title=title) if row.title == name else row for row in before.related or ())


def topic(**values: Any) -> None:
    now = Topic.objects.get(name="Sea")
    was = Topic.objects.get(name="Sea")
    for name, value in values.items():
        setattr(now, name, value)
    finish_topic(now, was, by=BY)


def provider(domain: str, **values: Any) -> None:
    now, was = Provider.objects.get(domain=domain), Provider.objects.get(domain=domain)
    for name, value in values.items():
        setattr(now, name, value)
    finish_provider(now, was, by=BY)


def status(slug: str, to: Status) -> None:
    set_status([the_article(slug)], to, by=BY)


CHANGES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a headline": (lambda: edit(ALONE, title="Other"), {"alone"}),
    "an excerpt": (lambda: edit(ALONE, excerpt="Other"), {"alone"}),
    "its white space": (lambda: edit(ALONE, excerpt=" What rises  and what falls. "), set()),
    "a date": (lambda: edit(ALONE, published_at=DATED - timedelta(days=1)), {"alone"}),
    "a body": (lambda: edit(ALONE, body="\nOther\n"), {"alone"}),
    "a URL": (lambda: edit(ALONE, web_url="https://qa.example/other"), {"alone"}),
    "a video": (lambda: edit(ALONE, featured_content="<iframe>"), {"alone"}),
    "the original's change": (lambda: edit(ALONE, updated_at=UPDATED + timedelta(days=3)), set()),
    "a first change of the original": (lambda: edit(LEADER, updated_at=UPDATED), set()),
    "quality": (lambda: edit(ALONE, quality=3), set()),
    "heat": (lambda: edit(ALONE, heat=300), set()),
    "tags": (lambda: edit(ALONE, tags=("x",)), set()),
    "a category": (lambda: edit(ALONE, category="other"), set()),
    "a topic more": (lambda: edit(ALONE, topics=("QA", "Sea", "New")), {"alone"}),
    "topics in another order": (lambda: edit(ALONE, topics=("Sea", "QA")), {"alone"}),
    "another spelling of the provider": (lambda: edit(ALONE, provider=seed.Provider("X", "news.example.org")), set()),
    "another provider": (lambda: edit(ALONE, provider=seed.Provider("Other", "other.example")), {"alone"}),
    "the first picture": (
        lambda: edit(
            LEADER, images=lambda doc: (replace(doc.images[0], url="https://qa.example/3.jpg"), doc.images[1])
        ),
        {"leader"},
    ),
    "the second picture": (lambda: edit(LEADER, images=lambda doc: doc.images[:1]), set()),
    "a link less": (lambda: edit(LEADER, related=without("elsewhere")), {"leader"}),
    "an entry's own words": (lambda: edit(LEADER, related=retitled("member", "Said here")), {"leader"}),
    "an entry that nobody sees": (lambda: edit(LEADER, related=without("hidden")), set()),
    "links in another order": (lambda: edit(LEADER, related=lambda doc: doc.related[::-1]), {"leader"}),
    "a followed headline": (lambda: edit(MEMBER, title="Other"), {"leader"}),
    "a followed body": (lambda: edit(MEMBER, body="\nOther\n"), set()),
    "a followed provider": (lambda: edit(MEMBER, provider=seed.Provider("X", "x.example")), {"leader"}),
    "a headline that nobody sees": (lambda: edit(HIDDEN, title="Other"), set()),
    "a draft": (lambda: edit(HIDDEN, excerpt="Other"), set()),
    "withdrawing a member": (lambda: status(MEMBER, Status.WITHDRAWN), {"leader"}),
    "publishing a member": (lambda: status(MEMBER, Status.PUBLISHED), {"member"}),
    "publishing a hidden one": (lambda: status(HIDDEN, Status.PUBLISHED), {"hidden", "leader"}),
    "sending a hidden one to review": (lambda: status(HIDDEN, Status.REVIEW), set()),
    "the name of a topic": (lambda: topic(name="Ocean"), {"leader", "alone"}),
    "the keywords of a topic": (lambda: topic(keywords=["x"]), set()),
    "the name of a provider": (lambda: provider("other.example", name="New"), {"leader"}),
    "a logo without a copy of ours": (lambda: provider("news.example.org", images=[{"url": "/a.png"}]), set()),
    "a topic that comes to stand below another": (
        lambda: topic(parent=Topic.objects.get(name="QA")),
        {"leader", "alone"},
    ),
    "what is said of a provider": (lambda: provider("news.example.org", description="x"), set()),
}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("what", CHANGES)
def test_what_readers_see_changes_and_only_then_says_so(what: str) -> None:
    assert moved() == set()
    do, expected = CHANGES[what]
    do()
    assert moved() == expected


def test_an_import_says_so_too_and_only_of_what_it_changes(site: Archive) -> None:
    def run() -> None:
        import_seeds([str(site.folder)], by=BY, options=Options(), jobs=1)

    run()
    assert moved() == set()
    write(site, ALONE, updatedDateTime="2023-01-26T00:00:00Z", quality="61")
    run()
    assert moved() == set()
    write(
        site, MEMBER, title='"Other"', provider="\n  name: Other\n  domain: other.example", heat="-1", published="false"
    )
    run()
    assert moved() == {"leader"}


def test_a_saved_form_says_so_too(site: Archive, admin_client: Client) -> None:
    assert save(admin_client, change(ALONE), quality="3") == 302
    assert modified(ALONE) == UPDATED
    assert save(admin_client, change(ALONE), title="Other") == 302
    assert modified(ALONE) > AT
    assert save(admin_client, change(MEMBER), excerpt="Other") == 302
    assert modified(LEADER) > AT
    assert modified(MEMBER) == DATED


@pytest.mark.usefixtures("site")
def test_an_act_and_its_undoing_are_two_changes() -> None:
    edit(ALONE, title="Other")
    acts.undo(Act.objects.latest("pk"), by=Work("editor", at=AT + timedelta(days=1)))
    assert modified(ALONE) == AT + timedelta(days=1)


@pytest.mark.usefixtures("site")
def test_what_was_deleted_and_comes_back_is_changed() -> None:
    delete([the_article(ALONE)], by=BY)
    acts.undo(Act.objects.latest("pk"), by=Work("editor", at=AT + timedelta(days=1)))
    assert modified(ALONE) == AT + timedelta(days=1)


@pytest.mark.usefixtures("site")
def test_merged_names_change_the_articles_that_change_their_name() -> None:
    before = modified(ALONE)
    synonyms.unite(Provider.objects.get(domain="other.example"), Provider.objects.get(domain="news.example.org"))
    assert modified(LEADER) > AT
    assert modified(ALONE) == before


def test_a_spelling_that_is_adopted_changes_every_article_that_shows_the_name(archive: Archive) -> None:
    write(archive, LEADER)
    write(archive, ALONE, provider="\n  name: Exampel\n  domain: news.example.org")
    archive.bring()
    adopt(Provider.objects.get(), "Example", by=BY)
    assert {modified(slug) for slug in (LEADER, ALONE)} == {AT}
    correct(Provider.objects.get(), "Exampel", by=Work("editor", at=AT + timedelta(days=1)))
    assert {modified(slug) for slug in (LEADER, ALONE)} == {AT}


@pytest.mark.usefixtures("site")
def test_all_that_machines_read_says_the_same(client: Client) -> None:
    edit(ALONE, title="Other")
    iso = "2023-06-01T00:00:00"
    assert f'"dateModified": "{iso}+00:00"' in client.get(f"/news/{ALONE}/").content.decode()
    assert f'modified_time" content="{iso}+00:00"' in client.get(f"/news/{ALONE}/").content.decode()
    assert f"<updated>{iso}+00:00</updated>" in client.get("/feed.atom").content.decode()
    assert {"date_modified": f"{iso}Z"}.items() <= {
        **next(item for item in client.get("/feed.json").json()["items"] if item["title"] == "Other")
    }.items()
    for address in ("/sitemap.xml", "/sitemap/2023-1.xml"):
        assert f"<lastmod>{iso}Z</lastmod>" in client.get(address).content.decode()


def test_many_changes_take_as_many_queries_as_few(archive: Archive) -> None:
    def several(number: int, title: str) -> int:
        chosen = list(Article.objects.for_documents().order_by("pk")[:number])
        saves = []
        for article in chosen:
            before = document_of(article)
            saves.append(Save(replace(before, title=title), article, Status(article.status), before=before))
        with CaptureQueriesContext(connection) as found:
            commit(saves, kind=Revision.Kind.CHANGED, by=BY)
        return len(found)

    for n in range(30):
        write(archive, f"2023-01-24-a{n}", related=entry("a1", "https://qa.example/a1"))
    archive.bring()
    assert several(30, "Two") - several(3, "One") <= 2
    assert Picture.objects.count() == 0


@pytest.mark.usefixtures("site", "media")
def test_a_picture_of_ours_that_pages_show_is_a_change_and_another_is_none() -> None:
    first, second = (f"https://qa.example/{n}.jpg" for n in (1, 2))
    copies, others = (Developed(64, 48, {"64.avif": b"a", "64.webp": b"b", "64.jpg": last}) for last in (b"c", b"d"))
    keep(second, copies, AT)
    assert moved() == {"leader"}
    Article.objects.update(changed_at=None)
    keep(second, copies, AT)  # the same again
    keep("https://qa.example/of-nobody.jpg", copies, AT)
    assert moved() == set()
    keep(first, copies, AT)
    assert moved() == {"leader"}
    Article.objects.update(changed_at=None)
    keep(second, others, AT)
    assert moved() == set()


@pytest.mark.usefixtures("site")
def test_the_articles_of_a_picture_are_found_by_an_index() -> None:
    for n in range(300):
        the_article(LEADER).images.create(url=f"https://qa.example/many/{n}.jpg", position=n)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    named = Image.objects.alias(beginning=beginning_of("url")).filter(beginning="x").order_by()
    assert "image_url" in named.explain()
