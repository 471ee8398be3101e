"""Looks into baked folders: what is in them, what leads nowhere, and what is not as the server answers."""

import html
import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from articles.baked import bake
from articles.reading.links import without_search
from tests.rows import NOW, make_article, make_topic

_LINK = re.compile(r'(?:href|src)="(/[^"#?]*)"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "baked"


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def dangling(found: dict[str, bytes], names: Iterable[str]) -> list[tuple[str, str]]:
    """What leads to files that are not there."""
    return [
        (name, link)
        for name in names
        if name.endswith(".html")
        for link in map(html.unescape, _LINK.findall(found[name].decode()))
        if _file(unquote(link)) not in found
    ]


def _file(path: str) -> str:
    return path.removeprefix("/") + ("index.html" if path.endswith("/") else "")


def different(found: dict[str, bytes], client: Client) -> list[str]:
    """The files that are not what the server answers."""
    with without_search():
        pages = {name: client.get("/" + name.removesuffix("index.html")) for name in found if name[0] != "_"}
    static = [name for name in pages if name.startswith("static/")]
    assert all(pages[name].streaming for name in static)
    return [
        name for name, answer in pages.items()
        if (b"".join(answer) if name in static else answer.content) != found[name]
    ]  # fmt: skip


def files_of_a_new_bake(folder: Path) -> dict[str, bytes]:
    bake(folder)
    return files(folder)


def some_articles(number: int) -> None:
    port = make_topic("Port")
    ferry = make_topic("Ferry", parent=port)
    for n in range(number):
        make_article(f"2026-11-24-a{n}", ferry if n % 2 else port, published_at=NOW - timedelta(hours=n))
