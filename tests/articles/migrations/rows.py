"""The rows of a site whose files are those of `files`, written through the models of an earlier state as far as that has them.

What an earlier version computed is computed here as it was then, so that a change of ours that forgets old rows is seen.
"""

import base64
import zlib
from datetime import UTC, datetime
from hashlib import blake2b
from math import log2
from typing import Any

from django.apps import apps as todays
from django.db import connection
from django.db.migrations.state import StateApps
from django.db.models import Model

from articles.editing.roles import ADMINISTRATOR, ROLES
from tests.articles.migrations import files

THEN = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
UNTIL = datetime(2100, 1, 1, tzinfo=UTC)
ELSEWHERE: dict[str, Any] = {
    "title": "Elsewhere",
    "publishedDateTime": "2023-01-20T09:00:00Z",
    "webUrl": "https://elsewhere.example.net/sea",
    "provider": {"name": "Elsewhere", "domain": "elsewhere.example.net"},
}
PICTURE = "https://news.example.org/tides.jpg"
# What fields are called today, and what they were called before.
RENAMED = {"Revision": {"kind": "act"}}
STRINGER = "stringer"  # a role that the site made itself


def key(text: str | None) -> int | None:
    if not text:
        return None
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def rank(heat: int | None, published_at: datetime) -> float:
    age = published_at - datetime(2000, 1, 1, tzinfo=UTC)
    return log2(max(heat or 0, 1)) + age.total_seconds() / (36 * 3600)


def digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


class Site:
    """Writes the rows. A model, and a value of one, that the state does not know is left out."""

    def __init__(self, apps: StateApps) -> None:
        self._apps = apps
        self._models = {m._meta.object_name: m for m in apps.get_app_config("articles").get_models()}

    def add(self, model: str, **values: Any) -> Any:
        assert values.keys() <= _names(todays.get_model("articles", model)), "no model of today has such a field"
        made = self._models.get(model)
        if made is None:
            return None
        known, before = _names(made), RENAMED.get(model, {})
        named = {name if name in known else before.get(name, name): value for name, value in values.items()}
        return made._base_manager.create(**{name: value for name, value in named.items() if name in known})

    def fill(self) -> None:
        self._people()
        self._names()
        self._articles()
        self._history()
        self._children()
        self._imports_and_acts()
        self._desk()
        if "articles_search" in connection.introspection.table_names():
            self._index()

    def _people(self) -> None:
        users, groups, rights = (self._apps.get_model("auth", name).objects for name in ("User", "Group", "Permission"))
        ours = rights.filter(content_type__app_label="articles")
        for name, codenames in [*ROLES.items(), (STRINGER, {"view_article"})]:
            groups.create(name=name).permissions.set(ours.filter(codename__in=codenames))
        people = rights.filter(content_type__app_label="auth", content_type__model__in=("user", "group"))
        groups.create(name=ADMINISTRATOR).permissions.set(ours | people)
        for username, role in (("ada", "editor"), ("bob", "contributor"), ("eve", ADMINISTRATOR)):
            user = users.create(username=username, is_staff=True, date_joined=THEN)
            user.groups.add(groups.get(name=role))
            setattr(self, username, user)
        users.create(username="root", is_staff=True, is_superuser=True, date_joined=THEN)

    ada: Any
    bob: Any

    def _names(self) -> None:
        self.news = self.add(
            "Provider", domain="news.example.org", name="Example News", seed_id="news.example.org",
            seed_domain="news.example.org", in_data=True, file_name="news.example.org", source_key=key("/news.example.org"),
            imported_digest=digest(files.NEWS),
        )  # fmt: skip
        self.moons = self.add(
            "Provider", domain="moon.example.com", name="Moon", images=[{"url": "/moon.png", "width": 80}]
        )
        self.ai = self.add(
            "Topic", name="AI", slug="ai", seed_id="ai", keywords=["tide"], in_data=True, file_name="10-ai.yaml",
            source_key=key("/10-ai.yaml"), imported_digest=digest(files.AI), position=1,
        )  # fmt: skip
        self.learning = self.add(
            "Topic", name="Learning machines", slug="learning-machines", parent=self.ai, position=2
        )
        self.add("TopicAlias", name="ML", topic=self.learning)
        if "merged_into" in _names(type(self.ai)):
            self.add("Topic", name="A.I.", slug="a-i", merged_into=self.ai)
            self.add("Provider", domain="old.example.org", name="Old", merged_into=self.news)

    def _article(self, slug: str, text: str, **values: Any) -> Any:
        web, original = values.get("web_url"), values.get("original_url")
        derived = {
            "web_key": key(web),
            "original_key": key(original),
            "rank": rank(values.get("heat"), values["published_at"]),
            "compared": True,
            "noise": 0,
        }
        named = {"provider": self.news, "provider_name": "Example News", "type": "article", "made_at": THEN}
        came = {"source_key": key(f"/{slug}.md"), "source_stamp": 7, "imported_digest": digest(text)}
        return self.add("Article", slug=slug, category="news", **named | derived | came | values)

    def _articles(self) -> None:
        self.tides = self._article(
            "2023-01-24-tides", files.TIDES, title="The tides explained", excerpt="What rises and what falls.",
            published_at=datetime(2023, 1, 24, 11, tzinfo=UTC), web_url="https://news.example.org/tides", quality=60,
            heat=80, published=True, status="published", body="\nWater **rises**.\n", page_key=key("news.example.org/tides"),
            pinned_at=THEN, pinned_until=UNTIL, noise=2,
        )  # fmt: skip
        self.ebb = self._article(
            "2023-01-25-ebb", files.EBB, title="The ebb", published_at=datetime(2023, 1, 25, 9, tzinfo=UTC), quality=40,
            web_url="https://news.example.org/ebb", heat=-1, published=False, status="folded",
            page_key=key("news.example.org/ebb"), as_imported=True,
        )  # fmt: skip
        self.moon = self._article(
            "2023-01-26-moon", files.MOON_IN_CONFLICT, title="The moon", excerpt="It pulls at seas.", quality=50, heat=10,
            published_at=datetime(2023, 1, 26, 9, tzinfo=UTC), web_url="https://moon.example.com/moon", published=True,
            status="published", provider=self.moons, provider_name="Moon", extra={"pairs": [["mood", "pale"]]},
            imported_words={"excerpt": "It pulls at everything."}, page_key=key("moon.example.com/moon"), version=2,
        )  # fmt: skip
        self._article(
            "2023-01-27-storm", files.STORM, title="A storm that was none", type=None, removed=True, published=False,
            published_at=datetime(2023, 1, 27, 9, tzinfo=UTC), original_url="https://news.example.org/storm",
            status="withdrawn", page_key=key("news.example.org/storm"),
        )  # fmt: skip
        self.copy = self._article(
            "2023-01-28-copy", files.COPY, title="Tides, once more", published_at=datetime(2023, 1, 28, 9, tzinfo=UTC),
            web_url="https://www.news.example.org/tides/?utm_source=mail", published=False, status="review",
            provider_name="Example", body="\nSeen elsewhere.\n", page_key=key("news.example.org/tides"),
            source_key=None, source_stamp=None, imported_digest=None, made_by=self.bob,
        )  # fmt: skip

    def _revision(self, whole: str, **values: Any) -> Any:
        packed = b"z" + zlib.compress(whole.encode(), 6)
        usual = {"kind": "import", "by_name": "import_seeds", "at": THEN, "text": packed, "digest": digest(whole)}
        return self.add("Revision", **usual | values)

    def _history(self) -> None:
        for encoded, text in files.PASSAGES:
            self.add("Passage", digest=base64.b64decode(encoded), text=base64.b64decode(text))
        of_tides = {"article": self.tides, "name": self.tides.slug, "owned": {"1": ["title"], "2": "*"}}
        packed = {"text": base64.b64decode(files.PACKED)} if "Passage" in self._models else {}
        of_moon = {"article": self.moon, "name": self.moon.slug}
        self._revision(files.MOON_AT_FIRST, **of_moon)
        self.changed = self._revision(
            files.MOON, **of_moon, kind="change", by=self.ada, by_name="ada", was="published", became="published"
        )
        aside = self._revision(files.MOON_IN_CONFLICT, **of_moon, applied=False)
        last = {
            self.tides: self._revision(files.TIDES, **of_tides | packed),
            self.ebb: self._revision(files.EBB, article=self.ebb, name=self.ebb.slug),
            self.moon: aside,
            self.ai: self._revision(files.AI, topic=self.ai, name="ai"),
            self.news: self._revision(files.NEWS, provider=self.news, name="news.example.org"),
        }
        for subject, revision in last.items():
            subject.imported = revision
            subject.save(update_fields=["imported"])
        self.add(
            "Conflict", article=self.moon, field="excerpt", ours="It pulls at seas.", theirs="It pulls at everything.",
            revision=aside, opened_at=THEN,
        )  # fmt: skip

    def _children(self) -> None:
        placed = (
            (self.tides, "AI"),
            (self.tides, "Learning machines"),
            (self.ebb, "AI"),
            (self.moon, "AI"),
            (self.copy, "AI"),
        )
        for position, (article, name) in enumerate(placed):
            tag = self.ai if name == "AI" else self.learning
            self.add("ArticleTopic", content_object=article, tag=tag, name=name, position=position)
        self.add(
            "Image",
            article=self.tides,
            url=PICTURE,
            width=1200,
            height=675,
            title="High water",
            attribution="A. Sailor",
        )
        self.add("RelatedLink", article=self.tides, position=0, target=self.ebb)
        self.add("RelatedLink", article=self.tides, position=1, target=self.moon, own={"title": "A moon of their own"})
        self.add("RelatedLink", article=self.tides, position=2, own=ELSEWHERE, web_key=key(ELSEWHERE["webUrl"]))
        self.add("RelatedLink", article=self.ebb, target=self.tides)
        self.add("FormerWord", article=self.ebb, key="title", value_key=key("The ebb"))
        gone = {"source_key": key("/gone.md"), "at": THEN, "by_name": "ada", "was_shown": True}
        self.add("FormerArticle", slug="2022-01-01-gone", title="Gone", **gone)
        joined: dict[str, Any] = {
            "at": THEN,
            "successor": self.tides,
            "web_url": "https://news.example.org/flood",
            "was_shown": True,
        }
        self.add("FormerArticle", slug="2022-01-02-flood", title="A flood", web_key=key(joined["web_url"]), **joined)

    def _imports_and_acts(self) -> None:
        times = {"began_at": THEN, "touched_at": THEN}
        run = self.add(
            "Import", by=self.ada, by_name="ada", **times, finished_at=THEN, state="finished", sources=["/seeds"],
            files=6, position=6, created=4, conflicts=1, rejected=1, warnings=1,
        )  # fmt: skip
        self.add(
            "ImportProblem", record=run, path="/seeds/bad.md", line=1, field="file", code="no-fence", message="no fence",
            severity="error",
        )  # fmt: skip
        waiting = self.add("Import", by=self.ada, by_name="ada", **times, state="waiting", sources=["new.zip"], files=1)
        self.add("ImportFile", record=waiting, position=0, name="_news/new.md", size=3, data=b"abc", outcome="created")
        if act := self.add(
            "Act", words="Changed", about="The moon", number=1, by=self.ada, by_name="ada", at=THEN, by_import=run
        ):
            self.changed.part_of = act
            self.changed.save(update_fields=["part_of"])

    def _desk(self) -> None:
        self.add(
            "Duplicate", first=self.tides, second=self.copy, why="page", likeness=1.0, found_at=THEN, dismissed_at=THEN,
            dismissed_by="ada",
        )  # fmt: skip
        self.add("Parted", first=self.ebb, second=self.moon)
        logo = self.add(
            "Picture", url=PICTURE, state="cached", name="ab", width=1200, height=675, widths=[80, 640], jpeg_width=640,
            tried_at=THEN, focus_x=30,
        )  # fmt: skip
        self.add("PictureServer", host="news.example.org", left_alone_until=THEN)
        self.add("Masthead", name="Tidings", tag_line="Of the sea", accent="#123456", logo=logo, story_line=60)
        self.add("Visit", user_id=self.ada.pk, seen_at=THEN)
        self.add("Presence", article=self.tides, user_id=self.ada.pk, seen_at=THEN)
        self.add("SavedFilter", name="Drafts", query="status=draft", owner_id=self.ada.pk, is_shared=True)

    def _index(self) -> None:
        """One article is found by a word that it does not have: its row of the index is the one that was there."""
        insert = (
            "INSERT INTO articles_search (rowid, title) VALUES (%s, 'heirloom')"
            if connection.vendor == "sqlite"
            else "INSERT INTO articles_search (article_id, vector) VALUES (%s, '''heirloom'':1A'::tsvector)"
        )
        with connection.cursor() as cursor:
            cursor.execute(insert, [self.moon.pk])


def _names(model: type[Model]) -> set[str]:
    return {name for field in model._meta.get_fields() for name in (field.name, getattr(field, "attname", field.name))}
