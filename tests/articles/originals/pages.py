"""Pages as publishers write them, and what our reader makes of them."""

from datetime import datetime
from typing import Any

from articles.originals.choosing import Original, chosen
from articles.originals.reading import read_page
from tests.rows import NOW

URL = "https://www.harbour.example/news/flood?utm_source=mail"


def original(page: str | bytes, url: str = URL, charset: str = "", at: datetime = NOW) -> Original:
    content = page if isinstance(page, bytes) else page.encode()
    return chosen(read_page(content, charset), url, at)


def head(*tags: str) -> str:
    return f"<!doctype html><html><head>{''.join(tags)}</head><body><p>Text</p></body></html>"


def meta(**said: str) -> str:
    """Tags by name; `og_title` is `og:title`."""
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{value}">' for name, value in said.items())


def linked_data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def facts_of(found: Original, *names: str) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names}
