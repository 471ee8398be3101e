"""What a server of plain files is told is what ours answers."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from articles.baked import bake
from articles.baked.folder import MARK
from articles.models import FormerArticle
from tests.articles.baked.looking import files, folder, some_articles
from tests.rows import NOW, make_article, make_provider, make_topic

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def matches(pattern: str, address: str) -> bool:
    parts = (re.escape(part).replace(r"\*", ".*") for part in re.sub(r":\w+", "\0", pattern).split("\0"))
    return re.fullmatch("[^/]+".join(parts), address) is not None


def test_servers_are_told_how_each_answer_is_sent(folder: Path, client: Client, settings: Settings) -> None:
    settings.WEBSUB_HUB = "https://hub.example/"
    some_articles(31)
    bake(folder)
    text = (folder / "_headers").read_text()
    assert text.startswith(MARK)
    blocks = [block.splitlines() for block in text.removeprefix(MARK).strip().split("\n\n")]
    told = {pattern: dict(line.strip().split(": ", 1) for line in lines) for pattern, *lines in blocks}
    for name in files(folder):
        if name[0] == "_" or name == "404.html":
            continue
        address = "/" + name.removesuffix("index.html")
        matching = [each for pattern, each in told.items() if matches(pattern, address)]
        assert len(matching) == 2, address  # one for all, and one of its own
        assert not matching[0].keys() & matching[1].keys()
        answer = client.get(address)
        said = {
            name: value
            for name, value in answer.items()
            if name not in ("ETag", "Vary", "Link", "Content-Length", "Last-Modified", "X-Request-ID")
        }
        assert matching[0] | matching[1] == said, address
        assert answer.content if not answer.streaming else b"".join(answer)


def test_servers_are_told_what_leads_elsewhere(folder: Path, client: Client) -> None:
    port = make_topic("Port")
    make_topic("Harbour", merged_into=port)
    provider = make_provider()
    make_provider("old.example", merged_into=provider)
    article = make_article("2026-11-24-stays", port, provider=provider)
    FormerArticle.objects.create(slug="2026-11-24-gone", successor=article, at=NOW)
    bake(folder)
    lines = [line.split() for line in (folder / "_redirects").read_text().splitlines()]
    plain = [line for line in lines if len(line) == 3]
    assert {line[0] for line in plain} >= {
        "/news/2026-11-24-gone/", "/api/news/2026-11-24-gone/index.json", "/topics/harbour/", "/topics/harbour/feed.rss",
        "/api/news/harbour/index.json", "/providers/old.example/", "/providers/old.example/feed.json",
    }  # fmt: skip
    for old, new, status in plain:
        answer = client.get(re.sub(r":\w+", "1", old))
        assert (answer.status_code, answer["Location"]) == (int(status), re.sub(r":\w+", "1", new)), old
    first = next(line for line in lines if len(line) == 4)
    assert first == ["/latest/", "after=:after", "/latest/after/:after/", "301!"]
