"""Small seed files of our own words, as text, for tests that bring them in."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from articles.bridge import Save, document_of
from articles.exchange.exporter import texts_of
from articles.exchange.importer import Options, Report, import_seeds
from articles.history.commit import commit
from articles.history.work import Work
from articles.models import Article, Revision, Status

SEALED = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=;MDEyMzQ1Njc4OWFiY2RlZg=="
_KEYS = {
    "category": "news",
    "title": '"A tide table for editors"',
    "excerpt": '"What rises and what falls."',
    "publishedDateTime": "2023-01-24T11:00:00Z",
    "webUrl": '"https://news.example.org/tides"',
    "type": "article",
    "quality": "60",
    "heat": "80",
    "published": "true",
    "provider": "\n  name: Example\n  domain: news.example.org",
    "topics": "\n  - AI",
}


def seed_text(**changes: str | None) -> str:
    """A small valid seed; a key set to None is left out, others are raw YAML."""
    keys = _KEYS | changes
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items() if value is not None) + "---\n\n"


def entry(title: str, url: str, **more: str) -> str:
    """One entry of related coverage in `related`'s list."""
    lines = {"title": f'"{title}"', "webUrl": f'"{url}"', **more}
    body = "\n    ".join(f"{key}: {value}" for key, value in lines.items())
    return f"\n  - {body}"


class Archive:
    """A folder of seed files, written and imported by a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "archive"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def copied(self, folder: Path) -> "Archive":
        copy = Archive(folder)
        shutil.copytree(self.folder, copy.folder)
        return copy

    def write_article(self, slug: str = "2023-01-24-tides", /, **changes: str | None) -> Path:
        return self.write(f"_news/{slug}.md", seed_text(**changes))

    def bring(self, *paths: Path, jobs: int = 1, **options: Any) -> Report:
        return import_seeds([str(path) for path in paths or [self.folder]], options=Options(**options), jobs=jobs)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture(scope="module")
def shared_archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The files of rows that are written `once`. Who changes them takes a copy."""
    return Archive(tmp_path_factory.mktemp("shared"))


def counts(report: Report) -> dict[str, int]:
    """The counts of a report that are not zero."""
    return {outcome.value: number for outcome, number in report.outcomes.items() if number}


def the_article(slug: str = "2023-01-24-tides") -> Article:
    return Article.objects.for_documents().select_related("imported").get(slug=slug)


def edit(slug: str = "2023-01-24-tides", **values: Any) -> None:
    """An editor changes fields of an article's document."""
    article = the_article(slug)
    before = document_of(article)
    save = Save(replace(before, **values), article, Status(article.status), before=before)
    commit([save], kind=Revision.Kind.CHANGED, by=Work("editor"))


def exported(slug: str = "2023-01-24-tides") -> str:
    """The text of an article's file as an export writes it."""
    article = the_article(slug)
    return texts_of([article])[article.pk].decode()
