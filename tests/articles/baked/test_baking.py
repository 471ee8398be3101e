"""What a baked folder holds, and in which order it changes."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.baked import bake, baking
from articles.baked.answers import PageAnswer, page_at
from articles.models import Article, Masthead, Picture, Status, Topic
from articles.reading.links import without_search
from tests.articles.baked.looking import dangling, different, files, files_of_a_new_bake, folder, some_articles
from tests.rows import NOW, make_article, make_provider, make_topic

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def test_a_folder_holds_what_the_server_answers(folder: Path, client: Client) -> None:
    some_articles(60)
    make_article("2026-11-20-draft", status=Status.DRAFT)
    Masthead.objects.create(pk=1, name="The Port", accent="#123456")
    done = bake(folder)
    found = files(folder)
    assert done.problems == []
    assert (done.files, done.written, done.unchanged, done.removed) == (len(found), len(found), 0, 0)
    assert different(found, client) == []
    assert dangling(found, found) == []
    pages = (
        "404.html", "index.html", "news/2026-11-24-a59/index.html", "api/news/2026-11-24-a59/index.json", "latest/index.html",
        "topics/port/index.html", "topics/ferry/feed.atom", "providers/news.example.org/index.html", "providers.opml",
        "archive/2026/11/24/index.html", "archive/2026/11/index.html", "archive/2026/index.html", "archive/index.html",
        "feed.json", "sitemap.xml", "news-sitemap.xml", "sitemap/2026-11.xml", "sitemap/topics.xml", "robots.txt",
        "api/openapi.json", "api/topics/index.json", "api/news/index.json", "api/news/page/3/index.json",
        "api/news/port/page/1/index.json", "static/articles/site.css",
    )  # fmt: skip
    assert set(pages) - found.keys() == set()
    assert len([name for name in found if name.startswith("latest/after/")]) == 2
    assert len([name for name in found if name.startswith("topics/port/after/")]) == 2
    assert len([name for name in found if name.startswith("topics/ferry/after/")]) == 1
    assert not any("draft" in name or "draft" in text.decode("latin-1") for name, text in found.items())


def test_the_search_is_all_that_is_left_out(folder: Path, client: Client) -> None:
    make_article("a")
    bake(folder)
    for name, address in {"index.html": "/", "404.html": "/404.html"}.items():
        served, baked = client.get(address).content.decode(), (folder / name).read_text()
        assert "/search/" in served
        assert "/search/" not in baked
        left_out = re.sub(
            r'\n *<li><a href="/search/">Search</a></li>|\n *<form class="search".*?</form>', "", served, flags=re.S
        )
        assert left_out == baked


def test_only_what_changed_is_written_and_what_is_gone_is_removed(folder: Path) -> None:
    some_articles(4)
    make_article("2026-10-01-other", provider=make_provider("other.example"), published_at=NOW - timedelta(days=54))
    bake(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    article = Article.objects.get(slug="2026-11-24-a1")
    article.title = "Another headline"
    article.save()
    done = bake(folder)
    changed = {str(path.relative_to(folder)) for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert done.removed == 0
    assert done.written == len(changed)
    assert {"news/2026-11-24-a1/index.html", "index.html", "topics/port/index.html", "feed.rss"} <= changed
    assert not changed & {
        "news/2026-10-01-other/index.html",
        "providers/other.example/feed.rss",
        "robots.txt",
        "404.html",
    }
    Article.objects.filter(slug="2026-10-01-other").update(status=Status.WITHDRAWN)
    done = bake(folder)
    assert done.removed > 3
    assert not (folder / "archive/2026/10").exists()
    assert not (folder / "news/2026-10-01-other").exists()
    assert files(folder) == files_of_a_new_bake(folder.parent / "other")


def test_only_what_may_have_changed_is_drawn(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A story's members have topics of their own, whose newest articles are none of its."""
    some_articles(120)
    quay = make_topic("Quay")
    for number in range(6):
        make_article(f"2026-11-23-q{number}", quay, published_at=NOW - timedelta(days=1, hours=number))
    member = make_article(
        "2026-01-01-member", quay, published_at=NOW - timedelta(days=300), web_url="https://a.example/new"
    )
    ferry, long_ago = Topic.objects.get(slug="ferry"), NOW - timedelta(days=400)
    draft = make_article("2026-11-24-new", ferry, status=Status.DRAFT, published_at=long_ago)
    member.related_links.create(position=0, target=draft)
    bake(folder)
    drawn: list[str] = []

    def drawing(path: str) -> PageAnswer:
        drawn.append(path)
        return page_at(path)

    monkeypatch.setattr(baking, "page_at", drawing)
    Article.objects.filter(pk=draft.pk).update(status=Status.PUBLISHED, published_at=NOW)
    bake(folder)
    assert {"/news/2026-11-24-new/", "/news/2026-01-01-member/", "/topics/ferry/", "/news/2026-11-24-a1/"} <= set(drawn)
    assert [path for path in drawn if path.startswith("/news/2026-11-23-q")] == []
    drawn.clear()
    Article.objects.filter(slug="2026-11-24-a100").update(title="Another headline")
    bake(folder)
    assert any(path.startswith("/topics/port/after/") for path in drawn)
    assert not {"/feed.rss", "/topics/port/feed.atom", "/latest/", "/api/news/index.json"} & set(drawn)
    assert files(folder) == files_of_a_new_bake(folder.parent / "other")


def test_no_moment_leads_to_a_page_that_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some_articles(55)
    bake(folder)
    make_article("2026-11-24-new", make_topic("Quay"), published_at=NOW + timedelta(minutes=1))
    Article.objects.filter(slug="2026-11-24-a3").update(status=Status.WITHDRAWN)
    moments, replace, unlink = [0], os.replace, Path.unlink

    def look() -> None:
        found = files(folder)
        reached, left = set[str](), ["index.html"]
        while left:
            page = left.pop()
            reached.add(page)
            assert dangling(found, [page]) == []
            links = re.findall(r'href="(/[^"#?]*)"', found[page].decode()) if page.endswith(".html") else []
            names = {link.removeprefix("/") + ("index.html" if link.endswith("/") else "") for link in links}
            left += names - reached - set(left)
        moments[0] += 1

    def replaced(source: Any, target: Any) -> None:
        replace(source, target)
        if folder in Path(target).parents:
            look()

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok)
        if folder in path.parents:
            look()

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    done = bake(folder)
    assert moments[0] >= done.written + done.removed > 20


def test_pictures_of_public_articles_come_along(folder: Path, media: Path) -> None:
    copies = {}
    for number, status in enumerate((Status.PUBLISHED, Status.DRAFT)):
        name = f"{number:032x}"
        article = make_article(f"a{number}", status=status)
        article.images.create(url=f"https://img.example.org/{number}.jpg", position=0)
        ready: dict[str, Any] = {
            "width": 640,
            "height": 360,
            "widths": [320, 640],
            "jpeg_width": 640,
            "state": "cached",
        }
        picture = Picture.objects.create(url=f"https://img.example.org/{number}.jpg", name=name, tried_at=NOW, **ready)
        for width in (320, 640):
            for ending in ("avif", "webp", "jpg"):
                copies[name, width, ending] = picture.address(width, ending).removeprefix("/media/")
    for place in copies.values():
        (media / place).parent.mkdir(parents=True, exist_ok=True)
        (media / place).write_bytes(place.encode())
    bake(folder)
    baked = {name.removeprefix("media/"): text for name, text in files(folder).items() if name.startswith("media/")}
    assert baked.keys() <= {place for (name, *_), place in copies.items() if name == f"{0:032x}"}
    assert len(baked) >= 4
    assert all(text == name.encode() for name, text in baked.items())
    assert bake(folder).written == 0


def test_what_goes_live_while_pages_are_drawn_is_on_all_of_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some_articles(3)
    make_article("2026-11-24-late", go_live_at=NOW + timedelta(hours=9))
    clock = iter([NOW + timedelta(hours=8)] * 40)
    monkeypatch.setattr(timezone, "now", lambda: next(clock, NOW + timedelta(hours=10)))
    bake(folder)
    found = files(folder)
    assert b"2026-11-24-late" in found["index.html"]
    assert "news/2026-11-24-late/index.html" in found
    assert found == files_of_a_new_bake(folder.parent / "other")


def test_pages_of_long_ago_show_what_goes_live_meanwhile_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = NOW - timedelta(days=30)
    make_article("2026-10-25-early", published_at=long_ago)
    late = long_ago + timedelta(hours=1)
    make_article("2026-10-25-late", published_at=late, go_live_at=NOW + timedelta(hours=1))
    clock = iter([NOW] * 40)
    monkeypatch.setattr(timezone, "now", lambda: next(clock, NOW + timedelta(hours=2)))
    bake(folder)
    found = files(folder)
    assert b"2026-10-25-late" in found["news/2026-10-25-early/index.html"]
    assert found == files_of_a_new_bake(folder.parent / "other")


def test_the_switch_is_off_again(client: Client, folder: Path) -> None:
    make_article("a")
    bake(folder)
    with without_search():
        assert b"/search/" not in client.get("/").content
    assert b"/search/" in client.get("/").content


def test_words_that_look_like_a_file_of_ours_do_no_harm(folder: Path) -> None:
    said = "See /static/../../etc/passwd, /static//x, /media/nothing.webp, /static/ and /static/articles/site.css."
    make_article("a", excerpt=said, body=said)
    assert bake(folder).problems == []
    assert {name for name in files(folder) if name.startswith(("media/", "static/"))} == {
        "static/articles/icon.svg", "static/articles/site.css",
    }  # fmt: skip
    again = bake(folder)
    assert (again.written, again.removed) == (0, 0)
