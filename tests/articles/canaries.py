"""Canaries: words in everything that readers must hear nothing of.

What a site tells is the same with them and without them; `walking` asks for it.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from articles.editing import synonyms
from articles.editing.publishing import delete, set_status
from articles.history.work import Work
from articles.models import Article, Picture, Provider, SavedFilter, Status, Topic, TopicAlias
from tests.seeds import SEALED, Archive, edit, entry, the_article

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WORD = "zqkanary"  # in every text that is hidden
DOMAIN, SLUG, TOPIC = f"{WORD}.example", f"2025-12-31-{WORD}-draft", f"{WORD}-topic"
SHARED = "Harbour"  # in texts that readers see, and in hidden ones
HIDDEN = {
    "draft": {"published": "false"},
    "review": {"published": "false"},
    "folded": {"published": "false", "heat": "-1"},
    "withdrawn": {"published": "false", "removed": "true"},
    "later": {"published": "true", "goLiveAt": "2027-01-01T00:00:00Z", "quality": "180", "heat": "999"},
    "deleted": {"published": "false"},
}


def write_public(archive: Archive) -> None:
    """A site with some of each that readers see; one article is more than a page of a list holds."""
    for number in range(28):
        archive.write_article(
            f"2025-12-{number + 1:02}-tide-{number}", title=f'"{SHARED} number {number}"', webUrl=f'"https://a.example/{number}"',
            publishedDateTime=f"2025-12-{number + 1:02}T10:00:00Z", topics=f"\n  - Port\n  - {'Sea' if number % 2 else 'Quay'}",
            provider=f"\n  name: Post\n  domain: {'post.example' if number % 3 else 'news.example.org'}",
            related=entry("Next", f"https://a.example/{(number + 1) % 28}") if number % 5 else None,
        )  # fmt: skip
    archive.bring()


def plant(archive: Archive) -> None:
    """Write all that is hidden: of its own names, and of names, days and words that public articles have too."""
    for number, (name, values) in enumerate(HIDDEN.items()):
        for place, (domain, topic) in enumerate(((DOMAIN, f"{WORD} topic"), ("post.example", "Port"))):
            slug = f"2025-12-31-{WORD}-{name}{'-too' if place else ''}"
            url = f"https://{WORD}.example/{name}/{place}"
            pictures = f'\n  - url: "{url}.jpg"\n    title: "{WORD} alt"\n    attribution: "{WORD} credit"'
            archive.write_article(
                slug, title=f'"{SHARED} {WORD} {name}"', excerpt=f'"{WORD} {SHARED}"', webUrl=f'"{url}"',
                publishedDateTime=f"2025-12-{26 + number}T10:00:00Z", sourceUrl=f'"{url}/source"', highlight=f'"{WORD} high"',
                topics=f"\n  - {topic}\n  - {WORD} also", tags=f"\n  - {WORD} tag", images=pictures, secured=f'"{SEALED}"',
                provider=f'\n  name: "{WORD} provider"\n  domain: {domain}', odd=f'"{WORD} odd"',
                related=entry(f"{WORD} entry", "https://a.example/3") + entry(f"{WORD} other", f"{url}/other"), **values,
            )  # fmt: skip
    archive.bring()
    by = Work(f"{WORD} editor")
    set_status([the_article(f"2025-12-31-{WORD}-review{end}") for end in ("", "-too")], Status.REVIEW, by=by)
    edit(SLUG, title=f"{SHARED} {WORD} edited")
    path = archive.folder / f"_news/{SLUG}.md"
    path.write_text(path.read_text().replace(f"{WORD} draft", f"{WORD} conflict"))
    archive.bring()
    delete([the_article(f"2025-12-31-{WORD}-deleted{end}") for end in ("", "-too")], by=by)
    Article.objects.filter(slug__contains=WORD).update(pinned_until=NOW + timedelta(days=1), pinned_at=NOW)
    edit("2025-12-05-tide-4", secured=SEALED)
    _plant_names()
    _plant_people()


def _plant_names() -> None:
    port, hidden = Topic.objects.get(name="Port"), Topic.objects.get(name=f"{WORD} topic")
    Topic.objects.filter(pk=hidden.pk).update(parent=port, shortname=f"{WORD}short", keywords=[SHARED])
    TopicAlias.objects.create(topic=hidden, name=f"{WORD}alias")
    synonyms.unite(Topic.objects.create(name=f"{WORD} old", slug=f"{WORD}-old"), hidden)
    old = Provider.objects.create(domain=f"old.{DOMAIN}", name=f"{WORD} old")
    synonyms.unite(old, Provider.objects.get(domain=DOMAIN))
    Picture.objects.create(url=f"https://{DOMAIN}/a.jpg", reason=f"{WORD} reason", state="failed", tried_at=NOW)


def _plant_people() -> None:
    somebody = User.objects.create_user(
        f"{WORD}name", f"{WORD}@mail.example", first_name=WORD, last_name=WORD, is_staff=True
    )
    SavedFilter.objects.create(name=f"{WORD} filter", query=f"q={WORD}", owner=somebody)
